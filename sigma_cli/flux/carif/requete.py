"""What a file of the flux is made from, what waits for it, and what it leaves to say."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Final

from sqlalchemy import case, select
from sqlmodel import Session, bindparam, col, exists, func, update

from sigma_cli.domain import references
from sigma_cli.flux.carif.flots import in_order, stream
from sigma_cli.flux.carif.lignes import LigneCarif, OffreCarif, Organisme, Politique
from sigma_cli.flux.contrat import Contexte, Entete, Releve, Revelation
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.flux import FluxFichier
from sigma_cli.models.session import SessionFormation
from sigma_cli.referentiels.statuts import EtatFlux

CODE: Final = "carif"


def load(db: Session, reveal: Revelation, contexte: Contexte) -> OffreCarif:  # noqa: ARG001 - the shape of every load; no person here
    """Return the établissement and every session, by action, composante then number."""
    return _offre(db, contexte, stream(db), _without_session(db))


def load_part(
    db: Session, contexte: Contexte, *, action: str | None = None, composante: str | None = None
) -> OffreCarif:
    """Return what the file would hold of one action or of one composante, by its number."""
    return _offre(db, contexte, stream(db, action=action, composante=composante))


def _offre(
    db: Session, contexte: Contexte, lignes: Iterator[LigneCarif], sans_session: Sequence[str] = ()
) -> OffreCarif:
    reglages = contexte.reglages
    return OffreCarif(
        organisme=_organisme(db),
        lignes=lignes,
        sans_session=sans_session,
        politique=Politique(
            archive=reglages.certifinfo_archive,
            inconnu=reglages.certifinfo_inconnu,
            jours_apres_fin=reglages.jours_apres_fin,
        ),
    )


def count_due(db: Session, contexte: Contexte) -> int:
    """Return how many sessions changed since the last file that held them (Q1-01)."""
    changees = select(func.count()).select_from(SessionFormation)
    dues = changees.where(col(SessionFormation.a_diffuser), _not_over(contexte))
    return int(db.execute(dues).scalar_one())


def mark_sent(db: Session, entete: Entete, contexte: Contexte, releve: Releve) -> None:
    """Note that what the file holds is on its way; what was held back still waits (Q1-01)."""
    attendaient = update(SessionFormation).where(col(SessionFormation.a_diffuser))
    depuis = func.coalesce(col(SessionFormation.carif_depuis), entete.sequence)
    db.execute(attendaient.where(_not_over(contexte)).values(a_diffuser=False, carif_depuis=depuis))
    db.execute(attendaient.values(a_diffuser=False))
    refs = {retenu.objet for retenu in releve.retenus if "/" in retenu.objet and not retenu.close}
    _keep_waiting(db, entete, [references.read_session(ref) for ref in sorted(refs)])


def mark_refused(db: Session, fichier: FluxFichier) -> None:
    """Make its sessions wait again, unless a later file carries them: each is the whole offer."""
    plus_tard = select(col(FluxFichier.id)).where(
        col(FluxFichier.code) == CODE,
        col(FluxFichier.sequence) > fichier.sequence,
        col(FluxFichier.etat) != EtatFlux.REJETE.value,
    )
    if db.execute(plus_tard.limit(1)).first() is None:
        parties = col(SessionFormation.carif_depuis).is_not(None)
        db.execute(update(SessionFormation).where(parties).values(a_diffuser=True))


def _not_over(contexte: Contexte) -> Any:
    """Select what did not end too long ago to be diffused."""
    depuis = contexte.jour - timedelta(days=contexte.reglages.jours_apres_fin)
    return col(SessionFormation.date_fin) >= depuis


def _keep_waiting(db: Session, entete: Entete, sessions: Sequence[references.Session]) -> None:
    """Make wait what the file holds back; what only refused files held was never sent."""
    if not sessions:
        return
    recu = select(func.coalesce(func.max(col(FluxFichier.sequence)), 0)).where(
        col(FluxFichier.code) == CODE,
        col(FluxFichier.sequence) < entete.sequence,
        col(FluxFichier.etat) != EtatFlux.REJETE.value,
    )
    dernier = db.execute(recu).scalar_one()
    composante = select(col(Composante.id)).where(col(Composante.numero) == bindparam("reference"))
    table = SessionFormation.__table__  # type: ignore[attr-defined]  # every table class has one
    depuis = table.c.carif_depuis
    db.connection().execute(
        update(table)
        .where(table.c.composante_id == composante.scalar_subquery())
        .where(table.c.numero == bindparam("rang"))
        .values(a_diffuser=True, carif_depuis=case((depuis <= dernier, depuis))),
        [{"reference": session.composante, "rang": session.numero} for session in sessions],
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


def _without_session(db: Session) -> list[str]:
    """Return the composantes nothing shows: LHEO cannot express one without a session (SES-06)."""
    une = exists().where(col(SessionFormation.composante_id) == col(Composante.id))
    query = in_order(select(col(Composante.numero)).join(Action)).where(~une)
    return list(db.execute(query).scalars())
