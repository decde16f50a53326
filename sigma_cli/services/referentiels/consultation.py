"""What is in the tables: how each stands, and what a code means."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.filtres import contains
from sigma_cli.errors import InvalidInput, NotFound
from sigma_cli.services.referentiels import REGISTRE
from sigma_cli.services.referentiels.contrat import Etat, Importeur, Origine, Referentiel, Remise


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheCode:
    """One code of one table; `le` dates what is said of it."""

    referentiel: str
    code: str
    valeurs: Mapping[str, object]
    origine: Origine
    le: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneCode:
    """One code in a list, its label, and what else is known of it."""

    code: str
    libelle: str
    detail: str


def named(nom: str) -> Referentiel:
    """Return a table by its name, in any case. Raises NotFound."""
    referentiel = REGISTRE.get(nom.strip().lower())
    if referentiel is None:
        raise NotFound(f"Référentiel inconnu ; choisir parmi : {', '.join(REGISTRE)}.")
    return referentiel


def importer_of(nom: str) -> Importeur:
    """Return what replaces a table. Raises NotFound, or InvalidInput for a table that is closed."""
    importer = named(nom).importer
    if importer is None:
        raise InvalidInput(f"« {nom} » est livré avec sigma et ne s’importe pas.")
    return importer


def reset(db: Session, acte: Acte, nom: str) -> Remise:
    """Take the imports of a table away: the shipped one serves again, else none (EXT-05).

    The caller commits. Raises NotFound, or InvalidInput for a table that no file of codes replaces.
    """
    referentiel = named(nom)
    if referentiel.retirer is None:
        raise InvalidInput(f"« {referentiel.nom} » ne s’importe pas ainsi : rien à remettre.")
    retirees = referentiel.retirer(db, acte)
    etat = referentiel.etat(db)
    return Remise(
        referentiel=referentiel.nom,
        retirees=retirees,
        origine=etat.origine,
        le=etat.le,
        lignes=etat.lignes,
    )


def states(db: Session) -> list[Etat]:
    """Return how every table stands."""
    return [referentiel.etat(db) for referentiel in REGISTRE.values()]


def show(db: Session, nom: str, code: str) -> FicheCode:
    """Return what a code means. Raises NotFound for an unknown one, or a table not imported yet."""
    referentiel, etat = _present(db, nom)
    voulu = code.strip().upper()
    valeurs = referentiel.find(db, voulu)
    if valeurs is None:
        raise NotFound(
            f"Code inconnu de « {referentiel.nom} » ({etat.lignes} codes) ; pour chercher un nom : "
            f"« sigma referentiel list {referentiel.nom} --cherche … »."
        )
    return FicheCode(
        referentiel=referentiel.nom, code=voulu, valeurs=valeurs, origine=etat.origine, le=etat.le
    )


def search(db: Session, nom: str, cherche: str | None) -> Iterator[LigneCode]:
    """Yield the codes of a table whose texts hold what is searched, case and accents aside.

    Raises NotFound as `show` does, InvalidInput for the identities.
    """
    referentiel, _ = _present(db, nom)
    for ligne in referentiel.rows(db):
        valeurs = dict(ligne)
        code, libelle = str(valeurs.pop("code")), str(valeurs.pop(next(iter(valeurs))))
        detail = ", ".join(_said(champ, valeur) for champ, valeur in valeurs.items() if valeur)
        if contains(cherche, code, libelle, detail):
            yield LigneCode(code=code, libelle=libelle, detail=detail)


def _said(champ: str, valeur: object) -> str:
    """Say one more column of a code; a yes needs no value."""
    nom = champ.replace("_", " ")
    return nom if valeur is True else f"{nom} {valeur}"


def _present(db: Session, nom: str) -> tuple[Referentiel, Etat]:
    """Return a table and how it stands. Raises NotFound when nothing is in it yet."""
    referentiel = named(nom)
    etat = referentiel.etat(db)
    if etat.origine is Origine.ABSENT:
        raise NotFound(
            f"{etat.titre} n’est pas encore importé : « sigma referentiel import {referentiel.nom} "
            "FICHIER »."
        )
    return referentiel, etat
