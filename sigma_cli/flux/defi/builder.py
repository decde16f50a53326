"""Flux defi: rows in, CSV out, for a machine: no formula is disarmed, nothing is rounded."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import islice
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.flux.contrat import Entete, Releve, Trace
from sigma_cli.formats.csv_machine import to_csv, write_cell

REGLE_VIDES: Final = "RF-03"
SUIVIS: Final = (  # a later change of these is told to DEFI by hand; the number is followed apart
    *("civilite", "nom_naissance", "nom_usage", "prenom", "date_naissance"),
    *("date_entree", "date_fin_prevue", "date_sortie", "type_remuneration"),
    *("categorie_public", "niveau_entree", "rqth", "courriel", "telephone", "session"),
)
TITRES: Final = {  # of the columns that may leave empty, as the schema says them to people
    "nir": "NIR",
    "civilite": "Civilité",
    "nom_usage": "Nom d’usage",
    "prenom": "Prénom",
    "date_naissance": "Date de naissance",
    "categorie_public": "Catégorie du public",
    "niveau_entree": "Niveau d’entrée",
    "courriel": "Courriel",
    "telephone": "Téléphone",
}
_LIGNES_PAR_BLOC: Final = 500
_FACULTATIVES: Final = frozenset({"date_sortie", "nom_usage"})


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneDefi:
    """One parcours; the order of the fields is the order of the columns.

    `nir` is in clear, 15 characters, or the 13 of a provisional number without key: this file is
    made to carry it. Only the references show in `repr`, so that no log ever holds a person.
    """

    parcours: str
    stagiaire: str
    nir: str | None = field(repr=False)
    civilite: str | None = field(repr=False)
    nom_naissance: str = field(repr=False)
    nom_usage: str | None = field(repr=False)
    prenom: str | None = field(repr=False)
    date_naissance: date | None = field(repr=False)
    convention: str
    action: str
    composante: str
    session: str
    intitule: str
    date_entree: date = field(repr=False)
    date_fin_prevue: date = field(repr=False)
    type_remuneration: str = field(repr=False)
    remuneration_depuis: date = field(repr=False)
    categorie_public: str | None = field(repr=False)
    niveau_entree: str | None = field(repr=False)
    rqth: bool = field(repr=False)
    courriel: str | None = field(repr=False)
    telephone: str | None = field(repr=False)
    date_sortie: date | None = field(repr=False)


COLONNES: Final = tuple(champ.name for champ in fields(LigneDefi))


def build(entete: Entete, lignes: Iterable[LigneDefi], releve: Releve) -> Iterator[bytes]:  # noqa: ARG001 - the shape of every build; the name of the file alone is dated
    """Yield the file in blocks of rows; no block when there is no row.

    Rows come sorted by parcours. The fields a row leaves empty are told as warnings (RF-03).
    """
    restantes = iter(lignes)
    titres = [list(COLONNES)]
    while bloc := list(islice(restantes, _LIGNES_PAR_BLOC)):
        yield to_csv(titres + [cellules(ligne) for ligne in bloc])
        titres = []
        for ligne in bloc:
            releve.emis.append(ligne.parcours)
            releve.avertissements.extend(_a_completer(ligne))


def cellules(ligne: LigneDefi) -> list[str]:
    """Return the cells of a row, in the order of `COLONNES`."""
    return [write_cell(getattr(ligne, colonne)) for colonne in COLONNES]


def champs_vides(ligne: LigneDefi) -> tuple[str, ...]:
    """Return the columns that leave empty, to be completed in DEFI directly (RF-03).

    Nobody has left yet, as a rule, and few have a name of use: neither is something to complete.
    """
    remplies = zip(COLONNES, cellules(ligne), strict=True)
    return tuple(nom for nom, texte in remplies if not texte and nom not in _FACULTATIVES)


def trace(ligne: LigneDefi) -> Trace:
    """Return what is kept of a row: what to compare later (RF-04), what to complete (RF-03)."""
    return Trace(
        parcours=ligne.parcours,
        suivi={nom: write_cell(getattr(ligne, nom)) for nom in SUIVIS},
        vides=champs_vides(ligne),
    )


def _a_completer(ligne: LigneDefi) -> Iterator[Avertissement]:
    vides = champs_vides(ligne)
    if vides:
        yield Avertissement(
            REGLE_VIDES,
            f"{ligne.parcours} : à compléter directement dans DEFI : {', '.join(TITRES.get(nom, nom) for nom in vides)}.",
        )
