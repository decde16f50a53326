"""`sigma rgpd …`: tell a person what is held of them, forget them, keep nothing past its time."""

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, reference, texte
from sigma_cli.console import confirm, hint, is_someone_there, plain_text, plural, show, show_table
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.references import read_candidature, read_stagiaire
from sigma_cli.errors import RuleViolation, UsageProblem

if TYPE_CHECKING:
    from sigma_cli.config import Config
    from sigma_cli.services.rgpd.extraction import Extrait
    from sigma_cli.services.rgpd.purge import Purge

app = typer.Typer(no_args_is_help=True)

Personne = Annotated[
    str,
    reference(
        "PERSONNE", "Stagiaire, comme S000001, ou candidature sans inscription, comme C000001."
    ),
]

_PURGE: Final = ("Objet", "Quoi", "Nombre", "Depuis", "Retenu")
_MOTIF: Final = nominative(short(200))
_GARDENT: Final = (
    "Les sauvegardes d’avant et les fichiers déjà écrits gardent cette identité : les détruire à leur "
    "échéance."
)
_CHAPEAU: Final = (
    "Données conservées dans sigma au {le}. Le numéro est {numero} ; les empreintes et les "
    "numéros scellés, illisibles, ne sont pas reproduits."
)


@app.callback()
def _aide() -> None:
    """Les droits des personnes : communiquer, effacer, ne rien garder au-delà des durées décidées."""


@app.command()
def extract(
    ctx: typer.Context,
    personne: Personne,
    vers: Annotated[
        str | None,
        typer.Option(
            "--sortie",
            "-o",
            metavar="FICHIER|-",
            help="Nom des deux fichiers, .json et .html ; « - » : le JSON sur la sortie standard.",
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Remplacer les fichiers.")] = False,
    avec_nir: Annotated[
        bool, typer.Option("--avec-nir", help="Y écrire le numéro en clair ; noté au journal.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Avec --avec-nir : ne pas demander confirmation.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Réunir tout ce qui est conservé d’une personne : des données (JSON) et une fiche à lire."""
    from sigma_cli.services.rgpd import candidats, extraction

    candidat = _is_candidature(personne)
    if avec_nir and candidat:
        raise UsageProblem("--avec-nir : une candidature ne porte aucun numéro ; retirer l’option.")
    if avec_nir and vers == "-":
        raise UsageProblem("--avec-nir : le numéro ne s’écrit que dans un fichier, avec -o.")
    config, ident = acces.settings(ctx), _read(personne)
    coffre = acces.vault(config) if avec_nir else acces.vault_if_any(config)
    question = "Écrire dans ces fichiers le numéro en clair, ce que le journal gardera ?"
    if avec_nir and not yes and not confirm(question):
        raise UsageProblem("Extraction abandonnée : rien n’a été écrit.")
    with acces.writing(config) as db:
        extrait = (
            candidats.extract(db, config.acte, ident)
            if candidat
            else extraction.extract(db, config.acte, ident, coffre=coffre, avec_nir=avec_nir)
        )
    if vers == "-":
        sys.stdout.buffer.write(_as_json(extrait))
        return
    fichiers = _write(extrait, Path(vers or f"extrait-{extrait.stagiaire}"), force=force)
    document = {"stagiaire": extrait.stagiaire, "avec_nir": avec_nir, "fichiers": fichiers}
    sortie.say(document, f"{extrait.stagiaire} : {' et '.join(fichiers)}.", as_json=as_json)
    if not as_json:
        hint("À remettre à la personne elle-même, puis à supprimer d’ici.")


@app.command()
def erase(
    ctx: typer.Context,
    personne: Personne,
    motif: Annotated[str, texte("Pourquoi ; gardé au journal, sans nom de personne.")],
    as_json: Json = False,
) -> None:
    """Effacer l’identité d’une personne, sans retour ; ses parcours restent comptés, sans nom."""
    from sigma_cli.services.rgpd import effacement
    from sigma_cli.store.effacement import forget_log

    config = acces.settings(ctx)
    ident, raison = _read(personne), _MOTIF(motif, "--motif")
    if _is_candidature(personne):
        _erase_applicant(config, ident, raison, as_json=as_json)
        return
    coffre = acces.vault_if_any(config)
    with acces.writing(config) as db:
        fait = effacement.erase(
            db, config.acte, ident, motif=raison, coffre=coffre, reglages=config.reglages
        )
    forget_log(acces.address(config))
    sortie.conclude(
        fait,
        f"{fait.stagiaire} : identité effacée, {plural(len(fait.parcours), 'parcours gardé')} sans "
        "nom.",
        as_json=as_json,
        suite=_GARDENT,
    )


def _erase_applicant(config: "Config", ident: int, motif: str, *, as_json: bool) -> None:
    from sigma_cli.services.rgpd import candidats
    from sigma_cli.store.effacement import forget_log

    with acces.writing(config) as db:
        fait = candidats.erase(db, config.acte, ident, motif=motif)
    forget_log(acces.address(config))
    phrase = f"{', '.join(fait.candidatures)} : identité effacée."
    sortie.conclude(fait, phrase, as_json=as_json, suite=_GARDENT)


def _is_candidature(personne: str) -> bool:
    return personne.strip().upper().startswith("C")


def _read(personne: str) -> int:
    return read_candidature(personne) if _is_candidature(personne) else read_stagiaire(personne)


@app.command()
def purge(
    ctx: typer.Context,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Lister ce qui serait retiré, sans y toucher.")
    ] = False,
    force: Annotated[
        bool,
        typer.Option("--force", help="Purger même si l’horloge paraît fausse."),
    ] = False,
    as_json: Json = False,
) -> None:
    """Retirer ce qui a dépassé sa durée de conservation, fixée dans la configuration ([rgpd])."""
    from sigma_cli.services.rgpd import purge as service
    from sigma_cli.store.effacement import forget_log

    config = acces.settings(ctx)
    if dry_run:
        with acces.reading(config) as db:
            prevue = service.plan(db, config.acte, config.reglages)
        _tell(prevue, as_json=as_json)
        return
    if not force:
        _check_clock(config)
    coffre = acces.vault_if_any(config)
    with acces.writing(config) as db:
        faite = service.purge(db, config.acte, config.reglages, coffre=coffre)
    forget_log(acces.address(config))
    _tell(faite, as_json=as_json)


def _check_clock(config: "Config") -> None:
    """Ask before a purge under a clock that is not to be believed. Raises RuleViolation (RGPD-08)."""
    from sigma_cli.services.rgpd import purge as service

    with acces.reading(config) as db:
        doute = service.check_clock(db, config.acte)
    if doute is None:
        return
    if not is_someone_there() or not confirm(f"{doute}. Purger quand même, sans retour ?"):
        raise RuleViolation(
            f"{doute} : rien n’est purgé. Vérifier la date de ce poste ; si elle est juste, relancer avec "
            "--force.",
            regle="RGPD-08",
        )


def _tell(purge: "Purge", *, as_json: bool) -> None:
    if as_json:
        show(purge, texte=str, as_json=True)
        return
    if purge.resultats:
        show_table(
            _PURGE,
            ([e.objet, e.quoi, e.nombre, e.depuis, e.retenu] for e in purge.resultats),
        )
    retenus = sum(echu.retenu is not None for echu in purge.resultats)
    nombre = purge.nombre - retenus
    fait = (
        plural(nombre, "élément retiré")
        if purge.faite
        else f"{plural(nombre, 'élément')} à retirer"
    )
    suite = f", {plural(retenus, 'retenu')} en attendant un envoi" if retenus else ""
    durees = "par défaut, pas encore décidées"
    if purge.decidee_le:
        durees = f"décidées le {plain_text(purge.decidee_le)}"
    sortie.sentence(f"{fait}{suite} (durées {durees}).")


def _as_json(extrait: "Extrait") -> bytes:
    document = {
        "stagiaire": extrait.stagiaire,
        "extrait_le": extrait.extrait_le,
        "avec_nir": extrait.avec_nir,
        **extrait.parties,
    }
    texte_json = json.dumps(document, ensure_ascii=False, indent=2, default=_iso)
    return f"{texte_json}\n".encode()


def _write(extrait: "Extrait", chemin: Path, *, force: bool) -> list[str]:
    """Write the data and the sheet, both or none, for their user only; return their names."""
    from sigma_cli.formats.fiche_html import to_html
    from sigma_cli.formats.fichier import write_all

    numero = "en clair" if extrait.avec_nir else "masqué"
    chapeau = _CHAPEAU.format(le=plain_text(extrait.extrait_le), numero=numero)
    page = to_html(f"Extrait de {extrait.stagiaire}", chapeau, extrait.rubriques())
    base = chemin.with_suffix("") if chemin.suffix in {".json", ".html"} else chemin
    contenus = {
        base.with_name(f"{base.name}.json"): _as_json(extrait),
        base.with_name(f"{base.name}.html"): page,
    }
    write_all(contenus, force=force, mode=0o600)
    return [str(fichier) for fichier in contenus]


def _iso(valeur: object) -> str:
    return valeur.isoformat() if isinstance(valeur, date) else str(valeur)
