"""The story of a candidature as a person reads it: drawn from the journal and from the ticks."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import date_fr
from sigma_cli.models.journal import LigneJournal
from sigma_cli.models.recrutement import MotifRefus
from sigma_cli.models.tache import Tache, TacheOutil
from sigma_cli.referentiels.recrutement import Etat, Mode, Presence
from sigma_cli.referentiels.statuts import Outil, Portee
from sigma_cli.services.taches import REGISTRE

Apres = Mapping[str, Any]
_CHAMPS: Final = {
    "nom": "nom",
    "prenom": "prénom",
    "date_naissance": "date de naissance",
    "courriel": "courriel",
    "telephone": "téléphone",
    "mode": "mode de prescription",
    "origine": "origine",
    "prescripteur_id": "prescripteur",
    "prescripteur": "prescripteur",
    "positionne_le": "date de positionnement",
    "avant_vote": "recrutement avant le vote",
    "fiche_recue_le": "date de réception de la fiche",
    "fiche_de": "expéditeur de la fiche",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Etape:
    """One thing that happened: when it was noted, by whom, and what."""

    le: datetime
    agent: str
    message: str


def tell(db: Session, ident: int) -> list[Etape]:
    """Return what happened to a candidature, oldest first."""
    motifs = dict(db.exec(select(MotifRefus.code, MotifRefus.libelle)).all())
    etapes = [*_events(db, ident, motifs), *_ticks(db, ident)]
    return sorted(etapes, key=lambda etape: etape.le)


def _events(db: Session, ident: int, motifs: Mapping[str, str]) -> Iterator[Etape]:
    query = select(LigneJournal).where(LigneJournal.objet == references.candidature(ident))
    for ligne in db.exec(query.order_by(col(LigneJournal.id))):
        apres = json.loads(ligne.apres)
        message = _PHRASES[ligne.operation](apres)
        motif = motifs.get(apres.get("motif_code", ""))
        if motif:
            message = f"{message} : {motif}"
        yield Etape(le=ligne.le, agent=ligne.agent, message=message)


def _ticks(db: Session, ident: int) -> Iterator[Etape]:
    genres = [genre.code for genre in REGISTRE.values() if genre.portee is Portee.CANDIDATURE]
    query = (
        select(Tache, TacheOutil)
        .join(TacheOutil)
        .where(col(Tache.genre).in_(genres), Tache.objet_id == ident)
        .order_by(col(TacheOutil.note_le), col(Tache.id))
    )
    for tache, coche in db.exec(query):
        titre, ref = REGISTRE[tache.genre].titre, references.tache(tache.id)
        message = f"{titre} : fait le {date_fr(coche.fait_le)} ({ref}, {Outil(coche.outil).label})"
        yield Etape(le=coche.note_le, agent=coche.agent, message=message)


def _day(valeur: str) -> str:
    return date_fr(date.fromisoformat(valeur))


def _added(apres: Apres) -> str:
    mode = (
        f"prescription : {Mode(apres['mode']).label}"
        if apres.get("mode")
        else "prescription manquante"
    )
    return f"saisie à {apres['session']}, positionnement du {_day(apres['positionne_le'])}, {mode}"


def _convened(apres: Apres) -> str:
    if "reunion" in apres:
        return f"convoquée à l’information collective du {_day(apres['reunion'])}"
    return f"convoquée à un rendez-vous le {_day(apres['rendez_vous'])}"


def _attended(apres: Apres) -> str:
    mot = "présente" if apres["presence"] == Presence.PRESENT else "absente"
    return f"{mot} le {_day(apres['presence_le'])}"


def _decided(apres: Apres) -> str:
    if apres["etat"] == Etat.NON_RETENU:
        return "non retenue"
    return f"retenue du {_day(apres['date_debut_prevue'])} au {_day(apres['date_fin_prevue'])}"


def _corrected(apres: Apres) -> str:
    return f"corrigée : {', '.join(_CHAMPS.get(champ, champ) for champ in sorted(apres))}"


_PHRASES: Final[Mapping[str, Callable[[Apres], str]]] = {
    "candidature.add": _added,
    "candidature.set": _corrected,
    "candidature.convoke": _convened,
    "candidature.presence": _attended,
    "candidature.result": _decided,
    "candidature.validate": lambda apres: (
        f"validée par le prescripteur le {_day(apres['validee_le'])}"
    ),
    "candidature.close": lambda apres: f"laissée sans suite. {apres['sans_suite']}",
    "candidature.reopen": lambda _apres: "reprise là où elle en était",
    "rgpd.purge.candidature": lambda _apres: "identité effacée, au terme de sa durée",
    "candidature.enrol": lambda apres: f"inscrite : {apres['parcours']}",
}
