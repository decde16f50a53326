"""Identity of a person: as typed, as other registers answer, and where they disagree (NIR-05)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.personnes.nir import Nir, contradictions
from sigma_cli.domain.texte import nettoyer, replier
from sigma_cli.errors import InvalidInput, RuleViolation
from sigma_cli.referentiels.statuts import Provenance

REGLE: Final = "NIR-05"
NAISSANCE: Final = "IDN-01"
AGES: Final = range(14, 100)  # years at the entry
_CIVILITES: Final = {
    "m": "M.",
    "m.": "M.",
    "mr": "M.",
    "monsieur": "M.",
    "mme": "Mme",
    "madame": "Mme",
    "mlle": "Mme",
    "mademoiselle": "Mme",
}
IDENTITE: Final = ("nom_naissance", "nom_usage", "prenom", "civilite", "date_naissance")
"""Fields of an identity that a change of which is a change of person for the other tools (RF-05)."""
# What a register may answer, and the name of each in a sentence.
CHAMPS: Final = {
    "prenom": "prénom",
    "civilite": "civilité",
    "date_naissance": "date de naissance",
}


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Reponse:
    """What one register knows of the bearer of a number; None is what it does not tell.

    Only the gateway may call its answer certified. The values never show in `repr`.
    """

    provenance: Provenance
    nom_naissance: str
    prenom: str | None = None
    civilite: str | None = None
    date_naissance: date | None = None
    certifiee: bool = False

    @property
    def suffit(self) -> bool:
        """Tell whether no other register needs to be asked."""
        return self.prenom is not None and self.date_naissance is not None


def check_birth(naissance: date | None, *, jour: date) -> None:
    """Refuse a birth that is still to come on that day (IDN-01). Raises InvalidInput."""
    if naissance is not None and naissance > jour:
        raise InvalidInput(
            "la date de naissance est à venir ; vérifier l’année (souvent un siècle de trop).",
            regle=NAISSANCE,
        )


def warn_age(naissance: date | None, *, entree: date) -> list[Avertissement]:
    """Say that someone would be younger or older than people in training are (IDN-01)."""
    if naissance is None:
        return []
    age = (
        entree.year
        - naissance.year
        - ((entree.month, entree.day) < (naissance.month, naissance.day))
    )
    if age in AGES:
        return []
    message = f"{age} ans à l’entrée : vérifier la date de naissance."
    return [Avertissement(regle=NAISSANCE, message=message)]


def search_key(*noms: str | None) -> str:
    """Return the folded names that searches look into."""
    return replier(" ".join(nom for nom in noms if nom))


def lire_civilite(valeur: str, champ: str) -> str:
    """Return `M.` or `Mme`. Raises InvalidInput naming `champ`."""
    civilite = _CIVILITES.get(replier(valeur))
    if civilite is None:
        raise InvalidInput(f"{champ} : écrire M. ou Mme.")
    return civilite


def same_name(un: str, autre: str) -> bool:
    """Tell whether two spellings are one name: case, accents, hyphens, apostrophes, spaces aside."""
    return un == autre or _squeeze(un) == _squeeze(autre)


def same_first_name(un: str, autre: str) -> bool:
    """Tell whether two first names are one: the first of several decides, the others say no more (IDN-02)."""
    premiers = [re.split(r"[\s,]+", nettoyer(prenom))[0] for prenom in (un, autre)]
    return same_name(un, autre) or same_name(*premiers)


def someone_else(nir: Nir, nom_naissance: str, reponse: Reponse) -> str | None:
    """Say in what an answer cannot be about this number and this name; None when it can."""
    if not same_name(nom_naissance, reponse.nom_naissance):
        return "nom de naissance"
    trouvees = contradictions(nir, civilite=reponse.civilite, naissance=reponse.date_naissance)
    return ", ".join(trouvees) or None


def complete(
    saisie: Mapping[str, Any], reponses: Iterable[Reponse]
) -> dict[str, tuple[Any, Provenance]]:
    """Return each field that is known and who tells it: what was typed, else the first answer."""
    connus = {
        champ: (valeur, Provenance.SAISIE) for champ, valeur in saisie.items() if valeur is not None
    }
    for reponse in reponses:
        for champ in CHAMPS:
            valeur = getattr(reponse, champ)
            if valeur is not None and champ not in connus:
                connus[champ] = (valeur, reponse.provenance)
    return connus


def disagreements(
    saisie: Mapping[str, Any], nir: Nir, reponses: Sequence[Reponse]
) -> tuple[str, ...]:
    """Name who says otherwise than what was typed, and of which fields; empty when all agree."""
    parts = {
        "numéro": contradictions(
            nir, civilite=saisie.get("civilite"), naissance=saisie.get("date_naissance")
        )
    }
    for reponse in reponses:
        parts[reponse.provenance] = tuple(
            titre
            for champ, titre in CHAMPS.items()
            if _differ(saisie.get(champ), getattr(reponse, champ))
        )
    return tuple(f"{qui} : {', '.join(champs)}" for qui, champs in parts.items() if champs)


def check_identity(
    trouves: Sequence[str], *, motif: str | None, sujet: str = "l’identité saisie"
) -> list[Avertissement]:
    """Refuse an identity that contradicts the number or a register, unless confirmed for a reason.

    What was confirmed is told as a warning. Raises RuleViolation (NIR-05).
    """
    if not trouves:
        return []
    message = f"{sujet} contredit ce qui est connu ({' ; '.join(trouves)})"
    if motif is None:
        raise RuleViolation(
            f"{message} ; vérifier la pièce d’identité et le numéro, corriger, ou confirmer par "
            "--confirmer-identite MOTIF.",
            regle=REGLE,
        )
    return [Avertissement(regle=REGLE, message=f"{message} ; confirmée, le motif est au journal.")]


def _differ(un: Any, autre: Any) -> bool:
    if un is None or autre is None:
        return False
    return not same_name(un, autre) if isinstance(un, str) else bool(un != autre)


def _squeeze(nom: str) -> str:
    return replier(nom).replace(" ", "")
