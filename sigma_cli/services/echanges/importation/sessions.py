"""Import of sessions and of their meetings, from the export of composantes or a file of one’s own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session

from sigma_cli.domain import lecteurs, references
from sigma_cli.errors import InvalidInput
from sigma_cli.services.echanges.importation import reunions
from sigma_cli.services.echanges.importation.composantes import REFERENCE, read_composante
from sigma_cli.services.echanges.importation.contrat import (
    Champ,
    Contexte,
    Etat,
    Genre,
    Issue,
    Ligne,
    Nature,
)
from sigma_cli.services.echanges.importation.execution import (
    Reperes,
    changes,
    check_complete,
    one_by_one,
)
from sigma_cli.services.echanges.importation.sessions_connues import Connues
from sigma_cli.services.offre import sessions
from sigma_cli.services.socle import lookup

CHAMPS: Final = (
    REFERENCE,
    Champ(
        "numero",
        "Numéro session",
        Nature.CODE,
        "N° de session|session",
        "01, 02… dans sa composante ; le suivant si la cellule est vide.",
    ),
    Champ(
        "date_debut",
        "Date début session",
        Nature.DATE,
        "date de début|début",
        creation=True,
        option="--debut",
    ),
    Champ(
        "date_fin",
        "Date fin session",
        Nature.DATE,
        "date de fin|fin",
        creation=True,
        option="--fin",
    ),
    Champ(
        "code_postal",
        "Code postal session",
        Nature.CODE,
        "CP",
        "CEDEX compris, comme 11108.",
        creation=True,
    ),
    Champ(
        "code_insee",
        "Code Insee session",
        Nature.CODE,
        "insee|code commune",
        "Celui de la commune, comme 11262.",
        creation=True,
    ),
    Champ("commune", "Commune session", alias="ville", creation=True, largeur=24),
    Champ("site", "Nom site session", alias="nom du site", creation=True, largeur=24),
    Champ(
        "places",
        "Nombre de places session",
        Nature.ENTIER,
        "nombre de places|nb places",
        "0 veut dire que la session n’aura pas lieu.",
        creation=True,
    ),
    Champ(
        "ic",
        "Dates d’informations collectives",
        Nature.JOURS,
        "informations collectives|dates IC|date d’information collective",
        "Dates séparées par « ; » ; « - » s’il n’y en a pas.",
        largeur=34,
    ),
    Champ("adresse", "Adresse session", largeur=30),
    Champ("siret", "SIRET du lieu", Nature.CODE, "siret", "Si le lieu a le sien."),
    Champ("uai", "UAI du lieu", Nature.CODE, "uai"),
    Champ("numero_carif", "N° Carif", Nature.CODE),
    Champ("numero_kairos", "N° Kairos", Nature.CODE),
    Champ("motif_annulation", "Motif d’annulation", alias="motif", option="--motif", largeur=30),
)


@dataclass(frozen=True, slots=True)
class _Suite:
    """What is to change of a session: its fields, and its meetings before and after."""

    ligne: Ligne
    ref: references.Session
    valeurs: dict[str, Any]
    avant: Sequence[date]
    apres: Sequence[date] | None
    touches: Sequence[str]


class _Importeur:
    def __init__(self, db: Session, contexte: Contexte) -> None:
        self._db, self._acte = db, contexte.acte
        self._reglages = contexte.reglages
        self._reperes = Reperes()
        self._connues = Connues(db, set())

    def traiter(self, lignes: Sequence[Ligne]) -> Iterator[Issue]:
        self._connues = Connues(self._db, {str(ligne.valeurs["composante"]) for ligne in lignes})
        yield from one_by_one(self._db, lignes, self._look)

    def _look(self, ligne: Ligne) -> Issue | Callable[[], Issue]:
        valeurs = dict(ligne.valeurs)
        composante = valeurs.pop("composante")
        if set(valeurs) <= {"ic"}:  # a composante without session, as the export writes it
            return self._without_session(ligne, composante)
        jours = valeurs.pop("ic", None)
        dit = valeurs.pop("numero", None)
        numero = dit or self._connues.natural_number(str(composante), valeurs)
        connue = self._connues.get(str(composante), numero)
        ref = references.Session(str(composante), numero or 0)
        if numero and self._is_repeated(ref, ligne):
            return Issue(ligne=ligne.numero, etat=Etat.IGNORE, objet=str(ref))
        if connue is None:
            return lambda: self._create(ligne, composante, valeurs | {"numero": numero}, jours)
        avant = self._connues.reunions.get(connue.id, [])
        touches = changes(GENRE, connue, valeurs) + reunions.changes(avant, jours)
        if not touches:
            return Issue(ligne=ligne.numero, etat=Etat.INCHANGE, objet=str(ref))
        suite = _Suite(ligne, ref, valeurs, avant, jours, touches)
        return lambda: self._update(suite)

    def _without_session(self, ligne: Ligne, composante: references.Composante) -> Issue:
        """Pass over a row that tells no session, but none that tells meetings of one."""
        if str(composante) not in self._connues.composantes:
            lookup.composante(self._db, str(composante))
        if ligne.valeurs.get("ic"):
            raise InvalidInput(
                "des informations collectives sans session : remplir Numéro session."
            )
        return Issue(ligne=ligne.numero, etat=Etat.IGNORE, objet=str(composante))

    def _is_repeated(self, ref: references.Session, ligne: Ligne) -> bool:
        dit = {cle: valeur for cle, valeur in ligne.valeurs.items() if cle != "numero"}
        objet = str(ref) if "numero" in ligne.valeurs else "cette session"
        return self._reperes.is_any_repeated([ref], ligne, dit, objet=objet)

    def _create(
        self,
        ligne: Ligne,
        composante: references.Composante,
        valeurs: dict[str, Any],
        jours: Sequence[date] | None,
    ) -> Issue:
        check_complete(GENRE, valeurs)
        fiche = sessions.add(
            self._db,
            self._acte,
            composante,
            valeurs,
            jours or (),
            reglages=self._reglages,
        )
        ref = references.read_session(fiche.session)
        self._connues.add(ref.composante, lookup.session(self._db, ref))
        self._is_repeated(ref, ligne)  # the next rows find it, with or without its number
        return Issue(
            ligne=ligne.numero,
            etat=Etat.CREE,
            objet=fiche.session,
            avertissements=fiche.avertissements,
        )

    def _update(self, suite: "_Suite") -> Issue:
        fiche = sessions.update(
            self._db, self._acte, suite.ref, suite.valeurs, reglages=self._reglages
        )
        self._connues.add(suite.ref.composante, lookup.session(self._db, suite.ref))
        avertissements = list(fiche.avertissements)
        if suite.apres is not None:
            avertissements += reunions.replace(
                self._db, self._acte, suite.ref, suite.avant, suite.apres, reglages=self._reglages
            )
        return Issue(
            ligne=suite.ligne.numero,
            etat=Etat.MODIFIE,
            objet=str(suite.ref),
            avertissements=avertissements,
            changements=suite.touches,
        )


GENRE: Final = Genre(
    code="sessions",
    titre="Sessions",
    personnel=False,
    champs=CHAMPS,
    lecteurs=lecteurs.SESSION | {"composante": read_composante},
    ouvrir=_Importeur,
    dits={
        "SES-03 --force": (
            "cette session a encore des inscrits, un import ne l’annule pas ; prévenir ces personnes, puis "
            "« sigma session cancel SESSION --motif … --force »."
        )
    },
    exemple={
        "composante": "20F0011_03",
        "numero": "01",
        "date_debut": "28/09/2020",
        "date_fin": "28/05/2021",
        "code_postal": "11108",
        "code_insee": "11262",
        "commune": "NARBONNE CEDEX",
        "site": "Université",
        "places": "5",
        "ic": "11/09/2020 ; 02/10/2020",
    },
)
