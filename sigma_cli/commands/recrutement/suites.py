"""`sigma candidature …`: what happens to a candidature once it is entered."""

from typing import Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.libelles import ETAT
from sigma_cli.commands.cadre.parametres import Json, Parcours, given, jour, reference, texte
from sigma_cli.domain.choix import read_choice
from sigma_cli.domain.dates import date_fr, lire_date
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.references import read_candidature, read_parcours
from sigma_cli.errors import UsageProblem
from sigma_cli.referentiels.recrutement import Presence, Resultat

app = typer.Typer(no_args_is_help=True)

_TEMPS_REEL: Final = (
    "Les prescripteurs le verront en temps réel une fois saisi dans Kairos (Q2-13)."
)
_MOTIF: Final = nominative(short(500))
Candidature = Annotated[str, reference("CANDIDATURE", "Candidature, comme C000001.")]


@app.command()
def convoke(
    ctx: typer.Context,
    candidature: Candidature,
    ic: Annotated[str | None, jour("Information collective de la session.")] = None,
    rdv: Annotated[str | None, jour("Rendez-vous, au lieu d’une information collective.")] = None,
    as_json: Json = False,
) -> None:
    """Convoquer à une information collective ou à un rendez-vous."""
    from sigma_cli.services.recrutement import suites

    reunion, rendez_vous = given(lire_date, ic, "--ic"), given(lire_date, rdv, "--rdv")
    config, ident = acces.settings(ctx), read_candidature(candidature)
    with acces.writing(config) as db:
        fiche = suites.convoke(
            db,
            config.acte,
            ident,
            reunion=reunion,
            rendez_vous=rendez_vous,
            reglages=config.reglages,
        )
    quand = reunion or rendez_vous
    phrase = f"{fiche.candidature} : convoquée le {date_fr(quand)}." if quand else ""
    sortie.conclude(fiche, phrase, as_json=as_json)


@app.command()
def reopen(ctx: typer.Context, candidature: Candidature, as_json: Json = False) -> None:
    """Reprendre une candidature que l’annulation de sa session avait laissée sans suite."""
    from sigma_cli.services.recrutement import suites

    config, ident = acces.settings(ctx), read_candidature(candidature)
    with acces.writing(config) as db:
        fiche = suites.reopen(db, config.acte, ident, reglages=config.reglages)
    phrase = f"{fiche.candidature} : reprise, {ETAT(fiche.etat)}."
    sortie.conclude(fiche, phrase, as_json=as_json)


@app.command()
def presence(
    ctx: typer.Context,
    candidature: Candidature,
    presence: Annotated[
        str, typer.Argument(metavar="present|absent", help="Venue, ou pas, à la réunion.")
    ],
    le: Annotated[str | None, jour("Jour (sinon celui de la réunion).")] = None,
    as_json: Json = False,
) -> None:
    """Noter la présence à l’information collective ou au rendez-vous."""
    from sigma_cli.services.recrutement import suites

    venue, date = read_choice(Presence, presence, "PRESENCE"), given(lire_date, le, "--le")
    config, ident = acces.settings(ctx), read_candidature(candidature)
    with acces.writing(config) as db:
        fiche = suites.attend(db, config.acte, ident, venue, le=date, reglages=config.reglages)
    phrase = f"{fiche.candidature} : {ETAT(fiche.etat)}, à saisir dans Kairos."
    sortie.conclude(fiche, phrase, as_json=as_json, suite=_TEMPS_REEL)


@app.command()
def result(
    ctx: typer.Context,
    candidature: Candidature,
    resultat: Annotated[
        str, typer.Argument(metavar="retenu|non-retenu", help="Décision de l’établissement.")
    ],
    du: Annotated[str | None, jour("Début prévisionnel du parcours, si retenu.")] = None,
    au: Annotated[str | None, jour("Fin prévisionnelle du parcours, si retenu.")] = None,
    motif: Annotated[
        str | None,
        texte(
            "Si non retenu : un motif de la liste, comme PREREQUIS. Si retenu après un refus : la raison."
        ),
    ] = None,
    precision: Annotated[str | None, texte("Précision ajoutée au motif.")] = None,
    as_json: Json = False,
) -> None:
    """Noter le résultat du recrutement, avec les dates prévisionnelles ou le motif."""
    from sigma_cli.services.recrutement import suites

    retenu = read_choice(Resultat, resultat, "RESULTAT") is Resultat.RETENU
    dates = {"debut": given(lire_date, du, "--du"), "fin": given(lire_date, au, "--au")}
    raison = given(_MOTIF, motif, "--motif")
    detail = given(_MOTIF, precision, "--precision")
    if (retenu and detail) or (not retenu and any(dates.values())):
        raise UsageProblem("--du et --au vont avec retenu, --precision avec non-retenu.")
    config, ident = acces.settings(ctx), read_candidature(candidature)
    with acces.writing(config) as db:
        if retenu:
            fiche = suites.retain(
                db, config.acte, ident, **dates, raison=raison, reglages=config.reglages
            )
        else:
            fiche = suites.reject(
                db, config.acte, ident, motif=raison, precision=detail, reglages=config.reglages
            )
    suite = (
        f"Pour inscrire : sigma stagiaire enrol {fiche.session} --candidature {fiche.candidature}"
    )
    phrase = f"{fiche.candidature} : {ETAT(fiche.etat)}, à saisir dans Kairos."
    sortie.conclude(fiche, phrase, as_json=as_json, suite=suite if retenu else None)


@app.command()
def validate(
    ctx: typer.Context,
    candidature: Candidature,
    le: Annotated[str | None, jour("Jour (sinon aujourd’hui).")] = None,
    as_json: Json = False,
) -> None:
    """Noter que le prescripteur a validé une candidature que nous avons saisie."""
    from sigma_cli.services.recrutement import suites

    date = given(lire_date, le, "--le")
    config, ident = acces.settings(ctx), read_candidature(candidature)
    with acces.writing(config) as db:
        fiche = suites.validate(db, config.acte, ident, le=date, reglages=config.reglages)
    sortie.conclude(fiche, f"{fiche.candidature} : {fiche.validation}.", as_json=as_json)


@app.command()
def link(
    ctx: typer.Context, candidature: Candidature, parcours: Parcours, as_json: Json = False
) -> None:
    """Lier une candidature retenue à une inscription faite sans elle."""
    from sigma_cli.services.inscription import candidature as inscription

    config = acces.settings(ctx)
    ident, parcours_id = read_candidature(candidature), read_parcours(parcours)
    with acces.writing(config) as db:
        fiche = inscription.link(db, config.acte, ident, parcours_id, reglages=config.reglages)
    phrase = f"{fiche.candidature} : {ETAT(fiche.etat)}, {fiche.parcours}."
    sortie.conclude(fiche, phrase, as_json=as_json)
