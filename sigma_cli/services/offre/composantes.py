"""Composantes: add, change, show, search."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, delete, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.filtres import FiltreComposante
from sigma_cli.domain.offre.diffusion import A_SAISIR, BLOQUEE
from sigma_cli.errors import Conflict
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante, ComposanteCode
from sigma_cli.models.session import SessionFormation
from sigma_cli.referentiels.statuts import Nomenclature
from sigma_cli.services.socle import certifications, journal, lookup, modifications, rediffusion
from sigma_cli.services.socle import indexation as reperage
from sigma_cli.services.socle.fiches import fill
from sigma_cli.store.perimetre import of_actions
from sigma_cli.store.recherche import matching

Codes = Mapping[Nomenclature, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FicheComposante:
    """One composante as shown; hours are whole, codes come main one first.

    `diffusion` says that it is seen nowhere: its code is blocked (RAP-01), or it has no session (Q2-07,
    SES-06).
    """

    composante: str
    action: str
    intitule: str
    certifinfo: str
    rncp: str | None
    niveau_entree: str
    niveau_sortie: str
    niveau_entree_obligatoire: bool
    certifiante: bool
    pic: bool
    formacodes: list[str]
    nsf: list[str]
    romes: list[str]
    publics: list[str]
    objectif: str | None
    contenu: str | None
    resultats: str | None
    rythme: str | None
    conditions: str | None
    modalites_enseignement: str
    heures_centre: int | None
    heures_entreprise: int | None
    sessions: list[str]
    diffusion: str | None
    avertissements: list[Avertissement]


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneComposante:
    """One composante in a list, with its number of sessions; `diffusion` as in its sheet."""

    composante: str
    action: str
    intitule: str
    certifinfo: str
    niveau_entree: str
    niveau_sortie: str
    sessions: int
    diffusion: str | None


def add(
    db: Session, acte: Acte, ref: references.Composante, valeurs: dict[str, Any], codes: Codes
) -> FicheComposante:
    """Create a composante of an existing action. Raises NotFound, or Conflict when it is there."""
    action = lookup.action(db, ref.action)
    if db.exec(select(Composante.id).where(Composante.numero == str(ref))).first() is not None:
        raise Conflict(f"La composante {ref} existe déjà : voir « sigma composante set {ref} ».")
    composante = Composante(
        action_id=action.id,
        rang=ref.rang,
        numero=str(ref),
        creee_le=acte.le,
        modifiee_le=acte.le,
        **_given(valeurs),
    )
    reperage.follow_composante(db, composante)
    db.flush()
    apres = valeurs | _replace_codes(db, composante, codes).apres
    journal.record(db, acte, "composante.add", composante.numero, apres=_given(apres))
    return _sheet(db, composante)


def update(
    db: Session, acte: Acte, ref: references.Composante, valeurs: dict[str, Any], codes: Codes
) -> FicheComposante:
    """Change a composante, except its levels (Q3-02). Its sessions are to send again (Q1-01)."""
    composante = lookup.composante(db, str(ref))
    difference = modifications.apply(composante, valeurs)
    remplaces = _replace_codes(db, composante, codes)
    if difference or remplaces:
        composante.modifiee_le = acte.le
        db.add(composante)
        rediffusion.send_again(db, col(SessionFormation.composante_id) == composante.id)
        if difference.touches("intitule", "certifinfo"):
            reperage.follow_composante(db, composante)
        avant, apres = difference.avant | remplaces.avant, difference.apres | remplaces.apres
        journal.record(db, acte, "composante.set", composante.numero, avant=avant, apres=apres)
    return _sheet(db, composante)


def show(db: Session, ref: references.Composante) -> FicheComposante:
    """Return one composante. Raises NotFound."""
    return _sheet(db, lookup.composante(db, str(ref)))


def search(db: Session, filtre: FiltreComposante) -> Iterator[LigneComposante]:
    """Yield the composantes that hold every word searched, by action and rank (Q8-05)."""
    sessions = (
        select(func.count(col(SessionFormation.id)))
        .where(col(SessionFormation.composante_id) == col(Composante.id))
        .scalar_subquery()
    )
    query: Any = (
        select(Composante, Action.numero, sessions, certifications.blocked())
        .join(Action, col(Action.id) == col(Composante.action_id))
        .where(*matching(db, Composante, filtre.cherche), *of_actions(filtre))
        .order_by(col(Action.numero), col(Composante.rang))
    )
    if filtre.sessions_seulement:
        query = query.where(sessions > 0)
    lignes = db.execute(query.execution_options(yield_per=1000))
    for composante, action, nombre, bloquee in lignes:
        yield fill(
            LigneComposante,
            composante,
            composante=composante.numero,
            action=action,
            sessions=nombre,
            diffusion=_obstacle(nombre, bloquee=bloquee),
        )


def _obstacle(sessions: int, *, bloquee: bool) -> str | None:
    """Return why a composante is seen nowhere, whatever its sessions."""
    if bloquee:
        return BLOQUEE
    return None if sessions else A_SAISIR


def _given(valeurs: dict[str, Any]) -> dict[str, Any]:
    return {champ: valeur for champ, valeur in valeurs.items() if valeur is not None}


def _replace_codes(db: Session, composante: Composante, codes: Codes) -> modifications.Difference:
    """Replace each family of codes that is given and differs; return both lists of each."""
    anciens = _codes(db, composante)
    difference = modifications.Difference({}, {})
    for nomenclature, valeurs in codes.items():
        ancienne, uniques = anciens[nomenclature.value], list(dict.fromkeys(valeurs))
        if not uniques or uniques == ancienne:
            continue
        champ = nomenclature.value.lower()
        difference.avant[champ], difference.apres[champ] = ancienne, uniques
        db.exec(
            delete(ComposanteCode)
            .where(col(ComposanteCode.composante_id) == composante.id)
            .where(col(ComposanteCode.nomenclature) == nomenclature)
        )
        db.add_all(
            ComposanteCode(
                composante_id=composante.id, nomenclature=nomenclature.value, rang=rang, code=code
            )
            for rang, code in enumerate(uniques, start=1)
        )
    db.flush()
    return difference


def _codes(db: Session, composante: Composante) -> dict[str, list[str]]:
    """Return the codes by family, main one first."""
    codes: dict[str, list[str]] = {nomenclature.value: [] for nomenclature in Nomenclature}
    for nomenclature, code in db.exec(
        select(ComposanteCode.nomenclature, ComposanteCode.code)
        .where(ComposanteCode.composante_id == composante.id)
        .order_by(col(ComposanteCode.rang))
    ):
        codes[nomenclature].append(code)
    return codes


def _sheet(db: Session, composante: Composante) -> FicheComposante:
    action, codes = db.get_one(Action, composante.action_id), _codes(db, composante)
    numeros = list(
        db.exec(
            select(SessionFormation.numero)
            .where(SessionFormation.composante_id == composante.id)
            .order_by(col(SessionFormation.numero))
        )
    )
    bloquee = certifications.known(db, composante.certifinfo).certif.bloque
    return fill(
        FicheComposante,
        composante,
        composante=composante.numero,
        action=action.numero,
        formacodes=codes[Nomenclature.FORMACODE],
        nsf=codes[Nomenclature.NSF],
        romes=codes[Nomenclature.ROME],
        publics=codes[Nomenclature.PUBLIC],
        sessions=[str(references.Session(composante.numero, numero)) for numero in numeros],
        diffusion=_obstacle(len(numeros), bloquee=bloquee),
        avertissements=list(certifications.warn(db, composante, action.niveau_sortie)),
    )
