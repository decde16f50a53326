"""The steps of the chain, in the order the information travels. One function a step, one line below."""

from collections.abc import Callable, Iterator
from typing import Final

from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.offre.certifications import Certif, replaced_by
from sigma_cli.domain.offre.diffusion import A_ENVOYER
from sigma_cli.domain.offre.niveaux import libelle
from sigma_cli.referentiels.statuts import EtatFlux, Portail
from sigma_cli.services.diffusion.diagnostic.contrat import Dossier, Etape, EtatEtape, Fichier, said

_ENVOIS: Final = {
    EtatFlux.PREPARE: EtatEtape.ATTENTE,
    EtatFlux.ECHEC: EtatEtape.BLOQUE,
    EtatFlux.REJETE: EtatEtape.BLOQUE,
}


def _saisie(d: Dossier) -> Etape:
    message = f"saisie le {said(d.saisie_le)}, du {date_fr(d.date_debut)} au {date_fr(d.date_fin)}."
    return Etape(etape="saisie", etat=EtatEtape.FAIT, message=message)


def _envoi(d: Dossier) -> Etape:
    """Which file holds it as it is now, when it was delivered, and what the receiver answered."""
    if d.finie:
        message = f"elle ne part plus, finie depuis plus de {d.reglages.jours_apres_fin} jours."
        return Etape(etape="envoi", etat=EtatEtape.BLOQUE, message=message)
    if d.fichier is None:
        message = f"pas encore envoyée telle qu’elle est depuis le {said(d.changee_le)}."
        return Etape(etape="envoi", etat=EtatEtape.ATTENTE, message=message)
    if d.sortie:
        message = f"dans {d.fichier.nom}, {_progress(d.fichier)} ; retenue depuis."
        return Etape(etape="envoi", etat=EtatEtape.ATTENTION, message=message)
    etat = _ENVOIS.get(EtatFlux(d.fichier.etat), EtatEtape.FAIT)
    message = f"dans {d.fichier.nom}, {_progress(d.fichier)}."
    return Etape(etape="envoi", etat=etat, message=message)


def _progress(fichier: Fichier) -> str:
    if fichier.depose_le is None:
        manque = fichier.etat == EtatFlux.ECHEC
        return "dont le dépôt a échoué" if manque else "préparé mais pas encore déposé"
    depose = f"déposé le {said(fichier.depose_le)}"
    if fichier.acquitte_le is None:
        return depose
    reponse = "refusé" if fichier.etat == EtatFlux.REJETE else "acquitté"
    raison = f" : {fichier.erreur}" if fichier.erreur else ""
    return f"{depose}, {reponse} le {said(fichier.acquitte_le)}{raison}"


def _retenue(d: Dossier) -> Etape:
    if not d.retenus:
        message = "rien ne la retient dans le flux carif."
        return Etape(etape="retenue", etat=EtatEtape.FAIT, message=message)
    raisons = " ; ".join(f"{retenu.champ} : {retenu.raison}" for retenu in d.retenus)
    message = f"retenue du flux carif, {raisons}."
    return Etape(etape="retenue", etat=EtatEtape.BLOQUE, message=message)


def _delai(d: Dossier) -> Etape:
    heures = d.reglages.diffusion_heures
    if not d.envoyee:
        message = f"{heures} heures à compter de l’envoi au Carif, qui n’est pas fait."
        return Etape(etape="delai", etat=EtatEtape.ATTENTE, message=message)
    if d.maintenant < d.visible_le:
        message = f"{heures} heures ne sont pas passées : pas avant le {said(d.visible_le)}."
        return Etape(etape="delai", etat=EtatEtape.ATTENTE, message=message)
    message = f"{heures} heures sont passées depuis le {said(d.visible_le)}."
    return Etape(etape="delai", etat=EtatEtape.FAIT, message=message)


def _certifinfo(d: Dossier) -> Etape:
    etat = {Certif.VALIDE: EtatEtape.FAIT, Certif.NON_VERIFIABLE: EtatEtape.A_VERIFIER}
    suite = " : bloqué au Carif, qui ne prévient personne" if d.certif.bloque else ""
    message = f"code Certif Info {d.certifinfo} {d.certif}{replaced_by(d.successeur)}{suite}."
    return Etape(etape="certifinfo", etat=etat.get(d.certif, EtatEtape.BLOQUE), message=message)


def _niveau(d: Dossier) -> Etape:
    sortie = f"sortie au {libelle(d.niveau)}"
    if d.niveau_certif is None:
        message = f"{sortie}, Certif Info n’en dit rien."
        return Etape(etape="niveau", etat=EtatEtape.A_VERIFIER, message=message)
    if d.niveau_certif != d.niveau:
        message = f"{sortie}, alors que Certif Info dit {libelle(d.niveau_certif)}."
        return Etape(etape="niveau", etat=EtatEtape.ATTENTION, message=message)
    return Etape(etape="niveau", etat=EtatEtape.FAIT, message=f"{sortie}, comme Certif Info.")


def _places(d: Dossier) -> Etape:
    if d.places == 0:
        message = "0 place : elle n’aura pas lieu, et part fermée."
        return Etape(etape="places", etat=EtatEtape.BLOQUE, message=message)
    message = "1 place." if d.places == 1 else f"{d.places} places."
    return Etape(etape="places", etat=EtatEtape.FAIT, message=message)


def _reunion(d: Dossier) -> Etape:
    if d.prochaine_reunion:
        message = f"prochaine information collective le {date_fr(d.prochaine_reunion)}."
        return Etape(etape="reunion", etat=EtatEtape.FAIT, message=message)
    message = "aucune information collective à venir : pas de positionnement en ligne dans OUIFORM et AUDEF."
    return Etape(etape="reunion", etat=EtatEtape.ATTENTION, message=message)


def _portails(d: Dossier) -> Iterator[Etape]:
    """Tell Me Former en Région and Kairos always, the others when something is known of them."""
    for portail in Portail:
        toujours = portail in {Portail.MFR, Portail.KAIROS}
        if toujours or portail in d.vues or portail in d.absente_de:
            yield _portail(d, portail)


def _portail(d: Dossier, portail: Portail) -> Etape:
    nom, code = portail.label, portail.value.lower()
    tot = d.kairos_le if portail is Portail.KAIROS else d.visible_le
    if portail in d.absente_de:
        return Etape(
            etape=code, etat=EtatEtape.ABSENTE, message=f"vous ne la voyez pas dans {nom}."
        )
    if portail in d.vues:
        message = f"vue dans {nom} le {said(d.vues[portail])}."
        return Etape(etape=code, etat=EtatEtape.FAIT, message=message)
    if d.empechee:
        message = f"pas attendue dans {nom} : {d.empechee}."
        return Etape(etape=code, etat=EtatEtape.BLOQUE, message=message)
    if not d.envoyee:
        message = f"pas attendue dans {nom} : {A_ENVOYER} au Carif."
        return Etape(etape=code, etat=EtatEtape.ATTENTE, message=message)
    if d.maintenant < tot:
        message = f"pas attendue dans {nom} avant le {said(tot)}."
        return Etape(etape=code, etat=EtatEtape.ATTENTE, message=message)
    message = f"devrait être visible dans {nom}, personne ne l’a confirmé."
    return Etape(etape=code, etat=EtatEtape.A_VERIFIER, message=message)


_SIMPLES: Final[tuple[Callable[[Dossier], Etape], ...]] = (
    _saisie,
    _envoi,
    _retenue,
    _delai,
    _certifinfo,
    _niveau,
    _places,
    _reunion,
)


def walk(d: Dossier) -> list[Etape]:
    """Return every step of the chain."""
    return [*(etape(d) for etape in _SIMPLES), *_portails(d)]
