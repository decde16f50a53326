"""What a task shows of the candidature, the parcours or the person it is about, ready to copy.

One SELECT for the tasks of a kind; what is not known is left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import date_fr, local_day
from sigma_cli.models.composante import Composante
from sigma_cli.models.recrutement import Candidature, MotifRefus, Prescripteur
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.recrutement import Presence
from sigma_cli.services.taches.contrat import Fiche


def of_candidatures(
    db: Session, taches: Sequence[Tache], champs: Sequence[str]
) -> Mapping[int, Fiche]:
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
    lues = {ligne[0].id: _candidature(ligne, champs) for ligne in db.execute(query)}
    return {tache.id: lues[tache.objet_id] for tache in taches}


def _candidature(ligne: Any, champs: Sequence[str]) -> Fiche:
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
        "Résultat": "non retenue" if motif else "retenue",
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
    mot = Presence(candidature.presence).label if candidature.presence else ""
    return f"{mot} le {date_fr(jour)}" if jour else None


def _dates(candidature: Candidature) -> str | None:
    debut, fin = candidature.date_debut_prevue, candidature.date_fin_prevue
    return f"{date_fr(debut)} – {date_fr(fin)}" if debut and fin else None


def of_parcours(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return the sheet of each task, in one SELECT; what is unknown of the person is left out."""
    idents = {tache.objet_id for tache in taches}
    query = (
        select(Stagiaire, Parcours, Composante.numero, SessionFormation.numero)
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(col(Parcours.id).in_(idents))
    )
    par_parcours = {
        parcours.id: _parcours(stagiaire, parcours, str(references.Session(composante, numero)))
        for stagiaire, parcours, composante, numero in db.exec(query)
    }
    return {tache.id: par_parcours[tache.objet_id] for tache in taches}


def add_value(
    fiches: Mapping[int, Fiche], titre: str, valeurs: Mapping[int, str]
) -> Mapping[int, Fiche]:
    """Return the sheets with one more value each, by task number."""
    return {
        numero: replace(fiche, valeurs={**fiche.valeurs, titre: valeurs[numero]})
        for numero, fiche in fiches.items()
    }


def _parcours(stagiaire: Stagiaire, parcours: Parcours, session: str) -> Fiche:
    naissance = stagiaire.date_naissance
    valeurs = {
        "Nom de naissance": stagiaire.nom_naissance,
        "Nom d’usage": stagiaire.nom_usage,
        "Prénom": stagiaire.prenom,
        "Date de naissance": date_fr(naissance) if naissance else None,
        "Session": session,
        "Dates du parcours": f"{date_fr(parcours.date_entree)} – {date_fr(parcours.date_fin_prevue)}",
    }
    return Fiche(
        objet=references.parcours(parcours.id),
        valeurs={titre: valeur for titre, valeur in valeurs.items() if valeur},
    )


def of_stagiaires(db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
    """Return the sheet of each task, in one SELECT; what is unknown of the person is left out."""
    query = select(Stagiaire).where(col(Stagiaire.id).in_({tache.objet_id for tache in taches}))
    personnes = {stagiaire.id: _stagiaire(stagiaire) for stagiaire in db.exec(query)}
    return {tache.id: personnes[tache.objet_id] for tache in taches}


def _stagiaire(stagiaire: Stagiaire) -> Fiche:
    naissance, depuis = stagiaire.date_naissance, stagiaire.nir_le
    valeurs = {
        "Nom de naissance": stagiaire.nom_naissance,
        "Nom d’usage": stagiaire.nom_usage,
        "Prénom": stagiaire.prenom,
        "Date de naissance": date_fr(naissance) if naissance else None,
        "Courriel": stagiaire.courriel,
        "Téléphone": stagiaire.telephone,
        "Numéro connu depuis le": date_fr(local_day(depuis)) if depuis else None,
    }
    return Fiche(
        objet=references.stagiaire(stagiaire.id),
        valeurs={titre: valeur for titre, valeur in valeurs.items() if valeur},
    )
