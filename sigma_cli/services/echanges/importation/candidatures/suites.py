"""What a row tells after the entry of a candidature, done step by step as the commands do (Q2-17)."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlmodel import Session

from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import Conflict, InvalidInput
from sigma_cli.services.echanges.importation.candidatures import faits
from sigma_cli.services.echanges.importation.contrat import Contexte
from sigma_cli.services.inscription import candidature as inscription
from sigma_cli.services.recrutement import candidatures, suites
from sigma_cli.services.recrutement.dossier import load
from sigma_cli.services.recrutement.fiche_candidature import FicheCandidature

_FICHE: Final = (
    *("nom", "prenom", "date_naissance", "courriel", "telephone", "mode", "origine"),
    *("positionne_le", "fiche_recue_le", "fiche_de", "avant_vote"),
)


class Suites:
    """Brings one candidature to what its row tells, through the table of transitions."""

    def __init__(self, db: Session, contexte: Contexte, ident: int, valeurs: Mapping[str, Any]):
        self._db, self._acte, self._reglages = db, contexte.acte, contexte.reglages
        self._ident, self._valeurs = ident, valeurs

    def apply(self) -> list[Avertissement]:
        """Do what differs, in the order of events; an empty cell changes nothing.

        Raises what the commands raise, and InvalidInput when the state told is not the one reached.
        """
        dits: list[Avertissement] = []
        pas: tuple[tuple[tuple[str, ...], Callable[[], FicheCandidature]], ...] = (
            ((*_FICHE, "prescripteur"), self._correct),
            (("reunion", "rendez_vous_le"), self._convoke),
            (("presence", "presence_le"), self._attend),
            (
                ("resultat_le", "motif", "precision", "date_debut_prevue", "date_fin_prevue"),
                self._decide,
            ),
            (("validee_le",), self._validate),
            (("parcours",), self._link),
        )
        for champs, faire in pas:
            if set(champs) & set(faits.differences(self._valeurs, self._known())):
                dits += faire().avertissements
        faits.check_state(self._valeurs.get("etat"), self._known()["etat"])
        return dits

    def _known(self) -> dict[str, Any]:
        dossier = load(self._db, self._ident)
        return faits.known(dossier.candidature, dossier.reunion)

    def _correct(self) -> FicheCandidature:
        valeurs = {champ: self._valeurs[champ] for champ in _FICHE if champ in self._valeurs}
        valeurs["prescripteur_id"] = self._valeurs.get("prescripteur")
        return candidatures.update(
            self._db,
            self._acte,
            self._ident,
            valeurs,
            sans_prescripteur=self._valeurs.get("prescripteur", 0) is None,
            reglages=self._reglages,
        )

    def _convoke(self) -> FicheCandidature:
        return suites.convoke(
            self._db,
            self._acte,
            self._ident,
            reunion=self._valeurs.get("reunion"),
            rendez_vous=self._valeurs.get("rendez_vous_le"),
            reglages=self._reglages,
        )

    def _attend(self) -> FicheCandidature:
        presence = self._valeurs.get("presence")
        if presence is None:
            raise InvalidInput("« Date de présence » sans présence ; écrire PRESENT ou ABSENT.")
        le = self._valeurs.get("presence_le")
        return suites.attend(
            self._db, self._acte, self._ident, presence, le=le, reglages=self._reglages
        )

    def _decide(self) -> FicheCandidature:
        motif, le = self._valeurs.get("motif"), self._valeurs.get("resultat_le")
        debut = self._valeurs.get("date_debut_prevue")
        fin = self._valeurs.get("date_fin_prevue")
        if bool(motif) == bool(debut or fin):
            raise InvalidInput(
                "un résultat se dit par un motif (non retenu) ou par les dates prévisionnelles "
                "(retenu), l’un ou l’autre ; corriger ces cellules."
            )
        if motif:
            precision = self._valeurs.get("precision", self._known()["precision"])
            return suites.reject(
                self._db,
                self._acte,
                self._ident,
                motif=motif,
                precision=precision,
                le=le,
                reglages=self._reglages,
            )
        return suites.retain(
            self._db,
            self._acte,
            self._ident,
            debut=debut,
            fin=fin,
            raison=self._valeurs.get("raison"),
            le=le,
            reglages=self._reglages,
        )

    def _validate(self) -> FicheCandidature:
        le = self._valeurs["validee_le"]
        return suites.validate(self._db, self._acte, self._ident, le=le, reglages=self._reglages)

    def _link(self) -> FicheCandidature:
        parcours = self._valeurs["parcours"]
        if not faits.is_enrolled_as(self._db, parcours, self._valeurs):
            raise Conflict("« N Parcours » est celui d’une autre personne ; corriger la référence.")
        return inscription.link(
            self._db, self._acte, self._ident, parcours, reglages=self._reglages
        )
