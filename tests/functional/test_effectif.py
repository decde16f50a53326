"""EFF-01: the people of an action held against its convention, wherever its places are told."""

from pathlib import Path

import pytest

from tests.conftest import Sigma
from tests.factories import (
    action_add,
    composante_add,
    nir,
    place_allocate,
    session_add,
    stagiaire_enrol,
)


def enrol(sigma: Sigma, rang: int, session: str = "20F0011_03/01") -> list[str]:
    """Enrol one more person; return the rules that warn."""
    ligne = stagiaire_enrol(session, nom=f"Personne{'abcdef'[rang]}")
    fiche = sigma.json(*ligne, entree=nir(rang + 1))
    return [avertissement["regle"] for avertissement in fiche["avertissements"]]


@pytest.fixture
def action(sigma: Sigma) -> Sigma:
    """An action of two people by convention, with two sessions."""
    sigma.ok(*action_add(effectif="2"))
    sigma.ok(*composante_add())
    sigma.ok(*session_add())
    sigma.ok(*session_add(debut="2021-01-04"))
    return sigma


def test_eff_01_an_enrolment_beyond_the_convention_is_made_and_told(action: Sigma) -> None:
    assert "EFF-01" not in enrol(action, 0)
    assert "EFF-01" not in enrol(action, 1, "20F0011_03/02")
    assert "EFF-01" in enrol(action, 2)
    dit = action.ok(*stagiaire_enrol(nom="Dernier"), entree=nir(9)).stderr
    attendu = "20F0011 : effectif conventionné dépassé (inscrits : 4, conventionnés : 2)"
    assert attendu in " ".join(dit.split())


def test_eff_01_without_a_convention_known_nothing_is_told(action: Sigma) -> None:
    action.ok(*action_add("20F0012"))
    action.ok(*composante_add("20F0012_01"))
    action.ok(*session_add("20F0012_01"))
    assert "EFF-01" not in enrol(action, 0, "20F0012_01/01")
    assert "conventionné" not in action.ok(*place_allocate()).stdout
    assert action.json("place", "list")["effectif"] is None
    assert action.json("place", "list", "20F0011")["effectif"] == 2


def test_eff_01_shown_wherever_places_are(action: Sigma) -> None:
    enrol(action, 0)
    fiche = action.json("action", "show", "20F0011")
    assert (fiche["effectif"], fiche["inscrits"]) == (2, 1)
    for mots in (("action", "list"), ("place", "list"), ("export", "places")):
        ligne = action.json(*mots)["resultats"][0]
        assert (ligne["effectif"], ligne["inscrits"]) == (2, 1), mots
    complet = action.json("export", "actions", "--complet")["resultats"][0]
    assert (complet["effectif"], complet["inscrits"]) == (2, 1)
    compte = "5 accordées, 5 restantes ; 1 inscrit pour 2 conventionnés."
    assert compte in action.ok("place", "quota", "20F0011", "5").stdout
    donnee = action.ok(*place_allocate()).stdout
    assert "5 accordées, 4 restantes ; 1 inscrit pour 2 conventionnés." in donnee
    rendue = action.json("place", "release", "P000001", "--motif", "Renonce")
    assert (rendue["effectif"], rendue["inscrits"]) == (2, 1)
    ecran = action.ok("place", "list").stdout
    assert "Effectif" in ecran
    assert "Inscrits" in ecran


def test_eff_01_a_place_given_beyond_the_convention_is_told(action: Sigma) -> None:
    for rang in range(3):
        enrol(action, rang)
    fiche = action.json(*place_allocate())
    assert [une["regle"] for une in fiche["avertissements"]] == ["EFF-01"]
    option = action.json("place", "release", "P000001", "--motif", "Renonce")
    assert option["avertissements"] == []


def test_eff_01_who_never_came_and_a_session_at_0_places_do_not_count(action: Sigma) -> None:
    for rang in range(2):
        enrol(action, rang)
    enrol(action, 2, "20F0011_03/02")
    action.ok("stagiaire", "leave", "P000001", "--le", "2020-11-01", "--motif", "Désistement")
    assert action.json("action", "show", "20F0011")["inscrits"] == 2
    action.ok("session", "cancel", "20F0011_03/02", "--motif", "Annulée", "--force")
    assert action.json("action", "show", "20F0011")["inscrits"] == 1
    for le, inscrits in (("2020-12-01", 1), ("2020-11-03", 1), ("2020-11-02", 0)):
        action.ok("stagiaire", "leave", "P000002", "--le", le, "--motif", "Abandon")
        assert action.json("action", "show", "20F0011")["inscrits"] == inscrits, le
        action.ok("stagiaire", "leave", "P000002", "--annuler")


def test_eff_01_an_import_counts_row_after_row(action: Sigma, tmp_path: Path) -> None:
    fichier = tmp_path / "s.csv"
    lignes = [f"20F0011_03;01;Nom{'abc'[rang]};Ana;{nir(rang + 1)}" for rang in range(3)]
    titres = "N Composante;Numéro session;Nom de naissance;Prénom;NIR"
    fichier.write_text("\n".join([titres, *lignes]), encoding="utf-8")
    bilan = action.json("import", "stagiaires", str(fichier))
    assert bilan["crees"] == 3
    dits = [une["message"] for une in bilan["avertissements"] if une["regle"] == "EFF-01"]
    assert len(dits) == 1
    assert "inscrits : 3, conventionnés : 2" in dits[0]
