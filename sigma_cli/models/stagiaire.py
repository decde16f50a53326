"""Persons and their dated paths in sessions."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import text
from sqlmodel import CheckConstraint, Field, Index, UniqueConstraint

from sigma_cli.models.table import Table, one_of
from sigma_cli.referentiels.recrutement import Mode
from sigma_cli.referentiels.statuts import TypeRemuneration

EN_ATTENTE: Final = (
    "nir_classe IN ('NIA', 'PROVISOIRE')"  # of whom the definitive number is awaited
)


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
        Index("ix_stagiaire_en_attente", "nom_replie", sqlite_where=text(EN_ATTENTE)),
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


def _queue(name: str, *columns: str, marker: str) -> Index:
    """Return the index of the parcours that no file holds yet, by the columns that select them."""
    waiting = text(f"{marker} IS NULL")
    return Index(f"ix_parcours_{name}", *columns, sqlite_where=waiting)


class Parcours(Table, table=True):
    """A person's own path in one session; the pay is undecided while the type is empty (Q9-09).

    `date_sortie` is the last day of someone who left; `jamais_venu` tells that they never came
    (PAR-03), which the two dates alone do not say once a session was put to 0 places. `heures` is the total planned, once adjusted. `defi_le`, `agora_entree_le` and
    `agora_sortie_le` tell when the parcours was frozen into a file of these flux, before `cree_le`
    when another base sent it: the indexes of what has none are the queues, so that a push costs
    what is new, not what is stored. `deplacements` counts the moves to another session; `depart_rang` is
    the one after which AGORA is to be told that the session before was left, and `agora_depart_le` when
    it was (PAR-02). `prescripteur_id` and `mode_prescription` tell who prescribed when no candidature of
    here says it, and `repris` that the registration was made in another base (Q2-01).
    """

    __tablename__ = "parcours"
    __table_args__ = (
        UniqueConstraint("stagiaire_id", "session_id"),
        CheckConstraint("date_fin_prevue >= date_entree", name="dates"),
        CheckConstraint("heures >= 0", name="heures"),
        one_of("type_remuneration", TypeRemuneration),
        one_of("mode_prescription", Mode),
        CheckConstraint(
            "(mode_prescription IS NULL) = (prescripteur_id IS NULL)", name="prescription"
        ),
        _queue("defi", "type_remuneration", marker="defi_le"),
        _queue("agora_entree", "stagiaire_id", "jamais_venu", marker="agora_entree_le"),
        _queue("agora_sortie", "date_sortie", marker="agora_sortie_le"),
        _queue("agora_fin", "date_fin_prevue", marker="agora_sortie_le"),
        Index(
            "ix_parcours_agora_depart",
            "depart_rang",
            sqlite_where=text("depart_rang IS NOT NULL AND agora_depart_le IS NULL"),
        ),
    )

    id: int = Field(default=None, primary_key=True)
    stagiaire_id: int = Field(foreign_key="stagiaire.id")
    session_id: int = Field(foreign_key="session_formation.id", index=True)
    date_entree: date
    date_fin_prevue: date
    date_sortie: date | None = None
    motif_sortie: str | None = Field(default=None, max_length=500)
    jamais_venu: bool = False
    heures: int | None = None
    categorie_public: str | None = Field(default=None, max_length=100)
    niveau_entree: str | None = Field(default=None, max_length=6)
    pic: bool = False
    rqth: bool = False
    type_remuneration: str | None = Field(default=None, max_length=20, index=True)
    defi_le: datetime | None = None
    agora_entree_le: datetime | None = None
    agora_sortie_le: datetime | None = None
    deplacements: int = 0
    depart_rang: int | None = None
    agora_depart_le: datetime | None = None
    prescripteur_id: int | None = Field(default=None, foreign_key="prescripteur.id")
    mode_prescription: str | None = Field(default=None, max_length=20)
    repris: bool = False
    cree_le: datetime
    modifie_le: datetime


class Deplacement(Table, table=True):
    """A session that a parcours was in before it moved to another, and its dates there (PAR-02).

    `rang` counts the moves of the parcours from 1; `le` is the day of the move.
    """

    __tablename__ = "deplacement"

    parcours_id: int = Field(foreign_key="parcours.id", primary_key=True)
    rang: int = Field(primary_key=True)
    session_id: int = Field(foreign_key="session_formation.id")
    date_entree: date
    date_fin_prevue: date
    le: date
    motif: str = Field(max_length=500)
