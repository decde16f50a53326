"""Export « prescripteurs »: the structures that prescribe, as they are imported again."""

from collections.abc import Iterator
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.filtres import FiltrePrescripteur, contains
from sigma_cli.exports.contrat import Export
from sigma_cli.formats.colonnes import Colonne, Genre, Ligne
from sigma_cli.models.recrutement import Prescripteur
from sigma_cli.referentiels.recrutement import AUCUN, EtatPrescripteur

COLONNES: Final = (
    Colonne("N Prescripteur", "prescripteur", Genre.CODE, 14),
    Colonne("Nom de la structure", "nom", Genre.TEXTE, 34),
    Colonne("Type de prescripteur", "type", Genre.CODE, 24),
    Colonne("Département", "departement", Genre.CODE, 12),
    Colonne("Ville", "ville", Genre.TEXTE, 24),
    Colonne("Outil de positionnement", "outil", Genre.CODE, 22),
    Colonne("État", "etat", Genre.CODE, 18),
)


_COLONNES: Final[list[Any]] = [
    col(getattr(Prescripteur, nom))
    for nom in ("id", "nom", "type_code", "departement", "ville", "outil_code", "etat")
]


def narrow(query: Any, filtre: FiltrePrescripteur) -> Any:
    """Keep the rows of a filter, but for its text; `type` is then the code of a type."""
    if not filtre.archives:
        query = query.where(Prescripteur.etat != EtatPrescripteur.ARCHIVE.value)
    if filtre.departement:
        query = query.where(Prescripteur.departement == filtre.departement)
    if filtre.type:
        query = query.where(Prescripteur.type_code == filtre.type)
    return query


def load(db: Session, filtre: FiltrePrescripteur) -> Iterator[Ligne]:
    """Yield the cells of one row per structure, in the order of the references."""
    query = narrow(select(*_COLONNES).order_by(col(Prescripteur.id)), filtre)
    for ident, nom, type_, departement, ville, outil, etat in db.execute(query):
        ref = references.prescripteur(ident)
        if contains(filtre.cherche, ref, nom, ville):
            yield (ref, nom, type_, departement, ville, outil or AUCUN, etat)


EXPORT: Final = Export(
    code="prescripteurs",
    titre="Prescripteurs",
    colonnes=COLONNES,
    filtre=FiltrePrescripteur,
    personnel=False,
    load=load,
)
