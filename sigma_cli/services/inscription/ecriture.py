"""Rows of a batch of enrolments, numbered as they come and written by a few INSERT."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import MIDI, PARIS
from sigma_cli.domain.inscription.parcours import never_came
from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.domain.personnes.identite import IDENTITE, search_key
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.services.inscription.demande import ENVOIS, Demande
from sigma_cli.services.inscription.examen import Recevable
from sigma_cli.services.personnes import numeros
from sigma_cli.services.socle import journal
from sigma_cli.services.socle.journal import Entree
from sigma_cli.store.coffre import Coffre
from sigma_cli.store.numerotation import last_id

_STAGIAIRE: Final = Stagiaire.__table__  # type: ignore[attr-defined]  # Core rows: ten times the speed of objects
_PARCOURS: Final = Parcours.__table__  # type: ignore[attr-defined]  # as above


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecrits:
    """Row numbers of the persons and of the parcours just written."""

    stagiaires: list[int]
    parcours: list[int]


class Ecriture:
    """Gathers rows until `flush` writes them with their journal lines."""

    def __init__(self, db: Session, acte: Acte, coffre: Coffre | None) -> None:
        self._db, self._acte, self._coffre = db, acte, coffre
        db.flush()
        self._stagiaire, self._parcours = last_id(db, Stagiaire), last_id(db, Parcours)
        self._stagiaires: list[dict[str, Any]] = []
        self._lignes: list[dict[str, Any]] = []
        self._journal: list[Entree] = []

    def add(self, demande: Demande, recevable: Recevable) -> tuple[int, int]:
        """Add an enrolment and return the row numbers of its person and of its parcours."""
        stagiaire = (
            recevable.personne.id if recevable.personne else self._person(demande, recevable)
        )
        self._parcours += 1
        self._lignes.append(
            {
                "id": self._parcours,
                "stagiaire_id": stagiaire,
                "session_id": recevable.session.id,
                "date_entree": recevable.date_entree,
                "date_fin_prevue": recevable.date_fin_prevue,
                "date_sortie": demande.date_sortie,
                "motif_sortie": demande.motif_sortie,
                "jamais_venu": never_came(
                    demande.date_sortie,
                    entree=recevable.date_entree,
                    motif=demande.motif_sortie,
                ),
                "heures": demande.heures,
                "type_remuneration": demande.type_remuneration,
                "categorie_public": recevable.categorie,
                "niveau_entree": demande.niveau_entree,
                "pic": demande.pic,
                "rqth": demande.rqth,
                **{envoi: _sent(getattr(demande, envoi), self._acte.le) for envoi in ENVOIS},
                "repris": demande.reprise,
                "deplacements": 0,
                "cree_le": self._acte.le,
                "modifie_le": self._acte.le,
            }
        )
        self._journal.append(
            Entree(
                operation="parcours.add",
                objet=references.parcours(self._parcours),
                apres={
                    "stagiaire": references.stagiaire(stagiaire),
                    "session": str(demande.session),
                    "date_entree": recevable.date_entree,
                    "date_fin_prevue": recevable.date_fin_prevue,
                }
                | _resumed(demande),
            )
        )
        return stagiaire, self._parcours

    def flush(self) -> "Ecrits":
        """Write what was gathered since the last time, and return the row numbers of it."""
        ecrits = Ecrits(
            stagiaires=[ligne["id"] for ligne in self._stagiaires],
            parcours=[ligne["id"] for ligne in self._lignes],
        )
        if self._stagiaires:
            self._db.execute(_STAGIAIRE.insert(), self._stagiaires)
        if self._lignes:
            self._db.execute(_PARCOURS.insert(), self._lignes)
        journal.record_many(self._db, self._acte, self._journal)
        self._stagiaires, self._lignes, self._journal = [], [], []
        return ecrits

    def _person(self, demande: Demande, recevable: Recevable) -> int:
        self._stagiaire += 1
        champs = recevable.identite.champs
        identite = {nom: champs[nom][0] if nom in champs else None for nom in IDENTITE}
        provenances = {nom: origine.value for nom, (_, origine) in champs.items()}
        self._stagiaires.append(
            identite
            | _number(self._stagiaire, demande, self._coffre, self._acte)
            | {
                "id": self._stagiaire,
                "nom_replie": search_key(
                    identite["nom_naissance"], identite["nom_usage"], identite["prenom"]
                ),
                "courriel": demande.courriel,
                "telephone": demande.telephone,
                "provenances": json.dumps(provenances, sort_keys=True),
                "efface_le": self._acte.le if _is_erased(demande) else None,
                "cree_le": self._acte.le,
                "modifie_le": self._acte.le,
            }
        )
        self._journal.append(
            Entree(
                operation="stagiaire.add",
                objet=references.stagiaire(self._stagiaire),
                apres=_told(demande, recevable),
            )
        )
        return self._stagiaire


def _number(ident: int, demande: Demande, coffre: Coffre | None, acte: Acte) -> dict[str, Any]:
    """Return the columns of the number, all there or all empty: rows of a statement are alike."""
    if demande.nir is None or coffre is None:
        return dict.fromkeys(numeros.COLONNES)
    return numeros.columns(ident, coffre, demande.nir, le=acte.le)


def _sent(jour: date | None, le: datetime) -> datetime | None:
    """Return when another base sent a parcours, before it was registered in this one at `le`."""
    if jour is None:
        return None
    return min(datetime.combine(jour, MIDI, PARIS), le - timedelta(microseconds=1))


def _is_erased(demande: Demande) -> bool:
    """Tell whether the identity had been removed in the base that this registration comes from."""
    return demande.reprise and demande.nom_naissance == EFFACE


def _resumed(demande: Demande) -> dict[str, object]:
    """Return what the journal keeps of a registration that another base made, or sent."""
    envois = {nom: jour for nom in ENVOIS if (jour := getattr(demande, nom)) is not None}
    if not demande.reprise:
        return envois
    return envois | {
        "reprise": True,
        "date_sortie": demande.date_sortie,
        "heures": demande.heures,
        "type_remuneration": demande.type_remuneration,
    }


def _told(demande: Demande, recevable: Recevable) -> dict[str, object]:
    """Return what the journal keeps of a new person: which fields, never their values."""
    apres: dict[str, object] = {nom: "•••" for nom in IDENTITE if nom in recevable.identite.champs}
    apres["nir"] = demande.nir.classe.value if demande.nir else None
    if recevable.identite.ecarts and demande.motif_identite:
        apres["identite_confirmee"] = " ; ".join(recevable.identite.ecarts)
        apres["motif"] = demande.motif_identite
    return apres
