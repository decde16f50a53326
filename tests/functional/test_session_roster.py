"""`sigma session roster`: who is in a session, what is missing, and lists to sign."""

import pytest
from docx import Document
from openpyxl import load_workbook

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

SESSION = factories.SESSION


@pytest.fixture
def remplie(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Two persons in a session, one of whom nearly all is known, and a candidate to a meeting."""
    return modeles.fill(peuple, _remplie)


def _remplie(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", SESSION, "2020-10-12")
    peuple.ok(*factories.prescripteur_add())
    peuple.ok(*factories.candidature_add(), "--ic", "2020-10-12")
    peuple.ok(*factories.stagiaire_enrol(nom="Zola"), entree=factories.nir())
    peuple.ok(
        *factories.stagiaire_enrol(nom="Diaz", prenom="Ana", naissance=None),
        *("--niveau-entree", "5", "--courriel", "ana@exemple.fr"),
        entree=factories.nir(2, sexe="7"),
    )
    peuple.ok(*factories.place_allocate("P000002"))
    peuple.ok("parcours", "set", "P000002", "--prescripteur", "PR0001", "--mode", "FICHE")


def test_the_roster_names_each_person_and_what_is_missing(remplie: Sigma) -> None:
    lignes = remplie.json("session", "roster", SESSION)["resultats"]
    assert [(ligne["nom_naissance"], ligne["parcours"]) for ligne in lignes] == [
        ("Diaz", "P000002"),
        ("Zola", "P000001"),
    ]
    assert lignes[0]["manque"] == "NIR définitif, naissance"
    manques = "courriel ou téléphone, niveau d’entrée, rémunération, prescription"
    assert lignes[1]["manque"] == manques
    assert lignes[0]["remuneration"] != "REGION"  # the word, not the code


def test_who_left_lacks_nothing(remplie: Sigma) -> None:
    remplie.ok("stagiaire", "leave", "P000001", "--le", "2020-12-01", "--motif", "Emploi")
    lignes = remplie.json("session", "roster", SESSION)["resultats"]
    assert (lignes[1]["date_sortie"], lignes[1]["manque"]) == ("2020-12-01", "")


def test_the_list_of_a_meeting_holds_who_is_convened(remplie: Sigma) -> None:
    (ligne,) = remplie.json("session", "roster", SESSION, "--ic", "12/10/2020")["resultats"]
    assert (ligne["candidature"], ligne["nom"]) == ("C000001", "Durand")
    assert ligne["prescripteur"] == "Mission locale Narbonne (Narbonne)"
    refus = remplie.refused(11, "session", "roster", SESSION, "--ic", "2020-10-13")
    assert "n’a pas de réunion le 13/10/2020" in refus


@pytest.mark.parametrize("options", [(), ("--ic", "2020-10-12")])
def test_the_files_have_room_to_sign_and_are_their_owner_s(
    remplie: Sigma, lieu: Lieu, options: tuple[str, ...]
) -> None:
    noms = ["Durand"] if options else ["Diaz", "Zola"]
    for suffixe in ("xlsx", "docx"):
        fichier = lieu.dossier / f"liste.{suffixe}"
        remplie.ok("session", "roster", SESSION, *options, "-o", str(fichier))
        assert fichier.stat().st_mode & 0o777 == 0o600
        avant = fichier.read_bytes()
        assert remplie.refused(13, "session", "roster", SESSION, *options, "-o", str(fichier))
        remplie.ok("session", "roster", SESSION, *options, "-o", str(fichier), "--force")
        assert fichier.read_bytes() == avant
    feuille = load_workbook(lieu.dossier / "liste.xlsx").active
    assert feuille is not None
    titres, *lignes = feuille.iter_rows(values_only=True)
    assert titres[-1] == "Signature"
    assert [ligne[1] for ligne in lignes] == noms
    (tableau,) = Document(str(lieu.dossier / "liste.docx")).tables
    assert [rangee.cells[1].text for rangee in tableau.rows][1:] == noms
    assert tableau.rows[0].cells[-1].text == "Signature"


def test_the_roster_of_an_empty_session_and_bad_names(peuple: Sigma, lieu: Lieu) -> None:
    assert peuple.json("session", "roster", SESSION)["nombre"] == 0
    peuple.refused(11, "session", "roster", "20F0011_03/99")
    peuple.refused(2, "session", "roster", SESSION, "-o", str(lieu.dossier / "liste.pdf"))


def test_the_sheet_of_a_person_says_all_of_each_parcours(remplie: Sigma) -> None:
    (parcours,) = remplie.json("stagiaire", "show", "S000002")["parcours"]
    assert parcours["prescription"] == "fiche, Mission locale Narbonne (Narbonne)"
    assert (parcours["candidature"], parcours["heures"]) == (None, None)
    texte = remplie.ok("stagiaire", "show", "S000002").stdout
    assert "P000002 à 20F0011_03/01, rémunération : " in texte
    assert (
        "  du 02/11/2020 au 25/06/2021, niveau d’entrée 5, prescription : fiche, Mission locale Narbonne"
        in texte
    )
