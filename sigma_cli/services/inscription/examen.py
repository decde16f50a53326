"""The rules of one enrolment, held against what the base knows: nothing is read nor written here."""

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.inscription.inscriptions import (
    check_categorie,
    check_nir_present,
    warn_numero_ale,
    warn_pic_level,
)
from sigma_cli.domain.inscription.parcours import never_came
from sigma_cli.domain.offre.sessions import check_dates, check_open
from sigma_cli.domain.personnes.identite import (
    CHAMPS,
    IDENTITE,
    check_birth,
    same_first_name,
    same_name,
    warn_age,
)
from sigma_cli.domain.personnes.nir import ClasseNir
from sigma_cli.domain.personnes.ressemblance import Personne as Nommee
from sigma_cli.domain.personnes.ressemblance import Ressemblance, check_awaited, resembles
from sigma_cli.errors import Conflict
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Provenance
from sigma_cli.services.inscription.contexte import Contexte, Index, Personne, SessionConnue
from sigma_cli.services.inscription.demande import is_definitive
from sigma_cli.services.personnes.identite.recherche import Identite, look_up

if TYPE_CHECKING:
    from sigma_cli.domain.personnes.identite import Reponse
    from sigma_cli.services.inscription.demande import Demande

_FICHE: Final = CHAMPS | {
    "nom_usage": "nom d’usage",
    "courriel": "courriel",
    "telephone": "téléphone",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recevable:
    """An enrolment that the rules let through: who, where, when, and what deserves a word."""

    session: SessionConnue
    personne: Personne | None
    identite: Identite
    categorie: str | None
    date_entree: date
    date_fin_prevue: date
    avertissements: list[Avertissement]


def examine(
    contexte: Contexte,
    acte: Acte,
    demande: "Demande",
    index: Index | None,
    *,
    reglages: Reglages,
    passerelle: "Reponse | None",
) -> Recevable:
    """Return what is to be written. `index` is absent with the number.

    Raises NotFound, RuleViolation (SES-03, NIR-01, NIR-05, Q5-01, RAP-02), Conflict (NIR-10,
    already enrolled).
    """
    session = contexte.session(demande.session)
    check_birth(demande.date_naissance, jour=acte.jour)
    if not demande.reprise:
        check_open(str(demande.session), session.places)
        check_nir_present(
            present=demande.nir is not None, jour=acte.jour, version_agora=reglages.version_agora
        )
    categorie = check_categorie(
        demande.categorie,
        pic=demande.pic,
        programme=session.programme,
        label_pic=reglages.categorie_pic,
        label_navette=reglages.categorie_fiche_navette,
    )
    personne, identite = _who(contexte, demande, index, passerelle)
    if personne:
        _check_not_enrolled(contexte, demande, session, personne)
    entree = demande.date_entree or session.date_debut
    fin = demande.date_fin_prevue or session.date_fin
    check_dates(entree, fin, objet="parcours")
    return Recevable(
        session=session,
        personne=personne,
        identite=identite,
        categorie=categorie,
        date_entree=entree,
        date_fin_prevue=fin,
        avertissements=[
            *warn_numero_ale(demande.numero_ale),
            *warn_age(demande.date_naissance, entree=entree),
            *warn_pic_level(demande.niveau_entree, pic=demande.pic),
            *identite.avertissements,
        ],
    )


def remember(
    contexte: Contexte,
    demande: "Demande",
    recevable: Recevable,
    index: Index | None,
    *,
    stagiaire: int,
    parcours: int,
) -> None:
    """Let the next demandes of a batch meet what this one is about to write."""
    contexte.parcours[stagiaire, recevable.session.id] = parcours
    recevable.session.inscrits += 1
    if not never_came(demande.date_sortie, entree=recevable.date_entree):
        recevable.session.action.inscrits += 1
    personne = recevable.personne
    if personne is None and (index or demande.ailleurs):
        identite: dict[str, Any] = dict.fromkeys(IDENTITE)
        identite |= {champ: valeur for champ, (valeur, _) in recevable.identite.champs.items()}
        personne = Personne(
            id=stagiaire, courriel=demande.courriel, telephone=demande.telephone, **identite
        )
        if index:
            contexte.connus[index.personne] = personne
        if demande.nir and demande.nir.classe is not ClasseNir.NIR:
            contexte.await_number(personne)
    if personne and demande.ailleurs:
        contexte.repris[demande.ailleurs] = personne


def _who(
    contexte: Contexte, demande: "Demande", index: Index | None, passerelle: "Reponse | None"
) -> tuple[Personne | None, Identite]:
    """Return the person the base knows by this number, if any, and their identity."""
    personne = contexte.connus.get(index.personne) if index else None
    if demande.ailleurs in contexte.repris:
        personne = _taken_over(contexte.repris[demande.ailleurs], personne, index)
    if personne:
        _check_same_person(personne, demande)
        avis = [*_warn_former(personne)]
        avis += [] if demande.fiche_tenue else _warn_not_kept(personne, demande)
        return personne, Identite(champs=_known(personne), avertissements=avis)
    avis = _meet_awaited(contexte, demande)
    importee = contexte.annuaire.get(index.annuaire) if index and index.annuaire else None
    saisie = {champ: getattr(demande, champ) for champ in IDENTITE}
    trouvee = look_up(saisie, demande.nir, [importee, passerelle], motif=demande.motif_identite)
    return None, replace(trouvee, avertissements=[*avis, *trouvee.avertissements])


def _meet_awaited(contexte: Contexte, demande: "Demande") -> list[Avertissement]:
    """Meet who is known under a number that waits for the definitive one: no second person (NIR-13)."""
    if not is_definitive(demande) or demande.nir is None:
        return []
    dits: list[Avertissement] = []
    for connu in contexte.awaited(demande.nom_naissance):
        meme = resembles(_named(connu), _named(demande), demande.nir)
        if meme is not Ressemblance.AUTRE:
            sure = meme is Ressemblance.MEME and not demande.motif_identite
            dits += check_awaited(references.stagiaire(connu.id), sure=sure)
    return dits


def _named(qui: "Personne | Demande") -> Nommee:
    return Nommee(nom=qui.nom_naissance, prenom=qui.prenom or "", date_naissance=qui.date_naissance)


def _taken_over(repris: Personne, connu: Personne | None, index: Index | None) -> Personne:
    """Return the person of another base who came with an earlier row; this row must be theirs too."""
    if index and (connu is None or connu.id != repris.id):
        raise Conflict(
            "N Stagiaire est le même qu’à une ligne plus haut, le numéro n’est pas le même ; corriger "
            "l’un ou l’autre.",
            regle="NIR-10",
        )
    return repris


def _check_same_person(connu: Personne, demande: "Demande") -> None:
    """Refuse a number borne by someone of another name, civilité or birth date (NIR-10)."""
    noms = (
        (same_name, connu.nom_naissance, demande.nom_naissance),
        (same_first_name, connu.prenom, demande.prenom),
    )
    autres = (
        (connu.civilite, demande.civilite),
        (connu.date_naissance, demande.date_naissance),
    )
    differe = any(un and deux and not same(un, deux) for same, un, deux in noms)
    if not differe and not any(un and deux and un != deux for un, deux in autres):
        return
    if demande.nir is None:
        raise Conflict(
            "N Stagiaire est le même qu’à une ligne plus haut, l’identité n’est pas la même ; corriger "
            "l’un ou l’autre.",
            regle="NIR-10",
        )
    raise Conflict(
        f"ce numéro est déjà celui de {references.stagiaire(connu.id)}, dont l’identité est "
        "différente ; vérifier le numéro et l’identité saisis, ou corriger la fiche avec "
        "« sigma stagiaire set ».",
        regle="NIR-10",
    )


def _check_not_enrolled(
    contexte: Contexte, demande: "Demande", session: SessionConnue, personne: Personne
) -> None:
    deja = contexte.parcours.get((personne.id, session.id))
    if deja is not None:
        raise Conflict(
            f"{references.stagiaire(personne.id)} est déjà inscrit à {demande.session} "
            f"({references.parcours(deja)})."
        )


def _known(personne: Personne) -> dict[str, tuple[Any, Provenance]]:
    valeurs = ((champ, getattr(personne, champ)) for champ in IDENTITE)
    return {champ: (valeur, Provenance.BASE) for champ, valeur in valeurs if valeur is not None}


def _warn_former(personne: Personne) -> list[Avertissement]:
    if not personne.remplace:
        return []
    message = (
        f"le numéro saisi n’est plus celui de {references.stagiaire(personne.id)}, un autre l’a "
        "remplacé et reste enregistré."
    )
    return [Avertissement(regle="NIR-08", message=message)]


def _warn_not_kept(personne: Personne, demande: "Demande") -> list[Avertissement]:
    """Say what was typed of someone known that their sheet does not hold: enrolling changes no sheet."""
    autres = [
        titre
        for champ, titre in _FICHE.items()
        if _adds(getattr(demande, champ), getattr(personne, champ))
    ]
    if not autres:
        return []
    ref = references.stagiaire(personne.id)
    message = (
        f"{ref} était déjà connu, sa fiche n’est pas modifiée ({', '.join(autres)}) ; si besoin : "
        f"sigma stagiaire set {ref}."
    )
    return [Avertissement(regle="NIR-10", message=message)]


def _adds(saisi: Any, connu: Any) -> bool:
    """Tell whether a value typed says something that the sheet does not."""
    if saisi is None or connu is None or not isinstance(saisi, str):
        return saisi is not None and saisi != connu
    return not same_name(saisi, connu)
