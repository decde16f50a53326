"""`sigma place option|rights|protect|decide`: who pays, other than by a plain place of the quota."""

from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, lot
from sigma_cli.commands.cadre.parametres import DesParcours, Json, Parcours, given, jour, texte
from sigma_cli.commands.places import compte as compte_places
from sigma_cli.console import plain_text
from sigma_cli.domain.dates import lire_date
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.places.remuneration import read_decision, read_regime
from sigma_cli.domain.references import read_parcours
from sigma_cli.errors import UsageProblem

if TYPE_CHECKING:
    from sqlmodel import Session

    from sigma_cli.services.places.quota import ComptePlaces

_MOTIF: Final = nominative(short(500))
_PERSONNE: Final = nominative(short(100))
_DOCUMENT: Final = nominative(short(200))


def option(
    ctx: typer.Context,
    parcours: Parcours,
    regime: Annotated[
        str, typer.Argument(metavar="REGION|POLE_EMPLOI", help="Régime que la personne choisit.")
    ],
    rqth_du: Annotated[str | None, jour("Premier jour de la RQTH, s’il est connu.")] = None,
    rqth_au: Annotated[str | None, jour("Dernier jour de la RQTH, s’il est connu.")] = None,
    as_json: Json = False,
) -> None:
    """Noter le droit d’option d’un travailleur handicapé, au plus tard le jour de l’entrée."""
    from sigma_cli.services.places import regimes
    from sigma_cli.services.socle import qui

    config, ident = acces.settings(ctx), read_parcours(parcours)
    choisi = read_regime(regime, "REGIME")
    debut = given(lire_date, rqth_du, "--rqth-du")
    fin = given(lire_date, rqth_au, "--rqth-au")
    with acces.writing(config) as db:
        compte = regimes.choose(
            db, config.acte, ident, choisi, rqth_du=debut, rqth_au=fin, reglages=config.reglages
        )
        nom = qui.parcours(db, ident)
    compte_places.tell(
        nom, compte, f"option notée, {config.reglages.label(choisi)}", as_json=as_json
    )


def rights(
    ctx: typer.Context,
    parcours: Parcours,
    fin: Annotated[str | None, jour("Dernier jour de l’ARE, pendant le parcours.")] = None,
    aucun: Annotated[bool, typer.Option("--aucun", help="Pas d’ARE à l’entrée.")] = False,
    complets: Annotated[
        bool, typer.Option("--complets", help="L’ARE couvre tout le parcours.")
    ] = False,
    document: Annotated[str | None, texte("Ce qui le prouve : nature et date du document.")] = None,
    as_json: Json = False,
) -> None:
    """Noter les droits à l’ARE ; s’ils finissent en cours de route, donner une place s’il en reste."""
    from sigma_cli.services.places import regimes
    from sigma_cli.services.socle import qui

    if (fin is not None) + aucun + complets != 1:
        raise UsageProblem("Donner une seule réponse : --fin, --aucun ou --complets.")
    droits = regimes.Droits(
        ouverts=not aucun,
        fin=given(lire_date, fin, "--fin"),
        document=given(_DOCUMENT, document, "--document"),
    )
    config, ident = acces.settings(ctx), read_parcours(parcours)
    with acces.writing(config) as db:
        compte = regimes.note_rights(db, config.acte, ident, droits, reglages=config.reglages)
        nom = qui.parcours(db, ident)
    label = config.reglages.label(compte.type_remuneration)
    suite = f", rémunération {label} à compter du {plain_text(compte.depuis)}"
    compte_places.tell(
        nom, compte, f"droits notés{suite if compte.depuis else ''}", as_json=as_json
    )


def protect(
    ctx: typer.Context,
    parcours: DesParcours,
    verifie_par: Annotated[str | None, texte("Qui a vérifié.")] = None,
    le: Annotated[str | None, jour("Quand.")] = None,
    comment: Annotated[
        str | None, texte("Comment : attestation, appel à la caisse, déclaration…")
    ] = None,
    as_json: Json = False,
) -> None:
    """Donner la protection sociale à qui n’en a pas, une fois vérifié ; ouvre le dossier P2S."""
    from sigma_cli.services.places import regimes

    verification = regimes.Verification(
        par=given(_PERSONNE, verifie_par, "--verifie-par"),
        le=given(lire_date, le, "--le"),
        comment=given(_MOTIF, comment, "--comment"),
    )
    config, idents = acces.settings(ctx), lot.read_all(parcours, read_parcours)

    def protect_one(db: "Session", ident: int) -> "ComptePlaces":
        return regimes.protect(db, config.acte, ident, verification, reglages=config.reglages)

    def dire(compte: "ComptePlaces") -> str:
        return config.reglages.label(compte.type_remuneration)

    compte_places.decide(config, idents, protect_one, dire, as_json=as_json)


def decide(
    ctx: typer.Context,
    parcours: Parcours,
    type_: Annotated[
        str,
        typer.Argument(
            metavar="POLE_EMPLOI|AUCUNE|INDECISE", help="Qui paie ; INDECISE revient en arrière."
        ),
    ],
    motif: Annotated[str, texte("Pourquoi.")],
    as_json: Json = False,
) -> None:
    """Décider que Pôle emploi paie, ou personne. Tant que rien n’est décidé, rien ne part à DEFI."""
    from sigma_cli.services.places import regimes
    from sigma_cli.services.socle import qui

    config, ident = acces.settings(ctx), read_parcours(parcours)
    voulu, raison = read_decision(type_, "TYPE"), _MOTIF(motif, "--motif")
    with acces.writing(config) as db:
        compte = regimes.decide(
            db, config.acte, ident, voulu, motif=raison, reglages=config.reglages
        )
        nom = qui.parcours(db, ident)
    compte_places.tell(nom, compte, f"rémunération {config.reglages.label(voulu)}", as_json=as_json)
