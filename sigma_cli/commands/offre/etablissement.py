"""`sigma etablissement …`: who sends the flux."""

from typing import Annotated, Final

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.parametres import Json, Lecture, read, texte
from sigma_cli.domain import identifiants
from sigma_cli.domain.lecteurs import public, short
from sigma_cli.domain.offre import lieux

app = typer.Typer(no_args_is_help=True)

_TITRES: Final = {
    "nom": "Nom",
    "siret": "SIRET",
    "uai": "UAI",
    "nda": "N° d’activité",
    "adresse": "Adresse",
    "code_postal": "Code postal",
    "code_insee": "Code Insee",
    "commune": "Commune",
    "courriel": "Courriel",
    "telephone": "Téléphone",
}
_LECTURES: Final = {
    "nom": Lecture("nom", "--nom", public(short(250))),
    "siret": Lecture("siret", "--siret", identifiants.lire_siret),
    "uai": Lecture("uai", "--uai", identifiants.lire_uai),
    "nda": Lecture("nda", "--nda", identifiants.lire_nda),
    "adresse": Lecture("adresse", "--adresse", public(short(200))),
    "code_postal": Lecture("code_postal", "--code-postal", lieux.lire_code_postal),
    "code_insee": Lecture("code_insee", "--code-insee", lieux.lire_code_insee),
    "commune": Lecture("commune", "--commune", public(short(50))),
    "courriel": Lecture("courriel", "--courriel", public(identifiants.lire_courriel)),
    "telephone": Lecture("telephone", "--telephone", public(identifiants.lire_telephone)),
}


@app.callback()
def _aide() -> None:
    """L’établissement qui utilise la base ; ses identifiants partent dans le flux carif."""


@app.command("set")
def set_(
    ctx: typer.Context,
    nom: Annotated[str | None, texte("Nom de l’établissement.")] = None,
    siret: Annotated[str | None, texte("SIRET, 14 chiffres.")] = None,
    uai: Annotated[str | None, texte("Code UAI, 7 chiffres et une lettre.")] = None,
    nda: Annotated[str | None, texte("N° de déclaration d’activité, 11 caractères.")] = None,
    adresse: Annotated[str | None, texte("Rue et numéro.")] = None,
    code_postal: Annotated[str | None, texte("Code postal (CEDEX compris).")] = None,
    code_insee: Annotated[str | None, texte("Code Insee de la commune.")] = None,
    commune: Annotated[str | None, texte("Commune, comme sur une enveloppe.")] = None,
    courriel: Annotated[str | None, texte("Adresse électronique publique.")] = None,
    telephone: Annotated[str | None, texte("Téléphone public.")] = None,
    as_json: Json = False,
) -> None:
    """Renseigner ou corriger l’établissement ; ce qui n’est pas donné ne change pas."""
    from sigma_cli.services.offre import etablissement

    config, valeurs = acces.settings(ctx), read(ctx, _LECTURES)
    with acces.writing(config) as db:
        fiche = etablissement.update(db, config.acte, valeurs)
        modifie = acces.changed(db)
    manque = [titre for champ, titre in _TITRES.items() if getattr(fiche, champ) is None]
    suite = f"Reste à renseigner : {', '.join(manque)}." if manque else None
    sortie.conclude(
        fiche,
        sortie.kept("Établissement", "enregistré", modifie=modifie),
        as_json=as_json,
        suite=suite,
    )


@app.command()
def show(ctx: typer.Context, as_json: Json = False) -> None:
    """Afficher l’établissement."""
    from sigma_cli.services.offre import etablissement

    with acces.reading(acces.settings(ctx)) as db:
        fiche = etablissement.show(db)
    sortie.sheet(fiche, _TITRES, as_json=as_json)
