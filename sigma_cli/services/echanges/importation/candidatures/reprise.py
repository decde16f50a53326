"""Candidatures taken over from another base, as they are: what they became is a fact, not asked again."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlmodel import Session, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.domain.recrutement.prescription import origin
from sigma_cli.domain.recrutement.recrutement import warn_other_name
from sigma_cli.errors import Conflict, InvalidInput, NotFound, RuleViolation
from sigma_cli.models.recrutement import Candidature, Prescripteur
from sigma_cli.models.session import InformationCollective
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.recrutement import Etat, Mode
from sigma_cli.services.echanges.importation.candidatures import faits
from sigma_cli.services.recrutement import prescriptions
from sigma_cli.services.socle import journal, lookup

MOTIF: Final = "Reprise d’un export"
_TELS: Final = (
    *("nom", "prenom", "date_naissance", "courriel", "telephone", "fiche_recue_le", "fiche_de"),
    *("rendez_vous_le", "presence_le", "resultat_le", "precision", "date_debut_prevue"),
    *("date_fin_prevue", "raison", "validee_le"),
)
_RETENUS: Final = frozenset({Etat.RETENU, Etat.INSCRIT_SIGMA})
_JUGES: Final = _RETENUS | {Etat.NON_RETENU}


def take_over(db: Session, acte: Acte, valeurs: Mapping[str, Any]) -> list[Avertissement]:
    """Write a candidature under its own reference. The caller refreshes the tasks.

    Raises NotFound (session, meeting, prescripteur, parcours), Conflict, InvalidInput, RuleViolation
    (Q2-12, Q2-15); the table itself refuses what else contradicts its state.
    """
    session = lookup.session(db, valeurs["session"])
    etat = faits.state(valeurs)
    faits.check_state(valeurs.get("etat"), etat)
    mode, prescripteur = valeurs.get("mode"), valeurs.get("prescripteur")
    _check_prescription(db, mode, prescripteur)
    _check_told(etat, valeurs)
    presence = valeurs.get("presence")
    efface = valeurs["nom"] == EFFACE
    tels: dict[str, Any] = {champ: valeurs.get(champ) for champ in _TELS}
    candidature = Candidature(
        id=valeurs["candidature"],
        session_id=session.id,
        nom_replie="" if efface else faits.key(valeurs["nom"], valeurs["prenom"]),
        positionne_le=valeurs.get("positionne_le", acte.jour),
        avant_vote=valeurs.get("avant_vote", False),
        mode=mode and mode.value,
        origine=origin(mode, valeurs.get("origine")).value,
        prescripteur_id=prescripteur,
        reunion_id=_meeting(db, session.id, valeurs),
        etat=etat.value,
        presence=presence and presence.value,
        motif_code=valeurs.get("motif"),
        parcours_id=_parcours(db, session.id, valeurs),
        efface_le=acte.le if efface else None,
        creee_le=acte.le,
        modifiee_le=acte.le,
        **tels,
    )
    db.add(candidature)
    db.flush()
    apres = {"session": str(valeurs["session"]), "etat": etat, "motif": MOTIF}
    ref = references.candidature(candidature.id)
    journal.record(db, acte, "candidature.add", ref, apres=apres)
    return [
        *_warn_online(db, candidature, valeurs["session"]),
        *_warn_other_name(db, valeurs),
    ]


def _check_told(etat: Etat, valeurs: Mapping[str, Any]) -> None:
    """Refuse a state without the facts that it rests on. Raises RuleViolation, InvalidInput."""
    if etat in _JUGES and "presence" not in valeurs:
        raise RuleViolation(
            "« Présence » : pas de résultat sans présence ; écrire PRESENT ou ABSENT.",
            regle="Q2-12",
        )
    if ("presence" in valeurs) != ("presence_le" in valeurs):
        raise InvalidInput("« Présence » et « Date de présence » vont ensemble ; remplir les deux.")
    if etat in _RETENUS:
        _check_planned(valeurs.get("date_debut_prevue"), valeurs.get("date_fin_prevue"))
    if "reunion" in valeurs and "rendez_vous_le" in valeurs:
        raise InvalidInput(
            "« Information collective » et « Rendez-vous » : l’un ou l’autre ; vider l’une des cellules."
        )


def _check_planned(debut: date | None, fin: date | None) -> None:
    if debut is None or fin is None:
        raise RuleViolation(
            "« Début prévisionnel » et « Fin prévisionnelle » : il manque une date, cela bloque la mise "
            "en place de la rémunération ; remplir les deux.",
            regle="Q2-15",
        )
    if fin < debut:
        raise RuleViolation(
            "« Fin prévisionnelle » est avant « Début prévisionnel » ; corriger l’une des deux dates.",
            regle="Q2-15",
        )


def _warn_online(
    db: Session, candidature: Candidature, session: references.Session
) -> list[Avertissement]:
    """Say that an online prescription could not be entered in this base today (Q2-02, Q2-05).

    Never a refusal: it was judged in the other base, on meetings and a structure that may have changed.
    """
    if candidature.mode != Mode.DEMATERIALISEE:
        return []
    try:
        prescriptions.judge(db, candidature, session, nouvelle=False)
    except RuleViolation as error:
        ref = references.candidature(candidature.id)
        return [Avertissement(error.regle or "", f"{ref}, reprise telle quelle : {error.message}")]
    return []


def _check_prescription(db: Session, mode: object, prescripteur: int | None) -> None:
    if prescripteur is not None and db.get(Prescripteur, prescripteur) is None:
        ref = references.prescripteur(prescripteur)
        raise NotFound(f"Prescripteur inconnu : {ref} ; importer d’abord les prescripteurs.")
    if mode is not None and prescripteur is None:
        raise InvalidInput("un mode de prescription sans prescripteur ; remplir N Prescripteur.")


def _meeting(db: Session, session: int, valeurs: Mapping[str, Any]) -> int | None:
    jour = valeurs.get("reunion")
    if jour is None:
        return None
    trouvee = db.exec(
        select(InformationCollective.id).where(
            InformationCollective.session_id == session, InformationCollective.date == jour
        )
    ).first()
    if trouvee is None:
        raise NotFound(
            f"{valeurs['session']} n’a pas d’information collective le {date_fr(jour)} ; importer "
            "d’abord les sessions."
        )
    return trouvee


def _parcours(db: Session, session: int, valeurs: Mapping[str, Any]) -> int | None:
    """Return the parcours of a row, once sure that it is in that session."""
    ident = valeurs.get("parcours")
    if ident is None:
        return None
    parcours = db.get(Parcours, ident)
    ref = references.parcours(ident)
    if parcours is None:
        raise NotFound(f"Parcours inconnu : {ref} ; importer d’abord les stagiaires.")
    if parcours.session_id != session:
        raise Conflict(
            f"{ref} n’est pas, dans cette base, un parcours de {valeurs['session']} ; corriger N Parcours."
        )
    return parcours.id


def _warn_other_name(db: Session, valeurs: Mapping[str, Any]) -> list[Avertissement]:
    """Say that a parcours bears another name: references of the other base may not be those of this one."""
    ident = valeurs.get("parcours")
    if ident is None or faits.is_enrolled_as(db, ident, valeurs):
        return []
    ref = references.candidature(valeurs["candidature"])
    return [warn_other_name(ref, references.parcours(ident))]
