"""Persons and their dated paths in sessions."""

from datetime import date, datetime

from sqlmodel import CheckConstraint, Field, UniqueConstraint

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.statuts import TypeRemuneration


class Stagiaire(Table, table=True):
    """A person. The NIR lives encrypted; its keyed hash serves to find it and keep it unique.

    `nom_replie` is the name without case or accents, for search. `nir_le` is when the number it
    bears now was recorded; `efface_le` when the identity was removed (RGPD). The three NIR columns and the class are all present or all absent (NIR-10, NIR-12).
    """

    __tablename__ = "stagiaire"
    __table_args__ = (
        CheckConstraint(
            "(nir_chiffre IS NULL) = (nir_empreinte IS NULL)"
            " AND (nir_chiffre IS NULL) = (nir_cle IS NULL)"
            " AND (nir_chiffre IS NULL) = (nir_classe IS NULL)",
            name="nir_entier",
        ),
        one_of("nir_classe", ("NIR", "NIA", "PROVISOIRE")),
        one_of("civilite", ("M.", "Mme")),
    )

    id: int = Field(default=None, primary_key=True)
    nom_naissance: str = Field(max_length=100)
    nom_usage: str | None = Field(default=None, max_length=100)
    prenom: str | None = Field(default=None, max_length=100)
    nom_replie: str = Field(max_length=320, index=True)
    civilite: str | None = Field(default=None, max_length=3)
    date_naissance: date | None = None
    courriel: str | None = Field(default=None, max_length=160)
    telephone: str | None = Field(default=None, max_length=25)
    nir_chiffre: bytes | None = None
    nir_empreinte: bytes | None = Field(default=None, unique=True)
    nir_cle: str | None = Field(default=None, max_length=16)
    nir_classe: str | None = Field(default=None, max_length=10)
    nir_le: datetime | None = None
    provenances: str = Field(default="{}", max_length=500)
    efface_le: datetime | None = None
    cree_le: datetime
    modifie_le: datetime


class NumeroRemplace(Table, table=True):
    """A number that a person bore until another replaced it: its keyed hash, never itself (NIR-08)."""

    __tablename__ = "nir_historique"
    __table_args__ = (one_of("classe", ("NIR", "NIA", "PROVISOIRE")),)

    id: int = Field(default=None, primary_key=True)
    stagiaire_id: int = Field(foreign_key="stagiaire.id", index=True)
    empreinte: bytes = Field(index=True)
    classe: str = Field(max_length=10)
    du: datetime
    au: datetime
    agent: str = Field(max_length=100)


class Parcours(Table, table=True):
    """A person's own path in one session; the pay is undecided while the type is empty (Q9-09)."""

    __tablename__ = "parcours"
    __table_args__ = (
        UniqueConstraint("stagiaire_id", "session_id"),
        CheckConstraint("date_fin_prevue >= date_entree", name="dates"),
        one_of("type_remuneration", TypeRemuneration),
    )

    id: int = Field(default=None, primary_key=True)
    stagiaire_id: int = Field(foreign_key="stagiaire.id")
    session_id: int = Field(foreign_key="session_formation.id", index=True)
    date_entree: date
    date_fin_prevue: date
    date_sortie: date | None = None
    categorie_public: str | None = Field(default=None, max_length=100)
    niveau_entree: str | None = Field(default=None, max_length=6)
    pic: bool = False
    rqth: bool = False
    type_remuneration: str | None = Field(default=None, max_length=20, index=True)
    cree_le: datetime
    modifie_le: datetime
