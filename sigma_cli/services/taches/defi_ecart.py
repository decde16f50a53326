"""What a person must tell DEFI by hand: how the base differs from what DEFI was last told.

DEFI was told of a parcours by the line that left (RF-02), then by whoever ticked the task of an
earlier change. A difference is held against the later of the two, by the number of the last file
when it was ticked (a clock may go back, a number does not): a name corrected, ticked, then put back to what was sent is a difference again. The key of a task is the number of tasks of its
kind already ticked on the object, then a digest of the values to type.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import date_fr
from sigma_cli.models.tache import Tache
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatTache, Outil, Portee
from sigma_cli.services.taches import instantanes
from sigma_cli.services.taches.contrat import Due, Fiche, Genre
from sigma_cli.services.taches.defi_emission import Emission, left_before, read_emissions

_DATES: Final = frozenset({"date_naissance", "date_entree", "date_fin_prevue", "date_sortie"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecart:
    """One way of differing from what was sent.

    `titres` names in French the fields to type, in order. `change` compares with a line, and
    `empreinte` stands for what is to be typed; an empty one is nothing to type. `commande` reads,
    for the object whose reference completes it, what a task may not show. `partis` tells that who never
    came counts too: DEFI waits for them.
    """

    code: str
    portee: Portee
    titres: Mapping[str, str]
    change: Callable[[Emission], bool]
    empreinte: Callable[[Emission], str]
    commande: str | None = None
    partis: bool = False

    def due(self, db: Session, reglages: Reglages, idents: Sequence[int] | None) -> Iterator[Due]:
        """Yield one task per object of which DEFI knows something else than the base."""
        connues: dict[int, list[Tache]] | None = None
        for objet, emissions in self._by_object(db, idents):
            if connues is None:  # nobody was sent, as a rule: one statement is enough to know
                connues = _known(db, self.code, idents)
            due = self._due(objet, emissions, connues.get(objet, []), reglages)
            if due is not None:
                yield due

    def fiches(self, db: Session, taches: Sequence[Tache]) -> Mapping[int, Fiche]:
        """Return what is to be typed, the fields that changed first read from the base now."""
        idents = sorted({tache.objet_id for tache in taches})
        emissions = dict(self._by_object(db, idents))
        return {
            tache.id: self._fiche(db, tache.objet_id, emissions.get(tache.objet_id, []))
            for tache in taches
        }

    def _by_object(
        self, db: Session, idents: Sequence[int] | None
    ) -> Iterator[tuple[int, list[Emission]]]:
        emissions = read_emissions(db, self.portee, idents, tous=self.partis)
        for objet, groupe in groupby(emissions, key=lambda e: e.objet(self.portee)):
            yield objet, list(groupe)

    def _due(
        self, objet: int, emissions: list[Emission], connues: list[Tache], reglages: Reglages
    ) -> Due | None:
        empreinte = self.empreinte(emissions[0])
        faites = [tache for tache in connues if tache.etat == EtatTache.FAITE]
        cochee = max(faites, key=_ticked_before, default=None)
        if not empreinte or not any(self._differs(e, empreinte, cochee) for e in emissions):
            return None
        cle = f"{len(faites)}.{empreinte}"
        ouverte = next((tache for tache in connues if tache.cle == cle), None)
        if ouverte is not None:  # another change of the same object must not put it off
            vue, echeance = ouverte.visible_le, ouverte.echeance
        else:
            vue = emissions[0].modified_on(self.portee)
            echeance = vue + timedelta(days=reglages.ecart_jours)
        return Due(objet_id=objet, cle=cle, visible_le=vue, echeance=echeance)

    def _differs(self, emission: Emission, empreinte: str, cochee: Tache | None) -> bool:
        if cochee is not None and (cochee.dernier_fichier or 0) >= emission.fichier_id:
            return cochee.cle.partition(".")[2] != empreinte
        return self.change(emission)

    def _fiche(self, db: Session, objet: int, emissions: list[Emission]) -> Fiche:
        sur_parcours = self.portee is Portee.PARCOURS
        reference = (references.parcours if sur_parcours else references.stagiaire)(objet)
        if not emissions:  # the line was taken back, or the person erased
            return Fiche(objet=reference, valeurs={})
        qui, valeurs_ici = emissions[0].stagiaire, emissions[0].now()
        valeurs = {"Personne": " ".join(filter(None, (qui.prenom, qui.nom_naissance)))}
        if not sur_parcours:
            parcours = (references.parcours(emission.parcours.id) for emission in emissions)
            valeurs["Parcours"] = ", ".join(parcours)
        changes = frozenset().union(*(emission.changed() for emission in emissions))
        montres = changes & self.titres.keys() or self.titres.keys()
        for champ, titre in self.titres.items():
            if champ in montres:
                lu = _readable(champ, valeurs_ici.get(champ))
                valeurs[titre] = self.commande.format(reference) if self.commande else lu
                if champ == "session":
                    valeurs["Session quittée"] = left_before(db, emissions[0].parcours)
        return Fiche(objet=reference, valeurs=valeurs)


def follow(code: str, portee: Portee, titres: Mapping[str, str], *, partis: bool = False) -> Ecart:
    """Return the difference on some fields of the snapshot."""

    def change(emission: Emission) -> bool:
        return not emission.changed().isdisjoint(titres)

    def empreinte(emission: Emission) -> str:
        return instantanes.digest(emission.instantane, emission.now(), titres)

    return Ecart(
        code=code,
        portee=portee,
        titres=titres,
        change=change,
        empreinte=empreinte,
        partis=partis,
    )


def kind(ecart: Ecart, *, regle: str, titre: str, outils: tuple[Outil, ...]) -> Genre:
    """Return the kind of task that a difference makes."""
    return Genre(
        code=ecart.code,
        regle=regle,
        titre=titre,
        outils=outils,
        portee=ecart.portee,
        due=ecart.due,
        fiches=ecart.fiches,
        sans_objet="la base a encore changé, ou dit de nouveau ce que DEFI sait",
        apres_envoi=True,
    )


def _readable(champ: str, texte: str | None) -> str:
    if texte and champ in _DATES:
        return date_fr(date.fromisoformat(texte))
    return texte or "(rien)"


def _known(db: Session, code: str, idents: Sequence[int] | None) -> dict[int, list[Tache]]:
    """Return by object the tasks of this kind, to do or done."""
    query = select(Tache).where(Tache.genre == code, Tache.etat != EtatTache.SANS_OBJET.value)
    if idents is not None:
        query = query.where(col(Tache.objet_id).in_(idents))
    connues: dict[int, list[Tache]] = {}
    for tache in db.exec(query):
        connues.setdefault(tache.objet_id, []).append(tache)
    return connues


def _ticked_before(tache: Tache) -> int:
    """Return how many tasks of the kind were ticked when this one opened: they follow one another."""
    return int(tache.cle.partition(".")[0])
