"""Hold a list exported from DEFI against what was sent there (RF-09)."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, exists, or_, select

from sigma_cli.domain import references
from sigma_cli.domain.texte import replier
from sigma_cli.flux.defi.releve import LigneReleve
from sigma_cli.models.flux import FluxFichier, FluxLigne
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.services.envois.constats import (
    CLES,
    Cle,
    Constat,
    Envoye,
    differences,
    missing,
    rest,
)

_PAR_LOT: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rapprochement:
    """Result of a comparison: what both sides hold alike, and what differs."""

    nombre: int
    constats: list[Constat]
    lignes_lues: int
    concordants: int


def compare(db: Session, lignes: Sequence[LigneReleve]) -> Rapprochement:
    """Return the differences on name, first name and dates, parcours by parcours.

    A row is paired by its parcours when the list gives it, else by name, first name and entry, then
    by two of the three. Only the parcours that enter within the dates of the list are missed from it.
    """
    libres = _Libres(lignes)
    envoyes = list(_sent(db))
    effaces = [envoye for envoye in envoyes if envoye.efface]
    for envoye in effaces:  # by its reference alone: nothing else of it is known here
        libres.take(envoye, CLES[0])
    paires, seuls = _pair([envoye for envoye in envoyes if not envoye.efface], libres)
    constats = [missing(envoye) for envoye in seuls if libres.covers(envoye.entree)]
    ecarts = [constat for paire in paires for constat in differences(*paire)]
    constats += ecarts
    constats += rest(libres.left(), paires, effaces)
    constats.sort(key=lambda constat: (constat.objet, constat.message))
    touches = {constat.objet for constat in ecarts}
    return Rapprochement(
        nombre=len(constats),
        constats=constats,
        lignes_lues=len(lignes),
        concordants=sum(envoye.parcours not in touches for envoye, _ in paires),
    )


def _pair(
    envoyes: Sequence[Envoye], libres: "_Libres"
) -> tuple[list[tuple[Envoye, LigneReleve]], Sequence[Envoye]]:
    """Return each parcours with its row, and those that have none."""
    paires: list[tuple[Envoye, LigneReleve]] = []
    restants = envoyes
    for cle in CLES:
        seuls = []
        for envoye in restants:
            ligne = libres.take(envoye, cle)
            if ligne is None:
                seuls.append(envoye)
            else:
                paires.append((envoye, ligne))
        restants = seuls
    return paires, restants


class _Libres:
    """Rows of the list that no parcours has taken yet."""

    def __init__(self, lignes: Sequence[LigneReleve]) -> None:
        self._restantes = {ligne.numero: ligne for ligne in lignes}
        self._par_cle: dict[Hashable, list[int]] = {}
        for ligne in lignes:
            for cle in CLES[:1] if ligne.parcours else CLES[1:]:
                self._par_cle.setdefault(cle(ligne), []).append(ligne.numero)
        entrees = [ligne.entree for ligne in lignes if ligne.entree]
        self._du, self._au = min(entrees, default=None), max(entrees, default=None)

    def covers(self, entree: date) -> bool:
        return self._du is not None and self._au is not None and self._du <= entree <= self._au

    def take(self, envoye: Envoye, cle: Cle) -> LigneReleve | None:
        """Return the row that goes by the same key as a parcours, and set it aside."""
        for vue in envoye.seen_as():
            for numero in self._par_cle.get(cle(vue), ()):
                if numero in self._restantes:
                    return self._restantes.pop(numero)
        return None

    def left(self) -> Iterable[LigneReleve]:
        return self._restantes.values()


def _sent(db: Session) -> Iterator[Envoye]:
    """Yield the parcours that reached DEFI, from here or by another program, and it did not refuse.

    What another program sent has no line here; a line whose file has not arrived is not there yet.
    """
    ailleurs = exists().where(
        col(FluxLigne.parcours_id) == col(Parcours.id),
        col(FluxLigne.code) == "defi",
        col(FluxLigne.repris_le).is_(None),
        or_(
            col(FluxLigne.rejet).is_not(None),
            exists().where(
                col(FluxFichier.id) == col(FluxLigne.fichier_id),
                col(FluxFichier.depose_le).is_(None),
            ),
        ),
    )
    query: Any = (
        select(Stagiaire, Parcours)
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .where(col(Parcours.defi_le).is_not(None), ~ailleurs)
        .order_by(col(Parcours.id))
        .execution_options(yield_per=_PAR_LOT)
    )
    for stagiaire, parcours in db.exec(query):
        noms = filter(None, (stagiaire.nom_naissance, stagiaire.nom_usage))
        yield Envoye(
            parcours=references.parcours(parcours.id),
            noms=frozenset(map(replier, noms)),
            prenom=replier(stagiaire.prenom or ""),
            entree=parcours.date_entree,
            fin=parcours.date_fin_prevue,
            efface=stagiaire.efface_le is not None,
        )
