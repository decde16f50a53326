"""Flux agora: rows in, CSV out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import islice
from typing import Final

from sigma_cli.flux.contrat import Entete, Releve, Trace
from sigma_cli.formats.csv_machine import to_csv, write_cell
from sigma_cli.referentiels.statuts import Evenement

FINANCEUR: Final = "2"  # Conseil régional, in the codes of LHEO
TERME: Final = "TERME"  # left on the day that was planned
ANTICIPEE: Final = "ANTICIPEE"  # left before
JAMAIS_VENU: Final = "JAMAIS_VENU"  # told of too early: never came, or the session was cancelled
_LIGNES_PAR_BLOC: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneAgora:
    """One event of one parcours; the order of the fields is the order of the columns.

    `nir` is in clear, 15 characters, of class 1 or 2: this file is made to carry it. `date_sortie`
    and `nature_sortie` are those of a SORTIE. Only references show in `repr`. The last two are no columns:
    they tell the SORTIE of a session left for another, and how many moves came before (PAR-02).
    """

    parcours: str
    evenement: str
    stagiaire: str
    nir: str = field(repr=False)
    civilite: str | None = field(repr=False)
    nom_naissance: str = field(repr=False)
    nom_usage: str | None = field(repr=False)
    prenom: str | None = field(repr=False)
    date_naissance: date | None = field(repr=False)
    rqth: bool = field(repr=False)
    siret_organisme: str | None
    nda_organisme: str | None
    convention: str
    action: str
    composante: str
    session: str
    intitule: str
    certifinfo: str
    rncp: str | None
    niveau_entree: str | None = field(repr=False)
    niveau_sortie: str
    lieu_code_postal: str
    lieu_code_insee: str
    heures: int | None
    financeur: str
    date_entree: date = field(repr=False)
    date_fin_prevue: date = field(repr=False)
    date_sortie: date | None = field(repr=False)
    nature_sortie: str | None = field(repr=False)
    depart: bool = False
    rang: int = 0


COLONNES: Final = tuple(champ.name for champ in fields(LigneAgora)[:-2])


def build(entete: Entete, lignes: Iterable[LigneAgora], releve: Releve) -> Iterator[bytes]:  # noqa: ARG001 - the shape of every build; the name of the file alone is dated
    """Yield the file in blocks of rows; no block when there is no row."""
    restantes = iter(lignes)
    titres = [list(COLONNES)]
    while bloc := list(islice(restantes, _LIGNES_PAR_BLOC)):
        yield to_csv(titres + [cellules(ligne) for ligne in bloc])
        titres = []
        releve.emis.extend(ligne.parcours for ligne in bloc)


def cellules(ligne: LigneAgora) -> list[str]:
    """Return the cells of a row, in the order of `COLONNES`."""
    return [write_cell(getattr(ligne, colonne)) for colonne in COLONNES]


def trace(ligne: LigneAgora) -> Trace:
    """Return what is kept of a row: which event of which parcours left, and nothing of the person.

    Nobody can correct by hand what the hub was told, so that nothing is followed.
    """
    evenement = Evenement.DEPART if ligne.depart else Evenement(ligne.evenement)
    return Trace(parcours=ligne.parcours, evenement=evenement.value, rang=ligne.rang)


def nature(sortie: date, *, fin_prevue: date) -> str:
    """Return how a parcours ended: on its day, or before."""
    return TERME if sortie >= fin_prevue else ANTICIPEE
