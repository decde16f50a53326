"""What is said of an import: counts, errors by row, warnings, and where to correct."""

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from sigma_cli.console import hint, plural

if TYPE_CHECKING:
    from sigma_cli.services.echanges.importation.contrat import Issue
    from sigma_cli.services.echanges.importation.execution import Bilan
    from sigma_cli.services.echanges.importation.lecture import Colonnes

_MONTRES: Final = 10  # errors and rows told on the terminal; the sheet has them all


def summary(nom: str, bilan: "Bilan", *, dry_run: bool, echoue: bool) -> list[str]:
    """Return what became of the rows; for a dry run, also which objects would be touched.

    `echoue`: rows refused have undone all, so that the others are only told to be good.
    """
    compte = bilan.compte
    faites = compte["crees"] + compte["modifies"]
    defaites = faites if echoue and not dry_run else 0
    parts = [
        plural(nombre, mot)
        for nombre, mot in (
            (defaites, "bonne"),
            (0 if defaites else compte["crees"], "créée"),
            (0 if defaites else compte["modifies"], "modifiée"),
            (compte["inchanges"] + compte["ignores"], "inchangée"),
            (compte["refuses"], "refusée"),
        )
        if nombre
    ]
    total = plural(sum(compte.values()), "ligne")
    lignes = [f"{nom} : {total}, dont {', '.join(parts)}." if parts else f"{nom} : aucune ligne."]
    lignes += _errors(bilan)
    if dry_run:
        lignes += [_describe(issue) for issue in bilan.faits[:_MONTRES]]
        reste = faites - _MONTRES
        lignes += [f"  … et {plural(reste, 'autre ligne')}."] if reste > 0 else []
        lignes.append("À blanc : rien n’a été enregistré.")
    return lignes


def _describe(issue: "Issue") -> str:
    verbe = "à créer" if issue.etat.value == "crees" else "à modifier"
    detail = f" ({', '.join(issue.changements)})" if issue.changements else ""
    return f"  ligne {issue.ligne}, {verbe} : {issue.objet}{detail}"


def document(
    bilan: "Bilan", corrections: Path | None, *, dry_run: bool, echoue: bool
) -> dict[str, Any]:
    """Return the JSON of an import (CLI.md §6); `lignes` are the first created or changed.

    When it has failed, nothing is either; a dry run tells what each row would do.
    """
    compte = bilan.compte
    defait = echoue and not dry_run
    return {
        "crees": 0 if defait else compte["crees"],
        "modifies": 0 if defait else compte["modifies"],
        "inchanges": compte["inchanges"] + compte["ignores"],
        "refuses": compte["refuses"],
        "erreurs": [
            {
                "ligne": erreur.ligne,
                "colonne": erreur.colonne,
                "regle": erreur.regle,
                "message": erreur.message,
            }
            for erreur in bilan.erreurs
        ],
        "lignes": [
            {"ligne": i.ligne, "etat": i.etat.value, "objet": i.objet, "changements": i.changements}
            for i in ([] if defait else bilan.faits)
        ],
        "a_blanc": dry_run,
        "interrompu": bilan.interrompu,
        "corrections": None if corrections is None else str(corrections),
        "avertissements": bilan.avertissements,
    }


def tell_unknown(colonnes: "Colonnes") -> None:
    """Say which columns nothing is read from."""
    if colonnes.inconnues:
        titres = ", ".join(f"« {titre} »" for titre in colonnes.inconnues)
        hint(f"attention : colonnes laissées de côté, leur titre n’est pas connu : {titres}.")


def _errors(bilan: "Bilan") -> list[str]:
    """Return the first errors, row by row; the sheet and the JSON have them all."""
    lignes = []
    for erreur in bilan.erreurs[:_MONTRES]:
        regle = f" ({erreur.regle})" if erreur.regle else ""
        lignes.append(f"  ligne {erreur.ligne} : {erreur.message}{regle}")
    reste = len(bilan.erreurs) - _MONTRES
    return [*lignes, f"  … et {plural(reste, 'autre erreur')}."] if reste > 0 else lignes


def count_refused(bilan: "Bilan") -> str:
    """Return how many rows are refused, in words."""
    arret = " lues (trop d’erreurs, la suite du fichier ne l’a pas été)" if bilan.interrompu else ""
    return f"{plural(bilan.refuses, 'ligne refusée')} sur {sum(bilan.compte.values())}{arret}"


def where(corrections: Path | None) -> str:
    """Return what to do with the refused rows."""
    if corrections is None:
        return "corriger ces lignes, puis relancer."
    return f"corriger {corrections} (colonne « Erreurs »), puis l’importer."
