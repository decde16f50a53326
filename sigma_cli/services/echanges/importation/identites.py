"""Replace the imported identities by those of a file, at once or not at all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlmodel import Session, delete

from sigma_cli.domain.acte import Acte, Avertissement
from sigma_cli.domain.discretion import is_sensitive
from sigma_cli.domain.personnes.identite import check_birth, lire_civilite
from sigma_cli.domain.personnes.nir import ClasseNir, Nir, contradictions
from sigma_cli.domain.texte import lire_texte, replier
from sigma_cli.errors import InvalidInput
from sigma_cli.formats.colonnes import Cellule, cell_text
from sigma_cli.formats.tableau import Tableau
from sigma_cli.models.annuaire import IdentiteImportee
from sigma_cli.services.echanges.importation.cellules import code_text, read_day
from sigma_cli.services.echanges.importation.feuille import check_sheet
from sigma_cli.services.personnes import numeros
from sigma_cli.services.personnes.identite import annuaire
from sigma_cli.services.socle import journal
from sigma_cli.store.coffre import Coffre, Memoire

_TABLE: Final = IdentiteImportee.__table__  # type: ignore[attr-defined]  # Core rows: ten times the speed of objects
_TITRES: Final = {
    "nir": "nir",
    "numero de securite sociale": "nir",
    "n° de securite sociale": "nir",
    "nom": "nom_naissance",
    "nom de naissance": "nom_naissance",
    "nom de famille": "nom_naissance",
    "prenom": "prenom",
    "civilite": "civilite",
    "naissance": "date_naissance",
    "date de naissance": "date_naissance",
}
_CHAMPS: Final = ("nom_naissance", "prenom", "civilite", "date_naissance")
_TEXTE: Final = 100  # characters of a name
_MONTREES: Final = 10  # rows left out that are told one by one to a person


@dataclass(frozen=True, slots=True, kw_only=True)
class Ecartee:
    """A row left out, by its number in the file, and why."""

    ligne: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Importation:
    """What the file changed. Rows left out are listed; the others are all in."""

    lignes: int
    crees: int
    modifies: int
    inchanges: int
    retires: int
    ecartees: list[Ecartee]
    avertissements: list[Avertissement]


def is_header(textes: Sequence[str]) -> bool:
    """Tell whether a row holds titles of ours: what a publisher writes above holds none."""
    return sum(replier(texte) in _TITRES for texte in textes) > 1


def replace_all(db: Session, acte: Acte, tableau: Tableau, *, coffre: Coffre) -> Importation:
    """Read a table and keep it instead of what was there.

    A row without a right definitive number, or that contradicts it, is left out and told. Raises
    InvalidInput when the titles lack the number or the birth name, when no row will do, or when a
    sheet hides cells; Conflict when the file changes while it is read.
    """
    remarques = check_sheet(tableau)
    memoire = numeros.memory(db, acte, coffre)
    ecartees: list[Ecartee] = []
    nouvelles = dict(_read(tableau, memoire, acte.jour, ecartees))
    tableau.check_unchanged()
    if not nouvelles:
        raise InvalidInput(
            "Aucune ligne utilisable : les identités déjà importées sont gardées. "
            + (ecartees[0].message if ecartees else "Le fichier est vide.")
        )
    anciennes = {
        ligne.empreinte: {champ: getattr(ligne, champ) for champ in _CHAMPS}
        for ligne in db.execute(_TABLE.select())
    }
    communes = nouvelles.keys() & anciennes.keys()
    inchanges = sum(nouvelles[cle] == anciennes[cle] for cle in communes)
    db.exec(delete(IdentiteImportee))
    rangees = [
        valeurs | {"empreinte": empreinte, "importee_le": acte.le}
        for empreinte, valeurs in nouvelles.items()
    ]
    db.execute(_TABLE.insert(), rangees)
    resultat = Importation(
        lignes=len(nouvelles),
        crees=len(nouvelles) - len(communes),
        modifies=len(communes) - inchanges,
        inchanges=inchanges,
        retires=len(anciennes) - len(communes),
        ecartees=ecartees,
        avertissements=[*remarques, *_warn(ecartees)],
    )
    apres = {nom: getattr(resultat, nom) for nom in ("crees", "modifies", "inchanges", "retires")}
    journal.record(db, acte, "referentiel.identites", "identites", apres=apres)
    return resultat


def _read(
    tableau: Tableau, memoire: Memoire, jour: date, ecartees: list[Ecartee]
) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """Yield each usable row under the hash of its number; add the others to `ecartees`."""
    colonnes = _columns(tableau.titres)
    vues: dict[bytes, int] = {}
    for rangee in tableau.lignes:
        numero = rangee.numero
        cellules = {champ: rangee.cellules[rang] for champ, rang in colonnes.items()}
        if not any(cell_text(cellule).strip() for cellule in cellules.values()):
            continue
        try:
            nir, valeurs = _row(cellules, jour)
            empreinte = annuaire.fingerprint(memoire, nir)
            _check_new(vues, empreinte)
        except InvalidInput as refus:
            ecartees.append(Ecartee(ligne=numero, message=f"ligne {numero} : {refus.message}"))
            continue
        vues[empreinte] = numero
        yield empreinte, valeurs


def _check_new(vues: dict[bytes, int], empreinte: bytes) -> None:
    if empreinte in vues:
        raise InvalidInput(f"le numéro est déjà celui de la ligne {vues[empreinte]}.")


def _columns(titres: Sequence[str]) -> dict[str, int]:
    """Return where each field is. Raises InvalidInput naming the missing titles."""
    trouvees: dict[str, int] = {}
    for rang, titre in enumerate(titres):
        champ = _TITRES.get(replier(titre))
        if champ is not None:
            trouvees.setdefault(champ, rang)
    manquants = {"nir": "NIR", "nom_naissance": "Nom de naissance"}
    absents = [titre for champ, titre in manquants.items() if champ not in trouvees]
    if absents:
        raise InvalidInput(
            f"Colonne absente de la première ligne : {', '.join(absents)}. Colonnes lues : NIR, Nom "
            "de naissance, Prénom, Civilité, Date de naissance."
        )
    return trouvees


def _row(cellules: dict[str, Cellule], jour: date) -> tuple[Nir, dict[str, Any]]:
    """Return the number and the identity of a row. Raises InvalidInput, without any value."""
    nir = Nir.parse(code_text(cellules["nir"], "NIR"), aujourdhui=jour)
    if nir.classe is not ClasseNir.NIR:
        raise InvalidInput("NIR : numéro provisoire, seuls les NIR définitifs sont importés.")
    civilite, naissance = cellules.get("civilite"), cellules.get("date_naissance")
    valeurs: dict[str, Any] = {
        "nom_naissance": _name(cellules["nom_naissance"], "Nom de naissance"),
        "prenom": _name(cellules["prenom"], "Prénom") if _filled(cellules, "prenom") else None,
        "civilite": lire_civilite(str(civilite), "Civilité")
        if _filled(cellules, "civilite")
        else None,
        "date_naissance": _day(naissance) if _filled(cellules, "date_naissance") else None,
    }
    check_birth(valeurs["date_naissance"], jour=jour)
    trouvees = contradictions(
        nir, civilite=valeurs["civilite"], naissance=valeurs["date_naissance"]
    )
    if trouvees:
        raise InvalidInput(f"le numéro dit autre chose ({', '.join(trouvees)}).")
    return nir, valeurs


def _filled(cellules: dict[str, Cellule], champ: str) -> bool:
    return bool(cell_text(cellules.get(champ)).strip())


def _name(cellule: Cellule, titre: str) -> str:
    texte = lire_texte(cell_text(cellule), titre, maximum=_TEXTE)
    if is_sensitive(texte):
        raise InvalidInput(f"{titre} : un numéro y est écrit.", regle="NIR-12")
    return texte


def _day(cellule: Cellule) -> date:
    return read_day(cellule, "Date de naissance")


def _warn(ecartees: Sequence[Ecartee]) -> list[Avertissement]:
    montrees = [Avertissement(regle="NIR-05", message=e.message) for e in ecartees[:_MONTREES]]
    reste = len(ecartees) - len(montrees)
    if reste > 0:
        montrees.append(Avertissement(regle="NIR-05", message=f"{reste} autres lignes écartées."))
    return montrees
