"""What a comparison with DEFI tells: by reference and line, never by name (RF-09)."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final, TypeAlias

from sigma_cli.domain.dates import date_fr
from sigma_cli.flux.defi.releve import LigneReleve

REGLE: Final = "RF-09"
GRAVE: Final = "grave"
A_VERIFIER: Final = "à vérifier"
Cle: TypeAlias = Callable[[LigneReleve], Hashable]
CLES: Final[tuple[Cle, ...]] = (  # what pairs a row and a parcours, the surest first
    lambda ligne: ("parcours", ligne.parcours),
    lambda ligne: (ligne.nom, ligne.prenom, ligne.entree),
    lambda ligne: (ligne.nom, ligne.prenom),
    lambda ligne: ("prénom", ligne.prenom, ligne.entree),
    lambda ligne: ("nom", ligne.nom, ligne.entree),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Constat:
    """One difference. The message names parcours and lines, never a person."""

    regle: str = REGLE
    objet: str
    gravite: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Envoye:
    parcours: str
    noms: frozenset[str] = field(repr=False)
    prenom: str = field(repr=False)
    entree: date
    fin: date
    efface: bool

    def seen_as(self) -> Iterator[LigneReleve]:
        """Yield the rows that DEFI may hold of it, one by name."""
        for nom in sorted(self.noms):
            yield LigneReleve(
                numero=0,
                parcours=self.parcours,
                nom=nom,
                prenom=self.prenom,
                entree=self.entree,
                fin=self.fin,
            )


def differences(envoye: Envoye, ligne: LigneReleve) -> Iterable[Constat]:
    comparees = (
        ("nom", ligne.nom not in envoye.noms, None),
        ("prénom", ligne.prenom != envoye.prenom, None),
        ("entrée", ligne.entree != envoye.entree, (ligne.entree, envoye.entree)),
        ("fin prévue", ligne.fin != envoye.fin, (ligne.fin, envoye.fin)),
    )
    for quoi, differe, dates in comparees:
        if differe:
            detail = (
                "" if dates is None else f" ({_told(dates[0])} dans DEFI, {_told(dates[1])} ici)"
            )
            yield Constat(
                objet=envoye.parcours,
                gravite=A_VERIFIER,
                message=f"{quoi} : ce que dit la ligne {ligne.numero} diffère{detail}.",
            )


def _told(jour: date | None) -> str:
    return date_fr(jour) if jour else "vide"


def missing(envoye: Envoye) -> Constat:
    message = "transmis à DEFI, absent de cet export ; le chercher dans DEFI avant toute chose."
    return Constat(objet=envoye.parcours, gravite=GRAVE, message=message)


def rest(
    lignes: Iterable[LigneReleve],
    paires: Iterable[tuple[Envoye, LigneReleve]],
    effaces: Iterable[Envoye],
) -> Iterator[Constat]:
    """Say of each row that no parcours took what it is: there twice, of someone erased, unknown."""
    prises = {
        cle(vue): (envoye, ligne)
        for envoye, ligne in paires
        for vue in envoye.seen_as()
        for cle in CLES[:3]
    }
    dates = {(envoye.entree, envoye.fin) for envoye in effaces}
    for ligne in lignes:
        cles = CLES[:1] if ligne.parcours else CLES[1:3]
        double = next((prises[cle(ligne)] for cle in cles if cle(ligne) in prises), None)
        if double:
            yield _twice(*double, ligne)
        elif not ligne.parcours and (ligne.entree, ligne.fin) in dates:
            yield _perhaps_erased(ligne)
        else:
            yield _unknown(ligne)


def _twice(envoye: Envoye, premiere: LigneReleve, seconde: LigneReleve) -> Constat:
    message = (
        f"deux fois dans DEFI, lignes {premiere.numero} et {seconde.numero} ; y retirer celle qui est "
        "de trop."
    )
    return Constat(objet=envoye.parcours, gravite=GRAVE, message=message)


def _perhaps_erased(ligne: LigneReleve) -> Constat:
    message = (
        "aucun parcours transmis n’a ce nom ni ce prénom, mais quelqu’un dont l’identité a été effacée "
        "ici avait ces dates : sans doute la même personne."
    )
    return Constat(objet=f"ligne {ligne.numero}", gravite=A_VERIFIER, message=message)


def _unknown(ligne: LigneReleve) -> Constat:
    message = "dans DEFI, mais aucun parcours transmis n’a ce nom, ce prénom ni cette référence."
    return Constat(objet=f"ligne {ligne.numero}", gravite=GRAVE, message=message)
