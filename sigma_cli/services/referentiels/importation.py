"""Replace a table of the base by the one of a file: dated, compared, in one transaction."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice
from typing import Final

from sqlmodel import Session

from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.dates import date_fr
from sigma_cli.domain.tables.entetes import recognises
from sigma_cli.domain.tables.extraits import date_in_name
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.tableau import read_table
from sigma_cli.models.referentiel import ReferentielImport
from sigma_cli.models.table import Table
from sigma_cli.services.referentiels.comparaison import Ecart, compare
from sigma_cli.services.referentiels.contrat import Arrivage, Bilan, Etat, Origine, Referentiel
from sigma_cli.services.referentiels.lecture import REGLE, Forme, Remarques, read_rows
from sigma_cli.services.socle import journal, lookup

LIGNES_MAX: Final = 1_000_000  # codes; the largest public table has a fifth of them
_LOT: Final = 2_000
_NOM_MAX: Final = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class TableImportee:
    """A table of `modele` filled from a publisher’s file of that `forme`.

    `montres` are the columns shown of a code, the label first; a change of one is told.
    """

    nom: str
    titre: str
    modele: type[Table]
    forme: Forme
    montres: tuple[str, ...]

    def referentiel(self) -> Referentiel:
        """Return the entry of the registry."""
        return Referentiel(
            nom=self.nom,
            titre=self.titre,
            etat=self.etat,
            find=self.find,
            rows=self.rows,
            importer=partial(replace, self),
        )

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
    nouveau = _open(db, acte, table, arrivage)
    remarques = Remarques()
    nouveau.lignes = _store(db, table, nouveau.id, arrivage, remarques)
    ancien = precedent.id if precedent else None
    ecart = compare(db, table.modele, table.montres, ancien=ancien, nouveau=nouveau.id)
    nouveau.ajoutes, nouveau.retires, nouveau.modifies = ecart.nombres
    if precedent:
        lignes = table.modele.__table__  # type: ignore[attr-defined]  # every table class has one
        db.execute(lignes.delete().where(lignes.c.import_id == precedent.id))
    bilan = _report(nouveau, ecart, remarques, precedent)
    champs = ("fichier", "extrait_le", "lignes", "ajoutes", "retires", "modifies")
    apres = {champ: getattr(bilan, champ) for champ in champs}
    journal.record(db, acte, "referentiel.import", table.nom, apres=apres)
    return bilan


def _open(db: Session, acte: Acte, table: TableImportee, arrivage: Arrivage) -> ReferentielImport:
    """Return the row of a new import, its counts still to come."""
    nouveau = ReferentielImport(
        nom=table.nom,
        fichier=arrivage.chemin.name[:_NOM_MAX],
        extrait_le=_dated(acte, arrivage),
        importe_le=acte.le,
        agent=acte.agent,
        lignes=1,
        ajoutes=0,
        retires=0,
        modifies=0,
    )
    db.add(nouveau)
    db.flush()
    return nouveau


def _dated(acte: Acte, arrivage: Arrivage) -> date:
    """Return the date of the extract: as given, else as the name of the file says, else today."""
    if arrivage.extrait_le and arrivage.extrait_le > acte.jour:
        raise InvalidInput("--date : cet extrait serait daté de l’avenir ; vérifier la date.")
    nom = arrivage.chemin.name
    return arrivage.extrait_le or date_in_name(nom, jusqu_au=acte.jour) or acte.jour


def _store(
    db: Session, table: TableImportee, import_id: int, arrivage: Arrivage, remarques: Remarques
) -> int:
    """Insert the rows and return their number."""
    nom, forme = arrivage.chemin.name, table.forme
    lignes = table.modele.__table__  # type: ignore[attr-defined]  # Core rows: ten times the speed of objects
    nombre = 0
    with read_table(arrivage.chemin, entete=lambda t: recognises(t, forme.attendues)) as tableau:
        valeurs = read_rows(tableau, forme, nom, remarques)
        while lot := [ligne | {"import_id": import_id} for ligne in islice(valeurs, _LOT)]:
            nombre += len(lot)
            if nombre > LIGNES_MAX:
                raise InvalidInput(f"{nom} : plus de {LIGNES_MAX} codes ; vérifier le fichier.")
            db.execute(lignes.insert(), lot)
            arrivage.avance(len(lot))
    if nombre == 0:
        raise InvalidInput(f"{nom} : aucun code sous les titres ; vérifier le fichier.")
    return nombre


def _report(
    nouveau: ReferentielImport,
    ecart: Ecart,
    remarques: Remarques,
    precedent: ReferentielImport | None,
) -> Bilan:
    avertissements = [*remarques.warnings(nouveau.nom)]
    if precedent and precedent.extrait_le > nouveau.extrait_le:
        message = (
            f"{nouveau.nom} : cet extrait du {date_fr(nouveau.extrait_le)} remplace celui, plus "
            f"récent, du {date_fr(precedent.extrait_le)}."
        )
        avertissements.append(Avertissement(REGLE, message))
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
