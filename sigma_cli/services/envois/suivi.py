"""What was sent, what waits, and what the next file would hold: nothing is written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.errors import NotFound
from sigma_cli.flux.contrat import Contexte, Entete, Flux, Releve, Revelation
from sigma_cli.models.flux import FluxFichier, FluxLigne
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.statuts import EtatFlux, EtatTache
from sigma_cli.services.envois.depot import unfinished
from sigma_cli.services.envois.preparation import next_sequence
from sigma_cli.services.personnes import numeros
from sigma_cli.services.socle.fiches import fill
from sigma_cli.services.taches import REGISTRE
from sigma_cli.services.taches.liste import Travail, lines
from sigma_cli.store.coffre import Coffre

DEFI: Final = "defi"
ECARTS: Final = tuple(code for code in REGISTRE if code.startswith("DEFI_"))


@dataclass(frozen=True, slots=True, kw_only=True)
class FichierEmis:
    """One file of one flux. Without `prochain_essai`, a failed file is tried by the next push."""

    code: str
    nom: str
    etat: str
    nb_lignes: int
    nb_rejets: int
    sha256: str
    produit_le: datetime
    depose_le: datetime | None
    destination: str | None
    acquitte_le: datetime | None
    tentatives: int
    erreur: str | None
    definitif: bool
    prochain_essai: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneEmise:
    """One parcours of a file: what it left empty (RF-03), and why the receiver refused it."""

    numero: int
    parcours: str
    evenement: str
    a_completer: list[str]
    rejet: str | None
    repris_le: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheFichier:
    """A file with its lines; a flux whose lines leave more than once keeps none."""

    fichier: FichierEmis
    lignes: list[LigneEmise]


@dataclass(frozen=True, slots=True, kw_only=True)
class EtatCode:
    """Where a flux stands: what waits, what is half done, what was refused, and its last file.

    `refuse` is that last file, when the receiver refused the whole of it. `destination` is the place
    of the next one, or why there is none.
    """

    code: str
    en_attente: int
    a_finir: int
    echecs: list[FichierEmis]
    rejets: int
    exclus: dict[str, int]
    ecarts: int
    dernier: FichierEmis | None
    refuse: FichierEmis | None
    destination: str | None = None


def history(db: Session, code: str | None, *, limite: int) -> list[FichierEmis]:
    """Return the files, newest first."""
    query = select(FluxFichier).order_by(col(FluxFichier.id).desc()).limit(limite)
    if code:
        query = query.where(FluxFichier.code == code)
    return [fill(FichierEmis, fichier) for fichier in db.exec(query)]


def show(db: Session, nom: str) -> FicheFichier:
    """Return one file by its name, with its lines. Raises NotFound."""
    fichier = db.exec(select(FluxFichier).where(FluxFichier.nom == nom)).first()
    if fichier is None:
        raise NotFound("Fichier inconnu de cette base : « sigma flux list » donne les fichiers.")
    query = select(FluxLigne).where(FluxLigne.fichier_id == fichier.id)
    lignes = [
        fill(
            LigneEmise,
            ligne,
            parcours=references.parcours(ligne.parcours_id),
            a_completer=ligne.vides.split(",") if ligne.vides else [],
        )
        for ligne in db.exec(query.order_by(col(FluxLigne.numero)))
    ]
    return FicheFichier(fichier=fill(FichierEmis, fichier), lignes=lignes)


def status(db: Session, registre: Mapping[str, Flux[Any]], contexte: Contexte) -> list[EtatCode]:
    """Return where each flux stands."""
    return [_state(db, flux, contexte) for flux in registre.values()]


def differences(db: Session, acte: Acte) -> Travail:
    """Return all that DEFI must still be told by hand, as a morning’s work (RF-05 … RF-08)."""
    taches = sorted(
        db.exec(select(Tache).where(*_open_differences())),
        key=lambda t: (t.echeance >= acte.jour, ECARTS.index(t.genre), t.echeance, t.id),
    )
    lignes = lines(db, acte, taches)
    return Travail(
        nombre=len(lignes),
        en_retard=sum(ligne.en_retard for ligne in lignes),
        resultats=lignes,
    )


def has_delivered(db: Session, code: str, adresse: str) -> bool:
    """Tell whether a file of this flux already reached this place."""
    query = select(FluxFichier.destination).where(
        FluxFichier.code == code, col(FluxFichier.depose_le).is_not(None)
    )
    return db.exec(query.order_by(col(FluxFichier.sequence).desc()).limit(1)).first() == adresse


def has_due(db: Session, flux: Flux[Any], contexte: Contexte) -> bool:
    """Tell whether a sending would deliver something: a file left, or what is due."""
    return bool(unfinished(db, flux.code)) or flux.count_due(db, contexte) > 0


def preview(
    db: Session,
    acte: Acte,
    flux: Flux[Any],
    contexte: Contexte,
    *,
    releve: Releve,
    coffre: Coffre | None,
) -> Iterator[bytes]:
    """Yield what the next file would hold; numbers are masked (NIR-12). Raises KeyProblem."""
    if coffre:
        numeros.check_key(db, coffre)
    if flux.count_excluded:
        releve.exclus = flux.count_excluded(db)
    entete = Entete(sequence=next_sequence(db, flux.code), produit_le=acte.le)
    return flux.build(entete, flux.load(db, _masked(coffre), contexte), releve)


def _state(db: Session, flux: Flux[Any], contexte: Contexte) -> EtatCode:
    a_finir = unfinished(db, flux.code)
    rates = [fichier for fichier in a_finir if fichier.etat == EtatFlux.ECHEC]
    dernier = next(iter(history(db, flux.code, limite=1)), None)
    return EtatCode(
        code=flux.code,
        en_attente=flux.count_due(db, contexte),
        a_finir=len(a_finir),
        echecs=[fill(FichierEmis, fichier) for fichier in rates],
        rejets=_count_refused(db, flux.code),
        exclus=flux.count_excluded(db) if flux.count_excluded else {},
        ecarts=_count_differences(db) if flux.code == DEFI else 0,
        dernier=dernier,
        refuse=dernier if dernier and dernier.etat == EtatFlux.REJETE else None,
    )


def _count_refused(db: Session, code: str) -> int:
    """Return how many lines the receiver refused and someone may still send again."""
    refusees = (
        select(func.count())
        .select_from(FluxLigne)
        .join(Parcours, col(Parcours.id) == col(FluxLigne.parcours_id))
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(
            FluxLigne.code == code,
            col(FluxLigne.rejet).is_not(None),
            col(FluxLigne.repris_le).is_(None),
            col(Stagiaire.efface_le).is_(None),
        )
    )
    return db.exec(refusees).one()


def _open_differences() -> tuple[Any, ...]:
    return col(Tache.genre).in_(ECARTS), Tache.etat == EtatTache.A_FAIRE.value


def _count_differences(db: Session) -> int:
    return db.exec(select(func.count()).where(*_open_differences())).one()


def _masked(coffre: Coffre | None) -> Revelation:
    def reveal(stagiaire_id: int, scelle: bytes) -> str:
        if coffre is None:
            return "•" * 15
        return numeros.reveal(coffre, stagiaire_id, scelle).masque

    return reveal
