"""One thing to do, the first that stands in the way: correct, send, wait, look, or write (RAP-05, Q4-01)."""

from collections.abc import Callable
from typing import Final

from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.region.demandes import SUJET_KAIROS, SUJET_REGION
from sigma_cli.referentiels.statuts import EtatFlux, Portail
from sigma_cli.services.diffusion.diagnostic.contrat import Conseil, Dossier, Geste, said

_EN_LIGNE: Final = frozenset({Portail.OUIFORM, Portail.AUDEF})


def advise(d: Dossier) -> Conseil:
    """Return the first advice that applies; nothing in the way is an answer too."""
    for regle in _REGLES:
        if conseil := regle(d):
            return conseil
    return Conseil(geste=Geste.RIEN, message="Rien à faire : elle a été vue partout où il faut.")


def _no_place(d: Dossier) -> Conseil | None:
    if d.places:
        return None
    message = (
        "À 0 place, elle n’aura pas lieu (SES-03). Si elle a lieu : "
        f"« sigma session set {d.session} --places … »."
    )
    return Conseil(geste=Geste.CORRIGER, message=message)


def _over(d: Dossier) -> Conseil | None:
    """Nothing is to be asked of a code, nor of anyone, for a session that ended long ago."""
    if not d.finie:
        return None
    jours = d.reglages.jours_apres_fin
    message = f"Rien : finie depuis plus de {jours} jours, elle ne se diffuse plus."
    return Conseil(geste=Geste.RIEN, message=message)


def _blocked_code(d: Dossier) -> Conseil | None:
    """Come before everything that asks someone else: nobody is told of a blocked code (Q4-02)."""
    if not d.certif.bloque:
        return None
    message = (
        f"Vérifier le code Certif Info puis le corriger (RAP-01) : « sigma composante set "
        f"{d.composante} --certifinfo … »."
    )
    return Conseil(geste=Geste.CORRIGER, message=message)


def _held_back(d: Dossier) -> Conseil | None:
    if not d.retenus:
        return None
    return Conseil(geste=Geste.CORRIGER, message=d.retenus[0].a_faire)


def _not_sent(d: Dossier) -> Conseil | None:
    """What a person saw in a portal was sent, whatever the base remembers of it."""
    arrive = d.fichier is not None and d.fichier.arrive
    if (arrive or _seen_in_public(d)) and not d.sortie:
        return None
    if d.fichier is not None and d.fichier.etat == EtatFlux.ECHEC:
        message = (
            "Corriger ce que dit « sigma flux status carif », puis « sigma flux retry carif »."
        )
        return Conseil(geste=Geste.CORRIGER, message=message)
    if d.fichier is not None and d.fichier.etat == EtatFlux.REJETE:
        message = (
            f"Voir avec le Carif le refus de {d.fichier.nom}, le corriger, puis « sigma flux push "
            "carif »."
        )
        return Conseil(geste=Geste.CORRIGER, message=message)
    return Conseil(geste=Geste.ENVOYER, message="L’envoyer : « sigma flux push carif ».")


def _too_early(d: Dossier) -> Conseil | None:
    tot = d.maintenant < d.visible_le and not _seen_in_public(d)
    return _wait(d, Portail.MFR) if tot else None


def _no_meeting(d: Dossier) -> Conseil | None:
    """What is asked of OUIFORM or AUDEF is a date to position someone on (Q2-10)."""
    if d.prochaine_reunion or not d.absente_de or not d.absente_de <= _EN_LIGNE:
        return None
    return Conseil(geste=Geste.CORRIGER, message=_add_meeting(d))


def _absent_from_kairos(d: Dossier) -> Conseil | None:
    """Kairos alone: its support, but only once the portal shows the session (RAP-05)."""
    if d.absente_de != {Portail.KAIROS}:
        return None
    if Portail.MFR not in d.vues:
        message = (
            f"Regarder d’abord dans Me Former en Région. Si elle y est : « sigma session set {d.session} "
            f"--vue mfr DATE » ; sinon : « sigma diagnose {d.session} --absente-de mfr »."
        )
        return Conseil(geste=Geste.VERIFIER, message=message)
    if d.maintenant < d.kairos_le:
        return _wait(d, Portail.KAIROS)
    return _write(d, SUJET_KAIROS)


def _absent(d: Dossier) -> Conseil | None:
    """The Région is asked for nothing before its delay, even when the portal was quicker (Q4-01)."""
    if not d.absente_de:
        return None
    if d.maintenant < d.visible_le:
        return _wait(d, next(p for p in Portail if p in d.absente_de and p is not Portail.KAIROS))
    return _write(d, SUJET_REGION)


def _not_seen(d: Dossier) -> Conseil | None:
    """Send someone to look, in the order the session reaches the tools."""
    for portail in (Portail.MFR, Portail.KAIROS):
        if portail in d.vues:
            continue
        if portail is Portail.KAIROS and d.maintenant < d.kairos_le:
            return _wait(d, portail)
        code = portail.value.lower()
        message = (
            f"La chercher dans {portail.label}. Si elle y est : « sigma session set {d.session} --vue "
            f"{code} DATE » ; sinon : « sigma diagnose {d.session} --absente-de {code} »."
        )
        return Conseil(geste=Geste.VERIFIER, message=message)
    return None


def _nobody_can_come(d: Dossier) -> Conseil | None:
    if d.prochaine_reunion or d.date_debut < d.jour:
        return None
    return Conseil(geste=Geste.CORRIGER, message=_add_meeting(d))


def _wrong_level(d: Dossier) -> Conseil | None:
    if d.niveau_certif in {None, d.niveau}:
        return None
    message = (
        "Faire redresser le niveau s’il est faux (Q3-02) : « sigma demande add --type referentiel "
        f"--composante {d.composante} --niveau-sortie {d.niveau_certif} »."
    )
    return Conseil(geste=Geste.CORRIGER, message=message)


def _seen_in_public(d: Dossier) -> bool:
    return not d.vues.keys().isdisjoint({Portail.CARIF, Portail.MFR})


def _wait(d: Dossier, portail: Portail) -> Conseil:
    jusqu_au = d.kairos_le if portail is Portail.KAIROS else d.visible_le
    message = f"Attendre jusqu’au {said(jusqu_au)}, puis la chercher dans {portail.label}."
    return Conseil(geste=Geste.ATTENDRE, message=message, jusqu_au=jusqu_au)


def _write(d: Dossier, sujet: str) -> Conseil:
    """Write to the right address; an earlier request sent there is waited for."""
    adresse = next(c.courriel for c in d.reglages.contacts if c.sujet == sujet)
    if ouverte := d.demandes.get(adresse):
        message = f"Attendre la réponse à {ouverte}, ou relancer {adresse}."
        return Conseil(geste=Geste.ATTENDRE, message=message, sujet=sujet)
    outils = " ".join(f"--absente-de {p.value.lower()}" for p in sorted(d.absente_de))
    message = (
        f"Écrire à {adresse} : « sigma demande add --type absence --session {d.session} {outils} "
        "-o absence.eml » note la demande et prépare le courrier."
    )
    return Conseil(geste=Geste.ECRIRE, message=message, sujet=sujet)


def _add_meeting(d: Dossier) -> str:
    debut = date_fr(d.date_debut)
    return (
        f"Ajouter une information collective à venir, avant le {debut} : « sigma session ic add "
        f"{d.session} DATE »."
    )


_REGLES: Final[tuple[Callable[[Dossier], Conseil | None], ...]] = (
    _no_place,
    _over,
    _blocked_code,
    _held_back,
    _not_sent,
    _too_early,
    _no_meeting,
    _absent_from_kairos,
    _absent,
    _not_seen,
    _nobody_can_come,
    _wrong_level,
)
