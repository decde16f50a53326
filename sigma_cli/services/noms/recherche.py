"""A name where a reference is expected: what it may stand for, folded as the searches fold.

A word matches where it stands; when some answers hold every word whole, they are preferred: `petit`
is M. Petit, not Mme Petitjean. An answer is full when the text says all of one of its forms.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.filtres import FiltreCandidature, FiltreStagiaire
from sigma_cli.domain.noms import Demande, Nature, is_name, read_name, words
from sigma_cli.models.action import Action
from sigma_cli.models.campagne import Campagne
from sigma_cli.models.composante import Composante
from sigma_cli.models.recrutement import Prescripteur
from sigma_cli.models.session import SessionFormation
from sigma_cli.referentiels.recrutement import EtatPrescripteur
from sigma_cli.services.personnes import stagiaires
from sigma_cli.services.recrutement import fiche_candidature
from sigma_cli.store.recherche import matching


@dataclass(frozen=True, slots=True)
class Trouve:
    """An answer: its reference, how it is shown, and the forms of its full name."""

    ref: str
    dit: str
    formes: tuple[str, ...]

    def is_full(self, voulus: Sequence[str]) -> bool:
        """Tell whether the words are those of one of the forms, no more and no less."""
        return any(sorted(words(forme)) == sorted(voulus) for forme in self.formes)

    def holds(self, voulus: Sequence[str]) -> bool:
        """Tell whether every word stands whole in one of the forms, or in how it is shown."""
        siens = {mot for forme in (*self.formes, self.dit) for mot in words(forme)}
        return siens.issuperset(voulus)


def find(db: Session, nature: Nature, demande: Demande) -> list[Trouve]:
    """Return what a name may stand for: the full answers, else those of whole words, else all."""
    trouves = list({un.ref: un for un in _SOURCES[nature](db, demande)}.values())
    voulus = demande.mots
    pleins = [un for un in trouves if un.is_full(voulus)]
    return pleins or [un for un in trouves if un.holds(voulus)] or trouves


def starting(db: Session, nature: Nature, debut: str) -> Iterator[Trouve]:
    """Yield what a reference or a name begun may become: references first, else names."""
    voulu = debut.strip().upper()
    tout = Demande("", (), ())
    siens = (un for un in _SOURCES[nature](db, tout) if un.ref.startswith(voulu))
    premier = next(siens, None)
    if premier is not None:
        yield premier
        yield from siens
    elif is_name(debut, nature):
        yield from find(db, nature, read_name(debut, nature))


def is_action(db: Session, texte: str) -> bool:
    """Tell whether a word without a digit is the number of an action all the same."""
    return db.exec(select(Action.id).where(Action.numero == texte.upper())).first() is not None


def _sessions(db: Session, demande: Demande) -> Iterator[Trouve]:
    query: Any = (
        select(  # type: ignore[call-overload]  # SQLModel types up to four columns
            Composante.numero,
            SessionFormation.numero,
            Composante.intitule,
            SessionFormation.commune,
            SessionFormation.site,
            SessionFormation.date_debut,
        )
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(*(c for mot in demande.mots for c in matching(db, SessionFormation, mot)))
        .order_by(col(Composante.numero), col(SessionFormation.numero))
    )
    if demande.jours:
        query = query.where(col(SessionFormation.date_debut).in_(demande.jours))
    for composante, numero, intitule, commune, site, debut in db.exec(query):
        ref = str(references.Session(composante, numero))
        formes: tuple[str, ...] = (intitule, f"{intitule} {commune}", f"{intitule} {site}")
        if demande.jours:  # a day alone says all
            formes += ("", commune, site)
        yield Trouve(ref, f"{ref} ({intitule}, {commune}, {date_fr(debut)})", formes)


def _composantes(db: Session, demande: Demande) -> Iterator[Trouve]:
    conditions = (c for mot in demande.mots for c in matching(db, Composante, mot))
    query = select(Composante.numero, Composante.intitule).where(*conditions)
    for numero, intitule in db.exec(query.order_by(col(Composante.numero))):
        yield Trouve(numero, f"{numero} ({intitule})", (intitule,))


def _actions(db: Session, demande: Demande) -> Iterator[Trouve]:
    for numero, intitule in db.exec(
        select(Action.numero, Action.intitule).order_by(col(Action.numero))
    ):
        yield from _kept(demande, Trouve(numero, f"{numero} ({intitule})", (intitule,)))


def _campagnes(db: Session, demande: Demande) -> Iterator[Trouve]:
    for ident, intitule in db.exec(select(Campagne.id, Campagne.intitule)):
        ref = references.campagne(ident)
        yield from _kept(demande, Trouve(ref, f"{ref} ({intitule})", (intitule,)))


def _prescripteurs(db: Session, demande: Demande) -> Iterator[Trouve]:
    query = select(Prescripteur.id, Prescripteur.nom, Prescripteur.ville).where(
        Prescripteur.etat != EtatPrescripteur.ARCHIVE.value
    )
    for ident, nom, ville in db.exec(query.order_by(col(Prescripteur.nom_replie))):
        ref = references.prescripteur(ident)
        yield from _kept(demande, Trouve(ref, f"{ref} ({nom}, {ville})", (nom, f"{nom} {ville}")))


def _kept(demande: Demande, trouve: Trouve) -> Iterator[Trouve]:
    """Yield an answer that holds every word, anywhere."""
    texte = " ".join(words(" ".join((trouve.dit, *trouve.formes))))
    if all(mot in texte for mot in demande.mots):
        yield trouve


def _parcours(db: Session, demande: Demande) -> Iterator[Trouve]:
    for ligne in stagiaires.search(db, FiltreStagiaire(cherche=demande.texte)):
        nom = f"{ligne.nom_naissance} {ligne.prenom or ''}".strip()
        dit = f"{ligne.parcours} ({nom}, {ligne.session})"
        yield Trouve(ligne.parcours, dit, (nom, f"{nom} {ligne.session}"))


def _stagiaires(db: Session, demande: Demande) -> Iterator[Trouve]:
    for ligne in stagiaires.search(db, FiltreStagiaire(cherche=demande.texte)):
        nom = f"{ligne.nom_naissance} {ligne.prenom or ''}".strip()
        yield Trouve(ligne.stagiaire, f"{ligne.stagiaire} ({nom}, {ligne.session})", (nom,))


def _candidatures(db: Session, demande: Demande) -> Iterator[Trouve]:
    for ligne in fiche_candidature.search(db, FiltreCandidature(cherche=demande.texte)):
        nom = f"{ligne.nom} {ligne.prenom or ''}".strip()
        dit = f"{ligne.candidature} ({nom}, {ligne.session})"
        yield Trouve(ligne.candidature, dit, (nom, f"{nom} {ligne.session}"))


_SOURCES: Final[Mapping[Nature, Callable[[Session, Demande], Iterator[Trouve]]]] = {
    Nature.SESSION: _sessions,
    Nature.COMPOSANTE: _composantes,
    Nature.ACTION: _actions,
    Nature.CAMPAGNE: _campagnes,
    Nature.PRESCRIPTEUR: _prescripteurs,
    Nature.PARCOURS: _parcours,
    Nature.STAGIAIRE: _stagiaires,
    Nature.CANDIDATURE: _candidatures,
}
