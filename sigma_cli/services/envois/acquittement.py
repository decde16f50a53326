"""Take in the answer of a receiver: the file is acknowledged, or refused, whole or by lines."""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.conservation import EFFACE
from sigma_cli.errors import Conflict, InvalidInput, NotFound
from sigma_cli.flux import REGISTRE
from sigma_cli.flux.acquittement import Accuse
from sigma_cli.models.flux import FluxFichier, FluxLigne
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatFlux, Portee
from sigma_cli.services.socle import journal
from sigma_cli.services.taches import suivi as taches


@dataclass(frozen=True, slots=True, kw_only=True)
class Refus:
    """A line the receiver refused, and its reason."""

    ligne: int
    parcours: str
    motif: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Acquittement:
    """What an answer said; `deja_lu` when it had been read before, and changed nothing."""

    fichier: str
    etat: str
    acceptees: int
    rejetees: int
    refus: list[Refus]
    deja_lu: bool


def take_in(db: Session, acte: Acte, accuse: Accuse, *, reglages: Reglages) -> Acquittement:
    """Note the answer on the file and its lines; what is refused becomes a task.

    Reading the same answer again changes nothing. Raises NotFound for a file this base never made,
    Conflict for one not delivered, or answered otherwise before, InvalidInput for an answer that
    is cut or speaks of lines the file does not have.
    """
    fichier = _find(db, accuse.fichier)
    if fichier.acquittement == accuse.empreinte:
        return _report(db, fichier, deja_lu=True)
    _check_expected(fichier)
    lignes = _lines(db, fichier)
    if not accuse.entier:
        _check_covers(fichier, accuse)
    _refuse(db, lignes, accuse)
    fichier.acquitte_le, fichier.acquittement = acte.le, accuse.empreinte
    fichier.nb_rejets = _count_refused(fichier, accuse)
    tout = fichier.nb_rejets == fichier.nb_lignes
    fichier.etat = (EtatFlux.REJETE if tout else EtatFlux.ACQUITTE).value
    if not _has_lines(fichier):  # else each line has it, and forgets it with its person
        fichier.erreur = accuse.refus_entier
    db.add(fichier)
    db.flush()
    apres = {"etat": fichier.etat, "rejets": fichier.nb_rejets}
    journal.record(db, acte, f"flux.{fichier.code}.acquitte", fichier.nom, apres=apres)
    a_reprendre = REGISTRE[fichier.code].on_refused if tout else None
    if a_reprendre:
        a_reprendre(db, fichier)
    _refresh(db, acte, reglages, fichier)
    return _report(db, fichier, deja_lu=False)


def _find(db: Session, nom: str) -> FluxFichier:
    fichier = db.exec(select(FluxFichier).where(FluxFichier.nom == nom)).first()
    if fichier is None:
        raise NotFound(
            "Cet accusé répond d’un fichier que cette base n’a pas envoyé : « sigma flux list » "
            "donne les siens."
        )
    return fichier


def _check_expected(fichier: FluxFichier) -> None:
    if fichier.depose_le is None:
        raise Conflict(
            f"{fichier.nom} n’est pas encore déposé d’après cette base : lancer « sigma flux retry », "
            "puis relire l’accusé."
        )
    if fichier.acquittement is not None:
        raise Conflict(
            f"{fichier.nom} a déjà un accusé, qui dit autre chose : voir avec le destinataire lequel "
            "vaut."
        )


def _lines(db: Session, fichier: FluxFichier) -> dict[int, FluxLigne]:
    query = select(FluxLigne).where(FluxLigne.fichier_id == fichier.id)
    return {ligne.numero: ligne for ligne in db.exec(query)}


def _has_lines(fichier: FluxFichier) -> bool:
    """Tell whether the lines of a file are followed, those the base has no parcours for included."""
    return REGISTRE[fichier.code].une_fois is not None


def _count_refused(fichier: FluxFichier, accuse: Accuse) -> int:
    if accuse.entier:
        return fichier.nb_lignes if accuse.refus_entier else 0
    return sum(motif is not None for motif in accuse.refus.values())


def _check_covers(fichier: FluxFichier, accuse: Accuse) -> None:
    """Refuse an answer that does not speak of each line of the file, once."""
    if not _has_lines(fichier):
        raise InvalidInput(
            f"{fichier.nom} n’a pas de lignes suivies : une seule réponse, « ligne » vide, est "
            "attendue."
        )
    hors = sorted(numero for numero in accuse.refus if numero > fichier.nb_lignes)
    if hors:
        raise InvalidInput(
            f"L’accusé parle de la ligne {hors[0]}, et {fichier.nom} en a {fichier.nb_lignes}."
        )
    if len(accuse.refus) < fichier.nb_lignes:
        manquante = next(n for n in range(1, fichier.nb_lignes + 1) if n not in accuse.refus)
        raise InvalidInput(
            f"L’accusé est coupé : {len(accuse.refus)} réponses pour {fichier.nb_lignes} lignes de "
            f"{fichier.nom} (il manque la ligne {manquante}) ; le redemander."
        )


def _refuse(db: Session, lignes: dict[int, FluxLigne], accuse: Accuse) -> None:
    """Note why each line was refused, but of a person erased since: a reason may name them."""
    effaces = _erased(db, lignes)
    for numero, ligne in lignes.items():
        motif = accuse.refus_entier if accuse.entier else accuse.refus[numero]
        if motif is not None:
            ligne.rejet = EFFACE if ligne.parcours_id in effaces else motif
            db.add(ligne)


def _erased(db: Session, lignes: dict[int, FluxLigne]) -> set[int]:
    """Return the parcours of these lines whose person was erased."""
    fichiers = {ligne.fichier_id for ligne in lignes.values()}
    query = (
        select(col(Parcours.id))
        .join(FluxLigne, col(FluxLigne.parcours_id) == col(Parcours.id))
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(col(FluxLigne.fichier_id).in_(fichiers), col(Stagiaire.efface_le).is_not(None))
    )
    return set(db.exec(query))


def _refresh(db: Session, acte: Acte, reglages: Reglages, fichier: FluxFichier) -> None:
    """Open the tasks of what was refused; what DEFI did not take is no more to correct there."""
    refuses = (
        select(FluxLigne.parcours_id)
        .where(FluxLigne.fichier_id == fichier.id, col(FluxLigne.rejet).is_not(None))
        .distinct()
    )
    taches.refresh(db, acte, reglages, Portee.PARCOURS, list(db.exec(refuses)))
    personnes = select(col(Parcours.stagiaire_id)).where(col(Parcours.id).in_(refuses)).distinct()
    taches.refresh(db, acte, reglages, Portee.STAGIAIRE, list(db.exec(personnes)))


def _report(db: Session, fichier: FluxFichier, *, deja_lu: bool) -> Acquittement:
    query = (
        select(FluxLigne)
        .where(FluxLigne.fichier_id == fichier.id, col(FluxLigne.rejet).is_not(None))
        .order_by(col(FluxLigne.numero))
    )
    return Acquittement(
        fichier=fichier.nom,
        etat=fichier.etat,
        acceptees=fichier.nb_lignes - fichier.nb_rejets,
        rejetees=fichier.nb_rejets,
        refus=[
            Refus(
                ligne=ligne.numero,
                parcours=references.parcours(ligne.parcours_id),
                motif=ligne.rejet or "",
            )
            for ligne in db.exec(query)
        ],
        deja_lu=deja_lu,
    )
