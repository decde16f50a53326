"""Candidatures: enter one, correct one. Nothing here decides who is retained (Q1-06)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, func, or_, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import check_past
from sigma_cli.domain.offre.sessions import check_open
from sigma_cli.domain.personnes.identite import check_birth
from sigma_cli.domain.personnes.ressemblance import Personne, Ressemblance, compare
from sigma_cli.domain.recrutement.prescription import check_answered, origin
from sigma_cli.domain.recrutement.recrutement import warn_near
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict
from sigma_cli.models.recrutement import Candidature
from sigma_cli.referentiels.recrutement import Etat, Mode, Origine
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.recrutement import convocations, prescriptions
from sigma_cli.services.recrutement.dossier import Dossier, load, refresh
from sigma_cli.services.recrutement.fiche_candidature import FicheCandidature, sheet
from sigma_cli.services.socle import journal, lookup, modifications

_IDENTITE: Final = ("nom", "prenom", "date_naissance", "courriel", "telephone", "fiche_de")
_PRESCRIPTION: Final = ("mode", "prescripteur_id", "origine", "positionne_le", "avant_vote")


@dataclass(frozen=True, slots=True, kw_only=True)
class Saisie:
    """A candidature as typed or read from a file. None is what was not given.

    `sans_prescripteur` answers that no prescripteur is behind it (Q2-11). `reunion` is a meeting of
    the session, `rendez_vous` an appointment instead. `positionne_le` defaults to the day of the act.
    """

    session: references.Session
    nom: str
    prenom: str
    date_naissance: date | None = None
    courriel: str | None = None
    telephone: str | None = None
    mode: Mode | None = None
    prescripteur: int | None = None
    sans_prescripteur: bool = False
    origine: Origine | None = None
    positionne_le: date | None = None
    avant_vote: bool = False
    reunion: date | None = None
    rendez_vous: date | None = None
    fiche_recue_le: date | None = None
    fiche_de: str | None = None


def add(db: Session, acte: Acte, saisie: Saisie, *, reglages: Reglages) -> FicheCandidature:
    """Enter a candidature, convened at once when a date is known.

    Raises NotFound, InvalidInput, Conflict (the same person already applied to the session),
    RuleViolation (Q2-01 … Q2-05, Q2-11, PRE-01, SES-03).
    """
    session = lookup.session(db, saisie.session)
    check_open(str(saisie.session), session.places)
    check_answered(repondu=saisie.prescripteur is not None or saisie.sans_prescripteur)
    le = saisie.positionne_le or acte.jour
    _check_days(acte, le, saisie.fiche_recue_le)
    check_birth(saisie.date_naissance, jour=acte.jour)
    proches = _check_single(db, session.id, saisie.session, saisie)
    candidature = Candidature(
        session_id=session.id,
        nom=saisie.nom,
        prenom=saisie.prenom,
        nom_replie=_key(saisie.nom, saisie.prenom),
        date_naissance=saisie.date_naissance,
        courriel=saisie.courriel,
        telephone=saisie.telephone,
        positionne_le=le,
        avant_vote=saisie.avant_vote,
        mode=saisie.mode and saisie.mode.value,
        origine=origin(saisie.mode, saisie.origine).value,
        prescripteur_id=saisie.prescripteur,
        fiche_recue_le=saisie.fiche_recue_le,
        fiche_de=saisie.fiche_de,
        etat=Etat.SAISIE.value,
        creee_le=acte.le,
        modifiee_le=acte.le,
    )
    dits = proches + prescriptions.judge(db, candidature, saisie.session, nouvelle=True)
    db.add(candidature)
    db.flush()
    _record(db, acte, candidature, saisie.session)
    dossier = load(db, candidature.id)
    dits += convocations.convene(
        db, acte, dossier, reunion=saisie.reunion, rendez_vous=saisie.rendez_vous
    )
    refresh(db, acte, reglages, candidature)
    fait = load(db, candidature.id)
    return sheet(db, acte, fait, reglages=reglages, avertissements=dits)


def update(
    db: Session,
    acte: Acte,
    ident: int,
    valeurs: Mapping[str, Any],
    *,
    sans_prescripteur: bool = False,
    reglages: Reglages,
) -> FicheCandidature:
    """Correct a candidature; its prescription is judged again when it changes.

    The journal keeps which fields of the person changed, not their values. Raises as `add`.
    """
    dossier = load(db, ident)
    candidature = dossier.candidature
    check_birth(valeurs.get("date_naissance"), jour=acte.jour)
    vides = ("prescripteur_id",) if sans_prescripteur else ()
    with db.no_autoflush:
        difference = modifications.apply(candidature, valeurs, vides=vides)
        dits = _judge_again(db, acte, dossier, difference, valeurs.get("origine"))
    if difference:
        candidature.nom_replie = _key(candidature.nom, candidature.prenom)
        candidature.modifiee_le = acte.le
        db.add(candidature)
        db.flush()
        avant, apres = _told(difference.avant), _told(difference.apres)
        journal.record(db, acte, "candidature.set", dossier.ref, avant=avant, apres=apres)
        refresh(db, acte, reglages, candidature)
    return sheet(db, acte, dossier, reglages=reglages, avertissements=dits)


def _judge_again(
    db: Session,
    acte: Acte,
    dossier: Dossier,
    difference: modifications.Difference,
    origine: Origine | None,
) -> list[Avertissement]:
    """Judge a corrected candidature as a new one, on what changed."""
    candidature = dossier.candidature
    _check_days(acte, candidature.positionne_le, candidature.fiche_recue_le)
    proches: list[Avertissement] = []
    if difference.touches("nom", "prenom", "date_naissance", "courriel"):
        proches = _check_single(db, candidature.session_id, dossier.ref_session, candidature)
    if not difference.touches(*_PRESCRIPTION):
        return proches
    if difference.touches("mode", "origine"):
        mode = Mode(candidature.mode) if candidature.mode else None
        avant, neuve = candidature.origine, origin(mode, origine).value
        if neuve != avant:
            candidature.origine = neuve
            difference.avant.setdefault("origine", avant)
            difference.apres["origine"] = neuve
    nouvelle = difference.touches("prescripteur_id")
    return proches + prescriptions.judge(db, candidature, dossier.ref_session, nouvelle=nouvelle)


def _check_days(acte: Acte, positionne_le: date, fiche_recue_le: date | None) -> None:
    check_past(positionne_le, "--positionne-le", aujourdhui=acte.jour)
    check_past(fiche_recue_le or positionne_le, "--fiche-recue-le", aujourdhui=acte.jour)


def _check_single(
    db: Session, session_id: int, session: references.Session, personne: Saisie | Candidature
) -> list[Avertissement]:
    """Refuse a second candidature of one person in a session, and tell one that is near (CAN-01)."""
    ident = personne.id if isinstance(personne, Candidature) else None
    ici, dits = _compared(personne), []
    for autre in db.exec(_alike(session_id, ici)):
        if autre.id == ident:
            continue
        ref = references.candidature(autre.id)
        match compare(ici, _compared(autre)):
            case Ressemblance.MEME:
                raise Conflict(
                    f"cette personne est déjà candidate à {session} : {ref}. Deux homonymes se "
                    "distinguent par --naissance, donnée pour chacun.",
                    regle="CAN-01",
                )
            case Ressemblance.PROCHE:
                dits.append(warn_near(ref, str(session)))
    return dits


def _alike(session_id: int, personne: Personne) -> Any:
    """Return the SELECT of the candidatures of a session that may be of this person."""
    noms = (_key(personne.nom, personne.prenom), _key(personne.prenom, personne.nom))
    indices: list[Any] = [
        func.replace(col(Candidature.nom_replie), " ", "").in_([n.replace(" ", "") for n in noms])
    ]
    if personne.courriel:
        indices.append(func.lower(Candidature.courriel) == personne.courriel.lower())
    return (
        select(Candidature)
        .where(
            Candidature.session_id == session_id,
            col(Candidature.efface_le).is_(None),
            or_(*indices),
        )
        .order_by(col(Candidature.id))
    )


def _compared(personne: Saisie | Candidature) -> Personne:
    return Personne(
        nom=personne.nom,
        prenom=personne.prenom,
        date_naissance=personne.date_naissance,
        courriel=personne.courriel,
    )


def _record(db: Session, acte: Acte, candidature: Candidature, session: references.Session) -> None:
    champs = ("etat", *_PRESCRIPTION, "fiche_recue_le", *_IDENTITE)
    connus = {champ: getattr(candidature, champ) for champ in champs}
    apres = _told({champ: valeur for champ, valeur in connus.items() if valeur is not None})
    ref = references.candidature(candidature.id)
    journal.record(db, acte, "candidature.add", ref, apres={"session": str(session)} | apres)


def _told(valeurs: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the journal holds: references as people know them, nothing of the person."""
    dites: dict[str, Any] = dict(valeurs)
    for champ in dites.keys() & set(_IDENTITE):
        dites[champ] = "•••"
    if "prescripteur_id" in dites:
        ident = dites.pop("prescripteur_id")
        dites["prescripteur"] = None if ident is None else references.prescripteur(ident)
    return dites


def _key(nom: str, prenom: str) -> str:
    return replier(f"{nom} {prenom}")
