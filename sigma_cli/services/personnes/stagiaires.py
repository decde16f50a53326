"""Persons: show, search, correct an identity."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.filtres import FiltreStagiaire
from sigma_cli.domain.personnes.identite import IDENTITE, check_birth, search_key
from sigma_cli.domain.personnes.nir import contradictions
from sigma_cli.exports.stagiaires import narrow
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portee, Provenance
from sigma_cli.services.personnes import numeros
from sigma_cli.services.personnes.fiche import FicheComplete, FicheStagiaire, day_of, sheet
from sigma_cli.services.socle import journal, lookup, modifications
from sigma_cli.services.socle.fiches import fill
from sigma_cli.services.taches import defi_changements
from sigma_cli.services.taches import suivi as taches
from sigma_cli.services.taches.liste import still_open
from sigma_cli.store.coffre import Coffre

_A_DIRE: Final = (
    (
        defi_changements.IDENTITE,
        IDENTITE,
        (
            "cette personne est déjà dans un fichier pour DEFI : y faire la même correction à la main, puis "
            "cocher la tâche dans les deux outils (sigma todo list)."
        ),
    ),
    (
        defi_changements.COORDONNEES,
        ("courriel", "telephone"),
        "ces coordonnées sont déjà dans un fichier pour DEFI : les y mettre à jour (« sigma todo list » le rappelle).",
    ),
)
_CACHE = "• •• •• •• ••• ••• ••"  # shown when the key is not at hand


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneStagiaire:
    """A person in a list, with the session of each parcours."""

    stagiaire: str
    nom_naissance: str
    prenom: str | None
    date_naissance: date | None
    nir_classe: str | None
    nir_le: date | None
    parcours: str
    session: str
    type_remuneration: str | None


def show(
    db: Session,
    acte: Acte,
    ident: int,
    *,
    coffre: Coffre | None,
    montrer_nir: bool,
    reglages: Reglages,
) -> FicheComplete:
    """Return one person, and what prescripteurs see of each parcours (Q1-04).

    Showing the number in full is recorded (NIR-12). Raises NotFound, KeyProblem.
    """
    from sigma_cli.services.recrutement import visibilite as vue  # noqa: PLC0415 - lists need none of its tables

    stagiaire = lookup.stagiaire(db, ident)
    if montrer_nir and stagiaire.nir_chiffre:
        journal.record(db, acte, "stagiaire.montrer-nir", references.stagiaire(ident))
    fiche = sheet(db, stagiaire, _number(db, stagiaire, coffre, montrer_nir=montrer_nir))
    return fill(FicheComplete, fiche, vues=vue.of_person(db, acte, ident, reglages=reglages))


def update(
    db: Session,
    acte: Acte,
    ident: int,
    valeurs: dict[str, Any],
    *,
    coffre: Coffre | None,
    reglages: Reglages,
) -> FicheStagiaire:
    """Correct an identity. The journal keeps which fields changed, not their values.

    Warns when the person was already sent to DEFI: both tools are to be corrected, and a task says
    so until it is ticked in each (RF-05).
    """
    stagiaire = lookup.stagiaire(db, ident)
    check_birth(valeurs.get("date_naissance"), jour=acte.jour)
    difference = modifications.apply(stagiaire, valeurs)
    avertissements = []
    if difference:
        stagiaire.nom_replie = search_key(
            stagiaire.nom_naissance, stagiaire.nom_usage, stagiaire.prenom
        )
        stagiaire.provenances = _typed_again(stagiaire, difference)
        stagiaire.modifie_le = acte.le
        db.add(stagiaire)
        cachee = difference.without_values()
        ref = references.stagiaire(ident)
        journal.record(db, acte, "stagiaire.set", ref, avant=cachee.avant, apres=cachee.apres)
        taches.refresh(db, acte, reglages, Portee.STAGIAIRE, [ident])
        avertissements = [
            *_warn_told(db, ident, difference),
            *_warn_number(db, stagiaire, coffre, difference),
        ]
    number = _number(db, stagiaire, coffre, montrer_nir=False)
    return sheet(db, stagiaire, number, avertissements)


def search(db: Session, filtre: FiltreStagiaire) -> Iterator[LigneStagiaire]:
    """Yield one row by parcours, by name."""
    query: Any = (
        select(Stagiaire, Parcours, Composante.numero, SessionFormation.numero)
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .order_by(*_order(filtre))
    )
    for stagiaire, parcours, composante, numero in db.exec(narrow(query, filtre)):
        yield fill(
            LigneStagiaire,
            stagiaire,
            stagiaire=references.stagiaire(stagiaire.id),
            parcours=references.parcours(parcours.id),
            session=str(references.Session(composante, numero)),
            nir_le=day_of(stagiaire.nir_le),
            type_remuneration=parcours.type_remuneration,
        )


def _order(filtre: FiltreStagiaire) -> tuple[Any, ...]:
    """Sort by name; those who wait for a definitive number, the longest first (NIR-09)."""
    noms = (col(Stagiaire.nom_replie), col(Parcours.id))
    return (col(Stagiaire.nir_le), *noms) if filtre.nia else noms


def _number(
    db: Session, stagiaire: Stagiaire, coffre: Coffre | None, *, montrer_nir: bool
) -> str | None:
    """Return the number as it may be shown. Raises KeyProblem for another key than the base’s."""
    if stagiaire.nir_chiffre is None:
        return None
    if coffre is None:
        return _CACHE
    numeros.check_key(db, coffre)
    nir = numeros.reveal(coffre, stagiaire.id, stagiaire.nir_chiffre)
    return nir.valeur if montrer_nir else nir.masque


def _warn_told(
    db: Session, ident: int, difference: modifications.Difference
) -> Iterator[Avertissement]:
    """Say that DEFI knows the person otherwise (RF-05), or how to reach them (RF-07)."""
    for genre, champs, message in _A_DIRE:
        if difference.touches(*champs) and still_open(db, genre.code, ident):
            yield Avertissement(regle=genre.regle, message=message)


def _warn_number(
    db: Session, stagiaire: Stagiaire, coffre: Coffre | None, difference: modifications.Difference
) -> list[Avertissement]:
    """Say that a correction contradicts the number (NIR-05); without the key nobody can tell."""
    if coffre is None or stagiaire.nir_chiffre is None:
        return []
    if not difference.touches("civilite", "date_naissance"):
        return []
    numeros.check_key(db, coffre)
    nir = numeros.reveal(coffre, stagiaire.id, stagiaire.nir_chiffre)
    trouvees = contradictions(nir, civilite=stagiaire.civilite, naissance=stagiaire.date_naissance)
    if not trouvees:
        return []
    message = f"le numéro dit autre chose ({', '.join(trouvees)}) ; vérifier la pièce d’identité."
    return [Avertissement(regle="NIR-05", message=message)]


def _typed_again(stagiaire: Stagiaire, difference: modifications.Difference) -> str:
    """Return who told each field of the identity, now that some were typed anew."""
    provenances = json.loads(stagiaire.provenances)
    saisis = (champ for champ in IDENTITE if champ in difference.apres)
    return json.dumps(provenances | dict.fromkeys(saisis, Provenance.SAISIE.value), sort_keys=True)
