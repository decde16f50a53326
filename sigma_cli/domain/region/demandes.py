"""Rules of the requests to the Région: what each must say, and when one may be written (Q3, Q4)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sigma_cli.domain.dates import PARIS, date_fr
from sigma_cli.domain.offre.certifications import Certif
from sigma_cli.errors import InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import EtatDemande, Portail, TypeDemande

SUJET_REGION: Final = "sigma"  # subjects of the dated contacts
SUJET_KAIROS: Final = "kairos"
NIVEAUX: Final = frozenset({"niveau_entree", "niveau_sortie"})
_REPONSES: Final = {"appliquee": EtatDemande.APPLIQUEE, "refusee": EtatDemande.REFUSEE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Horloge:
    """When a session may be looked for; `vue_mfr` is when a person saw it on the portal.

    `envoyee` tells that the Carif was told of it as it is, or that someone saw it somewhere.
    """

    visible_le: datetime
    kairos_le: datetime
    vue_mfr: datetime | None
    envoyee: bool
    maintenant: datetime


def check_fields(champs: Collection[str], portails: Collection[Portail]) -> None:
    """Refuse a request about missing fields that names no field, or no tool (Q3-01)."""
    if not champs:
        raise RuleViolation(
            "aucun champ nommé ; dire lesquels ne remontent pas, par --champ.", regle="Q3-01"
        )
    if not portails:
        raise RuleViolation(
            "aucun outil nommé ; dire où ils manquent, par --absente-de.", regle="Q3-01"
        )


def check_no_level(champs: Collection[str]) -> None:
    """Refuse a level among the data to change: it is of the referential (Q3-02)."""
    if NIVEAUX.intersection(champs):
        raise RuleViolation(
            "un niveau se redresse par une demande de référentiel : --type referentiel, "
            "--niveau-entree, --niveau-sortie.",
            regle="Q3-02",
        )


def changed(avant: Mapping[str, object], apres: Mapping[str, object]) -> dict[str, object]:
    """Return the values that differ. Raises InvalidInput when none does."""
    changes = {champ: valeur for champ, valeur in apres.items() if avant.get(champ) != valeur}
    if not changes:
        raise InvalidInput("Rien à demander : ces valeurs sont déjà celles de la base.")
    return changes


def check_certification(composante: str, code: str, certif: Certif, *, force: bool) -> None:
    """Refuse to report an absence that the Certif Info code explains (Q4-02)."""
    if certif.bloque and not force:
        raise RuleViolation(
            f"{composante} : le code Certif Info {code} est {certif}, c’est lui qui bloque au Carif ; "
            f"« sigma composante set {composante} --certifinfo … », ou --force pour écrire quand même.",
            regle="Q4-02",
        )


def check_takes_place(session: str, places: int) -> None:
    """Refuse to report the absence of a session that will not take place (SES-03)."""
    if places == 0:
        raise RuleViolation(
            f"{session} est à 0 place : elle n’aura pas lieu. Si elle a lieu : « sigma session set "
            f"{session} --places … ».",
            regle="SES-03",
        )


def route(
    portails: Collection[Portail], horloge: Horloge, objet: str, *, force: bool = False
) -> str:
    """Return the subject of the contact to write to about an absence.

    Kairos alone, once the session was seen on the portal a day ago, is for its own support; anything
    else is for the Région (RAP-05, Q4-01).

    Raises:
        RuleViolation: Q4-01 for what did not leave, unless `force`, and while the delay runs; RAP-05 while Kairos has its day left.
    """
    if not portails:
        raise RuleViolation("dire où la session manque, par --absente-de.", regle="Q4-01")
    seule = set(portails) == {Portail.KAIROS}
    if seule and horloge.vue_mfr:
        _check_kairos(horloge, objet)
        return SUJET_KAIROS
    if not horloge.envoyee and not force:
        raise RuleViolation(
            f"{objet} n’est pas envoyée au Carif telle qu’elle est, personne ne peut la voir : « sigma flux "
            "push carif » ; pour écrire quand même : --force.",
            regle="Q4-01",
        )
    if horloge.maintenant < horloge.visible_le:
        raise RuleViolation(
            f"{objet} n’est pas encore attendue : patienter jusqu’au {_said(horloge.visible_le)}.",
            regle="Q4-01",
        )
    if seule:
        _check_kairos(horloge, objet)
    return SUJET_REGION


def _check_kairos(horloge: Horloge, objet: str) -> None:
    """Refuse to report to be absent from Kairos what it still has its day to take in (RAP-05)."""
    if horloge.maintenant < horloge.kairos_le:
        raise RuleViolation(
            f"{objet} n’est pas encore attendue dans Kairos : patienter jusqu’au "
            f"{_said(horloge.kairos_le)}.",
            regle="RAP-05",
        )


def check_answer(le: date, demandee_le: date, jour: date) -> None:
    """Refuse an answer to come, or older than the request. Raises InvalidInput."""
    if le > jour:
        raise InvalidInput("--le : cette réponse serait datée de l’avenir ; vérifier la date.")
    if le < demandee_le:
        raise InvalidInput(
            f"--le : la demande date du {date_fr(demandee_le)} ; une réponse ne peut la précéder."
        )


def read_type(valeur: str, champ: str) -> TypeDemande:
    """Return a type of request, in any case. Raises InvalidInput."""
    try:
        return TypeDemande(_folded(valeur).upper())
    except ValueError:
        connus = ", ".join(genre.value.lower() for genre in TypeDemande)
        raise InvalidInput(f"{champ} : valeur inconnue ; choisir parmi {connus}.") from None


def check_own_way(genre: TypeDemande) -> None:
    """Refuse to write here a request that has its own command. Raises InvalidInput."""
    if genre is TypeDemande.PLACE:
        raise InvalidInput(
            "Une place se demande pour un parcours : sigma place request PARCOURS --justificatif … "
            "--explication …"
        )


def check_not_place(demande: str, genre: str, suite: str) -> None:
    """Refuse what a request for a place does elsewhere; `suite` says where. Raises InvalidInput."""
    if genre == TypeDemande.PLACE:
        raise InvalidInput(f"{demande} est une demande de place : {suite}")


def read_reponse(valeur: str, champ: str) -> EtatDemande:
    """Return the state an answer gives. Raises InvalidInput."""
    etat = _REPONSES.get(_folded(valeur))
    if etat is None:
        raise InvalidInput(f"{champ} : répondre appliquee ou refusee.")
    return etat


def _folded(valeur: str) -> str:
    return valeur.strip().lower().replace("é", "e")


def _said(instant: datetime) -> str:
    return f"{instant.astimezone(PARIS):%d/%m/%Y à %Hh%M}"
