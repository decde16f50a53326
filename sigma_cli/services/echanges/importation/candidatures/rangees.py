"""Each row of candidatures: known and compared, entered and followed, or taken over as it is."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, select

from sigma_cli.domain import references
from sigma_cli.domain.filtres import FiltreCandidature
from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.domain.personnes.noms import check_name_alone
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict, InvalidInput, NotFound
from sigma_cli.exports.selection import candidatures as stored
from sigma_cli.models.recrutement import Candidature
from sigma_cli.referentiels.statuts import Portee
from sigma_cli.services.echanges.importation import denomination as provenance
from sigma_cli.services.echanges.importation import rattachement
from sigma_cli.services.echanges.importation.candidatures import faits
from sigma_cli.services.echanges.importation.candidatures.colonnes import TITRES
from sigma_cli.services.echanges.importation.candidatures.reprise import take_over
from sigma_cli.services.echanges.importation.candidatures.suites import Suites
from sigma_cli.services.echanges.importation.contrat import Contexte, Etat, Issue, Ligne
from sigma_cli.services.echanges.importation.execution import Reperes, one_by_one
from sigma_cli.services.recrutement import candidatures
from sigma_cli.services.taches import suivi

_SAISIE: Final = (
    *("session", "nom", "prenom", "date_naissance", "courriel", "telephone", "mode", "origine"),
    *("prescripteur", "positionne_le", "avant_vote", "reunion", "fiche_recue_le", "fiche_de"),
)


@dataclass(frozen=True, slots=True)
class _Connue:
    """A candidature of the base, and the day of its meeting."""

    candidature: Candidature
    session: references.Session
    reunion: date | None


class Importeur:
    """Compares rows with what the base knows; what it does not know is entered, or taken over."""

    def __init__(self, db: Session, contexte: Contexte) -> None:
        self._db, self._contexte = db, contexte
        self._vierge = db.exec(select(Candidature.id).limit(1)).first() is None
        self._saisies: set[str] = set()
        self._reperes = Reperes()
        self._connues: dict[references.Session, list[_Connue]] = {}
        self._reprises: list[int] = []

    def traiter(self, lignes: Sequence[Ligne]) -> Iterator[Issue]:
        self._connues.clear()
        yield from provenance.tell(one_by_one(self._db, lignes, self._look), self._name)
        acte, reglages = self._contexte.acte, self._contexte.reglages
        suivi.refresh(self._db, acte, reglages, Portee.CANDIDATURE, self._reprises)
        self._reprises.clear()

    def _name(self, ref: str) -> str | None:
        """Return what to call a candidature that this file has entered."""
        return "cette candidature" if ref in self._saisies else None

    def _look(self, ligne: Ligne) -> Issue | Callable[[], Issue]:
        valeurs = rattachement.complete(faits.read(self._db, self._contexte.acte, ligne.valeurs))
        _check_first_name(valeurs)
        ident = valeurs.get("candidature")
        cle = ident or (valeurs["session"], _person(valeurs))
        if self._reperes.is_repeated(cle, ligne, objet="cette candidature"):
            return Issue(ligne=ligne.numero, etat=Etat.IGNORE)
        if self._vierge and ident:
            return lambda: self._take_over(ligne, valeurs)
        connue = self._known(ident, valeurs)
        if connue is None:
            return lambda: self._enter(ligne, valeurs)
        touches = faits.differences(valeurs, faits.known(connue.candidature, connue.reunion))
        if touches:
            return lambda: self._change(ligne, connue.candidature.id, valeurs, touches)
        ref = references.candidature(connue.candidature.id)
        return Issue(ligne=ligne.numero, etat=Etat.INCHANGE, objet=ref)

    def _known(self, ident: int | None, valeurs: Mapping[str, Any]) -> _Connue | None:
        """Return the candidature of a row: by its reference, else by who applies to which session."""
        session = valeurs["session"]
        if session not in self._connues:
            filtre = FiltreCandidature(session=session)
            self._connues[session] = [
                _Connue(lue.candidature, lue.session, lue.reunion)
                for lue in stored(self._db, filtre)
            ]
        if ident is not None:
            return self._by_reference(ident, valeurs)
        memes = [c for c in self._connues[session] if _is_same(c.candidature, valeurs)]
        if len(memes) > 1:
            refs = ", ".join(references.candidature(c.candidature.id) for c in memes)
            raise Conflict(f"plusieurs candidatures à ce nom, {refs} ; remplir N Candidature.")
        return memes[0] if memes else None

    def _by_reference(self, ident: int, valeurs: Mapping[str, Any]) -> _Connue:
        session, ref = valeurs["session"], references.candidature(ident)
        trouvees = [c for c in self._connues[session] if c.candidature.id == ident]
        if not trouvees:
            if self._db.get(Candidature, ident) is None:
                raise NotFound(
                    f"{ref} n’est pas dans cette base ; vider la colonne N Candidature pour saisir la "
                    "candidature."
                )
            raise Conflict(
                f"{ref} n’est pas une candidature à {session} ; corriger l’une ou l’autre."
            )
        connue = trouvees[0].candidature
        if replier(valeurs["nom"]) != replier(connue.nom) and replier(valeurs["prenom"]) != replier(
            connue.prenom
        ):
            raise Conflict(
                f"{ref} est celle d’une autre personne ; vider la colonne N Candidature."
            )
        return trouvees[0]

    def _take_over(self, ligne: Ligne, valeurs: Mapping[str, Any]) -> Issue:
        dits = take_over(self._db, self._contexte.acte, valeurs)
        ident = valeurs["candidature"]
        self._reprises.append(ident)
        return Issue(
            ligne=ligne.numero,
            etat=Etat.CREE,
            objet=references.candidature(ident),
            avertissements=dits,
        )

    def _enter(self, ligne: Ligne, valeurs: Mapping[str, Any]) -> Issue:
        acte, reglages = self._contexte.acte, self._contexte.reglages
        for champ in ("nom", "prenom"):
            check_name_alone(valeurs[champ], TITRES[champ])
        saisie = candidatures.Saisie(
            **{champ: valeurs[champ] for champ in _SAISIE if champ in valeurs},
            rendez_vous=valeurs.get("rendez_vous_le"),
            sans_prescripteur=valeurs.get("prescripteur", 0) is None,
        )
        fiche = candidatures.add(self._db, acte, saisie, reglages=reglages)
        self._saisies.add(fiche.candidature)
        ident = references.read_candidature(fiche.candidature)
        dits = [*fiche.avertissements, *Suites(self._db, self._contexte, ident, valeurs).apply()]
        return Issue(
            ligne=ligne.numero, etat=Etat.CREE, objet=fiche.candidature, avertissements=dits
        )

    def _change(
        self, ligne: Ligne, ident: int, valeurs: Mapping[str, Any], touches: Sequence[str]
    ) -> Issue:
        dits = Suites(self._db, self._contexte, ident, valeurs).apply()
        return Issue(
            ligne=ligne.numero,
            etat=Etat.MODIFIE,
            objet=references.candidature(ident),
            avertissements=dits,
            changements=[TITRES[champ] for champ in touches],
        )


def _check_first_name(valeurs: dict[str, Any]) -> None:
    """Refuse a person without a first name, but for one whose identity was removed."""
    if valeurs["nom"] == EFFACE:
        valeurs.setdefault("prenom", "")
    if "prenom" not in valeurs:
        raise InvalidInput("Prénom : cellule vide, à remplir.")


def _person(valeurs: Mapping[str, Any]) -> tuple[str, date | None]:
    return faits.key(valeurs["nom"], valeurs["prenom"]), valeurs.get("date_naissance")


def _is_same(candidature: Candidature, valeurs: Mapping[str, Any]) -> bool:
    """Tell whether a row may be a candidature: one name, and no two births that differ."""
    nom, naissance = _person(valeurs)
    naissances = {candidature.date_naissance, naissance} - {None}
    return candidature.nom_replie == nom and len(naissances) < 2  # noqa: PLR2004 - two births, two persons
