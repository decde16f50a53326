"""What an import tells: refused when most codes vanish, warned when what it replaces was newer."""

from collections.abc import Iterator, Sequence
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.dates import date_fr, local_day
from sigma_cli.domain.texte import plural
from sigma_cli.errors import InvalidInput
from sigma_cli.models.referentiel import ReferentielImport
from sigma_cli.referentiels.livres import Livre
from sigma_cli.services.referentiels.comparaison import Ecart
from sigma_cli.services.referentiels.contrat import Bilan
from sigma_cli.services.referentiels.lecture import REGLE, Remarques

_TABLE_MIN: Final = 3  # codes; fewer are a trial, not the file of a publisher


def check_not_vanished(nouveau: ReferentielImport, precedent: ReferentielImport | None) -> None:
    """Refuse a file that most of the codes already imported are missing from (RAP-06)."""
    if precedent and precedent.lignes >= _TABLE_MIN and nouveau.retires * 2 > precedent.lignes:
        raise InvalidInput(
            f"{nouveau.fichier} : {nouveau.retires} des {plural(precedent.lignes, 'code')} de l’extrait "
            f"du {date_fr(precedent.extrait_le)} n’y sont plus ; le télécharger de nouveau, en entier. "
            f"S’il est bien le bon : « sigma referentiel reset {nouveau.nom} », puis recommencer.",
            regle="RAP-06",
        )


def warn(
    nouveau: ReferentielImport, precedent: ReferentielImport | None, livre: Livre | None
) -> Iterator[Avertissement]:
    """Say that what was there was newer, and that codes of the shipped table are there no more."""
    avant = precedent.extrait_le if precedent else (livre.le if livre else None)
    datee = nouveau.extrait_le != local_day(nouveau.importe_le)  # else nothing told its age
    if datee and avant and avant > nouveau.extrait_le:
        yield Avertissement(
            REGLE,
            f"{nouveau.nom} : cet extrait du {date_fr(nouveau.extrait_le)} remplace celui, plus "
            f"récent, du {date_fr(avant)}{'' if precedent else ', livré avec sigma'}.",
        )
    if precedent is None and nouveau.retires and livre:
        yield Avertissement(
            "EXT-05",
            f"{nouveau.nom} : {plural(nouveau.retires, 'code')} de la table livrée avec sigma, absents de "
            f"ce fichier ; pour y revenir : « sigma referentiel reset {nouveau.nom} ».",
        )


def report(
    nouveau: ReferentielImport,
    ecart: Ecart,
    remarques: Remarques,
    avertissements: Sequence[Avertissement],
) -> Bilan:
    """Return what is told of an import."""
    return Bilan(
        referentiel=nouveau.nom,
        fichier=nouveau.fichier,
        extrait_le=nouveau.extrait_le,
        lignes=nouveau.lignes,
        ajoutes=nouveau.ajoutes,
        retires=nouveau.retires,
        modifies=nouveau.modifies,
        inchanges=nouveau.lignes - nouveau.ajoutes - nouveau.modifies,
        doublons=remarques.doublons,
        exemples=ecart.exemples,
        avertissements=avertissements,
    )
