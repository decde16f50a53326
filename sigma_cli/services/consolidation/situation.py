"""Count what the Région is told of an établissement: no name, no number, no parcours (REG-01)."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlmodel import Session, col, func, select

from sigma_cli import __version__
from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.consolidation import comptes, lots
from sigma_cli.domain.consolidation.comptes import Compte
from sigma_cli.domain.consolidation.lots import (
    Lot,
    LotAction,
    LotControle,
    LotParcours,
    LotSession,
    LotTaches,
)
from sigma_cli.errors import RuleViolation
from sigma_cli.flux import carif
from sigma_cli.flux.contrat import Contexte, Entete, Releve
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.demande import Demande, DemandePlace
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.models.tache import Tache
from sigma_cli.models.visibilite import SessionVue
from sigma_cli.referentiels.recrutement import Etat
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import (
    INDECISE,
    EtatDemande,
    EtatTache,
    TypeRemuneration,
)
from sigma_cli.services.diffusion.controles.contrat import Perimetre
from sigma_cli.services.diffusion.controles.revue import review
from sigma_cli.services.socle import certifications, visibilite
from sigma_cli.store.parcours import takes_place
from sigma_cli.store.perimetre import came

_RETENUS: Final = (Etat.RETENU.value, Etat.INSCRIT_SIGMA.value)


def gather(db: Session, acte: Acte, *, reglages: Reglages, regrouper: bool | None = None) -> Lot:
    """Return the bundle of now; `regrouper` merges the counts of few people, as the settings say otherwise.

    Its UAI is empty where nobody gave one.
    """
    regroupe = reglages.region_regrouper if regrouper is None else regrouper
    etablissement = db.get(Etablissement, 1) or Etablissement()
    sessions = list(_sessions(db, acte, reglages, regrouper=regroupe))
    actions = list(_actions(db, sessions, regrouper=regroupe))
    return Lot(
        format=lots.FORMAT,
        version=lots.VERSION,
        produit_par=f"sigma {__version__}",
        produit_le=acte.le,
        petits_effectifs=lots.REGROUPES if regroupe else lots.EXACTS,
        etablissement=lots.Organisme(
            uai=etablissement.uai or "", siret=etablissement.siret, nom=etablissement.nom
        ),
        actions=actions,
        sessions=sessions,
        parcours=list(_parcours(db, actions, regrouper=regroupe)),
        taches_en_retard=list(_late_tasks(db, acte, regrouper=regroupe)),
        controles=list(_findings(db, acte, reglages)),
    )


def require_uai(lot: Lot) -> Lot:
    """Refuse a bundle that the Région could not tell from another. Raises RuleViolation (REG-02)."""
    if not lot.etablissement.uai:
        raise RuleViolation(
            "la Région reconnaît chaque établissement à son UAI, et il manque : « sigma etablissement set "
            "--uai ».",
            regle="REG-02",
        )
    return lot


def _sessions(
    db: Session, acte: Acte, reglages: Reglages, *, regrouper: bool
) -> Iterator[LotSession]:
    """Yield every session with the people at each step, by composante then number."""
    positionnes = _by_session(db, Candidature)
    retenus = _by_session(db, Candidature, col(Candidature.etat).in_(_RETENUS))
    inscrits = _by_session(db, Parcours, came(), takes_place())
    retenues = _held_back(db, acte, reglages)
    for ligne in db.execute(_rows()):
        ref = str(references.Session(ligne.composante, ligne.numero))
        comptees = (
            Compte.of(nombres.get(ligne.id, 0), regrouper=regrouper)
            for nombres in (positionnes, retenus, inscrits)
        )
        yield LotSession(
            session=ref,
            action=ligne.action,
            intitule=ligne.intitule,
            date_debut=ligne.date_debut,
            date_fin=ligne.date_fin,
            commune=ligne.commune,
            code_insee=ligne.code_insee,
            places=ligne.places,
            **dict(zip(("positionnes", "retenus", "inscrits"), comptees, strict=True)),
            diffusion=visibilite.in_list(
                ligne,
                acte,
                reglages,
                bloquee=ligne.bloquee,
                depose_le=ligne.depose_le,
                vue=ligne.vue,
            ),
            raison=retenues.get(ref),
        )


def _rows() -> Any:
    session: list[Any] = [
        col(getattr(SessionFormation, nom))
        for nom in (
            *("id", "numero", "date_debut", "date_fin", "commune", "code_insee", "places"),
            "saisie_le",
        )
    ]
    vue = (
        select(col(SessionVue.session_id))
        .where(SessionVue.session_id == SessionFormation.id, col(SessionVue.valable))
        .exists()
    )
    colonnes: list[Any] = [
        col(Action.numero).label("action"),
        col(Composante.numero).label("composante"),
        col(Composante.intitule),
        certifications.blocked().label("bloquee"),
        visibilite.deposited().label("depose_le"),
        vue.label("vue"),
        *session,
    ]
    return (
        select(*colonnes)
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .order_by(col(Action.numero), col(Composante.rang), col(SessionFormation.numero))
    )


def _held_back(db: Session, acte: Acte, reglages: Reglages) -> Mapping[str, str]:
    """Return why the next carif file would hold sessions back, by reference."""
    contexte = Contexte(jour=acte.jour, reglages=reglages)
    releve = Releve()
    donnees = carif.FLUX.load(db, lambda _ident, _scelle: "", contexte)
    for _ in carif.FLUX.build(Entete(sequence=1, produit_le=acte.le), donnees, releve):
        pass  # only the report is wanted
    return {un.objet: f"{un.champ} : {un.raison}" for un in releve.retenus}


def _by_session(db: Session, table: Any, *voulus: Any) -> Mapping[int, int]:
    query = select(table.session_id, func.count()).where(*voulus).group_by(table.session_id)
    return dict(db.execute(query).all())


def _actions(db: Session, sessions: list[LotSession], *, regrouper: bool) -> Iterator[LotAction]:
    """Yield the account of each action; its people are the sum of those of its sessions."""
    attendues = _waiting(db)
    inscrits: dict[str, Compte] = {}
    for session in sessions:
        inscrits[session.action] = inscrits.get(session.action, comptes.ZERO) + session.inscrits
    for action in db.exec(select(Action).order_by(col(Action.numero))):
        utilisees = Compte.of(action.places_utilisees, regrouper=regrouper)
        en_plus = Compte.of(action.places_en_plus, regrouper=regrouper)
        accordees = action.places_remunerees
        yield LotAction(
            action=action.numero,
            convention=action.convention,
            intitule=action.intitule,
            annee=action.annee,
            statut=action.statut,
            accordees=accordees,
            en_plus=en_plus,
            utilisees=utilisees,
            restantes=(Compte.of(accordees) + en_plus - utilisees).at_least(0),
            demandes_en_attente=Compte.of(attendues.get(action.id, 0), regrouper=regrouper),
            effectif=action.effectif,
            inscrits=inscrits.get(action.numero, comptes.ZERO),
        )


def _waiting(db: Session) -> Mapping[int, int]:
    """Return how many requests for a place above the quota wait for an answer, by action."""
    query = (
        select(Composante.action_id, func.count())
        .select_from(Demande)
        .join(DemandePlace, col(DemandePlace.demande_id) == col(Demande.id))
        .join(Parcours, col(Parcours.id) == col(DemandePlace.parcours_id))
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(Demande.etat == EtatDemande.DEMANDEE.value)
        .group_by(col(Composante.action_id))
    )
    return dict(db.exec(query).all())


def _parcours(db: Session, actions: list[LotAction], *, regrouper: bool) -> Iterator[LotParcours]:
    """Yield the parcours that took place, by year and type of pay, small groups put together.

    Where the places of an action are merged, those paid by the Région are told by bands of five: the
    difference would tell them.
    """
    query = (
        select(Action.annee, Parcours.type_remuneration, func.count())
        .select_from(Parcours)
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .where(came(), takes_place())
        .group_by(col(Action.annee), col(Parcours.type_remuneration))
    )
    lignes = [
        LotParcours(annee=annee, type_remuneration=type_ or INDECISE, nombre=Compte.of(nombre))
        for annee, type_, nombre in db.exec(query)
    ]
    masquees = {action.annee for action in actions if not action.utilisees.is_exact}
    for annee in sorted({ligne.annee for ligne in lignes}):
        siennes = [ligne for ligne in lignes if ligne.annee == annee]
        if regrouper:
            siennes = list(_merged(siennes, masquees=annee in masquees))
        yield from sorted(siennes, key=lambda ligne: ligne.type_remuneration)


def _merged(lignes: list[LotParcours], *, masquees: bool) -> Iterator[LotParcours]:
    """Yield the lines of a year, those of few people in one."""
    peu = [ligne for ligne in lignes if ligne.nombre.bas < comptes.SEUIL]
    for ligne in lignes:
        if ligne in peu:
            continue
        paye = ligne.type_remuneration == TypeRemuneration.REGION.value
        yield replace(ligne, nombre=Compte.band(ligne.nombre.bas)) if paye and masquees else ligne
    if peu:
        nombre = sum(ligne.nombre.bas for ligne in peu)
        yield replace(
            peu[0],
            type_remuneration=lots.REGROUPES,
            nombre=Compte.of(nombre, regrouper=True),
        )


def _late_tasks(db: Session, acte: Acte, *, regrouper: bool) -> Iterator[LotTaches]:
    query = (
        select(Tache.genre, func.count())
        .where(
            Tache.etat == EtatTache.A_FAIRE.value,
            col(Tache.visible_le) <= acte.jour,
            col(Tache.echeance) < acte.jour,
        )
        .group_by(Tache.genre)
        .order_by(Tache.genre)
    )
    for genre, nombre in db.exec(query):
        yield LotTaches(type=genre, nombre=Compte.of(nombre, regrouper=regrouper))


def _findings(db: Session, acte: Acte, reglages: Reglages) -> Iterator[LotControle]:
    """Yield how many findings each rule has; the sentences stay here."""
    constats = review(db, acte, Perimetre(), reglages).constats
    nombres = Counter((constat.regle, constat.gravite.value) for constat in constats)
    for (regle, gravite), nombre in sorted(nombres.items()):
        yield LotControle(regle=regle, gravite=gravite, nombre=nombre)
