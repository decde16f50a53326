"""`sigma candidature …`: who applies to a session; the rest is in `candidature_suites` and `_vue`."""

from typing import Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces, listes, sortie
from sigma_cli.commands.cadre.libelles import ETAT
from sigma_cli.commands.cadre.parametres import Json, Session, jour, lectures, read, texte
from sigma_cli.commands.recrutement import lecture as candidature_vue
from sigma_cli.commands.recrutement import suites as candidature_suites
from sigma_cli.commands.recrutement.suites import Candidature
from sigma_cli.domain import lecteurs
from sigma_cli.domain.references import read_candidature, read_prescripteur, read_session
from sigma_cli.referentiels.recrutement import AUCUN

app = typer.Typer(no_args_is_help=True)
app.add_typer(candidature_suites.app)
app.add_typer(candidature_vue.app)
app.add_typer(listes.plain("MOTIFS", "Les motifs pour ne pas retenir quelqu’un."), name="motif")

_LECTURES: Final = lectures(
    lecteurs.CANDIDATURE,
    "nom",
    "prenom",
    "courriel",
    "telephone",
    "mode",
    "origine",
    "positionne_le",
    "fiche_recue_le",
    "fiche_de",
    naissance="date_naissance",
    ic="reunion",
    rdv="rendez_vous",
)
Mode_ = typer.Option("--mode", metavar="DEMATERIALISEE|FICHE", help="Mode de la prescription.")
Qui = typer.Option(
    "--prescripteur", metavar="PR0001|aucun", help="Prescripteur à l’origine, ou « aucun »."
)
Origine_ = typer.Option(
    "--origine",
    metavar="DEMATERIALISEE|SAISIE_OF",
    help="Positionnée par un prescripteur, ou saisie par nous dans Kairos (sinon d’après le mode).",
)
Positionne = jour("Jour du positionnement (sinon aujourd’hui).")
AvantVote = Annotated[
    bool | None,
    typer.Option(
        "--avant-vote/--apres-vote",
        help="Recrutement avant le vote, quand sa date manque à l’action.",
    ),
]


@app.callback()
def _aide() -> None:
    """Les candidatures : prescription, réunion, présence, résultat, inscription."""


@app.command()
def add(
    ctx: typer.Context,
    session: Session,
    nom: Annotated[str, texte("Nom de naissance.")],
    prenom: Annotated[str, texte("Prénom.")],
    naissance: Annotated[str | None, jour("Date de naissance.")] = None,
    courriel: Annotated[str | None, texte("Adresse électronique.")] = None,
    telephone: Annotated[str | None, texte("Téléphone.")] = None,
    mode: Annotated[str | None, Mode_] = None,
    prescripteur: Annotated[str | None, Qui] = None,
    origine: Annotated[str | None, Origine_] = None,
    positionne_le: Annotated[str | None, Positionne] = None,
    avant_vote: AvantVote = None,
    ic: Annotated[str | None, jour("Information collective de la session.")] = None,
    rdv: Annotated[str | None, jour("Rendez-vous, au lieu d’une information collective.")] = None,
    fiche_recue_le: Annotated[str | None, jour("Arrivée de la fiche par courriel.")] = None,
    fiche_de: Annotated[str | None, texte("Expéditeur de la fiche.")] = None,
    as_json: Json = False,
) -> None:
    """Saisir une candidature à une session. Rien n’est décidé à votre place."""
    from sigma_cli.services.recrutement import candidatures

    ident, aucun = _read_who(prescripteur)
    saisie = candidatures.Saisie(
        session=read_session(session),
        prescripteur=ident,
        sans_prescripteur=aucun,
        avant_vote=bool(avant_vote),
        **read(ctx, _LECTURES),
    )
    config = acces.settings(ctx)
    with acces.writing(config) as db:
        fiche = candidatures.add(db, config.acte, saisie, reglages=config.reglages)
    quand = fiche.reunion or fiche.rendez_vous_le
    suite = f"Après la réunion : sigma candidature presence {fiche.candidature} present|absent"
    if quand is None:
        suite = f"Pour convoquer : sigma candidature convoke {fiche.candidature} --ic DATE"
    phrase = f"{fiche.candidature} : candidature de {fiche.nom} {fiche.prenom} à {fiche.session}, {ETAT(fiche.etat)}."
    sortie.conclude(fiche, phrase, as_json=as_json, suite=suite)


@app.command("set")
def set_(
    ctx: typer.Context,
    candidature: Candidature,
    nom: Annotated[str | None, texte("Nom de naissance.")] = None,
    prenom: Annotated[str | None, texte("Prénom.")] = None,
    naissance: Annotated[str | None, jour("Date de naissance.")] = None,
    courriel: Annotated[str | None, texte("Adresse électronique.")] = None,
    telephone: Annotated[str | None, texte("Téléphone.")] = None,
    mode: Annotated[str | None, Mode_] = None,
    prescripteur: Annotated[str | None, Qui] = None,
    origine: Annotated[str | None, Origine_] = None,
    positionne_le: Annotated[str | None, jour("Jour du positionnement.")] = None,
    avant_vote: AvantVote = None,
    fiche_recue_le: Annotated[str | None, jour("Arrivée de la fiche par courriel.")] = None,
    fiche_de: Annotated[str | None, texte("Expéditeur de la fiche.")] = None,
    as_json: Json = False,
) -> None:
    """Corriger une candidature ; ce qui n’est pas donné ne change pas."""
    from sigma_cli.services.recrutement import candidatures

    prescripteur_id, aucun = _read_who(prescripteur)
    valeurs: dict[str, Any] = read(ctx, _LECTURES) | {
        "prescripteur_id": prescripteur_id,
        "avant_vote": avant_vote,
    }
    config, ident = acces.settings(ctx), read_candidature(candidature)
    with acces.writing(config) as db:
        fiche = candidatures.update(
            db, config.acte, ident, valeurs, sans_prescripteur=aucun, reglages=config.reglages
        )
        modifie = acces.changed(db)
    sortie.conclude(
        fiche,
        sortie.kept(
            f"{fiche.candidature} ({fiche.nom} {fiche.prenom}, {fiche.session})",
            "enregistrée",
            modifie=modifie,
        ),
        as_json=as_json,
    )


def _read_who(valeur: str | None) -> tuple[int | None, bool]:
    """Return the prescripteur given, and whether it was answered that there is none (Q2-11)."""
    if valeur is None:
        return None, False
    if valeur.strip().lower() == AUCUN:
        return None, True
    return read_prescripteur(valeur), False
