"""The labels of the status of actions: what people read; scripts read the codes."""

from pathlib import Path

import pytest

from tests.conftest import Lieu, Sigma
from tests.factories import action_add

LIBELLES = '[statuts]\nEG = "Engagée"\nCL = "Clôturée par la Région"\n'


@pytest.fixture
def nommes(sigma: Sigma, lieu: Lieu) -> Sigma:
    lieu.config.write_text(lieu.config.read_text() + LIBELLES, encoding="utf-8")
    sigma.ok(*action_add())
    sigma.ok(*action_add("20F0012", statut="cloturee par la region"))
    sigma.ok(*action_add("20F0013", statut="XX"))
    return sigma


def test_a_status_is_said_by_its_label_on_screen_and_by_its_code_in_json(nommes: Sigma) -> None:
    liste = " ".join(nommes.ok("action", "list").stdout.split())
    assert "Engagée" in liste
    assert "XX" in liste
    assert "Clôturée par la Région" in nommes.ok("action", "show", "20F0012").stdout
    assert nommes.json("action", "show", "20F0012")["statut"] == "CL"
    codes = [ligne["statut"] for ligne in nommes.json("action", "list")["resultats"]]
    assert codes == ["EG", "CL", "XX"]


@pytest.mark.parametrize("complet", [(), ("--complet",)])
@pytest.mark.parametrize("vers", ["csv", "xlsx", "json"])
def test_a_status_goes_to_a_file_and_comes_back(
    nommes: Sigma, tmp_path: Path, vers: str, complet: tuple[str, ...]
) -> None:
    fichier = tmp_path / f"a.{vers}"
    nommes.ok("export", "actions", *complet, "-o", str(fichier))
    if vers == "csv":
        assert ";Clôturée par la Région;" in fichier.read_text("utf-8-sig")
    if vers == "json":
        assert '"CL"' in fichier.read_text("utf-8")
    bilan = nommes.json("import", "actions", str(fichier))
    assert (bilan["inchanges"], bilan["modifies"], bilan["refuses"]) == (3, 0, 0)
    nommes.ok("action", "set", "20F0011", "--statut", "Clôturée par la Région")
    assert nommes.json("import", "actions", str(fichier))["modifies"] == 1
    assert nommes.json("action", "show", "20F0011")["statut"] == "EG"


@pytest.mark.parametrize("autre", ["Engagée", "engagée", "cl", "EG"])
def test_a_label_names_one_status(nommes: Sigma, lieu: Lieu, autre: str) -> None:
    lieu.config.write_text(lieu.config.read_text() + f'ZZ = "{autre}"\n', encoding="utf-8")
    assert "[statuts] ZZ porte le nom d’un autre statut" in nommes.refused(10, "action", "list")


def test_a_status_too_long_is_no_label(nommes: Sigma, tmp_path: Path) -> None:
    nommes.refused(10, "action", "set", "20F0011", "--statut", "Clôturée par personne")
    fichier = tmp_path / "a.csv"
    fichier.write_text("N Action;Statut\n20F0011;Clôturée par personne\n", encoding="utf-8")
    bilan = nommes("import", "actions", str(fichier), "--json")
    assert bilan.exit_code == 10
    assert "Statut" in bilan.stdout
