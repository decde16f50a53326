"""One run of `sigma import`: open the file, ask what must be asked, run, undo or keep, conclude."""

import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import typer

from sigma_cli.commands.cadre import acces
from sigma_cli.commands.echanges import bilan_import
from sigma_cli.console import confirm, hint, plural, show, show_error, warn
from sigma_cli.errors import InvalidInput, SigmaError, UsageProblem
from sigma_cli.typer_fr.avancement import progress

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.formats.tableau import Tableau
    from sigma_cli.services.echanges.importation.contrat import Contexte, Genre
    from sigma_cli.services.echanges.importation.execution import Bilan
    from sigma_cli.services.echanges.importation.lecture import Colonnes


_FINS: Final = frozenset({"", ".xlsx", ".xlsm", ".csv", ".txt", ".tsv", ".json"})


class Deroulement:
    """One run of one command: the file, its options, and what is said of them."""

    def __init__(self, ctx: typer.Context, code: str) -> None:
        from sigma_cli.services.echanges.importation import REGISTRE

        self._genre: Genre = REGISTRE[code]
        self._config = acces.settings(ctx)
        self._options: dict[str, Any] = ctx.params
        self._fichier = Path(ctx.params["fichier"])
        self._titres = _pairs(ctx.params["colonne"], "--colonne", "TITRE=CHAMP")
        self._valeurs = _pairs(ctx.params["valeur"], "--valeur", "CHAMP=VALEUR")

    def run(self) -> None:
        """Read, judge, write; then say what became of the rows."""
        from sigma_cli.services.echanges.importation import corrections, feuille, lecture

        with self._open() as tableau:
            _check_ending(self._fichier)
            if self._options["erreurs"]:
                corrections.check_name(Path(self._options["erreurs"]), tableau.genre)
            remarques = feuille.check_sheet(tableau)
            colonnes = lecture.map_columns(self._genre, tableau.titres, self._titres)
            lecture.check_columns(self._genre, tableau.titres, colonnes, self._valeurs)
            self._confirm(colonnes)
            warn(remarques)
            bilan_import.tell_unknown(colonnes)
            contexte = self._context(colonnes)
            with acces.writing(self._config) as db:
                bilan = self._execute(db, tableau, colonnes, contexte)
                if not self._is_kept(bilan):
                    db.rollback()
                # before the rows are kept: who interrupts its writing is told that nothing was
                ecrite = self._write_corrections(bilan, colonnes, tableau.genre)
        self._conclude(bilan, ecrite)

    def _open(self) -> "AbstractContextManager[Tableau]":
        from sigma_cli.formats.tableau import read_table
        from sigma_cli.services.echanges.importation import lecture

        def entete(textes: Sequence[str]) -> bool:
            return lecture.is_header(self._genre, textes, self._titres)

        return read_table(self._fichier, entete=entete, feuille=self._options["feuille"])

    def _confirm(self, colonnes: "Colonnes") -> None:
        """Have the titles that are only near ours confirmed. Raises UsageProblem without an answer."""
        proches = [f"« {titre} » pour « {champ} »" for titre, champ in colonnes.a_confirmer]
        if not proches or self._options["yes"]:
            return
        if not sys.stdin.isatty():
            raise UsageProblem(
                f"Titres à confirmer : {', '.join(proches)} ; relancer avec --yes, ou dire ce que "
                "sont les colonnes avec --colonne."
            )
        if not confirm(f"Titres rapprochés : {', '.join(proches)}. Est-ce bien cela ?"):
            raise UsageProblem(
                "Import abandonné : corriger les titres, ou les dire avec --colonne."
            )

    def _context(self, colonnes: "Colonnes") -> "Contexte":
        from sigma_cli.services.echanges.importation.contrat import Contexte, Nature

        champs = colonnes.champs.values()
        numeros = any(champ.nature is Nature.NIR for champ in champs)
        return Contexte(
            acte=self._config.acte,
            reglages=self._config.reglages,
            coffre=acces.vault(self._config) if numeros else None,
            accepte=self._options["yes"],
            fichier=self._fichier.name,
        )

    def _execute(
        self, db: "Session", tableau: "Tableau", colonnes: "Colonnes", contexte: "Contexte"
    ) -> "Bilan":
        """Make the rows into the base; the transaction is still open."""
        from sigma_cli.services.echanges.importation import execution, lecture

        defauts = lecture.read_defaults(self._genre, self._valeurs, contexte)
        lecteur = lecture.Lecteur(self._genre, tableau, colonnes, defauts, contexte)
        with progress(f"Import de {self._fichier.name}") as avance:
            bilan = execution.run(
                db,
                self._genre,
                contexte,
                lecteur.rows(),
                patient=self._options["partiel"],
                avance=avance,
            )
        tableau.check_unchanged()
        return bilan

    def _is_kept(self, bilan: "Bilan") -> bool:
        """Tell whether what was made of the rows stays in the base."""
        return not self._options["dry_run"] and not self._fails(bilan)

    def _fails(self, bilan: "Bilan") -> bool:
        """Tell whether rows refused undo all; --partiel keeps the good ones beside them."""
        reste = bilan.refuses < sum(bilan.compte.values())
        garde = bool(self._options["partiel"]) and reste and not bilan.interrompu
        return bool(bilan.refuses) and not garde

    def _conclude(self, bilan: "Bilan", corrections: Path | None) -> None:
        dry_run, echoue = self._options["dry_run"], self._fails(bilan)
        document = bilan_import.document(bilan, corrections, dry_run=dry_run, echoue=echoue)
        refuse = self._failure(bilan, corrections)
        if refuse:
            erreur = {"code": refuse.exit_code, "regle": refuse.regle, "message": refuse.message}
            document["erreur"] = erreur
        show(
            document,
            texte=lambda: bilan_import.summary(
                self._fichier.name, bilan, dry_run=dry_run, echoue=echoue
            ),
            as_json=self._options["as_json"],
        )
        warn(bilan.avertissements)
        if bilan.non_dits:
            autres = plural(bilan.non_dits, "autre avertissement")
            hint(f"attention : {autres} des mêmes règles.")
        if refuse:
            show_error(refuse, as_json=False)
            raise typer.Exit(refuse.exit_code)

    def _failure(self, bilan: "Bilan", corrections: Path | None) -> SigmaError | None:
        """Return what stops the import, or None when the good rows are kept."""
        from sigma_cli.services.echanges.importation.execution import failure

        if not self._fails(bilan):
            if bilan.refuses:
                hint(
                    f"attention : {bilan_import.count_refused(bilan)} ; {bilan_import.where(corrections)}"
                )
            return None
        return failure(
            bilan.erreurs,
            f"{self._fichier.name} : {bilan_import.count_refused(bilan)}, rien n’a été enregistré ; "
            f"{bilan_import.where(corrections)}",
        )

    def _write_corrections(self, bilan: "Bilan", colonnes: "Colonnes", genre: str) -> Path | None:
        """Write the sheet beside the file if rows are refused; a full disk only costs the sheet."""
        if not bilan.erreurs:
            return None
        from sigma_cli.formats.fichier import write_whole
        from sigma_cli.services.echanges.importation import corrections

        choisie = self._options["erreurs"]
        cible = Path(choisie) if choisie else corrections.free_name(self._fichier, genre)
        fautes, le = corrections.messages(bilan.erreurs), self._config.acte.le
        mode = 0o600 if self._genre.personnel else None
        try:
            with self._open() as tableau:
                en_trop = corrections.surplus(tableau)
            with self._open() as tableau:
                write_whole(
                    cible,
                    lambda flux: corrections.write(
                        flux, tableau, colonnes, fautes, en_trop=en_trop, le=le
                    ),
                    mode=mode,
                )
        except SigmaError as error:
            ailleurs = "" if choisie else " « --erreurs FICHIER » l’écrit ailleurs."
            hint(f"attention : feuille à corriger non écrite. {error.message}{ailleurs}")
            return None
        return cible


def _check_ending(fichier: Path) -> None:
    """Refuse a file that no table is kept in, whatever it looks like inside. Raises InvalidInput."""
    if fichier.suffix.lower() not in _FINS:
        raise InvalidInput(
            f"{fichier.name} : ce n’est pas un tableau d’après son nom ; donner un fichier .xlsx, .csv ou "
            ".json."
        )


def _pairs(donnees: list[str] | None, option: str, forme: str) -> dict[str, str]:
    """Read `GAUCHE=DROITE` words. Raises InvalidInput."""
    paires = {}
    for texte in donnees or ():
        gauche, signe, droite = texte.partition("=")
        if not (gauche.strip() and signe and droite.strip()):
            raise InvalidInput(f"{option} : écrire {forme}, entre guillemets s’il y a des espaces.")
        paires[gauche.strip()] = droite.strip()
    return paires
