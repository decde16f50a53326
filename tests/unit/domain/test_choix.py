"""A choice is read as people write it: with or without its accents, as a code or as words."""

from collections.abc import Callable
from typing import Any

import pytest

from sigma_cli.domain import lecteurs
from sigma_cli.domain.choix import read_choice
from sigma_cli.domain.offre import diffusion
from sigma_cli.domain.places import fin_droits, remuneration
from sigma_cli.domain.taches import taches
from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.recrutement import Etat, Mode


@pytest.mark.parametrize(
    ("lire", "ecrits", "code"),
    [
        (fin_droits.read_reponse, ("accordee", "Accordée", "ACCORDÉE"), "ACCORDEE"),
        (remuneration.read_regime, ("REGION", "Région"), "REGION"),
        (remuneration.read_regime, ("POLE_EMPLOI", "Pôle emploi", "pole-emploi"), "POLE_EMPLOI"),
        (remuneration.read_decision, ("aucune", "AUCUNE "), "AUCUNE"),
        (lecteurs.lire_type_remuneration, ("Région", "region"), "REGION"),
        (diffusion.read_portail, ("mfr", "MFR"), "MFR"),
        (taches.read_outil, ("Défi", "defi"), "DEFI"),
        (lecteurs.choice(Etat), ("NON_RETENU", "non retenu", "non-retenu"), "NON_RETENU"),
        (lecteurs.choice(Etat), ("inscrit", "INSCRIT_SIGMA", "inscrit sigma"), "INSCRIT_SIGMA"),
        (lecteurs.choice(Mode), ("en ligne", "dématérialisée", "DEMATERIALISEE"), "DEMATERIALISEE"),
    ],
)
def test_accents_and_words_are_accepted_everywhere(
    lire: Callable[[str, str], Any], ecrits: tuple[str, ...], code: str
) -> None:
    assert {str(lire(ecrit, "--choix")) for ecrit in ecrits} == {code}


def test_no_two_entries_answer_to_one_word() -> None:
    for liste in (Etat, Mode):
        for membre in liste:
            assert read_choice(liste, membre.value, "x") is membre
            assert read_choice(liste, membre.label, "x") is membre
    with pytest.raises(InvalidInput, match="--etat : choisir parmi SAISIE, CONVOQUE"):
        read_choice(Etat, "perdu", "--etat")
