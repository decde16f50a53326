"""`sigma todo`: what is owed to other tools, ticked one by one."""

from datetime import date

import pytest

from sigma_cli.commands.taches.page import page
from sigma_cli.services.taches.liste import LigneTache, Travail
from tests import factories
from tests.conftest import Modeles, Sigma

APRES = {"SIGMA_MAINTENANT": "2020-11-05T09:00"}


@pytest.fixture
def inscrit(peuple: Sigma, modeles: Modeles) -> Sigma:
    """One person enrolled in a session that starts on 2 November 2020."""
    return modeles.fill(peuple, _inscrit)


def _inscrit(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())


def test_q1_03_opens_a_task_to_type_each_stagiaire_in_kairos(inscrit: Sigma) -> None:
    travail = inscrit.json("todo", "list")
    assert travail["nombre"] == 1
    (tache,) = travail["resultats"]
    assert tache["type"] == "KAIROS_STAGIAIRE"
    assert (tache["tache"], tache["regle"], tache["objet"]) == ("T000001", "Q1-03", "P000001")
    assert tache["a_faire_dans"] == ["kairos"]
    assert tache["echeance"] == "2020-11-02"
    assert tache["valeurs"] == {
        "Nom de naissance": "Martin",
        "Prénom": "Léa",
        "Date de naissance": "15/01/1985",
        "Session": "20F0011_03/01",
        "Dates du parcours": "02/11/2020 – 25/06/2021",
    }


def test_q1_03_stays_open_until_done_on_a_date(inscrit: Sigma) -> None:
    faite = inscrit.json("todo", "done", "T000001", "--dans", "kairos", "--le", "01/09/2020")
    assert faite["a_faire_dans"] == []
    assert inscrit.json("todo", "list")["nombre"] == 0
    (ligne, *_) = inscrit.json("journal", "list", "T000001")["resultats"]
    assert ligne["apres"] == {"etat": "FAITE", "fait_le": "2020-09-01", "outil": "KAIROS"}


def test_the_list_reads_as_work_to_do(inscrit: Sigma) -> None:
    sortie = inscrit.ok("todo", "list")
    assert sortie.stdout == (
        "Saisir le stagiaire dans Kairos (Q1-03)\n"
        "  T000001  P000001  pour le 02/11/2020  dans Kairos\n"
        "      Nom de naissance : Martin · Prénom : Léa · Date de naissance : 15/01/1985 · Session :\n"
        "      20F0011_03/01 · Dates du parcours : 02/11/2020 – 25/06/2021\n"
        "\n"
        "Nombre de résultats : 1\n"
    )
    assert "sigma todo done" in sortie.stderr


def test_late_tasks_come_first_and_can_be_asked_for_alone(inscrit: Sigma) -> None:
    inscrit.ok(
        *factories.stagiaire_enrol(entree="2020-12-01", nom="Durand"), entree=factories.nir(2)
    )
    travail = inscrit.json("todo", "list", **APRES)
    assert [t["en_retard"] for t in travail["resultats"]] == [True, False]
    assert travail["en_retard"] == 1
    retards = inscrit.json("todo", "list", "--en-retard", **APRES)
    assert [t["objet"] for t in retards["resultats"]] == ["P000001"]
    texte = inscrit.ok("todo", "list", **APRES).stdout
    assert "Saisir le stagiaire dans Kairos (Q1-03) – en retard\n" in texte
    assert "Nombre de résultats : 2, dont 1 en retard\n" in texte


def test_a_page_says_how_many_there_are(inscrit: Sigma) -> None:
    for ordre in (2, 3):
        inscrit.ok(*factories.stagiaire_enrol(nom=f"Nom{'x' * ordre}"), entree=factories.nir(ordre))
    page = inscrit.json("todo", "list", "--limite", "2")
    assert (page["nombre"], len(page["resultats"])) == (3, 2)
    assert "les 2 premières sont montrées" in inscrit.ok("todo", "list", "--limite", "2").stdout
    assert " ; la première est montrée (--" in inscrit.ok("todo", "list", "--limite", "1").stdout


@pytest.mark.parametrize("longueur", range(1, 90, 11))
def test_what_is_to_copy_is_cut_between_words_only(longueur: int) -> None:
    commande = "sigma stagiaire show S000004 --montrer-nir"
    courriel = "jean-pierre.dupont-durand@exemple-de-domaine.fr"
    valeurs = {"Personne": "x" * longueur, "Numéro": commande, "Courriel": courriel}
    tache = LigneTache(
        tache="T000001",
        type="DEFI_NUMERO",
        titre="Saisir",
        regle="RF-05",
        objet="S000004",
        a_faire_dans=["defi"],
        echeance=date(2020, 10, 9),
        en_retard=False,
        valeurs=valeurs,
    )
    lignes = [*page(Travail(nombre=1, en_retard=0, resultats=[tache]), str)]
    assert sum(commande in ligne for ligne in lignes) == 1
    assert sum(courriel in ligne for ligne in lignes) == 1
    assert max(map(len, lignes)) <= 100


def test_a_type_narrows_the_list(inscrit: Sigma) -> None:
    assert inscrit.json("todo", "list", "--type", "kairos-stagiaire")["nombre"] == 1
    assert "KAIROS_STAGIAIRE" in inscrit.refused(10, "todo", "list", "--type", "inconnu")


def test_nothing_to_do_is_said_and_is_no_error(peuple: Sigma) -> None:
    assert peuple.ok("todo", "list").stdout == "Nombre de résultats : 0\n"


@pytest.mark.parametrize(
    ("code", "argv", "message"),
    [
        (10, ("T000001", "--dans", "ouiform"), "--dans : outil inconnu"),
        (10, ("T000001", "--dans", "asp"), "T000001 est à faire dans Kairos"),
        (10, ("T000001", "--dans", "kairos", "--le", "2020-10-07"), "est à venir"),
        (10, ("P000001", "--dans", "kairos"), "une référence comme T000001"),
        (11, ("T000002", "--dans", "kairos"), "Tâche inconnue : T000002"),
    ],
)
def test_a_tick_that_cannot_be_is_refused(
    inscrit: Sigma, code: int, argv: tuple[str, ...], message: str
) -> None:
    assert message in inscrit.refused(code, "todo", "done", *argv)
    assert inscrit.json("todo", "list")["nombre"] == 1


def test_a_task_is_ticked_once_in_a_tool(inscrit: Sigma) -> None:
    inscrit.ok("todo", "done", "T000001", "--dans", "kairos")
    refus = inscrit.refused(13, "todo", "done", "T000001", "--dans", "kairos")
    assert "déjà cochée dans Kairos, le 06/10/2020" in refus
