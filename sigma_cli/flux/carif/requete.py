"""Rows of the flux: every session with its composante, one SELECT for each table in step."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import Any

from sqlmodel import Session, col, func, select, update

from sigma_cli.domain import references
from sigma_cli.flux.carif.lignes import LigneCarif, OffreCarif, Organisme, Reunion
from sigma_cli.flux.contrat import PARIS, Contexte, Releve, Revelation
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.statuts import Nomenclature, Programme

_Codes = dict[str, tuple[str, ...]]


def load(db: Session, reveal: Revelation, contexte: Contexte) -> OffreCarif:  # noqa: ARG001 - the shape of every load; no person here
    """Return the établissement and every session, by composante then number."""
    return OffreCarif(organisme=_organisme(db), lignes=_lignes(db))


def count_due(db: Session, contexte: Contexte) -> int:  # noqa: ARG001 - the shape of every count
    """Return how many sessions changed since the last file that held them (Q1-01)."""
    changees = select(func.count(col(SessionFormation.id))).where(col(SessionFormation.a_diffuser))
    return db.exec(changees).one()


def mark_sent(db: Session, releve: Releve) -> None:
    """Note that what the file holds is on its way; what was held back still waits (Q1-01)."""
    db.exec(
        update(SessionFormation).where(col(SessionFormation.a_diffuser)).values(a_diffuser=False)
    )
    for ref in sorted({retenu.objet for retenu in releve.retenus}):
        session = references.read_session(ref)
        composante = select(Composante.id).where(Composante.numero == session.composante)
        db.exec(
            update(SessionFormation)
            .where(col(SessionFormation.composante_id).in_(composante))
            .where(col(SessionFormation.numero) == session.numero)
            .values(a_diffuser=True)
        )


def _organisme(db: Session) -> Organisme:
    etablissement = db.get(Etablissement, 1) or Etablissement()
    return Organisme(
        nom=etablissement.nom,
        siret=etablissement.siret,
        uai=etablissement.uai,
        nda=etablissement.nda,
        adresse=etablissement.adresse,
        code_postal=etablissement.code_postal,
        code_insee=etablissement.code_insee,
        commune=etablissement.commune,
        courriel=etablissement.courriel,
        telephone=etablissement.telephone,
    )


def _lignes(db: Session) -> Iterator[LigneCarif]:
    """Stream sessions and meetings joined; the codes of a composante are read when it changes."""
    query = (
        select(Action, Composante, SessionFormation, InformationCollective)
        .join(Composante, col(Composante.action_id) == col(Action.id))
        .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
        .join(
            InformationCollective,
            col(InformationCollective.session_id) == col(SessionFormation.id),
            isouter=True,
        )
        .order_by(
            col(Action.numero),
            col(Composante.rang),
            col(SessionFormation.numero),
            col(InformationCollective.date),
        )
    )
    rows = db.exec(query)
    for ident, groupe in groupby(rows, key=lambda row: row[1].id):
        codes = _codes(db, ident)
        for _, lignes in groupby(groupe, key=lambda row: row[2].id):
            (action, composante, session, premiere), *autres = lignes
            reunions = [premiere, *(autre[3] for autre in autres)]
            yield _ligne(action, composante, session, codes, reunions=reunions)


def _codes(db: Session, composante_id: int) -> _Codes:
    """Return the codes of a composante by family, the main one first."""
    codes: dict[str, list[str]] = {nomenclature.value: [] for nomenclature in Nomenclature}
    rows = db.exec(
        select(ComposanteCode.nomenclature, ComposanteCode.code)
        .where(ComposanteCode.composante_id == composante_id)
        .order_by(col(ComposanteCode.rang))
    )
    for nomenclature, code in rows:
        codes[nomenclature].append(code)
    return {nomenclature: tuple(liste) for nomenclature, liste in codes.items()}


def _ligne(
    action: Action,
    composante: Composante,
    session: SessionFormation,
    codes: _Codes,
    *,
    reunions: list[Any],
) -> LigneCarif:
    return LigneCarif(
        composante=composante.numero,
        action=action.numero,
        programme=Programme(action.programme).label,
        intitule=composante.intitule,
        objectif=composante.objectif,
        contenu=composante.contenu,
        resultats=composante.resultats,
        certifinfo=composante.certifinfo,
        rncp=composante.rncp,
        niveau_entree=composante.niveau_entree,
        niveau_sortie=composante.niveau_sortie,
        niveau_entree_obligatoire=composante.niveau_entree_obligatoire,
        certifiante=composante.certifiante,
        formacodes=codes[Nomenclature.FORMACODE],
        nsf=codes[Nomenclature.NSF],
        romes=codes[Nomenclature.ROME],
        publics=codes[Nomenclature.PUBLIC],
        pic=composante.pic,
        heures_centre=composante.heures_centre,
        heures_entreprise=composante.heures_entreprise,
        rythme=composante.rythme,
        modalites_enseignement=composante.modalites_enseignement,
        conditions=composante.conditions,
        composante_creee_le=_day(composante.creee_le),
        composante_modifiee_le=_day(composante.modifiee_le),
        numero=f"{session.numero:02d}",
        date_debut=session.date_debut,
        date_fin=session.date_fin,
        places=session.places,
        site=session.site,
        adresse=session.adresse,
        code_postal=session.code_postal,
        code_insee=session.code_insee,
        commune=session.commune,
        creee_le=_day(session.creee_le),
        modifiee_le=_day(session.modifiee_le),
        ics=tuple(_meeting(reunion) for reunion in reunions if reunion),
    )


def _meeting(reunion: InformationCollective) -> Reunion:
    return Reunion(
        date=reunion.date,
        heure_debut=reunion.heure_debut,
        heure_fin=reunion.heure_fin,
        lieu=reunion.lieu,
        places=reunion.places,
    )


def _day(instant: datetime) -> date:
    return instant.astimezone(PARIS).date()
