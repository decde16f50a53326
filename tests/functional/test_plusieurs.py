"""Several references at once: all or nothing, one line each; tasks narrowed, ticked and unticked."""

import pytest

from tests import factories
from tests.conftest import Modeles, Sigma

SESSION = factories.SESSION
APRES = {"SIGMA_MAINTENANT": "2020-10-14T09:00"}
DATES = ("--du", "2020-11-02", "--au", "2021-06-25")


@pytest.fixture
def reunion(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Two candidatures on a meeting that is past, P000001 and P000002 enrolled without them."""
    return modeles.fill(peuple, _reunion)


def _reunion(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", SESSION, "2020-10-12")
    peuple.ok(*factories.prescripteur_add())
    for nom, prenom in (("Diaz", "Ana"), ("Petit", "Luc")):
        peuple.ok(*factories.candidature_add(nom=nom, prenom=prenom, ic="2020-10-12"))
    for ordre in (1, 2):
        ligne = factories.stagiaire_enrol(prenom=f"Léa-{ordre}")
        peuple.ok(*ligne, entree=factories.nir(ordre))
    peuple.ok("place", "quota", "20F0011", "1")


def test_presences_are_noted_together_one_line_each(reunion: Sigma) -> None:
    dit = reunion.ok("candidature", "presence", "C000001", "C000002", "present", **APRES)
    assert dit.stdout == (
        "C000001 (Diaz Ana, 20F0011_03/01) : présente, à saisir dans Kairos.\n"
        "C000002 (Petit Luc, 20F0011_03/01) : présente, à saisir dans Kairos.\n"
    )


def test_one_refusal_undoes_the_others(reunion: Sigma) -> None:
    reunion.ok("candidature", "presence", "C000002", "present", **APRES)
    refus = reunion.refused(12, "candidature", "presence", "C000001", "C000002", "present", **APRES)
    assert "La présence de C000002 est déjà notée : présente." in refus
    assert "Rien n’est enregistré des 2 références." in refus
    assert reunion.json("candidature", "show", "C000001")["etat"] == "CONVOQUE"


def test_a_reference_repeated_counts_once_and_json_lists_them(reunion: Sigma) -> None:
    un = reunion.json("candidature", "presence", "C000001", "C000001", "present", **APRES)
    assert un["candidature"] == "C000001"
    plusieurs = reunion.json("candidature", "result", "C000001", "non-retenu", "--motif", "PROJET")
    assert plusieurs["etat"] == "NON_RETENU"


def test_results_and_validations_are_noted_together(reunion: Sigma) -> None:
    deux = ("C000001", "C000002")
    reunion.ok("candidature", "presence", *deux, "present", **APRES)
    fait = reunion.json("candidature", "result", *deux, "retenu", *DATES, **APRES)
    assert fait["nombre"] == 2
    assert [fiche["etat"] for fiche in fait["resultats"]] == ["RETENU", "RETENU"]


def test_places_beyond_the_quota_give_none(reunion: Sigma) -> None:
    deux = ("P000001", "P000002")
    refus = reunion.refused(12, "place", "allocate", *deux, "--motif", "Ordre des dossiers")
    assert "Rien n’est enregistré" in refus
    assert reunion.json("place", "list")["utilisees"] == 0
    reunion.ok("place", "quota", "20F0011", "2")
    dit = reunion.ok("place", "allocate", *deux, "--motif", "Ordre des dossiers").stdout
    assert dit.splitlines()[1] == (
        "P000002 (Martin Léa-2, 20F0011_03/01) : place rémunérée attribuée. "
        "20F0011 : 2 accordées, 0 restante."
    )
    rendues = reunion.json("place", "release", *deux, "--motif", "Erreur")
    assert [compte["restantes"] for compte in rendues["resultats"]] == [1, 2]


def test_several_leave_together(reunion: Sigma) -> None:
    fait = reunion.ok(
        *("stagiaire", "leave", "P000001", "P000002", "--le", "2020-10-30", "--motif", "Emploi")
    )
    assert len(fait.stdout.splitlines()) == 2


def test_the_tasks_of_a_retained_candidate_are_one_act(reunion: Sigma) -> None:
    reunion.ok("candidature", "presence", "C000001", "present", **APRES)
    reunion.ok("candidature", "result", "C000001", "retenu", *DATES, **APRES)
    siennes = reunion.json("todo", "list", "--objet", "c000001", "--dans", "kairos", **APRES)
    assert siennes["nombre"] >= 3
    dit = reunion.ok("todo", "done", "--objet", "C000001", "--dans", "kairos", **APRES).stdout
    assert len(dit.splitlines()) == siennes["nombre"]
    assert "(C000001, Diaz Ana, 20F0011_03/01) cochée dans Kairos" in dit
    assert reunion.json("todo", "list", "--objet", "C000001", **APRES)["nombre"] == 0
    reunion.refused(11, "todo", "done", "--objet", "C000001", "--dans", "kairos", **APRES)


def test_tasks_are_narrowed_to_a_session_and_a_tool(reunion: Sigma) -> None:
    toutes = reunion.json("todo", "list", **APRES)["nombre"]
    assert reunion.json("todo", "list", "--session", SESSION, **APRES)["nombre"] == toutes
    reunion.ok(*factories.session_add())
    assert reunion.json("todo", "list", "--session", "20F0011_03/02", **APRES)["nombre"] == 0
    assert reunion.json("todo", "list", "--dans", "asp", **APRES)["nombre"] == 0
    reunion.refused(11, "todo", "list", "--session", "20F0011_03/09")
    reunion.refused(10, "todo", "list", "--objet", "X1")


def test_a_tick_set_by_mistake_is_taken_back_and_journalled(reunion: Sigma) -> None:
    avant = reunion.json("todo", "list", "--objet", "P000001")["resultats"]
    ref = avant[0]["tache"]
    reunion.ok("todo", "done", ref, "--dans", "kairos")
    dit = reunion.ok("todo", "undo", ref, "--dans", "kairos").stdout
    assert "décochée dans Kairos : reste à faire dans Kairos" in dit
    assert reunion.json("todo", "list", "--objet", "P000001")["resultats"] == avant
    (ligne, *_) = reunion.json("journal", "list", ref)["resultats"]
    assert (ligne["operation"], ligne["apres"]) == ("tache.undo", {"etat": "A_FAIRE"})
    assert "rien à décocher" in reunion.refused(13, "todo", "undo", ref, "--dans", "kairos")


def test_json_gives_all_the_tasks(reunion: Sigma) -> None:
    for ordre in range(3, 60):
        ligne = factories.stagiaire_enrol(nom=f"Nom{chr(65 + ordre % 26)}", prenom=f"Zoé-{ordre}")
        reunion.ok(*ligne, entree=factories.nir(ordre))
    travail = reunion.json("todo", "list", **APRES)
    assert len(travail["resultats"]) == travail["nombre"] > 50
    assert "les 50 premières sont montrées" in reunion.ok("todo", "list", **APRES).stdout


def test_nothing_named_nothing_ticked(reunion: Sigma) -> None:
    assert "Quelle tâche ?" in reunion.refused(2, "todo", "done", "--dans", "kairos")
