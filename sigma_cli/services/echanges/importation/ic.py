"""Import of information collectives: hours, place and seats, which the cell of a session does not hold."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final, TypeAlias

from sqlmodel import Session, col, select

from sigma_cli.domain import lecteurs, references
from sigma_cli.domain.dates import date_fr
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.services.echanges.importation import rattachement
from sigma_cli.services.echanges.importation.contrat import (
    Champ,
    Contexte,
    Etat,
    Genre,
    Issue,
    Ligne,
    Nature,
)
from sigma_cli.services.echanges.importation.execution import Reperes, changes, one_by_one
from sigma_cli.services.offre import reunions

CHAMPS: Final = (
    *rattachement.CHAMPS,
    Champ(
        "date",
        "Date d’information collective",
        Nature.DATE,
        "date IC|date de réunion|date",
        requis=True,
    ),
    Champ("heure_debut", "Heure de début", Nature.HEURE, "début", "Comme 9h30."),
    Champ("heure_fin", "Heure de fin", Nature.HEURE, "fin", "Comme 11h."),
    Champ("lieu", "Lieu", alias="salle|adresse", largeur=34),
    Champ("places", "Places en réunion", Nature.ENTIER, "places"),
)
_Cle: TypeAlias = tuple[references.Session, date]


class _Importeur:
    def __init__(self, db: Session, contexte: Contexte) -> None:
        self._db, self._acte, self._reglages = db, contexte.acte, contexte.reglages
        self._reperes = Reperes()
        self._connues: dict[_Cle, InformationCollective] = {}

    def traiter(self, lignes: Sequence[Ligne]) -> Iterator[Issue]:
        self._load({ligne.valeurs["date"] for ligne in lignes})
        yield from one_by_one(self._db, lignes, self._look)

    def _load(self, jours: set[date]) -> None:
        query = (
            select(col(Composante.numero), col(SessionFormation.numero), InformationCollective)
            .join(SessionFormation, col(SessionFormation.composante_id) == col(Composante.id))
            .join(
                InformationCollective,
                col(InformationCollective.session_id) == col(SessionFormation.id),
            )
            .where(col(InformationCollective.date).in_(jours))
        )
        self._connues = {
            (references.Session(composante, numero), reunion.date): reunion
            for composante, numero, reunion in self._db.exec(query)
        }

    def _look(self, ligne: Ligne) -> Issue | Callable[[], Issue]:
        valeurs = rattachement.complete(ligne.valeurs)
        ref, jour = valeurs["session"], valeurs["date"]
        details = {c.cle: valeurs[c.cle] for c in CHAMPS[-4:] if c.cle in valeurs}
        objet = f"{ref} du {date_fr(jour)}"
        if self._reperes.is_repeated(objet, ligne):
            return Issue(ligne=ligne.numero, etat=Etat.IGNORE, objet=objet)
        connue = self._connues.get((ref, jour))
        touches = changes(GENRE, connue, details) if connue else []
        if connue and not touches:
            return Issue(ligne=ligne.numero, etat=Etat.INCHANGE, objet=objet)
        etat = Etat.MODIFIE if connue else Etat.CREE
        return lambda: self._write(ligne, etat, details, touches)

    def _write(
        self, ligne: Ligne, etat: Etat, details: Mapping[str, Any], touches: Sequence[str]
    ) -> Issue:
        valeurs = rattachement.complete(ligne.valeurs)
        ref, jour = valeurs["session"], valeurs["date"]
        ecrire = reunions.update if etat is Etat.MODIFIE else reunions.add
        fiche = ecrire(self._db, self._acte, ref, jour, details, reglages=self._reglages)
        return Issue(
            ligne=ligne.numero,
            etat=etat,
            objet=f"{ref} du {date_fr(jour)}",
            avertissements=fiche.avertissements,
            changements=touches,
        )


GENRE: Final = Genre(
    code="ic",
    titre="Informations collectives",
    personnel=False,
    champs=CHAMPS,
    lecteurs=lecteurs.REUNION | rattachement.LECTEURS,
    ouvrir=_Importeur,
    exemple={
        "composante": "20F0011_03",
        "numero_session": "01",
        "date": "11/09/2020",
        "heure_debut": "9h30",
        "heure_fin": "11h",
        "lieu": "Amphi 2",
        "places": "40",
    },
)
