"""Hold a list exported from DEFI against what was sent there (RF-09)."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeAlias

from sqlmodel import Session, col, exists, select

from sigma_cli.domain import references
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.texte import replier
from sigma_cli.flux.defi.releve import LigneReleve
from sigma_cli.models.flux import FluxLigne
from sigma_cli.models.stagiaire import Parcours, Stagiaire

REGLE: Final = "RF-09"
GRAVE: Final = "grave"
A_VERIFIER: Final = "à vérifier"
_PAR_LOT: Final = 1000
_Cle: TypeAlias = Callable[[LigneReleve], Hashable]
_CLES: Final[tuple[_Cle, ...]] = (  # what pairs a row and a parcours, the surest first
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
class Rapprochement:
    """Result of a comparison: what both sides hold alike, and what differs."""

    nombre: int
    constats: list[Constat]
    lignes_lues: int
    concordants: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Envoye:
    parcours: str
    noms: frozenset[str] = field(repr=False)
    prenom: str = field(repr=False)
    entree: date
    fin: date


def compare(db: Session, lignes: Sequence[LigneReleve]) -> Rapprochement:
    """Return the differences on name, first name and dates, parcours by parcours.

    A row is paired by its parcours when the list gives it, else by name, first name and entry, then
    by two of the three. Only the parcours that enter within the dates of the list are missed from it.
    """
    libres = _Libres(lignes)
    paires: list[tuple[_Envoye, LigneReleve]] = []
    restants: Iterable[_Envoye] = _sent(db)
    for cle in _CLES:
        seuls = []
        for envoye in restants:
            ligne = libres.take(envoye, cle)
            if ligne is None:
                seuls.append(envoye)
            else:
                paires.append((envoye, ligne))
        restants = seuls
    constats = [_missing(envoye) for envoye in restants if libres.covers(envoye.entree)]
    ecarts = [constat for paire in paires for constat in _differences(*paire)]
    constats += ecarts
    constats += map(_unknown, libres.left())
    constats.sort(key=lambda constat: (constat.objet, constat.message))
    touches = {constat.objet for constat in ecarts}
    return Rapprochement(
        nombre=len(constats),
        constats=constats,
        lignes_lues=len(lignes),
        concordants=sum(envoye.parcours not in touches for envoye, _ in paires),
    )


class _Libres:
    """Rows of the list that no parcours has taken yet."""

    def __init__(self, lignes: Sequence[LigneReleve]) -> None:
        self._restantes = {ligne.numero: ligne for ligne in lignes}
        self._par_cle: dict[Hashable, list[int]] = {}
        for ligne in lignes:
            for cle in _CLES[:1] if ligne.parcours else _CLES[1:]:
                self._par_cle.setdefault(cle(ligne), []).append(ligne.numero)
        entrees = [ligne.entree for ligne in lignes if ligne.entree]
        self._du, self._au = min(entrees, default=None), max(entrees, default=None)

    def covers(self, entree: date) -> bool:
        return self._du is not None and self._au is not None and self._du <= entree <= self._au

    def take(self, envoye: _Envoye, cle: _Cle) -> LigneReleve | None:
        """Return the row that goes by the same key as a parcours, and set it aside."""
        for nom in sorted(envoye.noms):
            vue = LigneReleve(
                numero=0,
                parcours=envoye.parcours,
                nom=nom,
                prenom=envoye.prenom,
                entree=envoye.entree,
                fin=envoye.fin,
            )
            for numero in self._par_cle.get(cle(vue), ()):
                if numero in self._restantes:
                    return self._restantes.pop(numero)
        return None

    def left(self) -> Iterable[LigneReleve]:
        return self._restantes.values()


def _sent(db: Session) -> Iterator[_Envoye]:
    """Yield the parcours DEFI was sent, from here or by another program, and did not refuse."""
    refusee = exists().where(
        col(FluxLigne.parcours_id) == col(Parcours.id),
        col(FluxLigne.code) == "defi",
        col(FluxLigne.repris_le).is_(None),
        col(FluxLigne.rejet).is_not(None),
    )
    query: Any = (
        select(Stagiaire, Parcours)
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .where(col(Parcours.defi_le).is_not(None), ~refusee)
        .order_by(col(Parcours.id))
        .execution_options(yield_per=_PAR_LOT)
    )
    for stagiaire, parcours in db.exec(query):
        noms = filter(None, (stagiaire.nom_naissance, stagiaire.nom_usage))
        yield _Envoye(
            parcours=references.parcours(parcours.id),
            noms=frozenset(map(replier, noms)),
            prenom=replier(stagiaire.prenom or ""),
            entree=parcours.date_entree,
            fin=parcours.date_fin_prevue,
        )


def _differences(envoye: _Envoye, ligne: LigneReleve) -> Iterable[Constat]:
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


def _missing(envoye: _Envoye) -> Constat:
    message = "transmis à DEFI, absent de cet export ; le chercher dans DEFI avant toute chose."
    return Constat(objet=envoye.parcours, gravite=GRAVE, message=message)


def _unknown(ligne: LigneReleve) -> Constat:
    message = "dans DEFI, mais aucun parcours transmis n’a ce nom, ce prénom ni cette référence."
    return Constat(objet=f"ligne {ligne.numero}", gravite=GRAVE, message=message)
