"""Campagnes d’attribution: a frozen list of candidates, the same criteria for all, numbers given (Q9-02)."""

from collections.abc import Sequence

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.offre.sessions import check_open
from sigma_cli.domain.places import campagnes as regles
from sigma_cli.domain.places.criteres import Critere, read_valeurs
from sigma_cli.domain.places.remuneration import check_present
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict, NotFound
from sigma_cli.models.action import Action
from sigma_cli.models.campagne import Campagne, CampagneCandidat, CampagneCritere, CampagneValeur
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours
from sigma_cli.referentiels.statuts import DecisionCandidat, TypeRemuneration
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places.campagne.candidats import Candidature, candidates, criteria
from sigma_cli.services.places.campagne.fiche import FicheCampagne, sheet
from sigma_cli.services.socle import journal, lookup


def add(
    db: Session,
    acte: Acte,
    numero: str,
    *,
    intitule: str,
    criteres: Sequence[Critere],
    candidats: Sequence[int],
) -> FicheCampagne:
    """Open a campagne on the places of an action and freeze its list of candidates.

    Without candidates named, they are the parcours of the action still undecided, in sessions that
    will take place. Raises NotFound, RuleViolation (Q9-02, SES-03), Conflict (already paid).
    """
    action = lookup.action(db, numero)
    indecis = _undecided(db, action)
    voulus = sorted(set(candidats)) or indecis
    regles.check_some(numero, [references.parcours(ident) for ident in voulus])
    for ident in voulus:
        _check_eligible(db, ident, numero)
    campagne = Campagne(
        action_id=action.id, intitule=intitule, agent=acte.agent, ouverte_le=acte.le
    )
    db.add(campagne)
    db.flush()
    _add_criteria(db, campagne, criteres)
    db.add_all(CampagneCandidat(campagne_id=campagne.id, parcours_id=ident) for ident in voulus)
    db.flush()
    refs = [references.parcours(ident) for ident in voulus]
    apres = {"action": numero, "candidats": refs, "criteres": _named(criteres)}
    journal.record(db, acte, "campagne.add", references.campagne(campagne.id), apres=apres)
    oublies = [references.parcours(ident) for ident in indecis if ident not in voulus]
    return sheet(db, campagne, regles.warn_left_out(oublies))


def show(db: Session, ident: int) -> FicheCampagne:
    """Return one campagne. Raises NotFound."""
    return sheet(db, get(db, ident))


def set_criteria(db: Session, acte: Acte, ident: int, criteres: Sequence[Critere]) -> FicheCampagne:
    """Replace the criteria by a new version; numbers given under the same name are kept.

    Raises NotFound, Conflict (closed), RuleViolation once someone was decided (Q9-02).
    """
    campagne = open_one(db, ident)
    candidatures = candidates(db, campagne)
    regles.check_criteria_change(
        references.campagne(ident), [une.ref for une in candidatures if une.candidat.decision]
    )
    anciens = {replier(critere.nom): critere.rang for critere in criteria(db, campagne)}
    campagne.version += 1
    db.add(campagne)
    lignes = _add_criteria(db, campagne, criteres)
    for critere, ligne in zip(criteres, lignes, strict=True):
        ancien = anciens.get(replier(critere.nom), 0)
        if critere.sens:
            db.add_all(
                CampagneValeur(
                    candidat_id=une.candidat.id,
                    critere_id=ligne.id,
                    valeur=f"{une.valeurs[ancien]:f}",
                )
                for une in candidatures
                if ancien in une.valeurs
            )
    apres = {"version": campagne.version, "criteres": _named(criteres)}
    journal.record(db, acte, "campagne.set", references.campagne(ident), apres=apres)
    return sheet(db, campagne)


def rate(
    db: Session, acte: Acte, ident: int, parcours: int, textes: Sequence[str]
) -> FicheCampagne:
    """Give a candidate the numbers of the criteria. Raises NotFound, Conflict, RuleViolation, InvalidInput."""
    campagne = open_one(db, ident)
    candidature = candidate_of(db, campagne, parcours)
    regles.check_values_change(references.campagne(ident), _retained(db, campagne))
    valeurs = read_valeurs(textes, criteria(db, campagne), "--valeur")
    lignes = db.exec(
        select(CampagneCritere).where(
            CampagneCritere.campagne_id == ident, CampagneCritere.version == campagne.version
        )
    )
    for ligne in lignes:
        if ligne.rang in valeurs:
            cle = (candidature.candidat.id, ligne.id)
            note = db.get(CampagneValeur, cle) or CampagneValeur(
                candidat_id=cle[0], critere_id=cle[1], valeur=""
            )
            note.valeur = f"{valeurs[ligne.rang]:f}"
            db.add(note)
    db.flush()
    apres = {"parcours": candidature.ref, "criteres": sorted(valeurs), "version": campagne.version}
    journal.record(db, acte, "campagne.rate", references.campagne(ident), apres=apres)
    return sheet(db, campagne)


def get(db: Session, ident: int) -> Campagne:
    """Return a campagne. Raises NotFound."""
    campagne = db.get(Campagne, ident)
    if campagne is None:
        ref = references.campagne(ident)
        raise NotFound(f"Campagne inconnue : {ref}. « sigma place campagne list » les donne.")
    return campagne


def open_one(db: Session, ident: int) -> Campagne:
    """Return a campagne that may still change. Raises NotFound, Conflict."""
    campagne = get(db, ident)
    regles.check_open(references.campagne(ident), campagne.etat)
    return campagne


def candidate_of(db: Session, campagne: Campagne, parcours: int) -> Candidature:
    """Return one candidate of the frozen list. Raises RuleViolation (Q9-02)."""
    trouvee = {une.parcours.id: une for une in candidates(db, campagne)}.get(parcours)
    if trouvee is None:
        raise regles.not_a_candidate(
            references.campagne(campagne.id), references.parcours(parcours)
        )
    return trouvee


def _retained(db: Session, campagne: Campagne) -> list[str]:
    """Return those whom the campagne retained, even if they gave the place back since."""
    retenus = (DecisionCandidat.RETENU, DecisionCandidat.LIBERE)
    return [une.ref for une in candidates(db, campagne) if une.candidat.decision in retenus]


def _undecided(db: Session, action: Action) -> list[int]:
    """Return the parcours of an action whose pay is to decide, where they may be paid."""
    query = (
        select(Parcours.id)
        .join(SessionFormation, col(SessionFormation.id) == col(Parcours.session_id))
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .where(
            Composante.action_id == action.id,
            SessionFormation.places > 0,
            col(Parcours.type_remuneration).is_(None),
            col(Parcours.date_sortie).is_(None),
        )
        .order_by(col(Parcours.id))
    )
    return list(db.exec(query))


def _check_eligible(db: Session, ident: int, numero: str) -> None:
    dossier = dossiers.load(db, ident)
    regles.check_same_action(dossier.ref, dossier.action.numero, numero)
    check_open(dossier.ref_session, dossier.session.places)
    check_present(dossier.situation)
    if dossier.parcours.type_remuneration == TypeRemuneration.REGION:
        raise Conflict(f"{dossier.ref} occupe déjà une place rémunérée.", regle="Q9-01")


def _add_criteria(
    db: Session, campagne: Campagne, criteres: Sequence[Critere]
) -> list[CampagneCritere]:
    lignes = [
        CampagneCritere(
            campagne_id=campagne.id,
            version=campagne.version,
            rang=critere.rang,
            nom=critere.nom,
            sens=critere.sens.value if critere.sens else None,
        )
        for critere in criteres
    ]
    db.add_all(lignes)
    db.flush()
    return lignes


def _named(criteres: Sequence[Critere]) -> list[str]:
    return [
        f"{critere.nom} ({critere.sens.lower()})" if critere.sens else critere.nom
        for critere in criteres
    ]
