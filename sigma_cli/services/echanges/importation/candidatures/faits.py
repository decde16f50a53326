"""A candidature told in the words of a row, and what a row may say: pure but for the lists it reads."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.domain.dates import check_past
from sigma_cli.domain.texte import replier
from sigma_cli.errors import InvalidInput, NotFound
from sigma_cli.models.recrutement import Candidature, Prescripteur
from sigma_cli.referentiels.recrutement import AUCUN, Etat, EtatPrescripteur
from sigma_cli.services.echanges.importation.candidatures.colonnes import TITRES
from sigma_cli.services.recrutement import listes

_MEMES: Final = (
    *("nom", "prenom", "date_naissance", "courriel", "telephone", "mode", "origine"),
    *("positionne_le", "fiche_recue_le", "fiche_de", "rendez_vous_le", "etat", "presence"),
    *("presence_le", "resultat_le", "precision", "date_debut_prevue", "date_fin_prevue"),
    *("validee_le", "avant_vote", "raison"),
)
_ACCOMPLIS: Final = ("presence_le", "resultat_le", "validee_le")


def known(candidature: Candidature, reunion: date | None) -> dict[str, Any]:
    """Return what the base holds of a candidature, by field of a row."""
    return {champ: getattr(candidature, champ) for champ in _MEMES} | {
        "prescripteur": candidature.prescripteur_id,
        "reunion": reunion if candidature.reunion_id else None,
        "motif": candidature.motif_code,
        "parcours": candidature.parcours_id,
    }


def differences(valeurs: Mapping[str, Any], connus: Mapping[str, Any]) -> list[str]:
    """Return the fields that a row tells otherwise than the base."""
    return [cle for cle in connus if cle in valeurs and valeurs[cle] != connus[cle]]


def read(db: Session, acte: Acte, valeurs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values with the entries of lists found. Raises InvalidInput, NotFound, RuleViolation."""
    lues = dict(valeurs)
    for champ in _ACCOMPLIS:
        if champ in lues:
            check_past(lues[champ], TITRES[champ], aujourdhui=acte.jour)
    if "motif" in lues:
        lues["motif"] = listes.read(db, listes.MOTIFS, lues["motif"], TITRES["motif"]).code
    nom = lues.pop("prescripteur_nom", None)
    if nom is not None and "prescripteur" not in lues:
        lues["prescripteur"] = None if replier(nom) == AUCUN else _by_name(db, nom)
    return lues


def _by_name(db: Session, nom: str) -> int:
    """Return the only structure of a name, or the one of a reference written there.

    Raises NotFound, InvalidInput when several bear the name.
    """
    with suppress(InvalidInput):
        return references.read_prescripteur(nom)
    trouvees = db.exec(
        select(Prescripteur.id).where(
            Prescripteur.nom_replie == replier(nom),
            Prescripteur.etat != EtatPrescripteur.ARCHIVE.value,
        )
    ).all()
    if not trouvees:
        raise NotFound(
            "« Prescripteur » : aucune structure de ce nom ; l’ajouter (« sigma prescripteur add »), ou "
            "remplir N Prescripteur."
        )
    if len(trouvees) > 1:
        refs = ", ".join(map(references.prescripteur, sorted(trouvees)))
        raise InvalidInput(
            f"« Prescripteur » : plusieurs structures, {refs} ; remplir N Prescripteur."
        )
    return trouvees[0]


def state(faits: Mapping[str, Any]) -> Etat:
    """Return the state that the facts of a candidature amount to (Q2-17)."""
    if faits.get("parcours"):
        return Etat.INSCRIT_SIGMA
    if faits.get("motif"):
        return Etat.NON_RETENU
    if faits.get("date_debut_prevue") or faits.get("date_fin_prevue"):
        return Etat.RETENU
    if faits.get("presence"):
        return Etat(faits["presence"].value)
    convoque = faits.get("reunion") or faits.get("rendez_vous_le")
    return Etat.CONVOQUE if convoque else Etat.SAISIE


def check_state(dit: Etat | None, atteint: Etat) -> None:
    """Refuse a state that the other cells of the row do not lead to. Raises InvalidInput."""
    if dit not in {None, atteint}:
        raise InvalidInput(
            f"« État » dit {dit}, les autres colonnes mènent à {atteint} ; les remplir (présence, motif, "
            "dates prévisionnelles, N Parcours), ou vider la cellule."
        )


def key(nom: str, prenom: str) -> str:
    """Return the folded name under which the base finds a candidate."""
    return replier(f"{nom} {prenom}")


def is_enrolled_as(db: Session, ident: int, valeurs: Mapping[str, Any]) -> bool:
    """Tell whether a parcours is that of the person of a row, by the name of birth."""
    from sigma_cli.models.stagiaire import Parcours, Stagiaire  # noqa: PLC0415 - few rows are enrolled

    nom = db.exec(
        select(col(Stagiaire.nom_naissance))
        .join(Parcours, col(Parcours.stagiaire_id) == col(Stagiaire.id))
        .where(Parcours.id == ident)
    ).first()
    return nom is None or replier(nom) == replier(valeurs["nom"])
