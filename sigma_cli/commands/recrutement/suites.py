"""`sigma candidature …`: what happens to a candidature once it is entered."""

from functools import partial
from typing import TYPE_CHECKING, Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, lot, sortie
from sigma_cli.commands.cadre.libelles import CANDIDATURE, ETAT
from sigma_cli.commands.cadre.parametres import Json, Parcours, given, jour, reference, texte
from sigma_cli.commands.recrutement.appel import Appel
from sigma_cli.domain.choix import read_choice
from sigma_cli.domain.dates import date_fr, lire_date
from sigma_cli.domain.lecteurs import nominative, short
from sigma_cli.domain.references import read_candidature, read_parcours
from sigma_cli.errors import UsageProblem
from sigma_cli.referentiels.recrutement import Presence, Resultat

if TYPE_CHECKING:
    from sigma_cli.services.recrutement.fiche_candidature import FicheCandidature

app = typer.Typer(no_args_is_help=True)

_TEMPS_REEL: Final = (
    "Les prescripteurs le verront en temps réel une fois saisi dans Kairos (Q2-13)."
)
_MOTIF: Final = nominative(short(500))
Candidature = Annotated[str, reference("CANDIDATURE", "Candidature, comme C000001.")]
Candidatures = Annotated[
    list[str], reference("CANDIDATURE", "Candidature, comme C000001 ; plusieurs d’un coup.")
]


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
    phrase = f"{_who(fiche)} : convoquée le {date_fr(quand)}." if quand else ""
    sortie.conclude(fiche, phrase, as_json=as_json)


@app.command()
def reopen(ctx: typer.Context, candidature: Candidature, as_json: Json = False) -> None:
    """Reprendre une candidature que l’annulation de sa session avait laissée sans suite."""
    from sigma_cli.services.recrutement import suites

    config, ident = acces.settings(ctx), read_candidature(candidature)
    with acces.writing(config) as db:
        fiche = suites.reopen(db, config.acte, ident, reglages=config.reglages)
    phrase = f"{_who(fiche)} : reprise, {ETAT(fiche.etat)}."
    sortie.conclude(fiche, phrase, as_json=as_json)


@app.command()
def presence(
    ctx: typer.Context,
    candidatures: Candidatures,
    presence: Annotated[
        str, typer.Argument(metavar="present|absent", help="Venue, ou pas, à la réunion.")
    ],
    le: Annotated[str | None, jour("Jour (sinon celui de la réunion).")] = None,
    appel: Appel = None,
    as_json: Json = False,
) -> None:
    """Noter la présence à l’information collective ou au rendez-vous, de tous ou de personne."""
    from sigma_cli.services.recrutement import suites

    venue, date = read_choice(Presence, presence, "PRESENCE"), given(lire_date, le, "--le")
    config, idents = acces.settings(ctx), lot.read_all(candidatures, read_candidature)
    with acces.writing(config) as db:
        fiches = lot.each(
            idents,
            lambda ident: suites.attend(
                db, config.acte, ident, venue, le=date, reglages=config.reglages
            ),
        )
    phrases = [f"{_who(fiche)} : {ETAT(fiche.etat)}, à saisir dans Kairos." for fiche in fiches]
    lot.conclude(fiches, phrases, as_json=as_json, suite=_TEMPS_REEL)


@app.command()
def result(
    ctx: typer.Context,
    candidatures: Candidatures,
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
    debut, fin = given(lire_date, du, "--du"), given(lire_date, au, "--au")
    raison = given(_MOTIF, motif, "--motif")
    detail = given(_MOTIF, precision, "--precision")
    if (retenu and detail) or (not retenu and (debut or fin)):
        raise UsageProblem("--du et --au vont avec retenu, --precision avec non-retenu.")
    decide: partial[FicheCandidature]
    if retenu:
        decide = partial(suites.retain, debut=debut, fin=fin, raison=raison)
    else:
        decide = partial(suites.reject, motif=raison, precision=detail)
    config, idents = acces.settings(ctx), lot.read_all(candidatures, read_candidature)
    with acces.writing(config) as db:
        fiches = lot.each(
            idents, lambda ident: decide(db, config.acte, ident, reglages=config.reglages)
        )
    premiere = fiches[0]
    suite = f"Pour inscrire : sigma stagiaire enrol {premiere.session} --candidature {premiere.candidature}"
    phrases = [f"{_who(fiche)} : {ETAT(fiche.etat)}, à saisir dans Kairos." for fiche in fiches]
    lot.conclude(fiches, phrases, as_json=as_json, suite=suite if retenu else None)


@app.command()
def validate(
    ctx: typer.Context,
    candidatures: Candidatures,
    le: Annotated[str | None, jour("Jour (sinon aujourd’hui).")] = None,
    as_json: Json = False,
) -> None:
    """Noter que le prescripteur a validé une candidature que nous avons saisie."""
    from sigma_cli.services.recrutement import suites

    date = given(lire_date, le, "--le")
    config, idents = acces.settings(ctx), lot.read_all(candidatures, read_candidature)
    with acces.writing(config) as db:
        fiches = lot.each(
            idents,
            lambda ident: suites.validate(
                db, config.acte, ident, le=date, reglages=config.reglages
            ),
        )
    dit = CANDIDATURE["validation"]
    phrases = [
        f"{_who(fiche)} : validation du prescripteur {dit(fiche.validation)}." for fiche in fiches
    ]
    lot.conclude(fiches, phrases, as_json=as_json)


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
    phrase = f"{_who(fiche)} : {ETAT(fiche.etat)}, {fiche.parcours}."
    sortie.conclude(fiche, phrase, as_json=as_json)


def _who(fiche: "FicheCandidature") -> str:
    return f"{fiche.candidature} ({fiche.nom} {fiche.prenom}, {fiche.session})"
