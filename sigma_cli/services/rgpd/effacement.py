"""Remove what identifies a person; keep the counts, and the ledger of what was sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.personnes.conservation import check_no_open_parcours, check_nothing_waits
from sigma_cli.flux import REGISTRE as FLUX
from sigma_cli.flux.contrat import Contexte
from sigma_cli.models.flux import FluxFichier, FluxLigne
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.rgpd import REGISTRE, candidatures
from sigma_cli.services.rgpd.contrat import Personne
from sigma_cli.services.rgpd.personne import load
from sigma_cli.services.socle import journal
from sigma_cli.store.coffre import Coffre


@dataclass(frozen=True, slots=True, kw_only=True)
class Effacement:
    """Whose identity was removed, the parcours that stay without a name, the candidatures to decide on."""

    stagiaire: str
    parcours: list[str]
    a_decider: list[str]
    avertissements: list[Avertissement]


def erase(
    db: Session,
    acte: Acte,
    ident: int,
    *,
    motif: str,
    coffre: Coffre | None,
    reglages: Reglages,
) -> Effacement:
    """Remove an identity for a reason, at once and for ever.

    Without the key the imported identities cannot be searched, and that is said. Raises NotFound,
    RuleViolation (RGPD-01 a parcours is open, RGPD-02 a sending is due), KeyProblem.
    """
    personne = load(db, ident, coffre)
    ref = references.stagiaire(ident)
    check_no_open_parcours(ref, list(_open(db, personne, acte.jour)))
    contexte = Contexte(jour=acte.jour, reglages=reglages)
    check_nothing_waits(ref, waiting(db, personne.parcours, contexte))
    douteuses = candidatures.undecided(db, personne)
    forget(db, acte, personne)
    journal.record(db, acte, "rgpd.erase", ref, apres={"motif": motif})
    return Effacement(
        stagiaire=ref,
        parcours=[references.parcours(parcours) for parcours in personne.parcours],
        a_decider=[references.candidature(autre) for autre in douteuses],
        avertissements=[*_warn(coffre), *warn_undecided(douteuses)],
    )


def warn_undecided(idents: Sequence[int]) -> list[Avertissement]:
    """Name the candidatures that may be of the person erased, and that stay (RGPD-08)."""
    if not idents:
        return []
    cites = ", ".join(map(references.candidature, idents))
    message = (
        f"{cites} : même nom, ou même courriel ou téléphone, mais rien ne dit que c’est la même personne ; "
        "vérifier, puis « sigma rgpd erase » pour chacune s’il le faut."
    )
    return [Avertissement(regle="RGPD-08", message=message)]


def forget(db: Session, acte: Acte, personne: Personne) -> None:
    """Let each part of the base forget a person; the identity goes last, the others may need it."""
    for trace in reversed(REGISTRE):
        trace.erase(db, acte, personne)
    db.flush()


def waiting(db: Session, parcours: Sequence[int], contexte: Contexte) -> list[str]:
    """Return what is still to be sent of these parcours: due to DEFI or AGORA, or not delivered.

    Someone whom AGORA does not take, for lack of a definitive number, is not held back by it.
    """
    attendus = _waiting(db, contexte, col(Parcours.id).in_(parcours))
    return list(dict.fromkeys(chain.from_iterable(attendus.values())))


def waiting_of_all(db: Session, contexte: Contexte) -> dict[int, list[str]]:
    """Return the same for everybody, by person, in one pass: what waits is little, what is kept is not."""
    return _waiting(db, contexte)


def _waiting(db: Session, contexte: Contexte, *siens: Any) -> dict[int, list[str]]:
    """Return what waits by person: the lines due first, by flux, then the files not delivered."""
    attendus: dict[int, list[str]] = {}
    for flux in FLUX.values():
        if flux.une_fois:
            query = select(col(Parcours.stagiaire_id), col(Parcours.id)).order_by(col(Parcours.id))
            dus = query.where(col(Parcours.id).in_(flux.une_fois.queue(contexte)), *siens)
            for personne, ident in db.exec(dus):
                dit = f"{references.parcours(ident)} vers {flux.code}"
                attendus.setdefault(personne, []).append(dit)
    fichiers = (
        select(col(Parcours.stagiaire_id), col(FluxFichier.nom))
        .join(FluxLigne, col(FluxLigne.parcours_id) == col(Parcours.id))
        .join(FluxFichier, col(FluxFichier.id) == col(FluxLigne.fichier_id))
        .where(col(FluxFichier.depose_le).is_(None), *siens)
        .distinct()
    )
    for personne, nom in db.exec(fichiers):
        attendus.setdefault(personne, []).append(nom)
    return attendus


def _open(db: Session, personne: Personne, jour: date) -> Iterator[tuple[str, date]]:
    fin = func.coalesce(Parcours.date_sortie, Parcours.date_fin_prevue)
    query = select(col(Parcours.id), col(Parcours.date_sortie), col(Parcours.date_fin_prevue))
    for ident, sortie, prevue in db.exec(
        query.where(Parcours.stagiaire_id == personne.ident, fin >= jour)
    ):
        yield references.parcours(ident), sortie or prevue


def _warn(coffre: Coffre | None) -> list[Avertissement]:
    if coffre is not None:
        return []
    message = "sans la clé, l’identité importée de cette personne n’a pas pu être cherchée."
    return [Avertissement(regle="RGPD-03", message=message)]
