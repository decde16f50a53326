"""`sigma stagiaire enrol`: a person into a session, from a candidature or from what is typed."""

from functools import partial
from typing import Annotated, Any, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.numero import (
    CleAcceptee,
    IdentiteConfirmee,
    NirSaisi,
    read_number,
    read_reason,
)
from sigma_cli.commands.cadre.parametres import (
    Json,
    Lecture,
    Session,
    given,
    jour,
    lectures,
    read,
    texte,
)
from sigma_cli.commands.inscription import identite as stagiaire_identite
from sigma_cli.config import Config
from sigma_cli.domain import lecteurs
from sigma_cli.domain.offre.niveaux import lire_niveau
from sigma_cli.domain.references import read_candidature, read_session
from sigma_cli.errors import UsageProblem

LECTURES: Final = lectures(
    lecteurs.STAGIAIRE | lecteurs.PARCOURS,
    "nom_usage",
    "prenom",
    "civilite",
    "courriel",
    "telephone",
    "categorie",
    nom="nom_naissance",
    naissance="date_naissance",
    entree="date_entree",
    fin="date_fin_prevue",
) | {"confirmer_identite": Lecture("motif_identite", "--confirmer-identite", read_reason)}
Civilite = Annotated[str | None, typer.Option(metavar="M.|Mme", help="Civilité.")]


def enrol(
    ctx: typer.Context,
    session: Session,
    nom: Annotated[str | None, texte("Nom de naissance (sinon celui de la candidature).")] = None,
    prenom: Annotated[str | None, texte("Prénom.")] = None,
    nom_usage: Annotated[str | None, texte("Nom d’usage.")] = None,
    civilite: Civilite = None,
    naissance: Annotated[str | None, jour("Date de naissance.")] = None,
    candidature: Annotated[
        str | None,
        typer.Option(
            metavar="CANDIDATURE",
            help="Candidature retenue, comme C000001 : son identité et ses dates sont reprises.",
        ),
    ] = None,
    nir: NirSaisi = None,
    yes: CleAcceptee = False,
    confirmer_identite: IdentiteConfirmee = None,
    categorie: Annotated[str | None, texte("Catégorie du public.")] = None,
    niveau_entree: Annotated[
        str | None, typer.Option(metavar="NIVEAU", help="Niveau d’entrée.")
    ] = None,
    pic: Annotated[bool, typer.Option("--pic", help="Relève du PIC.")] = False,
    rqth: Annotated[bool, typer.Option("--rqth", help="Travailleur handicapé reconnu.")] = False,
    courriel: Annotated[str | None, texte("Adresse électronique.")] = None,
    telephone: Annotated[str | None, texte("Téléphone.")] = None,
    entree: Annotated[str | None, jour("Date d’entrée (sinon celle de la session).")] = None,
    fin: Annotated[str | None, jour("Fin prévue (sinon celle de la session).")] = None,
    numero_ale: Annotated[str | None, typer.Option(hidden=True)] = None,
    as_json: Json = False,
) -> None:
    """Inscrire un stagiaire à une session. Sa place rémunérée se décide ensuite."""
    from sigma_cli.services.inscription import candidature as inscription
    from sigma_cli.services.inscription.demande import Demande

    config = acces.settings(ctx)
    valeurs = read(ctx, LECTURES) | {"session": read_session(session)}
    if candidature is not None:
        with acces.reading(config) as db:
            valeurs = inscription.carry_over(db, read_candidature(candidature), valeurs)
    elif nom is None:
        raise UsageProblem("Il manque le nom : --nom, ou --candidature qui le donne.")
    demande = Demande(
        nir=read_number(
            config, nir, yes=yes, asked=config.acte.jour >= config.reglages.version_agora
        ),
        niveau_entree=given(level_reader(config), niveau_entree, "--niveau-entree"),
        pic=pic,
        rqth=rqth,
        numero_ale=numero_ale,
        **valeurs,
    )
    coffre = acces.vault(config) if demande.nir else None
    annonce = stagiaire_identite.ask_gateway(config, demande, coffre)
    with acces.writing(config) as db:
        inscrit = inscription.enrol(
            db,
            config.acte,
            demande,
            coffre=coffre,
            reglages=config.reglages,
            passerelle=annonce,
        )
    sortie.conclude(
        inscrit,
        stagiaire_identite.enrolled(inscrit),
        as_json=as_json,
        suite=f"Place rémunérée, si c’est décidé : sigma place allocate {inscrit.parcours} --motif …",
    )
    if not as_json:
        stagiaire_identite.tell(inscrit)


def level_reader(config: Config) -> Any:
    """Return what reads a level of entry, in the framework of the day (Q7-03)."""
    nouvelle = config.acte.jour >= config.reglages.version_agora
    return partial(lire_niveau, nouvelle_nomenclature=nouvelle)
