"""Columns of the import of candidatures: those of the export; some are derived, and only checked."""

from collections.abc import Mapping
from typing import Final

from sigma_cli.domain import lecteurs, references
from sigma_cli.domain.lecteurs import Lecteur, nominative, short
from sigma_cli.domain.texte import replier
from sigma_cli.referentiels.recrutement import AUCUN, Etat, Mode, Origine, Presence
from sigma_cli.services.echanges.importation import rattachement
from sigma_cli.services.echanges.importation.contrat import Champ, Nature

_REFERENCE: Final = "Laisser vide pour saisir ; un export la remplit."
_PRESCRIPTEUR: Final = "PR0001, ou « aucun » : la question est toujours posée (Q2-11)."
_ETAT: Final = "Se déduit des autres colonnes, avec lesquelles il doit s’accorder."
_MOTIF: Final = "Non retenu : un motif de la liste, « sigma candidature motif list » (Q2-14)."
_DATES: Final = "Retenu : début et fin prévisionnels du parcours (Q2-15)."
CHAMPS: Final = (
    Champ("candidature", "N Candidature", Nature.CODE, "référence candidature", _REFERENCE),
    *rattachement.CHAMPS,
    Champ("nom", "Nom", alias="nom de naissance", requis=True, largeur=24),
    Champ("prenom", "Prénom", creation=True, largeur=20),
    Champ(
        "date_naissance",
        "Date de naissance",
        Nature.DATE,
        "né le|née le|naissance",
        option="--naissance",
    ),
    Champ("courriel", "Courriel", alias="mail|e-mail|email|adresse électronique", largeur=28),
    Champ("telephone", "Téléphone", Nature.CODE, "tel|portable|tel portable"),
    Champ("mode", "Mode de prescription", Nature.CODE, "mode", choix=tuple(Mode), largeur=18),
    Champ(
        "origine",
        "Origine",
        Nature.CODE,
        aide="D’après le mode si la cellule est vide.",
        choix=tuple(Origine),
    ),
    Champ("prescripteur", "N Prescripteur", Nature.CODE, "référence prescripteur", _PRESCRIPTEUR),
    Champ("prescripteur_nom", "Prescripteur", alias="nom du prescripteur|structure", largeur=28),
    Champ("positionne_le", "Date de positionnement", Nature.DATE, "positionné le"),
    Champ("fiche_recue_le", "Fiche reçue le", Nature.DATE, "date de la fiche"),
    Champ("fiche_de", "Expéditeur de la fiche", largeur=28),
    Champ("reunion", "Information collective", Nature.DATE, "date IC|réunion", option="--ic"),
    Champ("rendez_vous_le", "Rendez-vous", Nature.DATE, "rdv", option="--rdv"),
    Champ("etat", "État", Nature.CODE, aide=_ETAT, choix=tuple(Etat)),
    Champ("presence", "Présence", Nature.CODE, choix=tuple(Presence)),
    Champ("presence_le", "Date de présence", Nature.DATE, "Présence le|présence le"),
    Champ("resultat_le", "Date du résultat", Nature.DATE),
    Champ("motif", "Motif", Nature.CODE, "motif de refus", _MOTIF, largeur=18),
    Champ("precision", "Précision", largeur=30),
    Champ("date_debut_prevue", "Début prévisionnel", Nature.DATE, "début", _DATES, option="--du"),
    Champ("date_fin_prevue", "Fin prévisionnelle", Nature.DATE, "fin", _DATES, option="--au"),
    Champ("validee_le", "Date de validation", Nature.DATE, "validée le"),
    Champ(
        "parcours", "N Parcours", Nature.CODE, "référence parcours", "Si la personne est inscrite."
    ),
    Champ("avant_vote", "Avant le vote", Nature.BOOLEEN),
    Champ("raison", "Raison", aide="Pourquoi retenir après un refus (Q2-17).", largeur=30),
)
TITRES: Final = {champ.cle: champ.titre for champ in CHAMPS}


def _read_who(valeur: str, _titre: str) -> int | None:
    """Return a prescripteur; None answers that there is none (Q2-11)."""
    return None if replier(valeur) == AUCUN else references.read_prescripteur(valeur)


LECTEURS: Final[Mapping[str, Lecteur]] = (
    lecteurs.CANDIDATURE
    | rattachement.LECTEURS
    | {
        "candidature": lambda texte, _titre: references.read_candidature(texte),
        "prescripteur": _read_who,
        "prescripteur_nom": short(150),
        "etat": lecteurs.choice(Etat),
        "presence": lecteurs.choice(Presence),
        "origine": lecteurs.choice(Origine),
        "motif": nominative(short(100)),
        "precision": nominative(short(500)),
        "raison": nominative(short(500)),
        "parcours": lambda texte, _titre: references.read_parcours(texte),
    }
)
