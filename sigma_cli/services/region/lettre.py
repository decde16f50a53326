"""The letter of a request, ready to be sent by its user (CT-05)."""

from pathlib import Path
from typing import Final

from sqlmodel import Session

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.region.champs_demandes import libelle, valeur_dite
from sigma_cli.domain.region.demandes import check_not_place
from sigma_cli.formats.courrier import Courrier
from sigma_cli.referentiels.reglages import Reglages
from sigma_cli.referentiels.statuts import Portail, TypeDemande
from sigma_cli.services.region.fiche import FicheDemande
from sigma_cli.services.socle.courriers import compose

_KAIROS: Final = Portail.KAIROS.value.lower()
_ABSENCE: Final = TypeDemande.ABSENCE.value.lower()


def write(
    db: Session, acte: Acte, fiche: FicheDemande, *, dossier: Path, reglages: Reglages
) -> Courrier:
    """Return the letter of a request; a template of its type in `dossier` replaces the shipped one.

    Raises InvalidInput for a place: the document that went with it is not kept (Q9-07).
    """
    check_not_place(
        fiche.demande,
        fiche.type.upper(),
        "son courrier a été écrit avec le justificatif, qui n’est pas gardé ; pour le refaire, "
        f"« sigma place answer {fiche.demande} retiree », puis « sigma place request ».",
    )
    kairos = next(c.courriel for c in reglages.contacts if c.sujet == _KAIROS)
    pour_kairos = fiche.portails == [_KAIROS] and fiche.destinataire == kairos
    modele = "absence_kairos" if fiche.type == _ABSENCE and pour_kairos else fiche.type
    champs = fields(fiche) | {
        "heures": reglages.diffusion_heures,
        "heures_kairos": reglages.kairos_heures,
    }
    return compose(db, acte, f"demande_{modele}", champs, a=fiche.destinataire, dossier=dossier)


def fields(fiche: FicheDemande) -> dict[str, object]:
    """Return what a template may name; lists are of simple values."""
    return {
        "demande": fiche.demande,
        "actions": ", ".join(dict.fromkeys(objet.action for objet in fiche.objets)),
        "composantes": ", ".join(dict.fromkeys(objet.composante for objet in fiche.objets)),
        "objets": [
            {
                "objet": objet.objet,
                "convention": objet.convention,
                "action": objet.action,
                "intitule_action": objet.intitule_action,
                "composante": objet.composante,
                "intitule": objet.intitule,
                "session": objet.session or "",
                "identifiants": objet.identifiants,
            }
            for objet in fiche.objets
        ],
        "champs": [
            {
                "champ": libelle(champ.champ),
                "avant": valeur_dite(champ.champ, champ.avant),
                "apres": valeur_dite(champ.champ, champ.apres),
            }
            for champ in fiche.champs
        ],
        "outils": ", ".join(Portail(nom.upper()).label for nom in fiche.portails),
        "explication": fiche.explication,
    }
