"""Rows of the flux: sessions left for another, entries, leavings, of the persons the hub takes, each once."""

from collections.abc import Iterable, Iterator
from datetime import date
from heapq import merge
from typing import Any, Final

from sqlalchemy.orm import join
from sqlmodel import Session, and_, col, exists, func, literal, or_, select, union

from sigma_cli.domain import references
from sigma_cli.domain.dates import local_day
from sigma_cli.domain.personnes.nir import ClasseNir
from sigma_cli.flux.agora.builder import FINANCEUR, JAMAIS_VENU, LigneAgora, nature
from sigma_cli.flux.contrat import Contexte, Revelation
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Deplacement, Parcours, Stagiaire
from sigma_cli.referentiels.statuts import Evenement
from sigma_cli.store.parcours import attended

_CODE: Final = "agora"
_RAISONS: Final = {
    ClasseNir.NIA.value: ClasseNir.NIA.value,
    ClasseNir.PROVISOIRE.value: ClasseNir.PROVISOIRE.value,
    "SANS_NUMERO": None,
}
_PERSONNE: Final = ("civilite", "nom_naissance", "nom_usage", "prenom", "date_naissance")
_PARCOURS: Final = ("niveau_entree", "rqth", "heures")
_COMPOSANTE: Final = ("intitule", "certifinfo", "rncp", "niveau_sortie")
_PAR_LOT: Final = 1000


def queue(contexte: Contexte) -> Any:
    """Return the SELECT of the parcours of which a line waits."""
    return union(
        _departures(select(Parcours.id)),
        _entries(select(Parcours.id)),
        _leavings(select(Parcours.id), contexte.jour),
    )


def count_due(db: Session, contexte: Contexte) -> int:
    """Return how many lines wait for the next file."""
    comptes = (
        db.exec(retenus(select(func.count(col(Parcours.id)))))
        for retenus in (_departures, _entries, lambda query: _leavings(query, contexte.jour))
    )
    return sum(compte.one() for compte in comptes)


def count_excluded(db: Session) -> dict[str, int]:
    """Return how many parcours wait for a definitive number, by what their holder bears (NIR-07)."""
    classe = (
        select(col(Stagiaire.nir_classe)).where(_holder()).correlate(Parcours).scalar_subquery()
    )
    present = exists().where(_holder(), col(Stagiaire.efface_le).is_(None)).correlate(Parcours)
    query = (
        select(classe, func.count(col(Parcours.id)))
        .where(_never_entered(), attended(), ~_has_nir(), present)
        .group_by(classe)
    )
    comptes = dict(db.exec(query).all())
    return {raison: comptes[classe] for raison, classe in _RAISONS.items() if classe in comptes}


def load(db: Session, reveal: Revelation, contexte: Contexte) -> Iterator[LigneAgora]:
    """Yield the rows to send, by parcours: the session left, the entry in the one of now, the leaving."""
    organisme = db.get(Etablissement, 1) or Etablissement()
    base = _rows()
    ordre = (
        (Evenement.DEPART, db.exec(_departures(_rows_left()))),
        (Evenement.ENTREE, db.exec(_entries(base))),
        (Evenement.SORTIE, db.exec(_leavings(base, contexte.jour))),
    )
    suite = merge(
        *(_ranked(rang, evenement, lignes) for rang, (evenement, lignes) in enumerate(ordre)),
        key=lambda trouvee: trouvee[:2],
    )
    for _, _, evenement, ligne in suite:
        yield _line(ligne, evenement, organisme, reveal)


def _ranked(
    rang: int, evenement: Evenement, lignes: Iterable[Any]
) -> Iterator[tuple[int, int, Evenement, Any]]:
    return ((ligne.parcours, rang, evenement, ligne) for ligne in lignes)


def _never_entered() -> Any:
    return col(Parcours.agora_entree_le).is_(None)


def _has_nir() -> Any:
    """Keep class 1 and 2, asked of the holder of each parcours that waits.

    The persons without a number grow with each purge: a query must never start from them.
    """
    definitif = col(Stagiaire.nir_classe) == ClasseNir.NIR.value
    return exists().where(_holder(), definitif).correlate(Parcours)


def _holder() -> Any:
    return col(Stagiaire.id) == col(Parcours.stagiaire_id)


def _entry_refused() -> Any:
    """Tell of a parcours whose entry AGORA refused, as long as it is not sent again."""
    refusee = exists().where(
        col(FluxLigne.parcours_id) == col(Parcours.id),
        col(FluxLigne.code) == _CODE,
        col(FluxLigne.evenement) == Evenement.ENTREE.value,
        col(FluxLigne.repris_le).is_(None),
        col(FluxLigne.rejet).is_not(None),
    )
    return refusee.correlate(Parcours)


def _departures(query: Any) -> Any:
    """Keep those who left for another session a session that AGORA saw them enter."""
    attendus = select(Parcours.id).where(
        col(Parcours.depart_rang).is_not(None), col(Parcours.agora_depart_le).is_(None), _has_nir()
    )
    return query.where(col(Parcours.id).in_(attendus))


def _entries(query: Any) -> Any:
    """Keep those who come and were not told of; by number, so that the queue alone is read."""
    attendus = select(Parcours.id).where(_never_entered(), attended(), _has_nir())
    return query.where(col(Parcours.id).in_(attendus))


def _leavings(query: Any, jour: date) -> Any:
    """Keep those who left, and those whose last planned day is over; each entered, or enters now.

    A leaving waits for an entry that was refused to be sent again.
    """
    attend = col(Parcours.agora_sortie_le).is_(None)
    partis = union(  # two indexes: one condition with OR would read every parcours under way
        select(Parcours.id).where(attend, col(Parcours.date_sortie) <= jour),
        select(Parcours.id).where(attend, col(Parcours.date_fin_prevue) < jour),
    )
    entre = or_(~_never_entered(), attended())
    return query.where(col(Parcours.id).in_(partis), entre, _has_nir(), ~_entry_refused())


def _rows() -> Any:
    """Return the SELECT of everything a row on the present session is made of."""
    colonnes = [
        col(Parcours.date_entree),
        col(Parcours.date_fin_prevue),
        col(Parcours.date_sortie),
        col(Parcours.deplacements).label("rang"),
        and_(attended()).label("venu"),
        col(SessionFormation.annulee_le),
    ]
    return _select(colonnes, Parcours, col(Parcours.session_id))


def _rows_left() -> Any:
    """Return the SELECT of everything a row on the session left is made of."""
    colonnes = [
        col(Deplacement.date_entree),
        col(Deplacement.date_fin_prevue),
        col(Deplacement.le).label("date_sortie"),
        (col(Deplacement.rang) - 1).label("rang"),
        (col(Deplacement.le) > col(Deplacement.date_entree)).label("venu"),
        literal(None).label("annulee_le"),
    ]
    quitte = and_(
        col(Deplacement.parcours_id) == col(Parcours.id),
        col(Deplacement.rang) == col(Parcours.depart_rang),
    )
    return _select(colonnes, join(Parcours, Deplacement, quitte), col(Deplacement.session_id))


def _select(sejour: list[Any], depuis: Any, session: Any) -> Any:
    """Return the SELECT of the columns of a stay in a session, and of all that goes with it.

    `depuis` is where the stay is read, `session` the column that names its session.
    """
    colonnes = [
        col(Parcours.id).label("parcours"),
        col(Stagiaire.id).label("stagiaire"),
        col(Stagiaire.nir_chiffre),
        *sejour,
        *(getattr(Stagiaire, champ) for champ in _PERSONNE),
        *(getattr(Parcours, champ) for champ in _PARCOURS),
        *(getattr(Composante, champ) for champ in _COMPOSANTE),
        col(Action.convention),
        col(Action.numero).label("action"),
        col(Composante.numero).label("composante"),
        col(SessionFormation.numero).label("session"),
        col(SessionFormation.code_postal).label("lieu_code_postal"),
        col(SessionFormation.code_insee).label("lieu_code_insee"),
    ]
    return (
        select(*colonnes)
        .select_from(depuis)
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .join(SessionFormation, col(SessionFormation.id) == session)
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .order_by(col(Parcours.id))
        .execution_options(yield_per=_PAR_LOT)
    )


def _line(
    ligne: Any, evenement: Evenement, organisme: Etablissement, reveal: Revelation
) -> LigneAgora:
    valeurs = dict(ligne._mapping)  # noqa: SLF001 - SQLAlchemy’s public name for a row as a mapping
    scelle = valeurs.pop("nir_chiffre")
    venu, annulee_le = valeurs.pop("venu"), valeurs.pop("annulee_le")
    annulation = local_day(annulee_le) if annulee_le else None
    sortie = ligne.date_sortie or annulation or ligne.date_fin_prevue
    depart, partie = evenement is Evenement.DEPART, evenement is not Evenement.ENTREE
    fini = nature(sortie, fin_prevue=ligne.date_fin_prevue) if venu else JAMAIS_VENU
    return LigneAgora(
        **valeurs
        | {
            "parcours": references.parcours(ligne.parcours),
            "evenement": (Evenement.SORTIE if depart else evenement).value,
            "depart": depart,
            "stagiaire": references.stagiaire(ligne.stagiaire),
            "nir": reveal(ligne.stagiaire, scelle),
            "session": str(references.Session(ligne.composante, ligne.session)),
            "siret_organisme": organisme.siret,
            "nda_organisme": organisme.nda,
            "financeur": FINANCEUR,
            "date_sortie": sortie if partie else None,
            "nature_sortie": fini if partie else None,
        }
    )
