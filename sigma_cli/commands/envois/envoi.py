"""`sigma flux push` and `retry`: what cron runs every day."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces
from sigma_cli.commands.cadre.parametres import Json, given
from sigma_cli.commands.envois import lieux
from sigma_cli.commands.envois import messages as flux_dires
from sigma_cli.config import Config
from sigma_cli.console import confirm, hint, is_someone_there, plural, show
from sigma_cli.domain.envois.insistance import Insistance
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.references import read_parcours
from sigma_cli.errors import (
    Conflict,
    InvalidInput,
    NotFound,
    RuleViolation,
    SigmaError,
    UsageProblem,
)

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.flux.contrat import Flux
    from sigma_cli.services.envois.depot import Envoi, Voie

ESSAIS: Final = 3
DELAI: Final = 60
_DEJA: Final = "Un envoi est déjà en cours : rien à faire."
_PAS_PRIS: Final = (
    "Un envoi est en cours : l’ordre de renvoyer n’a pas été pris ; le redonner quand il sera fini."
)
_MOTIF: Final = nominative(short(500))

Codes = Annotated[list[str] | None, typer.Argument(metavar="CODE", help="Flux ; tous par défaut.")]
UnCode = Annotated[str | None, typer.Argument(metavar="CODE", help="Un flux.")]
Essais = Annotated[
    int, typer.Option(metavar="N", min=1, max=100, help="Essais par fichier, au plus.")
]
Delai = Annotated[
    int,
    typer.Option(
        metavar="SECONDES", min=0, max=86_400, help="Attente entre les essais, au plus et en tout."
    ),
]
Cron = Annotated[bool, typer.Option("--cron", help="Ne rien dire quand tout va bien.")]
Yes = Annotated[
    bool,
    typer.Option("--yes", help="Sans destination choisie : laisser les fichiers sur ce poste."),
]
_A_L_AVEUGLE: Final = "L’avez-vous vu avec lui, et faut-il tout envoyer sans comparer ?"
# What one flux does with an open base and its way out.
Envoyer = Callable[["Session", "Flux[Any]", "Voie"], "Iterable[Envoi]"]


def push(
    ctx: typer.Context,
    codes: Codes = None,
    renvoyer: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PARCOURS", help="Renvoyer un parcours refusé par le destinataire (répétable)."
        ),
    ] = None,
    motif: Annotated[
        str | None, typer.Option(metavar="TEXTE", help="Pourquoi il est renvoyé.")
    ] = None,
    depuis: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FICHIER",
            help="Après une restauration : copie d’un fichier envoyé (répétable).",
        ),
    ] = None,
    confirmer_reprise: Annotated[
        bool,
        typer.Option("--confirmer-reprise", help="Après une restauration : envoyer sans comparer."),
    ] = False,
    essais: Essais = ESSAIS,
    delai: Delai = DELAI,
    cron: Cron = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Envoyer ce qui est dû. Code retour 30 si un dépôt échoue, après avoir tenté les autres."""
    config = acces.settings(ctx)
    choisis = chosen(config, codes)
    repris = list(dict.fromkeys(map(read_parcours, renvoyer or ())))
    raison = given(_MOTIF, motif, "--motif")
    if bool(repris) != bool(raison):
        raise UsageProblem("--renvoyer et --motif vont ensemble : qui repart, et pourquoi.")

    def send(db: "Session", flux: "Flux[Any]", voie: "Voie") -> "Iterable[Envoi]":
        from sigma_cli.services.envois import comparaison, envoi

        if comparaison.is_due(db, flux.code):
            compare(db, flux, voie)
        return envoi.push(db, config.acte, flux, acces.context(config), voie)

    def compare(db: "Session", flux: "Flux[Any]", voie: "Voie") -> None:
        _compare(
            config,
            db,
            flux,
            voie,
            copies=depuis or [],
            confirmee=confirmer_reprise,
            demander=not (cron or yes),
        )

    def reopen() -> None:
        _reopen(config, choisis, repris, raison or "")

    insistance = Insistance(essais=essais, delai=delai)
    _run(
        config,
        choisis,
        send,
        insistance,
        begin=reopen if raison else None,
        cron=cron,
        yes=yes,
        as_json=as_json,
    )


def retry(
    ctx: typer.Context,
    codes: Codes = None,
    essais: Essais = ESSAIS,
    delai: Delai = DELAI,
    cron: Cron = False,
    yes: Yes = False,
    as_json: Json = False,
) -> None:
    """Retenter ce qui est resté en route, sans préparer de nouveau fichier."""
    config = acces.settings(ctx)
    choisis = chosen(config, codes)

    def send(db: "Session", flux: "Flux[Any]", voie: "Voie") -> "Iterable[Envoi]":
        from sigma_cli.flux.contrat import Releve
        from sigma_cli.services.envois import comparaison, depot, envoi

        if comparaison.is_due(db, flux.code):
            raise RuleViolation(
                f"{flux.code} : la base a été restaurée sans celle qu’elle remplace ; lancer d’abord "
                "« sigma flux push », qui compare avec ce qui est parti. Rien n’est envoyé.",
                regle="BAS-01",
            )
        repris = list(envoi.finish(db, config.acte, flux, voie))
        return repris or [depot.report(flux.code, None, Releve())]

    insistance = Insistance(essais=essais, delai=delai)
    _run(config, choisis, send, insistance, cron=cron, yes=yes, as_json=as_json)


def chosen(config: Config, codes: Sequence[str] | None) -> "list[Flux[Any]]":
    """Return the flux named, each once, or all those that leave by themselves. Raises NotFound."""
    from sigma_cli.flux import REGISTRE

    if codes:
        return list({flux.code: flux for flux in map(find, codes)}.values())
    return [
        flux
        for flux in REGISTRE.values()
        if not flux.sur_choix or config.has_destination(flux.code)
    ]


def find(code: str) -> "Flux[Any]":
    """Return one flux by its code. Raises NotFound."""
    from sigma_cli.flux import REGISTRE

    flux = REGISTRE.get(code.strip().lower())
    if flux is None:
        raise NotFound(f"Flux inconnu ; choisir parmi : {', '.join(REGISTRE)}.")
    return flux


def _run(
    config: Config,
    choisis: "Sequence[Flux[Any]]",
    send: Envoyer,
    insistance: Insistance,
    *,
    begin: Callable[[], None] | None = None,
    cron: bool,
    yes: bool,
    as_json: bool,
) -> None:
    """Send each flux in turn under the lock of the senders; one that fails stops no other.

    `begin` is an order given for this run. Raises Conflict when another run keeps it from being taken.
    """
    with acces.reading(config) as db:  # a missing base is told before anything else
        lieux.prepare(config, db, choisis, ordre=begin is not None, demander=not (cron or yes))
    with acces.alone(config) as seul:
        if not seul:
            if begin:
                raise Conflict(_PAS_PRIS)
            if not cron or as_json:
                show({"flux": [], "message": _DEJA}, texte=lambda: _DEJA, as_json=as_json)
            return
        if begin:
            begin()
        envois: list[Envoi] = []
        echecs: list[SigmaError] = []
        for flux in choisis:
            try:
                # one by one: what left before a failure is told too
                envois.extend(_send_one(config, flux, send, insistance, cron=cron))
            except SigmaError as error:
                echecs.append(error)
                envois.append(flux_dires.failed(flux.code, error))
    flux_dires.tell(
        envois,
        lieux.warnings(config, choisis),
        tete=_tete(config),
        cron=cron,
        as_json=as_json,
    )
    flux_dires.exit_on_failure(envois, echecs)


def _tete(config: Config) -> str:
    from sigma_cli.domain.base.chaine import journal_tete
    from sigma_cli.services.socle import ancrage

    with acces.reading(config) as db:
        return journal_tete(*ancrage.last(db))


def _send_one(
    config: Config, flux: "Flux[Any]", send: Envoyer, insistance: Insistance, *, cron: bool
) -> "Iterator[Envoi]":
    from sigma_cli.services.envois import suivi as suivi_flux
    from sigma_cli.services.envois.depot import Voie

    def wait(secondes: float) -> None:
        if sys.stderr.isatty() and not cron:
            hint(f"{flux.code} : dépôt manqué, nouvel essai dans {secondes:.0f} s…")
        time.sleep(secondes)

    with acces.writing(config) as db:
        connu = suivi_flux.has_delivered(db, flux.code, str(config.destination(flux.code)))
        voie = Voie(
            transport=acces.transport(config, flux.code, personnel=flux.personnel, connu=connu),
            coffre=lambda: acces.vault(config),
            insistance=insistance,
            attendre=wait,
        )
        for fait in send(db, flux, voie):
            yield replace(fait, destination=voie.transport.adresse)


def _compare(
    config: Config,
    db: "Session",
    flux: "Flux[Any]",
    voie: "Voie",
    *,
    copies: "Sequence[Path]",
    confirmee: bool,
    demander: bool,
) -> None:
    """Note what the destination and the copies kept show of what left since the backup (BAS-01)."""
    from sigma_cli.flux.contrat import read_again
    from sigma_cli.services.envois import comparaison

    prefixe = f"SIGMA_{flux.code.upper()}_"
    trouves = {} if confirmee and not copies else voie.transport.relire(prefixe)
    try:
        trouves |= read_again({copie.name: copie.read_bytes() for copie in copies})
    except OSError as error:
        raise InvalidInput(f"--depuis : {error.filename} ne se lit pas.") from error
    vus = partial(
        comparaison.compare, db, config.acte, flux, trouves, destination=voie.transport.adresse
    )
    try:
        fait = vus(confirmee=confirmee)
    except RuleViolation as refus:  # nothing proves what left: someone there may know
        db.rollback()  # nobody waits for an answer
        if not demander or not is_someone_there() or not confirm(f"{refus.message} {_A_L_AVEUGLE}"):
            raise
        fait = vus(confirmee=True)
    db.commit()
    hint(
        f"attention : {flux.code} : base restaurée ; {plural(fait.lignes, 'ligne')} déjà parties, dans "
        f"{plural(len(fait.fichiers), 'fichier')}, notées ; {fait.inconnues} d’inconnus."
    )


def _reopen(
    config: Config, choisis: "Sequence[Flux[Any]]", repris: Iterable[int], motif: str
) -> None:
    from sigma_cli.services.envois import renvoi

    contexte = acces.context(config)
    with acces.writing(config) as db:
        for ident in repris:
            renvoi.reopen(db, config.acte, choisis, ident, motif=motif, contexte=contexte)
