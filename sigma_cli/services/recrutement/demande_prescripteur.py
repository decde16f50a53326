"""Ask the Région to add a prescripteur to its list: the structure waits, the letter is to send (PRE-02)."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.recrutement.prescripteurs import check_request, warn_request_inside
from sigma_cli.formats.courrier import Courrier
from sigma_cli.referentiels.recrutement import EtatPrescripteur
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.services.recrutement import prescripteurs
from sigma_cli.services.recrutement.fiche_prescripteur import FichePrescripteur
from sigma_cli.services.socle import courriers

_MODELE: Final = "prescripteur"
_SUJET: Final = "sigma"  # of the contact that keeps the list (CT-02)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demande:
    """A request to the Région: the structure that waits, and the letter to send."""

    fiche: FichePrescripteur
    courrier: Courrier


def request(
    db: Session,
    acte: Acte,
    valeurs: Mapping[str, str | None],
    *,
    certain: bool = False,
    reglages: Reglages,
    dossier: Path,
) -> Demande:
    """Ask the Région to add a structure: it waits in DEMANDE_EN_COURS, the letter is handed back.

    `valeurs` are fields of a `prescripteurs.Saisie`; the type may be left out.
    Raises RuleViolation naming the fields that miss (PRE-02), Conflict (PRE-03), InvalidInput.
    """
    check_request(valeurs)
    donnees: dict[str, Any] = {champ: valeur for champ, valeur in valeurs.items() if valeur}
    saisie = prescripteurs.Saisie(**donnees)
    fiche = prescripteurs.add(
        db,
        acte,
        saisie,
        certain=certain,
        etat=EtatPrescripteur.DEMANDE_EN_COURS,
        avertissements=warn_request_inside(saisie.departement),
    )
    champs = {
        "prescripteur": fiche.prescripteur,
        "structure": fiche.nom,
        "departement": fiche.departement,
        "ville": fiche.ville,
        "type": fiche.type_libelle,
    }
    adresse = next(c.courriel for c in reglages.contacts if c.sujet == _SUJET)
    courrier = courriers.compose(db, acte, _MODELE, champs, a=adresse, dossier=dossier)
    return Demande(fiche=fiche, courrier=courrier)
