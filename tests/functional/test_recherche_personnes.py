"""`--cherche` among persons and candidatures: words in any order, and numbers."""

import pytest

from tests import factories
from tests.conftest import Modeles, Sigma


@pytest.fixture
def monde(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Two persons in two sessions, each with a candidature, under the names of one another’s places."""
    return modeles.fill(peuple, _monde)


def _monde(peuple: Sigma) -> None:
    peuple.ok(*factories.session_add())
    peuple.ok(*factories.prescripteur_add())
    inscrits = (("Martin-Roux", "Zoé", "01"), ("Fabre", "Martin", "02"))
    for rang, (nom, prenom, session) in enumerate(inscrits, 1):
        ref = f"20F0011_03/{session}"
        enrol = factories.stagiaire_enrol(ref, nom=nom, prenom=prenom)
        peuple.ok(*enrol, entree=factories.nir(rang))
        peuple.ok(*factories.candidature_add(ref, nom=nom, prenom=prenom))


@pytest.mark.parametrize(
    ("cherche", "trouves"),
    [
        ("zoe martin", [1]),
        ("MARTIN-ROUX", [1]),
        ("martin", [1, 2]),
        ("fabre zoe", []),
        ("{}000002", [2]),
        ("{}1", [1]),
        ("{}000009", []),
        ("20f0011_03", [1, 2]),
        ("20F0011_03/02", [2]),
        ("20F0011_03/2 fabre", [2]),
        ("20F0011_03/02 roux", []),
        ("20F0011_04", []),
        ("20F0011_03/x", []),
        ("f", [2]),
        ("%", []),
        ("a_r", []),
        (" ", [1, 2]),
    ],
)
def test_q8_05_people_are_found_by_words_and_by_numbers(
    monde: Sigma, cherche: str, trouves: list[int]
) -> None:
    def found(sorte: str, champ: str, lettre: str) -> list[int]:
        lignes = monde.json(sorte, "list", "--cherche", cherche.format(lettre))["resultats"]
        return sorted(int(ligne[champ][1:]) for ligne in lignes)

    assert found("stagiaire", "stagiaire", "S") == trouves
    assert found("stagiaire", "stagiaire", "P") == trouves
    assert found("candidature", "candidature", "C") == trouves
    exportes = monde.json("export", "stagiaires", "--cherche", cherche.format("S"))["resultats"]
    assert sorted(int(ligne["stagiaire"][1:]) for ligne in exportes) == trouves


@pytest.mark.parametrize(
    "liste", ["action", "composante", "session", "stagiaire", "candidature", "prescripteur"]
)
def test_a_text_too_long_to_be_looked_for_is_refused(peuple: Sigma, liste: str) -> None:
    assert peuple.json(liste, "list", "--cherche", "z" * 200)["nombre"] == 0
    message = peuple.refused(10, liste, "list", "--cherche", "z" * 60_000)
    assert "--cherche : 60000 caractères, 200 au plus" in message
