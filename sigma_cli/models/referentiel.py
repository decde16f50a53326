"""Tables of codes imported from their publishers. Those that never change are in `referentiels`."""

from datetime import date, datetime
from typing import Final

from sqlmodel import CheckConstraint, Field

from sigma_cli.models.table import Table

CERTIFINFO: Final = "certifinfo"  # the name of the imports of Certif Info


class ReferentielImport(Table, table=True):
    """One import of one table: the last of each name is in use, its rows are the only ones kept.

    `extrait_le` is the day the publisher drew the file; the counts tell what changed from the one
    before.
    """

    __tablename__ = "referentiel_import"
    __table_args__ = (CheckConstraint("lignes > 0", name="lignes"),)

    id: int = Field(default=None, primary_key=True)
    nom: str = Field(max_length=20, index=True)
    fichier: str = Field(max_length=255)
    extrait_le: date
    importe_le: datetime
    agent: str = Field(max_length=100)
    lignes: int
    ajoutes: int
    retires: int
    modifies: int


class Certification(Table, table=True):
    """A code of Certif Info (RAP-01, Q3-05).

    `archive` is empty when the file does not tell it; `etat` is the state as its publisher names it,
    `successeur` the codes that replace it. `niveau` is `1`…`8`, empty when its publisher gives none.
    """

    __tablename__ = "certification"

    import_id: int = Field(foreign_key="referentiel_import.id", primary_key=True)
    code: str = Field(max_length=10, primary_key=True)
    intitule: str = Field(max_length=500)
    archive: bool | None = None
    etat: str | None = Field(default=None, max_length=25)
    successeur: str | None = Field(default=None, max_length=100)
    niveau: str | None = Field(default=None, max_length=6)
    rncp: str | None = Field(default=None, max_length=14)


class CodeLibelle(Table, table=True):
    """A code and its label: Formacode, ROME."""

    __tablename__ = "code_libelle"

    import_id: int = Field(foreign_key="referentiel_import.id", primary_key=True)
    code: str = Field(max_length=10, primary_key=True)
    libelle: str = Field(max_length=500)


class Commune(Table, table=True):
    """A commune of a newer edition than the shipped one; `actuelle` is the one it became part of."""

    __tablename__ = "commune"

    import_id: int = Field(foreign_key="referentiel_import.id", primary_key=True)
    code: str = Field(max_length=5, primary_key=True)
    libelle: str = Field(max_length=100)
    codes_postaux: str = Field(max_length=200)
    actuelle: str = Field(max_length=5)
