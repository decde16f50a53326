"""Replace a table of the base by the one of a file: dated, compared, in one transaction."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final, TypeAlias

from sqlmodel import Session, col, delete

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.tables.entetes import recognises
from sigma_cli.domain.tables.extraits import edition_in_name
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.tableau import read_table
from sigma_cli.models.referentiel import ReferentielImport
from sigma_cli.models.table import Table
from sigma_cli.referentiels import livres
from sigma_cli.services.referentiels.bilan import check_not_vanished, report, warn
from sigma_cli.services.referentiels.comparaison import compare
from sigma_cli.services.referentiels.contrat import Arrivage, Bilan, Etat, Origine, Referentiel
from sigma_cli.services.referentiels.lecture import Forme, Remarques, Valeurs, read_rows
from sigma_cli.services.referentiels.rangement import begin, drop, insert
from sigma_cli.services.socle import journal, lookup

LIGNES_MAX: Final = 1_000_000  # codes; the largest public table has a fifth of them
_NOM_MAX: Final = 255


Mariage: TypeAlias = Callable[
    [Iterator[Valeurs], Mapping[str, Mapping[str, object]]], Iterator[Valeurs]
]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableImportee:
    """A table of `modele` filled from a publisher’s file of that `forme`.

    `montres` are the columns shown of a code, the label first; a change of one is told. `livre` names
    the table shipped with the program, in use until a first import. `marier` completes the rows of a
    file with the codes in use.
    """

    nom: str
    titre: str
    modele: type[Table]
    forme: Forme
    montres: tuple[str, ...]
    livre: str | None = None
    marier: Mariage | None = None

    def referentiel(self) -> Referentiel:
        """Return the entry of the registry."""
        return Referentiel(
            nom=self.nom,
            titre=self.titre,
            etat=self.etat,
            find=self.find,
            rows=self.rows,
            importer=partial(replace, self),
            retirer=partial(take_away, self),
        )

    def in_use(self, db: Session) -> Iterator[Mapping[str, object]]:
        """Yield the codes in their order: of the last import, else of the shipped table."""
        if self.livre and lookup.last_import(db, self.nom) is None:
            return iter(livres.rows(self.livre))
        return self.rows(db)

    def etat(self, db: Session) -> Etat:
        """Return how the table stands."""
        dernier = lookup.last_import(db, self.nom)
        if dernier is None:
            return Etat(referentiel=self.nom, titre=self.titre, origine=Origine.ABSENT)
        return Etat(
            referentiel=self.nom,
            titre=self.titre,
            origine=Origine.IMPORTE,
            le=dernier.extrait_le,
            lignes=dernier.lignes,
            source=dernier.fichier,
            importe_le=dernier.importe_le,
        )

    def find(self, db: Session, code: str) -> Mapping[str, object] | None:
        """Return the columns of a code, or None."""
        dernier = lookup.last_import(db, self.nom)
        ligne = db.get(self.modele, (dernier.id, code)) if dernier else None
        if ligne is None:
            return None
        return {champ: getattr(ligne, champ) for champ in self.montres}

    def rows(self, db: Session) -> Iterator[Mapping[str, object]]:
        """Yield the codes in their order; none before the first import."""
        dernier = lookup.last_import(db, self.nom)
        if dernier is None:
            return
        lignes = self.modele.__table__  # type: ignore[attr-defined]  # as in `_store`
        query = (
            lignes.select()
            .with_only_columns(*(lignes.c[champ] for champ in ("code", *self.montres)))
            .where(lignes.c.import_id == dernier.id)
            .order_by(lignes.c.code)
        )
        for ligne in db.execute(query).mappings():
            yield dict(ligne)


def replace(table: TableImportee, db: Session, acte: Acte, arrivage: Arrivage) -> Bilan:
    """Read the file into the base, compare it with what was there, and drop that.

    Whoever reads meanwhile sees the older rows; the caller commits. Raises InvalidInput.
    """
    precedent = lookup.last_import(db, table.nom)
    connues = {str(ligne["code"]): ligne for ligne in table.in_use(db)} if table.marier else {}
    ancien = precedent.id if precedent else _lend_shipped(db, acte, table)
    fichier = arrivage.chemin.name[:_NOM_MAX]
    nouveau = begin(db, acte, table.nom, fichier=fichier, extrait_le=_dated(acte, arrivage))
    remarques = Remarques()
    nouveau.lignes = _store(db, table, nouveau.id, arrivage, remarques=remarques, connues=connues)
    ecart = compare(db, table.modele, table.montres, ancien=ancien, nouveau=nouveau.id)
    nouveau.ajoutes, nouveau.retires, nouveau.modifies = ecart.nombres
    check_not_vanished(nouveau, precedent)
    if ancien is not None:
        drop(db, table.modele, ancien)
    if precedent is None and ancien is not None:  # what was lent for the comparison
        db.delete(db.get_one(ReferentielImport, ancien))
    livre = livres.catalogue()[table.livre] if table.livre else None
    avertissements = [*remarques.warnings(table.nom), *warn(nouveau, precedent, livre)]
    bilan = report(nouveau, ecart, remarques, avertissements)
    champs = ("fichier", "extrait_le", "lignes", "ajoutes", "retires", "modifies")
    apres = {champ: getattr(bilan, champ) for champ in champs}
    journal.record(db, acte, "referentiel.import", table.nom, apres=apres)
    return bilan


def take_away(table: TableImportee, db: Session, acte: Acte) -> int:
    """Drop all the imports of a table and return the number of codes in use; the caller commits."""
    dernier = lookup.last_import(db, table.nom)
    if dernier is None:
        return 0
    lignes = dernier.lignes
    avant = {"fichier": dernier.fichier, "extrait_le": dernier.extrait_le, "lignes": lignes}
    journal.record(db, acte, "referentiel.reset", table.nom, avant=avant)
    drop(db, table.modele, dernier.id)
    db.flush()
    db.execute(delete(ReferentielImport).where(col(ReferentielImport.nom) == table.nom))
    return lignes


def _lend_shipped(db: Session, acte: Acte, table: TableImportee) -> int | None:
    """Put the shipped table in the base, as an import that the new one takes the place of (EXT-05)."""
    if table.livre is None:
        return None
    livre = livres.catalogue()[table.livre]
    extrait_le = livre.le or acte.jour
    pretee = begin(db, acte, table.nom, fichier=livre.source, extrait_le=extrait_le)
    pretee.lignes = sum(insert(db, table.modele, pretee.id, livres.rows(table.livre)))
    return pretee.id


def _dated(acte: Acte, arrivage: Arrivage) -> date:
    """Return the date of the extract: as given, else as the name of the file says, else today."""
    if arrivage.extrait_le and arrivage.extrait_le > acte.jour:
        raise InvalidInput("--date : cet extrait serait daté de l’avenir ; vérifier la date.")
    nom = arrivage.chemin.name
    return arrivage.extrait_le or edition_in_name(nom, jusqu_au=acte.jour) or acte.jour


def _store(
    db: Session,
    table: TableImportee,
    import_id: int,
    arrivage: Arrivage,
    *,
    remarques: Remarques,
    connues: Mapping[str, Mapping[str, object]],
) -> int:
    """Insert the rows and return their number."""
    nom, forme = arrivage.chemin.name, table.forme
    nombre = 0

    def header(titres: Sequence[str]) -> bool:
        return recognises(titres, forme.attendues)

    with read_table(arrivage.chemin, entete=header, editeur=True) as tableau:
        valeurs = _not_empty(read_rows(tableau, forme, nom, remarques), nom)
        if table.marier:
            valeurs = table.marier(valeurs, connues)
        for lues in insert(db, table.modele, import_id, valeurs):
            nombre += lues
            if nombre > LIGNES_MAX:
                raise InvalidInput(f"{nom} : plus de {LIGNES_MAX} codes ; vérifier le fichier.")
            arrivage.avance(lues)
    return nombre


def _not_empty(valeurs: Iterator[Valeurs], nom: str) -> Iterator[Valeurs]:
    premiere = next(valeurs, None)
    if premiere is None:
        raise InvalidInput(f"{nom} : aucun code sous les titres ; vérifier le fichier.")
    yield premiere
    yield from valeurs
