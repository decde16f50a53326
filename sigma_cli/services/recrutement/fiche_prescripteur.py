"""A prescripteur as shown: its own fields, its type, whether it works online."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlmodel import Session, col, select

from sigma_cli.domain import references
from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.filtres import FiltrePrescripteur, contains
from sigma_cli.domain.recrutement.prescripteurs import is_in_occitanie
from sigma_cli.domain.recrutement.prescription import Structure
from sigma_cli.errors import NotFound
from sigma_cli.exports.prescripteurs import narrow
from sigma_cli.models.recrutement import Prescripteur, TypePrescripteur
from sigma_cli.referentiels.recrutement import EtatPrescripteur
from sigma_cli.services.recrutement import listes
from sigma_cli.services.socle.fiches import fill


@dataclass(frozen=True, slots=True, kw_only=True)
class FichePrescripteur:
    """One structure as shown; `en_ligne` when it may position people by OUIFORM or AUDEF (Q2-02)."""

    prescripteur: str
    nom: str
    type: str
    type_libelle: str
    departement: str
    ville: str
    occitanie: bool
    outil: str | None
    en_ligne: bool
    etat: str
    avertissements: list[Avertissement]


def structure(db: Session, ident: int) -> Structure:
    """Return a structure as the rules of prescription see it. Raises NotFound."""
    fiche = show(db, ident)
    return Structure(
        ref=fiche.prescripteur,
        nom=fiche.nom,
        type=fiche.type,
        en_ligne=fiche.en_ligne,
        etat=EtatPrescripteur(fiche.etat),
    )


def show(db: Session, ident: int) -> FichePrescripteur:
    """Return one structure. Raises NotFound."""
    return sheet(db, get(db, ident))


def search(db: Session, filtre: FiltrePrescripteur) -> Iterator[FichePrescripteur]:
    """Yield the structures a filter keeps, by département, city and name (Q8-05)."""
    query = narrow(select(Prescripteur, TypePrescripteur).join(TypePrescripteur), named(db, filtre))
    ordre = (Prescripteur.departement, Prescripteur.ville_repliee, Prescripteur.nom_replie)
    for prescripteur, type_lu in db.exec(query.order_by(*map(col, ordre))):
        ref = references.prescripteur(prescripteur.id)
        if contains(filtre.cherche, ref, prescripteur.nom, prescripteur.ville):
            yield _fill(prescripteur, type_lu)


def named(db: Session, filtre: FiltrePrescripteur) -> FiltrePrescripteur:
    """Return the filter with the code of the type that its text names. Raises InvalidInput."""
    if filtre.type is None:
        return filtre
    return replace(filtre, type=listes.read(db, listes.TYPES, filtre.type, "--type").code)


def get(db: Session, ident: int) -> Prescripteur:
    """Return the row of a structure. Raises NotFound."""
    prescripteur = db.get(Prescripteur, ident)
    if prescripteur is None:
        ref = references.prescripteur(ident)
        raise NotFound(f"Prescripteur inconnu : {ref}. « sigma prescripteur list » les donne.")
    return prescripteur


def sheet(
    db: Session, prescripteur: Prescripteur, avertissements: Sequence[Avertissement] = ()
) -> FichePrescripteur:
    """Return the sheet of a structure already loaded."""
    type_ = db.exec(
        select(TypePrescripteur).where(TypePrescripteur.code == prescripteur.type_code)
    ).one()
    return _fill(prescripteur, type_, avertissements)


def _fill(
    prescripteur: Prescripteur,
    type_: TypePrescripteur,
    avertissements: Sequence[Avertissement] = (),
) -> FichePrescripteur:
    return fill(
        FichePrescripteur,
        prescripteur,
        prescripteur=references.prescripteur(prescripteur.id),
        type=type_.code,
        type_libelle=type_.libelle,
        occitanie=is_in_occitanie(prescripteur.departement),
        outil=prescripteur.outil_code,
        en_ligne=type_.dematerialise and prescripteur.outil_code is not None,
        avertissements=list(avertissements),
    )
