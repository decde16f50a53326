"""Prescripteurs: add without duplicating (PRE-03), correct, archive."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.recrutement.prescripteurs import Connue, check_new
from sigma_cli.domain.texte import replier
from sigma_cli.errors import Conflict
from sigma_cli.models.recrutement import OutilPrescription, Prescripteur, TypePrescripteur
from sigma_cli.referentiels.recrutement import EtatPrescripteur
from sigma_cli.services.recrutement import listes
from sigma_cli.services.recrutement.fiche_prescripteur import FichePrescripteur, get, sheet
from sigma_cli.services.socle import journal, modifications

AUTRE: Final = "AUTRE"  # type of a structure asked for without saying more
# The source calls « utilisateurs de OUIFORM » those who work online.
_EN_LIGNE: Final = "OUIFORM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saisie:
    """A structure as typed or read from a file. `type` and `outil` are codes or labels of the lists.

    Without a tool, a structure of a dematerialised type is taken to use OUIFORM; `sans_outil` says
    that it uses none. `reference` is the row number it keeps from another base; by default the next one.
    """

    nom: str
    departement: str
    ville: str
    type: str = AUTRE
    outil: str | None = None
    sans_outil: bool = False
    reference: int | None = None


def add(
    db: Session,
    acte: Acte,
    saisie: Saisie,
    *,
    certain: bool = False,
    etat: EtatPrescripteur = EtatPrescripteur.RECONNU,
    avertissements: Sequence[Avertissement] = (),
) -> FichePrescripteur:
    """Add a structure to the list. `certain`: it is none of those it looks like.

    Raises Conflict (PRE-03), InvalidInput for a type or a tool out of the lists.
    """
    type_ = listes.read(db, listes.TYPES, saisie.type, "--type")
    check_new(saisie.nom, saisie.ville, _neighbours(db, saisie.departement), certain=certain)
    prescripteur = Prescripteur(
        nom=saisie.nom,
        nom_replie=replier(saisie.nom),
        ville=saisie.ville,
        ville_repliee=replier(saisie.ville),
        departement=saisie.departement,
        type_code=type_.code,
        outil_code=_tool(db, saisie, type_),
        etat=etat.value,
        cree_le=acte.le,
        modifie_le=acte.le,
    )
    if saisie.reference is not None:
        prescripteur.id = saisie.reference
    db.add(prescripteur)
    db.flush()
    champs = ("nom", "ville", "departement", "type_code", "outil_code", "etat")
    apres = {champ: getattr(prescripteur, champ) for champ in champs}
    ref = references.prescripteur(prescripteur.id)
    journal.record(db, acte, "prescripteur.add", ref, apres=apres)
    return sheet(db, prescripteur, avertissements)


def update(
    db: Session, acte: Acte, ident: int, valeurs: Mapping[str, Any], *, sans_outil: bool = False
) -> FichePrescripteur:
    """Correct a structure. Raises NotFound, Conflict (PRE-03), InvalidInput."""
    prescripteur = get(db, ident)
    champs = dict(valeurs)
    for champ, liste in (("type", listes.TYPES), ("outil", listes.OUTILS)):
        texte = champs.pop(champ, None)
        if texte is not None:
            champs[f"{champ}_code"] = listes.read(db, liste, texte, f"--{champ}").code
    vides = ("outil_code",) if sans_outil else ()
    difference = modifications.apply(prescripteur, champs, vides=vides)
    if difference:
        prescripteur.nom_replie = replier(prescripteur.nom)
        prescripteur.ville_repliee = replier(prescripteur.ville)
        _check_others(db, prescripteur)
        _save(db, acte, prescripteur, "prescripteur.set", difference)
    return sheet(db, prescripteur)


def set_state(db: Session, acte: Acte, ident: int, etat: EtatPrescripteur) -> FichePrescripteur:
    """Archive a structure, or say that it is in the list of the Région. Raises NotFound, Conflict."""
    prescripteur = get(db, ident)
    difference = modifications.apply(prescripteur, {"etat": etat.value})
    if not difference:
        ref = references.prescripteur(ident)
        raise Conflict(f"{ref} est déjà à l’état « {etat.label} ».")
    operation = "archive" if etat is EtatPrescripteur.ARCHIVE else "confirm"
    _save(db, acte, prescripteur, f"prescripteur.{operation}", difference)
    return sheet(db, prescripteur)


def _tool(db: Session, saisie: Saisie, type_: TypePrescripteur) -> str | None:
    if saisie.sans_outil:
        return None
    if saisie.outil is not None:
        outil: OutilPrescription = listes.read(db, listes.OUTILS, saisie.outil, "--outil")
        return outil.code
    return _EN_LIGNE if type_.dematerialise else None


def _neighbours(db: Session, departement: str) -> Iterator[Connue]:
    query = select(Prescripteur).where(Prescripteur.departement == departement)
    for autre in db.exec(query.order_by(col(Prescripteur.id))):
        yield Connue(ref=references.prescripteur(autre.id), nom=autre.nom, ville=autre.ville)


def _check_others(db: Session, prescripteur: Prescripteur) -> None:
    """Refuse that a correction makes a structure the double of another (PRE-03)."""
    ref = references.prescripteur(prescripteur.id)
    with db.no_autoflush:
        autres = [c for c in _neighbours(db, prescripteur.departement) if c.ref != ref]
    check_new(prescripteur.nom, prescripteur.ville, autres, certain=True)


def _save(
    db: Session,
    acte: Acte,
    prescripteur: Prescripteur,
    operation: str,
    difference: modifications.Difference,
) -> None:
    prescripteur.modifie_le = acte.le
    db.add(prescripteur)
    ref = references.prescripteur(prescripteur.id)
    journal.record(db, acte, operation, ref, avant=difference.avant, apres=difference.apres)
