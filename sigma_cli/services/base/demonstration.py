"""Fill an empty base with the source’s sessions and invented persons, through the real services."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from importlib.resources import files
from typing import Any, Final

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.places.criteres import read_criteres
from sigma_cli.referentiels.recrutement import Mode, Presence
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Nomenclature, Programme
from sigma_cli.services.inscription import parcours
from sigma_cli.services.inscription import passage as inscriptions
from sigma_cli.services.inscription.demande import Demande
from sigma_cli.services.offre import actions, composantes, etablissement, sessions
from sigma_cli.services.personnes import stagiaires
from sigma_cli.services.places import dossier as dossiers
from sigma_cli.services.places import quota as places
from sigma_cli.services.places import regimes
from sigma_cli.services.places.campagne import campagnes
from sigma_cli.services.recrutement import candidatures, prescripteurs, suites
from sigma_cli.store.coffre import Coffre

_SEMAINE: Final = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Remplissage:
    """What was put in the base."""

    actions: int
    sessions: int
    annulee: str
    stagiaires: int
    candidatures: int
    places: int


def read_data() -> dict[str, Any]:
    """Return the content of the demonstration, as shipped."""
    texte = files("sigma_cli.referentiels").joinpath("demonstration.toml").read_text("utf-8")
    return tomllib.loads(texte)


def at_today(donnees: dict[str, Any], jour: date) -> dict[str, Any]:
    """Return the demonstration as if the source were of today: every day moved by the same weeks.

    Births stay. On the days of the source itself nothing moves.
    """
    origine = date.fromisoformat(donnees["maintenant"][:10])
    semaines = (jour - origine).days // _SEMAINE
    if not semaines:
        return donnees
    deplacees: dict[str, Any] = _moved(donnees, timedelta(days=_SEMAINE * semaines))
    for action in deplacees["actions"]:
        action["annee"] = action["date_debut"].year
    deplacees["sessions"] += deplacees["autres"]["sessions"]
    return deplacees | {"dates": True}


def _moved(valeur: Any, duree: timedelta) -> Any:
    if isinstance(valeur, dict):
        return {
            nom: lu if nom == "date_naissance" else _moved(lu, duree) for nom, lu in valeur.items()
        }
    if isinstance(valeur, list):
        return [_moved(lu, duree) for lu in valeur]
    return valeur + duree if isinstance(valeur, date) else valeur


def live(
    db: Session, acte: Acte, donnees: dict[str, Any], *, coffre: Coffre, reglages: Reglages
) -> None:
    """Let some weeks pass once the files left: what is then to be told by hand, a campaign under way."""
    stagiaires.update(
        db,
        acte,
        2,
        {"courriel": "elodie.puig@exemple.fr", "nom_usage": "Puig-Martin"},
        coffre=coffre,
        reglages=reglages,
    )
    parcours.leave(db, acte, 8, le=acte.jour, motif="Reprise d’emploi", reglages=reglages)
    parcours.extend(
        db, acte, 4, fin=_last_day(db, 4) - timedelta(days=_SEMAINE), heures=None, reglages=reglages
    )
    verification = regimes.Verification(par="Accueil", le=acte.jour, comment="Appel à la caisse")
    regimes.protect(db, acte, 6, verification, reglages=reglages)
    campagne = donnees["autres"]["campagne"]
    campagnes.add(
        db,
        acte,
        campagne["action"],
        intitule=campagne["intitule"],
        criteres=read_criteres(campagne["criteres"], "criteres"),
        candidats=[],
    )


def _last_day(db: Session, ident: int) -> date:
    return dossiers.load(db, ident).parcours.date_fin_prevue


def fill(
    db: Session, acte: Acte, donnees: dict[str, Any], *, coffre: Coffre, reglages: Reglages
) -> Remplissage:
    """Create everything, by the very rules people meet."""
    etablissement.update(db, acte, donnees["etablissement"])
    for valeurs in donnees["actions"]:
        actions.add(db, acte, valeurs | {"programme": Programme.FORPRO_SUP.value})
    for valeurs in donnees["composantes"]:
        _add_composante(db, acte, dict(valeurs))
    annulees = list(_add_sessions(db, acte, donnees["sessions"], reglages))
    attribuees = sum(
        _enrol(db, acte, dict(valeurs), coffre, reglages) for valeurs in donnees["stagiaires"]
    )
    for valeurs in donnees["prescripteurs"]:
        prescripteurs.add(db, acte, prescripteurs.Saisie(**valeurs))
    for valeurs in donnees["candidatures"]:
        _recruit(db, acte, dict(valeurs), reglages)
    return Remplissage(
        actions=len(donnees["actions"]),
        sessions=len(donnees["sessions"]),
        annulee=", ".join(annulees),
        stagiaires=len(donnees["stagiaires"]),
        candidatures=len(donnees["candidatures"]),
        places=attribuees,
    )


def _add_composante(db: Session, acte: Acte, valeurs: dict[str, Any]) -> None:
    ref = references.read_composante(valeurs.pop("numero"))
    codes = {nomenclature: valeurs.pop(nomenclature.value, []) for nomenclature in Nomenclature}
    composantes.add(db, acte, ref, valeurs, codes)


def _add_sessions(
    db: Session, acte: Acte, liste: list[dict[str, Any]], reglages: Reglages
) -> Iterator[str]:
    """Create the sessions; yield the reference of those put to 0 places."""
    for ligne in liste:
        valeurs = dict(ligne)
        ref = references.read_composante(valeurs.pop("composante"))
        jours, motif = valeurs.pop("ic"), valeurs.pop("annulee", None)
        fiche = sessions.add(db, acte, ref, valeurs, jours, reglages=reglages)
        if motif:
            session = references.read_session(fiche.session)
            sessions.cancel(db, acte, session, motif=motif, force=False, reglages=reglages)
            yield fiche.session


def _enrol(
    db: Session, acte: Acte, valeurs: dict[str, Any], coffre: Coffre, reglages: Reglages
) -> bool:
    """Enrol one person; give a paid place when the data say why, and tell whether they did."""
    motif = valeurs.pop("place", None)
    demande = Demande(
        **valeurs
        | {
            "session": references.read_session(valeurs["session"]),
            "nir": Nir.parse(valeurs["nir"], aujourdhui=acte.jour),
            "categorie": reglages.categorie_pic if valeurs.get("pic") else None,
        }
    )
    inscrit = inscriptions.enrol(db, acte, demande, coffre=coffre, reglages=reglages)
    if motif:
        ident = references.read_parcours(inscrit.parcours)
        places.allocate(db, acte, ident, criteres=[], motif=motif, reglages=reglages)
    return bool(motif)


def _recruit(db: Session, acte: Acte, valeurs: dict[str, Any], reglages: Reglages) -> None:
    """Enter one candidature and bring it as far as the data say."""
    presence, retenu = valeurs.pop("presence", None), valeurs.pop("retenu", None)
    motif = valeurs.pop("non_retenu", None)
    saisie = candidatures.Saisie(
        **valeurs
        | {
            "session": references.read_session(valeurs["session"]),
            "mode": Mode(valeurs["mode"]),
        }
    )
    fiche = candidatures.add(db, acte, saisie, reglages=reglages)
    ident = references.read_candidature(fiche.candidature)
    if presence:
        suites.attend(db, acte, ident, Presence(presence), le=None, reglages=reglages)
    if retenu:
        debut, fin = retenu
        suites.retain(db, acte, ident, debut=debut, fin=fin, raison=None, reglages=reglages)
    if motif:
        suites.reject(db, acte, ident, motif=motif, precision=None, reglages=reglages)
