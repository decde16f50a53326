"""`sigma stagiaire nir`: the definitive number, once it is known, in place of the NIA."""

import typer

from sigma_cli.commands.cadre import acces, sortie
from sigma_cli.commands.cadre.numero import (
    CleAcceptee,
    IdentiteConfirmee,
    NirSaisi,
    read_number,
    read_reason,
)
from sigma_cli.commands.cadre.parametres import Json, Stagiaire, given
from sigma_cli.domain.inscription.inscriptions import COMMENT
from sigma_cli.domain.references import read_stagiaire
from sigma_cli.errors import UsageProblem


def nir(
    ctx: typer.Context,
    stagiaire: Stagiaire,
    nir: NirSaisi = None,
    yes: CleAcceptee = False,
    confirmer_identite: IdentiteConfirmee = None,
    as_json: Json = False,
) -> None:
    """Remplacer le NIA d’un stagiaire par son NIR définitif ; l’ancien n’est plus lisible."""
    from sigma_cli.services.personnes import remplacement

    config = acces.settings(ctx)
    ident = read_stagiaire(stagiaire)
    motif = given(read_reason, confirmer_identite, "--confirmer-identite")
    numero = read_number(config, nir, yes=yes, asked=True)
    if numero is None:
        raise UsageProblem(f"Pas de numéro : {COMMENT}.")
    coffre = acces.vault(config)
    with acces.writing(config) as db:
        fait = remplacement.replace(
            db, config.acte, ident, numero, coffre=coffre, reglages=config.reglages, motif=motif
        )
    if not fait.modifie:
        phrase = f"{fait.stagiaire} porte déjà ce numéro ({fait.nir}) : rien n’a changé."
    else:
        agora = "" if fait.agora_transferable else " ; toujours pas transmis à AGORA"
        phrase = f"{fait.stagiaire} : {fait.nir_classe} enregistré ({fait.nir}){agora}."
    suite = "À reporter aussi dans les autres outils : sigma todo list" if fait.modifie else None
    sortie.conclude(fait, phrase, as_json=as_json, suite=suite)
