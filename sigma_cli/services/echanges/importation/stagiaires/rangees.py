"""Each row of persons: known already, to correct, or to enrol by the rules of the command."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.errors import Conflict, InvalidInput, NotFound, SigmaError
from sigma_cli.services.echanges.importation import denomination as provenance
from sigma_cli.services.echanges.importation import rattachement
from sigma_cli.services.echanges.importation.contrat import Contexte, Etat, Issue, Ligne
from sigma_cli.services.echanges.importation.execution import one_by_one
from sigma_cli.services.echanges.importation.stagiaires import connus as registre
from sigma_cli.services.echanges.importation.stagiaires import controles
from sigma_cli.services.echanges.importation.stagiaires.colonnes import CHAMPS
from sigma_cli.services.echanges.importation.stagiaires.connus import Connus, Enregistre
from sigma_cli.services.echanges.importation.stagiaires.nouveaux import Nouveaux
from sigma_cli.services.echanges.importation.stagiaires.remunerations import (
    MOTIF,
    Reprises,
    warn_untold,
)
from sigma_cli.services.echanges.importation.stagiaires.repetitions import Repetitions
from sigma_cli.services.inscription.correction import Correction, correct
from sigma_cli.services.inscription.demande import Demande, Inscrit
from sigma_cli.services.inscription.passage import Passage
from sigma_cli.services.personnes import stagiaires
from sigma_cli.services.personnes.identite.passerelle import Annonce

_TITRES: Final = {champ.cle: champ.titre for champ in CHAMPS}
_HORS_DEMANDE: Final = frozenset(
    {"stagiaire", "parcours", "composante", "numero_session", "nir_classe"}
)


@dataclass(frozen=True, slots=True)
class _Rangee:
    """A row whose session is known, and the person it speaks of, if the base has them."""

    ligne: Ligne
    valeurs: Mapping[str, Any]
    reprise: bool = False


@dataclass(frozen=True, slots=True)
class _Corrections:
    """What a row corrects: of a person, and of their parcours in its session."""

    ligne: int
    stagiaire_id: int
    personne: dict[str, Any]
    parcours_id: int
    parcours: dict[str, Any]


class Importeur:
    """Sorts the rows of a batch: those already enrolled are compared, the others are enrolled."""

    def __init__(self, db: Session, contexte: Contexte) -> None:
        self._db, self._contexte = db, contexte
        self._vierge = registre.is_empty(db)
        self._passage = Passage.start(
            db,
            contexte.acte,
            coffre=contexte.coffre,
            reglages=contexte.reglages,
            annonce=Annonce(),
            decrit=False,
        )
        self._reprises = Reprises(db, contexte)
        self._repetitions = Repetitions()
        self._nouveaux = Nouveaux(db)

    def traiter(self, lignes: Sequence[Ligne]) -> Iterator[Issue]:
        rangees, issues = self._with_session(lignes)
        valeurs = [rangee.valeurs for rangee in rangees]
        empreintes = registre.fingerprints(valeurs, self._contexte.coffre)
        connus = registre.load(self._db, valeurs, empreintes.values())
        nouvelles: list[_Rangee] = []
        for rangee in rangees:
            issues += self._sort(rangee, connus, empreintes, nouvelles)
        yield from provenance.tell(issues, self._nouveaux.name)
        yield from provenance.tell(self._enrol(nouvelles), self._nouveaux.name)

    def _with_session(self, lignes: Sequence[Ligne]) -> tuple[list[_Rangee], list[Issue]]:
        rangees, issues = [], []
        for ligne in lignes:
            try:
                rangees.append(_Rangee(ligne, rattachement.complete(ligne.valeurs)))
            except InvalidInput as error:
                issues.append(Issue.refused(ligne.numero, error))
        return rangees, issues

    def _sort(
        self,
        rangee: _Rangee,
        connus: Connus,
        empreintes: Mapping[str, bytes],
        nouvelles: list[_Rangee],
    ) -> list[Issue]:
        """Compare a row with what is known; one that is not enrolled yet joins `nouvelles`."""
        try:
            personne = self._person(rangee.valeurs, connus, empreintes)
            self._repetitions.check_once(rangee.ligne, rangee.valeurs, personne)
            inscription = controles.enrolment(rangee.valeurs, connus, personne)
            if inscription is None:
                reprise = self._vierge and "parcours" in rangee.valeurs
                controles.check_new(rangee.valeurs, personne, vierge=self._vierge, reprise=reprise)
                if not reprise:
                    controles.check_names(rangee.valeurs)
                controles.check_sent(rangee.valeurs, self._contexte.acte.jour)
                self._repetitions.check_agrees(rangee.ligne, rangee.valeurs, personne)
                self._reprises.check(rangee.valeurs)
                nouvelles.append(replace(rangee, reprise=reprise))
                return []
            return self._compare(rangee, personne, inscription)
        except SigmaError as error:
            return [Issue.refused(rangee.ligne.numero, error)]

    def _person(
        self, valeurs: Mapping[str, Any], connus: Connus, empreintes: Mapping[str, bytes]
    ) -> Enregistre | None:
        """Return who a row speaks of. Raises Conflict when its number and references disagree."""
        nir = valeurs.get("nir")
        par_numero = connus.par_numero.get(empreintes[nir.valeur]) if nir else None
        par_reference = self._by_reference(valeurs, connus)
        if par_reference is None:
            return par_numero or controles.nameless(valeurs, connus)
        if nir and (par_numero is None or par_numero.id != par_reference.id):
            raise Conflict(
                f"{references.stagiaire(par_reference.id)} n’est pas, dans cette base, la personne "
                "de ce numéro ; vider les colonnes N Stagiaire et N Parcours, ou changer le numéro "
                "par « sigma stagiaire nir »."
            )
        return par_reference

    def _by_reference(self, valeurs: Mapping[str, Any], connus: Connus) -> Enregistre | None:
        """Return the person of the references of a row; a base without anyone gives new ones."""
        if self._vierge:
            return None
        parcours = connus.parcours.get(valeurs.get("parcours", 0))
        stagiaire = valeurs.get("stagiaire") or (parcours.stagiaire_id if parcours else 0)
        personne = connus.personnes.get(stagiaire)
        inconnue = (stagiaire and personne is None) or ("parcours" in valeurs and parcours is None)
        if inconnue:
            raise NotFound(
                "cette référence n’est pas dans cette base ; vider les colonnes N Stagiaire et "
                "N Parcours pour inscrire la personne."
            )
        if personne is not None and parcours is not None and parcours.stagiaire_id != personne.id:
            raise Conflict("N Stagiaire et N Parcours ne sont pas de la même personne.")
        return personne

    def _compare(
        self, rangee: _Rangee, personne: Enregistre, inscription: Enregistre
    ) -> list[Issue]:
        valeurs, numero = rangee.valeurs, rangee.ligne.numero
        ref = references.stagiaire(personne.id)
        controles.check_parcours(valeurs, inscription)
        corrections = controles.corrections(
            valeurs, personne, par_reference=controles.is_by_reference(valeurs)
        )
        parcours = controles.parcours_corrections(valeurs, inscription)
        self._repetitions.check_agrees(rangee.ligne, valeurs, personne)
        if not corrections and not parcours:
            return [Issue(ligne=numero, etat=Etat.INCHANGE, objet=ref)]
        suite = _Corrections(numero, personne.id, corrections, inscription.id, parcours)
        return list(
            one_by_one(
                self._db,
                [rangee.ligne],
                lambda _: lambda: self._correct(suite),
            )
        )

    def _correct(self, suite: "_Corrections") -> Issue:
        dits = self._update(suite.stagiaire_id, suite.personne) if suite.personne else []
        if suite.parcours:
            correction = Correction(**suite.parcours)
            acte, reglages = self._contexte.acte, self._contexte.reglages
            corrige = correct(self._db, acte, suite.parcours_id, correction, reglages=reglages)
            dits = dits + corrige.avertissements
        return Issue(
            ligne=suite.ligne,
            etat=Etat.MODIFIE,
            objet=references.stagiaire(suite.stagiaire_id),
            avertissements=dits,
            changements=[_TITRES[champ] for champ in (*suite.personne, *suite.parcours)],
        )

    def _update(self, ident: int, corrections: dict[str, Any]) -> list[Avertissement]:
        """Correct the sheet of a person, and return what deserves a word."""
        fiche = stagiaires.update(
            self._db,
            self._contexte.acte,
            ident,
            corrections,
            coffre=self._contexte.coffre,
            reglages=self._contexte.reglages,
        )
        return fiche.avertissements

    def _enrol(self, nouvelles: Sequence[_Rangee]) -> Iterator[Issue]:
        issues = self._passage.treat([_demande(rangee) for rangee in nouvelles])
        self._reprises.write(
            (references.read_parcours(issue.parcours), rangee.valeurs)
            for rangee, issue in zip(nouvelles, issues, strict=True)
            if rangee.reprise and isinstance(issue, Inscrit)
        )
        completes = self._complete(nouvelles, issues)
        for rangee, issue in zip(nouvelles, issues, strict=True):
            if isinstance(issue, Inscrit):
                self._nouveaux.add(rangee.ligne.numero, known=issue.connu)
                yield _enrolled(rangee, issue, completes.get(rangee.ligne.numero, []))
            else:
                yield Issue.refused(rangee.ligne.numero, issue)

    def _complete(
        self, nouvelles: Sequence[_Rangee], issues: Sequence[Inscrit | SigmaError]
    ) -> dict[int, list[Avertissement]]:
        """Write what rows tell of persons known already, as the same file would when imported again."""
        connues = [
            (references.read_stagiaire(issue.stagiaire), rangee)
            for rangee, issue in zip(nouvelles, issues, strict=True)
            if isinstance(issue, Inscrit) and issue.connu
        ]
        personnes = registre.persons(self._db, {ident for ident, _ in connues})
        dits: dict[int, list[Avertissement]] = {}
        for ident, rangee in connues:
            corrections = controles.completions(rangee.valeurs, personnes[ident])
            if corrections:
                dits[rangee.ligne.numero] = self._update(ident, corrections)
        return dits


def _demande(rangee: _Rangee) -> Demande:
    valeurs = {cle: v for cle, v in rangee.valeurs.items() if cle not in _HORS_DEMANDE}
    if rangee.reprise:  # whatever was confirmed then was confirmed for a reason
        valeurs = {"motif_identite": MOTIF} | valeurs | {"reprise": True}
        valeurs["ailleurs"] = rangee.valeurs.get("stagiaire")
    return Demande(**valeurs, fiche_tenue=True)


def _enrolled(rangee: _Rangee, inscrit: Inscrit, dits: Sequence[Avertissement]) -> Issue:
    reprise = warn_untold(inscrit.parcours, rangee.valeurs) if rangee.reprise else []
    dits = [*inscrit.avertissements, *dits, *reprise]
    for cle, ref in (("stagiaire", inscrit.stagiaire), ("parcours", inscrit.parcours)):
        ecrire = references.stagiaire if cle == "stagiaire" else references.parcours
        if cle in rangee.valeurs and ecrire(rangee.valeurs[cle]) != ref:
            message = f"{ecrire(rangee.valeurs[cle])} du fichier est {ref} dans cette base."
            dits.append(Avertissement("", message))
    return Issue(
        ligne=rangee.ligne.numero, etat=Etat.CREE, objet=inscrit.parcours, avertissements=dits
    )
