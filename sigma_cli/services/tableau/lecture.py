"""Read the figures of a tableau de bord: one SELECT for each part, whatever the size of the base."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlmodel import Session, and_, case, col, exists, func, or_, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import PARIS, local_day
from sigma_cli.domain.filtres import FiltreTableau
from sigma_cli.domain.offre.diffusion import A_ENVOYER, BLOQUEE
from sigma_cli.domain.tableau.alertes import (
    AGES,
    a_year_before,
    age_class,
    alerts,
    count_by_week,
    weeks,
)
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.etablissement import Etablissement
from sigma_cli.models.flux import FluxFichier
from sigma_cli.models.recrutement import Candidature
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.models.tache import Tache
from sigma_cli.models.visibilite import SessionVue
from sigma_cli.referentiels.recrutement import Etat
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import EtatFlux, EtatTache
from sigma_cli.services.places.dossier import account
from sigma_cli.services.socle import certifications, journal, visibilite
from sigma_cli.services.socle.fiches import fill
from sigma_cli.services.tableau.chiffres import (
    ComptePlaces,
    FluxEnPeine,
    LigneSession,
    LigneTotal,
    Nombre,
    PersonneASuivre,
    Retard,
    Reunion,
    Semaine,
    Tableau,
)
from sigma_cli.services.tableau.couts import cost
from sigma_cli.services.taches import REGISTRE
from sigma_cli.store.parcours import attended, without_prescription
from sigma_cli.store.perimetre import of_actions, registered, under_actions

_RETENUES: Final = (Etat.RETENU.value, Etat.INSCRIT_SIGMA.value)
_ETAPES: Final = (  # what a candidature went through, and in which states it has
    ("Positionnées", tuple(etat.value for etat in Etat)),
    ("Convoquées", tuple(e.value for e in Etat if e is not Etat.SAISIE)),
    ("Présentes", None),
    ("Retenues", _RETENUES),
    ("Inscrites", (Etat.INSCRIT_SIGMA.value,)),
)


def load(
    db: Session,
    acte: Acte,
    filtre: FiltreTableau,
    *,
    reglages: Reglages,
    nominatif: bool = False,
) -> Tableau:
    """Return the figures at a date, of the sessions not ended long ago unless a year or an action is named.

    `nominatif` names the persons of whom something is missing, which the journal notes (RGPD).
    """
    jour = filtre.jour or acte.jour
    sessions = list(_sessions(db, acte, filtre, jour, reglages))
    comptes = [_account(action, inscrits) for action, inscrits in _actions(db, filtre)]
    etablissement = db.get(Etablissement, 1) or Etablissement()
    if nominatif:
        journal.record(db, acte, "tableau.nominatif", "tableau", apres={"le": jour})
    return Tableau(
        jour=jour,
        etabli_le=acte.jour,
        etablissement=etablissement.nom or "",
        selection=_selection(filtre),
        sessions=sessions,
        total=_total(sessions),
        places=comptes,
        total_places=_sum(comptes),
        parcours_candidats=list(_pipeline(db, filtre)),
        personnes=list(_persons(db, filtre)),
        nia=list(_waiting(db, filtre, jour)),
        retards=list(_late(db, jour)),
        flux=list(_troubled(db)),
        reunions=list(_meetings(db, filtre, jour)),
        semaines=list(_trend(db, filtre, jour)),
        a_suivre=list(_to_follow(db, filtre)) if nominatif else [],
    )


def _selection(filtre: FiltreTableau) -> str:
    dits = (
        ("action", filtre.action),
        ("composante", filtre.composante),
        ("année", filtre.annee),
        ("convention", filtre.convention),
        ("statut", filtre.statut),
    )
    return ", ".join(f"{quoi} {valeur}" for quoi, valeur in dits if valeur is not None)


def _narrowed(query: Any, filtre: FiltreTableau) -> Any:
    """Keep what a filter keeps; the query has the composantes."""
    query = query.where(*under_actions(filtre))
    if filtre.composante:
        query = query.where(Composante.numero == filtre.composante)
    return query


def _recent(filtre: FiltreTableau, jour: date, reglages: Reglages) -> list[Any]:
    """Keep the sessions not ended long ago, unless a year, an action or a composante is named."""
    if filtre.action or filtre.annee or filtre.composante:
        return []
    limite = jour - timedelta(days=reglages.jours_apres_fin)
    return [col(SessionFormation.date_fin) >= limite]


def _sessions(
    db: Session, acte: Acte, filtre: FiltreTableau, jour: date, reglages: Reglages
) -> Iterator[LigneSession]:
    inscrits = (
        select(Parcours.session_id, func.count().label("inscrits"))
        .where(col(Parcours.date_sortie).is_(None))
        .group_by(col(Parcours.session_id))
        .subquery()
    )
    vivante = and_(col(Candidature.sans_suite).is_(None), Candidature.etat != Etat.NON_RETENU.value)
    retenue = and_(col(Candidature.sans_suite).is_(None), col(Candidature.etat).in_(_RETENUES))
    candidats = (
        select(
            Candidature.session_id,
            func.sum(case((vivante, 1), else_=0)).label("positionnes"),
            func.sum(case((retenue, 1), else_=0)).label("retenus"),
        )
        .group_by(col(Candidature.session_id))
        .subquery()
    )
    prochaine = (
        select(
            InformationCollective.session_id,
            func.min(InformationCollective.date).label("prochaine_reunion"),
        )
        .where(col(InformationCollective.date) >= jour)
        .group_by(col(InformationCollective.session_id))
        .subquery()
    )
    vue = exists().where(
        col(SessionVue.session_id) == col(SessionFormation.id), col(SessionVue.valable)
    )
    query: Any = (
        select(
            SessionFormation,
            Composante.numero,
            Composante.intitule,
            Composante.certifinfo,
        )
        .add_columns(
            col(Action.numero),
            func.coalesce(inscrits.c.inscrits, 0),
            func.coalesce(candidats.c.positionnes, 0),
            func.coalesce(candidats.c.retenus, 0),
            prochaine.c.prochaine_reunion,
            certifications.blocked(),
            visibilite.deposited(),
            vue,
        )
        .join(Composante, col(Composante.id) == col(SessionFormation.composante_id))
        .join(Action, col(Action.id) == col(Composante.action_id))
        .outerjoin(inscrits, inscrits.c.session_id == SessionFormation.id)
        .outerjoin(candidats, candidats.c.session_id == SessionFormation.id)
        .outerjoin(prochaine, prochaine.c.session_id == SessionFormation.id)
        .where(*_recent(filtre, jour, reglages))
        .order_by(
            col(SessionFormation.date_debut), col(Composante.numero), col(SessionFormation.numero)
        )
    )
    for ligne in db.exec(_narrowed(query, filtre)):
        yield _row(acte, jour, reglages, ligne)


def _row(acte: Acte, jour: date, reglages: Reglages, ligne: Any) -> LigneSession:
    session, composante, intitule, certifinfo, action, inscrits, positionnes, retenus, *reste = (
        ligne
    )
    prochaine, bloquee, depose_le, vue = reste
    etat, raison = _seen(
        acte, session, certifinfo, bloquee=bloquee, depose_le=depose_le, vue=vue, reglages=reglages
    )
    return fill(
        LigneSession,
        session,
        session=str(references.Session(composante, session.numero)),
        intitule=intitule,
        action=action,
        inscrits=inscrits,
        positionnes=positionnes,
        retenus=retenus,
        restantes=session.places - inscrits,
        prochaine_reunion=prochaine,
        diffusion=etat,
        raison=raison,
        alertes=list(alerts(session.places, inscrits, debut=session.date_debut, jour=jour)),
    )


def _seen(
    acte: Acte,
    session: SessionFormation,
    certifinfo: str,
    *,
    bloquee: bool,
    depose_le: datetime | None,
    vue: bool,
    reglages: Reglages,
) -> tuple[str, str]:
    """Return what may be said of a session on the public portal, and why."""
    etat = visibilite.in_list(
        session, acte, reglages, bloquee=bloquee, depose_le=depose_le, vue=vue
    )
    if etat == BLOQUEE:
        return etat, f"code Certif Info {certifinfo} archivé ou inconnu"
    if etat == A_ENVOYER:
        return etat, "sigma flux push carif"
    if vue and session.places:
        return "vue", ""
    return etat, (session.motif_annulation or "") if session.places == 0 else ""


def _total(lignes: Sequence[LigneSession]) -> LigneTotal:
    tenues = [ligne for ligne in lignes if ligne.places > 0]
    champs = ("places", "positionnes", "retenus", "inscrits", "restantes")
    sommes = {champ: sum(getattr(ligne, champ) for ligne in tenues) for champ in champs}
    return LigneTotal(sessions=len(tenues), **sommes)


def _actions(db: Session, filtre: FiltreTableau) -> Any:
    query = select(Action, registered()).where(*of_actions(filtre))
    if filtre.composante:
        query = query.where(Action.numero == filtre.composante.split("_")[0])
    return db.exec(query.order_by(col(Action.numero)))


def _account(action: Action, inscrits: int) -> ComptePlaces:
    return fill(
        ComptePlaces,
        account(action),
        action=action.numero,
        intitule=action.intitule,
        effectif=action.effectif,
        inscrits=inscrits,
    )


def _sum(comptes: Sequence[ComptePlaces]) -> ComptePlaces:
    champs = ("accordees", "en_plus", "utilisees", "restantes", "inscrits")
    connus = [compte.effectif for compte in comptes if compte.effectif is not None]
    return ComptePlaces(
        action="",
        intitule="Total",
        effectif=sum(connus) if len(connus) == len(comptes) and comptes else None,
        **{champ: sum(getattr(compte, champ) for compte in comptes) for champ in champs},
    )


def _under_sessions(query: Any, filtre: FiltreTableau, lien: Any) -> Any:
    """Join sessions and composantes to a query, by the column that names the session, and narrow it."""
    jointe = query.join(SessionFormation, col(SessionFormation.id) == lien).join(
        Composante, col(Composante.id) == col(SessionFormation.composante_id)
    )
    return _narrowed(jointe, filtre)


def _pipeline(db: Session, filtre: FiltreTableau) -> Iterator[Nombre]:
    """Yield how far the candidatures went, from positioning to enrolment (Q2-17)."""
    query = _under_sessions(
        select(Candidature.etat, Candidature.presence, func.count()).select_from(Candidature),
        filtre,
        col(Candidature.session_id),
    )
    comptes = db.exec(query.group_by(col(Candidature.etat), col(Candidature.presence))).all()
    for quoi, etats in _ETAPES:
        nombre = sum(
            n
            for etat, presence, n in comptes
            if (presence == "PRESENT" if etats is None else etat in etats)
        )
        yield Nombre(quoi=quoi, nombre=nombre)


def _persons(db: Session, filtre: FiltreTableau) -> Iterator[Nombre]:
    """Yield how many are registered, how many left, and what is not known of the others."""
    reste = col(Parcours.date_sortie).is_(None)
    comptes = {
        "Inscrites": reste,
        "Sorties avant la fin": and_(~reste, ~col(Parcours.jamais_venu)),
        "Jamais venues": col(Parcours.jamais_venu),
        "Sans prescription notée": and_(reste, without_prescription()),
        "Rémunération à décider": and_(reste, col(Parcours.type_remuneration).is_(None)),
    }
    colonnes = [func.sum(case((vrai, 1), else_=0)) for vrai in comptes.values()]
    query = _under_sessions(
        select(*colonnes).select_from(Parcours), filtre, col(Parcours.session_id)
    )
    for quoi, nombre in zip(comptes, db.execute(query).one(), strict=True):
        yield Nombre(quoi=quoi, nombre=nombre or 0)


def _waiting(db: Session, filtre: FiltreTableau, jour: date) -> Iterator[Nombre]:
    """Yield how many wait for their definitive number, by how long (NIR-09)."""
    query = _under_sessions(
        select(Stagiaire.id, Stagiaire.nir_le)
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .where(col(Stagiaire.nir_classe).in_(("NIA", "PROVISOIRE")), attended())
        .distinct(),
        filtre,
        col(Parcours.session_id),
    )
    ages = Counter(age_class(local_day(le), jour) for _, le in db.exec(query) if le is not None)
    for _, nom in AGES:
        yield Nombre(quoi=nom, nombre=ages[nom])


def _late(db: Session, jour: date) -> Iterator[Retard]:
    """Yield the kinds of tasks that are late, the oldest first."""
    premiere = func.min(Tache.echeance)
    query = (
        select(Tache.genre, func.count(), premiere)
        .where(Tache.etat == EtatTache.A_FAIRE.value, col(Tache.echeance) < jour)
        .group_by(col(Tache.genre))
        .order_by(premiere)
    )
    for code, nombre, depuis in db.exec(query):
        genre = REGISTRE[code]
        yield Retard(
            titre=genre.titre,
            outils=[outil.label for outil in genre.outils],
            nombre=nombre,
            depuis=depuis,
            cout=cost(code),
        )


def _troubled(db: Session) -> Iterator[FluxEnPeine]:
    """Yield the files that did not arrive, or that their receiver refused."""
    query = (
        select(FluxFichier)
        .where(
            or_(
                col(FluxFichier.depose_le).is_(None),
                FluxFichier.etat == EtatFlux.REJETE.value,
            )
        )
        .order_by(col(FluxFichier.code), col(FluxFichier.sequence))
    )
    for fichier in db.exec(query):
        yield FluxEnPeine(
            flux=fichier.code,
            fichier=fichier.nom,
            etat=EtatFlux(fichier.etat).value,
            erreur=fichier.erreur or "",
        )


def _meetings(db: Session, filtre: FiltreTableau, jour: date) -> Iterator[Reunion]:
    query = _under_sessions(
        select(
            col(Composante.numero),
            col(SessionFormation.numero),
            col(InformationCollective.date),
            col(InformationCollective.heure_debut),
        )
        .select_from(InformationCollective)
        .where(col(InformationCollective.date) >= jour),
        filtre,
        col(InformationCollective.session_id),
    ).where(col(SessionFormation.places) > 0)
    for composante, numero, le, heure in db.exec(
        query.order_by(col(InformationCollective.date), col(Composante.numero))
    ):
        yield Reunion(session=str(references.Session(composante, numero)), date=le, heure=heure)


def _trend(db: Session, filtre: FiltreTableau, jour: date) -> Iterator[Semaine]:
    """Yield the registrations of the last weeks, beside those of the year before in the same selection."""
    lundis = weeks(jour)
    avant = replace(filtre, annee=filtre.annee - 1) if filtre.annee else filtre
    ici = _registered_on(db, filtre, lundis[0])
    autrefois = _registered_on(db, avant, a_year_before(lundis[0]))
    for lundi in lundis:
        yield Semaine(
            lundi=lundi,
            inscriptions=count_by_week(ici, lundi),
            un_an_avant=count_by_week(autrefois, a_year_before(lundi)),
        )


def _registered_on(db: Session, filtre: FiltreTableau, depuis: date) -> list[date]:
    """Return the day of each registration of the weeks that begin on a day."""
    debut = datetime.combine(depuis, time.min, PARIS)
    query = _under_sessions(
        select(Parcours.cree_le).where(
            col(Parcours.cree_le) >= debut, col(Parcours.cree_le) < debut + timedelta(weeks=13)
        ),
        filtre,
        col(Parcours.session_id),
    )
    return [local_day(le) for le in db.exec(query)]


def _to_follow(db: Session, filtre: FiltreTableau) -> Iterator[PersonneASuivre]:
    """Yield whose pay or prescription is not known; never a number."""
    sans = without_prescription()
    indecis = col(Parcours.type_remuneration).is_(None)
    query = _under_sessions(
        select(Parcours.id, Stagiaire.nom_naissance, Stagiaire.prenom, Composante.numero)
        .add_columns(col(SessionFormation.numero), sans, indecis)
        .join(Stagiaire, col(Stagiaire.id) == col(Parcours.stagiaire_id))
        .where(col(Parcours.date_sortie).is_(None), or_(sans, indecis))
        .order_by(col(Stagiaire.nom_replie), col(Parcours.id)),
        filtre,
        col(Parcours.session_id),
    )
    for ident, nom, prenom, composante, numero, non_prescrit, non_decide in db.exec(query):
        manques = (("prescription", non_prescrit), ("rémunération", non_decide))
        yield PersonneASuivre(
            parcours=references.parcours(ident),
            nom=" ".join(filter(None, (nom, prenom))),
            session=str(references.Session(composante, numero)),
            manque=", ".join(quoi for quoi, vrai in manques if vrai),
        )
