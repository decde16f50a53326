"""`sigma export places`: who holds each place, by which decision, and what is left."""

from pathlib import Path

from tests import factories
from tests.conftest import Sigma


def rows(sigma: Sigma, *argv: str) -> list[dict[str, object]]:
    resultats: list[dict[str, object]] = sigma.json("export", "places", *argv)["resultats"]
    return resultats


def test_a_13_each_place_is_beside_the_account_of_its_action(peuple: Sigma, tmp_path: Path) -> None:
    for ordre in (1, 2):
        peuple.ok(*factories.stagiaire_enrol(prenom=f"Léa-{ordre}"), entree=factories.nir(ordre))
    peuple.ok(*factories.action_add("20F0012"))
    peuple.ok("place", "rights", "P000002", "--fin", "2021-02-15")
    peuple.ok(*factories.place_allocate("P000001", motif="Sans ressources"))
    deux, une, vide = rows(peuple)
    assert deux == {
        "convention": "20005341_1",
        "action": "20F0011",
        "intitule": "Diplômes niveaux 5 6 7",
        "accordees": 5,
        "en_plus": 0,
        "utilisees": 2,
        "restantes": 3,
        "parcours": "P000001",
        "composante": "20F0011_03",
        "numero_session": "01",
        "depuis": None,
        "decision": "ATTRIBUEE",
        "criteres": None,
        "motif": "Sans ressources",
        "campagne": None,
        "demande": None,
        "agent": "testeur",
        "le": "2020-10-06",
        "effectif": None,
        "inscrits": 2,
        "nom_naissance": "Martin",
        "prenom": "Léa-1",
    }
    assert (une["parcours"], une["depuis"]) == ("P000002", "2021-02-16")
    assert (vide["action"], vide["utilisees"], vide["parcours"]) == ("20F0012", 0, None)
    assert [ligne["action"] for ligne in rows(peuple, "20F0012")] == ["20F0012"]
    for nom in ("p.csv", "p.xlsx"):
        peuple.ok("export", "places", "-o", str(tmp_path / nom))
    assert "P000001" in (tmp_path / "p.csv").read_text("utf-8-sig")


def test_the_places_of_parcours_that_are_over_come_on_request(peuple: Sigma) -> None:
    for ordre in (1, 2):
        peuple.ok(*factories.stagiaire_enrol(prenom=f"Léa-{ordre}"), entree=factories.nir(ordre))
        peuple.ok(*factories.place_allocate(f"P00000{ordre}"))
    partie = ("stagiaire", "leave", "P000001", "--le", "2020-11-20", "--motif", "Emploi")
    peuple.ok(*partie, SIGMA_MAINTENANT="2020-12-01T09:00")

    def places(jour: str, *options: str) -> tuple[list[object], list[str], int]:
        env = {"SIGMA_MAINTENANT": f"{jour}T09:00"}
        lignes = peuple.json("export", "places", *options, **env)["resultats"]
        etat = peuple.json("place", "list", *options, **env)
        return (
            [ligne["parcours"] for ligne in lignes],
            [place["parcours"] for place in etat["places"]],
            etat["utilisees"],
        )

    deux = ["P000001", "P000002"]
    assert places("2020-11-20") == (deux, deux, 2), "until the last day"
    assert places("2020-11-21") == (deux[1:], deux[1:], 2), "a place over still counts"
    assert places("2020-11-21", "--toutes") == (deux, deux, 2)
    assert places("2022-01-01") == ([None], [], 2), "an action always has its account"


def test_a_place_given_back_then_given_again_is_told_once(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir(1))
    peuple.ok(*factories.place_allocate("P000001", motif="Une fois"))
    peuple.ok("place", "release", "P000001", "--motif", "Retour")
    assert [ligne["parcours"] for ligne in rows(peuple)] == [None]
    peuple.ok(*factories.place_allocate("P000001", motif="Deux fois"))
    (ligne,) = rows(peuple)
    assert (ligne["parcours"], ligne["motif"]) == ("P000001", "Deux fois")
