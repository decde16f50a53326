"""What the tasks about candidatures share: the rows they come from, and what each sheet shows."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import date_fr
from sigma_cli.models.composante import Composante
from sigma_cli.models.recrutement import Candidature, MotifRefus, Prescripteur
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import Presence
from sigma_cli.services.taches.contrat import Fiche


class Ligne(NamedTuple):
    """A candidature, and the day of its meeting or appointment."""

    candidature: Candidature
    reunion: date | None


def rows(db: Session, idents: Sequence[int] | None, *conditions: Any) -> Iterator[Ligne]:
    """Yield the candidatures that meet the conditions, in sessions that will take place (SES-03).

    None whose identity was erased: nobody could type them.
    """
    reunion = func.coalesce(InformationCollective.date, Candidature.rendez_vous_le)
    query = (
        select(Candidature, reunion)
        .join(SessionFormation, col(SessionFormation.id) == col(Candidature.session_id))
        .outerjoin(
            InformationCollective, col(InformationCollective.id) == col(Candidature.reunion_id)
        )
        .where(col(SessionFormation.places) > 0, col(Candidature.efface_le).is_(None), *conditions)
        .order_by(col(Candidature.id))
    )
    if idents is not None:
        query = query.where(col(Candidature.id).in_(idents))
    for candidature, jour in db.exec(query):
        yield Ligne(candidature, jour)


def fiches(db: Session, taches: Sequence[Tache], champs: Sequence[str]) -> Mapping[int, Fiche]:
    """Return the sheet of each task: the person, the session, then `champs`; one SELECT.

    What is not known is left out.
    """
    query = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Candidature,
            SessionFormation,
            Composante.numero,
            InformationCollective.date,
            Prescripteur,
            MotifRefus.libelle,
        )
        .join(SessionFormation, col(SessionFormation.id) == col(Candidature.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .outerjoin(
            InformationCollective, col(InformationCollective.id) == col(Candidature.reunion_id)
        )
        .outerjoin(Prescripteur, col(Prescripteur.id) == col(Candidature.prescripteur_id))
        .outerjoin(MotifRefus, col(MotifRefus.code) == col(Candidature.motif_code))
        .where(col(Candidature.id).in_({tache.objet_id for tache in taches}))
    )
    lues = {ligne[0].id: _fiche(ligne, champs) for ligne in db.execute(query)}
    return {tache.id: lues[tache.objet_id] for tache in taches}


def _fiche(ligne: Any, champs: Sequence[str]) -> Fiche:
    candidature, session, composante, reunion, prescripteur, motif = ligne
    personne = {
        "Nom": candidature.nom,
        "Prénom": candidature.prenom,
        "Date de naissance": _day(candidature.date_naissance),
        "Session": str(references.Session(composante, session.numero)),
        "N° Kairos": session.numero_kairos,
    }
    details = {
        "Prescripteur à l’origine": _who(prescripteur),
        "Réunion": _day(reunion or candidature.rendez_vous_le),
        "Présence": _presence(candidature),
        "Résultat": "non retenu" if motif else "retenu",
        "Motif": motif,
        "Dates prévisionnelles": _dates(candidature),
    }
    valeurs = personne | {champ: details[champ] for champ in champs}
    return Fiche(
        objet=references.candidature(candidature.id),
        valeurs={titre: valeur for titre, valeur in valeurs.items() if valeur},
    )


def _day(jour: date | None) -> str | None:
    return date_fr(jour) if jour else None


def _who(prescripteur: Prescripteur | None) -> str:
    return "non" if prescripteur is None else f"oui, {prescripteur.nom} ({prescripteur.ville})"


def _presence(candidature: Candidature) -> str | None:
    jour = candidature.presence_le
    mot = "présent" if candidature.presence == Presence.PRESENT else "absent"
    return f"{mot} le {date_fr(jour)}" if jour else None


def _dates(candidature: Candidature) -> str | None:
    debut, fin = candidature.date_debut_prevue, candidature.date_fin_prevue
    return f"{date_fr(debut)} – {date_fr(fin)}" if debut and fin else None
