"""The sheet of a person: identity, number masked, parcours, numbers replaced."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.dates import local_day
from sigma_cli.domain.personnes.nir_remplacement import agora_reason
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import NumeroRemplace, Parcours, Stagiaire
from sigma_cli.services.recrutement import prescriptions
from sigma_cli.services.socle.fiches import fill

if TYPE_CHECKING:
    from sigma_cli.services.recrutement.visibilite import VueParcours


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheParcours:
    """A parcours as shown on its person’s sheet."""

    parcours: str
    session: str
    date_entree: date
    date_fin_prevue: date
    date_sortie: date | None
    jamais_venu: bool
    heures: int | None
    categorie_public: str | None
    niveau_entree: str | None
    pic: bool
    rqth: bool
    type_remuneration: str | None
    candidature: str | None
    prescription: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AncienNumero:
    """A number that another replaced: its kind and its dates are all that can be told (NIR-08)."""

    classe: str
    du: date
    au: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheStagiaire:
    """A person as shown: the number is masked, or told in full on an express, recorded request.

    `agora_motif` says why the person is not transferred to AGORA (NIR-07).
    """

    stagiaire: str
    nom_naissance: str
    nom_usage: str | None
    prenom: str | None
    civilite: str | None
    date_naissance: date | None
    courriel: str | None
    telephone: str | None
    nir: str | None
    nir_classe: str | None
    nir_le: date | None
    agora_transferable: bool
    agora_motif: str | None
    numeros_remplaces: list[AncienNumero]
    parcours: list[FicheParcours]
    avertissements: list[Avertissement]


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheComplete(FicheStagiaire):
    """The same, with what prescripteurs see of each parcours (Q1-04)."""

    vues: "list[VueParcours]"


def sheet(
    db: Session,
    stagiaire: Stagiaire,
    nir: str | None,
    avertissements: list[Avertissement] | None = None,
) -> FicheStagiaire:
    """Return the sheet; `nir` is the number as it may be shown."""
    motif = agora_reason(stagiaire.nir_classe)
    return fill(
        FicheStagiaire,
        stagiaire,
        stagiaire=references.stagiaire(stagiaire.id),
        nir=nir,
        nir_le=day_of(stagiaire.nir_le),
        agora_transferable=motif is None,
        agora_motif=motif,
        numeros_remplaces=_former_numbers(db, stagiaire.id),
        parcours=list(_parcours(db, stagiaire.id)),
        avertissements=avertissements or [],
    )


def _parcours(db: Session, ident: int) -> Iterator[FicheParcours]:
    query = prescriptions.of_parcours(
        select(Parcours, Composante.numero, SessionFormation.numero)
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(Parcours.stagiaire_id == ident)
        .order_by(col(Parcours.id))
    )
    for parcours, composante, numero, candidature, prescripteur in db.exec(query):
        mode = candidature.mode if candidature else parcours.mode_prescription
        yield fill(
            FicheParcours,
            parcours,
            parcours=references.parcours(parcours.id),
            session=str(references.Session(composante, numero)),
            candidature=references.candidature(candidature.id) if candidature else None,
            prescription=prescriptions.said(mode, prescripteur),
        )


def day_of(instant: datetime | None) -> date | None:
    """Return the date in Paris of an instant."""
    return None if instant is None else local_day(instant)


def _former_numbers(db: Session, ident: int) -> list[AncienNumero]:
    query = select(NumeroRemplace).where(NumeroRemplace.stagiaire_id == ident)
    return [
        AncienNumero(
            classe=ligne.classe,
            du=local_day(ligne.du),
            au=local_day(ligne.au),
        )
        for ligne in db.exec(query.order_by(col(NumeroRemplace.id)))
    ]
