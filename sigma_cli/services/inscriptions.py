"""Enrol a person in a session: one person, one number, one parcours by session."""

import json
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.inscriptions import (
    check_categorie,
    check_nir_present,
    warn_numero_ale,
    warn_pic_level,
)
from sigma_cli.domain.nir import Nir, contradictions
from sigma_cli.domain.sessions import (
    Effectif,
    check_dates,
    check_open,
    warn_outside,
    warn_overbooking,
)
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict
from sigma_cli.models.action import Action
from sigma_cli.models.composante import Composante
from sigma_cli.models.session import SessionFormation
from sigma_cli.models.stagiaire import Parcours, Stagiaire
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portee, Provenance
from sigma_cli.services import journal, lookup, numeros
from sigma_cli.services.taches import suivi as taches
from sigma_cli.store.coffre import Coffre

_IDENTITE = ("nom_naissance", "nom_usage", "prenom", "civilite", "date_naissance")


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """What was typed to enrol someone, each value already read. None is what was not given."""

    session: references.Session
    nom_naissance: str
    nom_usage: str | None = None
    prenom: str | None = None
    civilite: str | None = None
    date_naissance: date | None = None
    courriel: str | None = None
    telephone: str | None = None
    nir: Nir | None = None
    categorie: str | None = None
    niveau_entree: str | None = None
    pic: bool = False
    rqth: bool = False
    numero_ale: str | None = None
    date_entree: date | None = None
    date_fin_prevue: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampIdentite:
    """A field of the identity and where it comes from (NIR-05)."""

    valeur: str | None
    provenance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inscrit:
    """An enrolment made: references, the identity kept, what deserves a word."""

    stagiaire: str
    parcours: str
    session: str
    connu: bool
    identite: dict[str, ChampIdentite]
    avertissements: list[Avertissement]


def enrol(
    db: Session, acte: Acte, demande: Demande, *, coffre: Coffre | None, reglages: Reglages
) -> Inscrit:
    """Enrol a person. A known number with the same name adds a parcours to the same person.

    It queues for DEFI once a type of pay is decided, and never touches Kairos nor a paid place
    (Q1-02, Q1-06). Raises NotFound, RuleViolation (SES-03, NIR-01, Q5-01, RAP-02), Conflict
    (NIR-10, already enrolled), KeyProblem.
    """
    session = lookup.session(db, demande.session)
    ref = str(demande.session)
    check_open(ref, session.places)
    check_nir_present(
        present=demande.nir is not None, jour=acte.jour, version_agora=reglages.version_agora
    )
    categorie = check_categorie(
        demande.categorie,
        pic=demande.pic,
        programme=_programme(db, session),
        label_pic=reglages.categorie_pic,
        label_navette=reglages.categorie_fiche_navette,
    )
    stagiaire, connu = _person(db, acte, demande, coffre)
    parcours = _open_parcours(db, acte, demande, session, stagiaire, categorie=categorie)
    _record(db, acte, stagiaire, parcours, ref, connu=connu)
    taches.refresh(db, acte, reglages, Portee.PARCOURS, [parcours.id])
    return Inscrit(
        stagiaire=references.stagiaire(stagiaire.id),
        parcours=references.parcours(parcours.id),
        session=ref,
        connu=connu,
        identite=_identity(stagiaire, connu=connu),
        avertissements=_warnings(db, demande, session, parcours),
    )


def _programme(db: Session, session: SessionFormation) -> str:
    return db.exec(
        select(Action.programme)
        .join(Composante, col(Composante.action_id) == col(Action.id))
        .where(Composante.id == session.composante_id)
    ).one()


def _person(
    db: Session, acte: Acte, demande: Demande, coffre: Coffre | None
) -> tuple[Stagiaire, bool]:
    """Return the person and whether the base knew them. A number makes the coffre mandatory."""
    if demande.nir is None or coffre is None:
        return _create(db, acte, demande), False
    numeros.adopt_key(db, acte, coffre)
    connu = numeros.find(db, coffre, demande.nir)
    if connu is not None:
        _check_same_person(connu, demande)
        return connu, True
    stagiaire = _create(db, acte, demande)
    numeros.assign(stagiaire, coffre, demande.nir)
    db.flush()
    return stagiaire, False


def _check_same_person(connu: Stagiaire, demande: Demande) -> None:
    """Refuse a number borne by someone of another name, first name or birth date (NIR-10)."""
    textes = [(connu.nom_naissance, demande.nom_naissance), (connu.prenom, demande.prenom)]
    differe = any(deux and un and replier(un) != replier(deux) for un, deux in textes)
    naissances = {connu.date_naissance, demande.date_naissance} - {None}
    if differe or len(naissances) > 1:
        raise Conflict(
            f"ce numéro est déjà celui de {references.stagiaire(connu.id)}, dont l’identité est "
            "différente ; vérifier le numéro et l’identité saisis, ou corriger la fiche avec "
            "« sigma stagiaire set ».",
            regle="NIR-10",
        )


def _create(db: Session, acte: Acte, demande: Demande) -> Stagiaire:
    typed = {nom: getattr(demande, nom) for nom in _IDENTITE}
    provenances = {nom: Provenance.SAISIE.value for nom in _IDENTITE if typed[nom]}
    if demande.nir and not demande.civilite:
        typed["civilite"] = demande.nir.civilite
        provenances["civilite"] = Provenance.NIR.value
    stagiaire = Stagiaire(
        **typed,
        nom_replie=search_key(demande.nom_naissance, demande.nom_usage, demande.prenom),
        courriel=demande.courriel,
        telephone=demande.telephone,
        provenances=json.dumps(provenances, sort_keys=True),
        cree_le=acte.le,
        modifie_le=acte.le,
    )
    db.add(stagiaire)
    db.flush()
    return stagiaire


def search_key(*noms: str | None) -> str:
    """Return the folded names that searches look into."""
    return replier(" ".join(nom for nom in noms if nom))


def _open_parcours(
    db: Session,
    acte: Acte,
    demande: Demande,
    session: SessionFormation,
    stagiaire: Stagiaire,
    *,
    categorie: str | None,
) -> Parcours:
    """Create the parcours, on the dates of the session unless others are given."""
    deja = db.exec(
        select(Parcours.id).where(
            Parcours.stagiaire_id == stagiaire.id, Parcours.session_id == session.id
        )
    ).first()
    if deja is not None:
        raise Conflict(
            f"{references.stagiaire(stagiaire.id)} est déjà inscrit à {demande.session} "
            f"({references.parcours(deja)})."
        )
    entree = demande.date_entree or session.date_debut
    fin = demande.date_fin_prevue or session.date_fin
    check_dates(entree, fin, objet="parcours")
    parcours = Parcours(
        stagiaire_id=stagiaire.id,
        session_id=session.id,
        date_entree=entree,
        date_fin_prevue=fin,
        categorie_public=categorie,
        niveau_entree=demande.niveau_entree,
        pic=demande.pic,
        rqth=demande.rqth,
        cree_le=acte.le,
        modifie_le=acte.le,
    )
    db.add(parcours)
    db.flush()
    return parcours


def _record(
    db: Session, acte: Acte, stagiaire: Stagiaire, parcours: Parcours, session: str, *, connu: bool
) -> None:
    ref = references.stagiaire(stagiaire.id)
    if not connu:
        champs = [nom for nom in _IDENTITE if getattr(stagiaire, nom)]
        apres = dict.fromkeys(champs, "•••") | {"nir": stagiaire.nir_classe}
        journal.record(db, acte, "stagiaire.add", ref, apres=apres)
    journal.record(
        db,
        acte,
        "parcours.add",
        references.parcours(parcours.id),
        apres={
            "stagiaire": ref,
            "session": session,
            "date_entree": parcours.date_entree,
            "date_fin_prevue": parcours.date_fin_prevue,
        },
    )


def _identity(stagiaire: Stagiaire, *, connu: bool) -> dict[str, ChampIdentite]:
    """Return each known field with its origin; that of a person already known is the base."""
    provenances = {} if connu else json.loads(stagiaire.provenances)
    champs = {
        nom: ChampIdentite(valeur=str(valeur), provenance=provenances.get(nom, Provenance.BASE))
        for nom in _IDENTITE
        if (valeur := getattr(stagiaire, nom)) is not None
    }
    if stagiaire.civilite:
        genre = "masculin" if stagiaire.civilite == "M." else "féminin"
        champs["genre"] = ChampIdentite(valeur=genre, provenance=champs["civilite"].provenance)
    return champs


def _warnings(
    db: Session, demande: Demande, session: SessionFormation, parcours: Parcours
) -> list[Avertissement]:
    ref = str(demande.session)
    inscrits = db.exec(
        select(func.count()).where(
            Parcours.session_id == session.id, col(Parcours.date_sortie).is_(None)
        )
    ).one()
    dates = (references.parcours(parcours.id), parcours.date_entree, parcours.date_fin_prevue)
    return [
        *warn_numero_ale(demande.numero_ale),
        *warn_pic_level(demande.niveau_entree, pic=demande.pic),
        *_warn_contradictions(demande),
        *warn_overbooking(ref, Effectif(places=session.places, inscrits=inscrits)),
        *warn_outside(ref, session.date_debut, session.date_fin, [dates]),
    ]


def _warn_contradictions(demande: Demande) -> list[Avertissement]:
    if demande.nir is None:
        return []
    trouvees = contradictions(
        demande.nir, civilite=demande.civilite, naissance=demande.date_naissance
    )
    if not trouvees:
        return []
    message = (
        f"le numéro et l’identité saisie ne disent pas la même chose ({', '.join(trouvees)}) ; "
        "vérifier les deux."
    )
    return [Avertissement(regle="NIR-05", message=message)]
