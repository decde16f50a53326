"""Rules of a registration: number required, category of public, level of entry."""

from datetime import date
from functools import lru_cache
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.texte import replier
from sigma_cli.errors import RuleViolation
from sigma_cli.referentiels.statuts import Programme

_NIVEAUX_PIC: Final = frozenset({"INFRA3", "1", "2", "3", "4"})  # the PIC serves levels up to bac
# How a number is given without being shown (NIR-12).
COMMENT: Final = "relancer sans --nir et répondre à la question, ou --nir - dans un script"


def check_nir_present(*, present: bool, jour: date, version_agora: date) -> None:
    """Refuse a new registration without NIR nor NIA from the switch date on (NIR-01, A-10)."""
    if not present and jour >= version_agora:
        raise RuleViolation(
            f"le NIR ou le NIA est obligatoire pour toute nouvelle inscription ; {COMMENT}.",
            regle="NIR-01",
        )


def check_categorie(
    categorie: str | None, *, pic: bool, programme: str, label_pic: str, label_navette: str
) -> str | None:
    """Return the category as it must be written (Q5-01, RAP-02).

    The dash and the case of the PIC label are normalised; any other label is kept as typed.
    Raises RuleViolation for the « fiche navette » in ForPro Sup and when the PIC flag and the
    category disagree.
    """
    repliee = _fold(categorie or "")
    navette = _fold(label_navette)
    if programme == Programme.FORPRO_SUP and (repliee == navette or "fiche navette" in repliee):
        raise RuleViolation(
            "la fiche navette ne concerne que les marchés PRF, pas ForPro Sup ; choisir une autre "
            "catégorie (la fiche navette n’est pas la fiche de prescription).",
            regle="Q5-01",
        )
    est_pic = repliee == _fold(label_pic)
    if pic and not est_pic:
        raise RuleViolation(
            f"un stagiaire PIC a pour catégorie « {label_pic} » ; ajouter "
            f'--categorie "{label_pic}".',
            regle="RAP-02",
        )
    if est_pic and not pic:
        raise RuleViolation(
            f"la catégorie « {label_pic} » est celle des stagiaires PIC ; ajouter --pic, ou "
            "choisir une autre catégorie.",
            regle="RAP-02",
        )
    return label_pic if est_pic else categorie


def warn_pic_level(niveau_entree: str | None, *, pic: bool) -> list[Avertissement]:
    """Say that a level of 5 or more is unusual for the PIC (RAP-02). Never a refusal (Q7-02)."""
    if not pic or niveau_entree is None or niveau_entree in _NIVEAUX_PIC:
        return []
    message = (
        f"un niveau d’entrée {niveau_entree} est inhabituel pour le PIC, qui vise d’abord les "
        "niveaux jusqu’au baccalauréat ; à vérifier."
    )
    return [Avertissement(regle="RAP-02", message=message)]


def warn_numero_ale(numero: str | None) -> list[Avertissement]:
    """Say that a « numéro ALE » was given and dropped (Q6-01, A-7)."""
    if not (numero or "").strip():
        return []
    message = "le numéro ALE n’est pas à saisir ; la valeur donnée est ignorée."
    return [Avertissement(regle="Q6-01", message=message)]


@lru_cache(maxsize=64)  # the same few labels for every row of a file
def _fold(texte: str) -> str:
    """Fold case, accents and every dash to compare labels."""
    return replier(texte.replace("–", "-").replace("—", "-"))
