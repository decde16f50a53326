"""`sigma parcours`: what is held of a parcours, and what of it may be corrected (PAR-01)."""

from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

PIC = "FORPRO SUP – public fléché PIC"
RETENU = ("C000001", "retenu", "--du", "2020-11-02", "--au", "2021-06-25")
AVANT = {"SIGMA_MAINTENANT": "2020-10-20T09:00"}


@pytest.fixture
def paye(peuple: Sigma, modeles: Modeles) -> Sigma:
    """One person, paid by the Région."""
    return modeles.fill(peuple, _paye)


def _paye(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    peuple.ok(*factories.place_allocate())


def correct(sigma: Sigma, *options: str, **env: str) -> Any:
    return sigma.json("parcours", "set", "P000001", *options, **env)


def tasks(sigma: Sigma) -> set[str]:
    return {ligne["type"] for ligne in sigma.json("todo", "list", "--limite", "50")["resultats"]}


def test_par_01_the_sheet_says_all_that_is_held(paye: Sigma) -> None:
    fiche = paye.json("parcours", "show", "P000001")
    attendu = {
        "parcours": "P000001",
        "stagiaire": "S000001",
        "session": factories.SESSION,
        "date_entree": "2020-11-02",
        "date_fin_prevue": "2021-06-25",
        "type_remuneration": "REGION",
        "pic": False,
        "rqth": False,
        "prescription": None,
    }
    assert {cle: fiche[cle] for cle in attendu} == attendu
    assert "REGION" not in paye.ok("parcours", "show", "P000001").stdout
    assert paye.json("parcours", "list", "--session", factories.SESSION)["nombre"] == 1


def test_par_01_each_field_is_corrected_and_the_journal_hides_it(paye: Sigma) -> None:
    fiche = correct(
        *(paye, "--entree", "2020-11-09", "--niveau-entree", "4", "--pic", "--categorie", PIC),
        "--rqth",
    )
    assert (fiche["date_entree"], fiche["niveau_entree"]) == ("2020-11-09", "4")
    assert (fiche["categorie"], fiche["pic"], fiche["rqth"]) == (PIC, True, True)
    assert fiche["avertissements"] == []
    (ligne,) = paye.json("journal", "list", "P000001", "--limite", "1")["resultats"]
    assert ligne["operation"] == "parcours.set"
    assert set(ligne["apres"].values()) == {"•••"}


def test_par_01_what_changes_nothing_says_so(paye: Sigma) -> None:
    dit = paye.ok("parcours", "set", "P000001", "--non-rqth").stdout
    assert dit == f"P000001 (Martin Léa, {factories.SESSION}) : rien n’a changé.\n"
    paye.refused(2, "parcours", "set", "P000001")
    paye.refused(11, "parcours", "set", "P000099", "--rqth")


def test_par_01_a_forgotten_rqth_gives_its_option_back_until_the_day_of_entry(paye: Sigma) -> None:
    assert correct(paye, "--rqth", **AVANT)["avertissements"] == []
    paye.ok("place", "release", "P000001", "--motif", "Choisira")
    paye.ok("place", "rights", "P000001", "--complets")
    paye.ok("place", "option", "P000001", "POLE_EMPLOI", **AVANT)
    assert paye.json("parcours", "show", "P000001")["type_remuneration"] == "POLE_EMPLOI"


def test_par_01_rqth_noted_after_the_entry_opens_no_option(paye: Sigma) -> None:
    tard = {"SIGMA_MAINTENANT": "2020-11-03T09:00"}
    (dit,) = correct(paye, "--rqth", **tard)["avertissements"]
    assert dit["regle"] == "Q9-05"
    assert correct(paye, "--non-rqth", **tard)["avertissements"] == []


@pytest.mark.parametrize(
    ("options", "regle"),
    [
        (("--pic",), "RAP-02"),
        (("--categorie", PIC), "RAP-02"),
        (("--pic", "--categorie", "Autre public"), "RAP-02"),
        (("--categorie", "Public orienté par la fiche navette"), "Q5-01"),
        (("--entree", "2021-07-01"), "SES-02"),
    ],
)
def test_par_01_what_the_rules_refuse_changes_nothing(
    paye: Sigma, options: tuple[str, ...], regle: str
) -> None:
    avant = paye.json("parcours", "show", "P000001")
    assert f"refusé ({regle})" in paye.refused(12, "parcours", "set", "P000001", *options)
    assert paye.json("parcours", "show", "P000001") == avant


def test_par_01_an_entry_before_the_session_is_told(paye: Sigma) -> None:
    (dit,) = correct(paye, "--entree", "2020-10-26")["avertissements"]
    assert dit["regle"] == "SES-04"


def test_par_01_an_entry_after_the_leaving_is_having_never_come(paye: Sigma, lieu: Lieu) -> None:
    paye.ok("stagiaire", "leave", "P000001", "--le", "2020-11-05", "--motif", "Emploi")
    assert correct(paye, "--entree", "2020-11-09")["jamais_venu"] is True
    paye.ok("flux", "push", "defi")
    assert lieu.depot("defi") == []


def test_rf_07_once_sent_a_situation_corrected_is_a_task_in_defi(paye: Sigma) -> None:
    paye.ok("flux", "push", "defi")
    assert "DEFI_SITUATION" not in tasks(paye)
    dits = correct(paye, "--rqth")["avertissements"]
    assert [dit["regle"] for dit in dits] == ["RF-07"]
    assert "DEFI_SITUATION" in tasks(paye)
    correct(paye, "--non-rqth")
    assert "DEFI_SITUATION" not in tasks(paye)


def test_rf_06_once_sent_another_entry_is_a_task_in_both(paye: Sigma) -> None:
    paye.ok("flux", "push", "defi")
    dits = correct(paye, "--entree", "2020-11-09")["avertissements"]
    assert [dit["regle"] for dit in dits] == ["RF-06"]
    assert "DEFI_DATES" in tasks(paye)


# Who prescribed a direct registration (Q2-01) -------------------------------------------------------


def without(sigma: Sigma) -> list[str]:
    lignes = sigma.json("stagiaire", "list", "--sans-prescription")["resultats"]
    return [ligne["parcours"] for ligne in lignes]


def test_q2_01_a_direct_registration_is_warned_of_and_listed(peuple: Sigma) -> None:
    fait = peuple.json(*factories.stagiaire_enrol(), entree=factories.nir())
    dits = [a["message"] for a in fait["avertissements"] if a["regle"] == "Q2-01"]
    assert len(dits) == 1
    assert dits[0].startswith("P000001 : aucune prescription notée")
    assert without(peuple) == ["P000001"]
    assert peuple.json("parcours", "list", "--sans-prescription")["nombre"] == 1


@pytest.mark.parametrize("mode", ["FICHE", "DEMATERIALISEE"])
def test_q2_01_noting_who_prescribed_clears_it(paye: Sigma, mode: str) -> None:
    paye.ok(*factories.prescripteur_add())
    fiche = correct(paye, "--prescripteur", "PR0001", "--mode", mode)
    assert fiche["prescription"].endswith(", Mission locale Narbonne (Narbonne)"), fiche[
        "prescription"
    ]
    assert without(paye) == []


def test_q2_01_a_candidature_linked_afterwards_clears_it(paye: Sigma) -> None:
    paye.ok("session", "ic", "add", factories.SESSION, "2020-10-12")
    paye.ok(*factories.prescripteur_add())
    paye.ok(*factories.candidature_add(), "--ic", "2020-10-12")
    apres = {"SIGMA_MAINTENANT": "2020-10-13T09:00"}
    paye.ok("candidature", "presence", "C000001", "present", **apres)
    paye.ok("candidature", "result", *RETENU, **apres)
    assert without(paye) == ["P000001"]
    paye.ok("candidature", "link", "C000001", "P000001", **apres)
    assert without(paye) == []
    refus = paye.refused(
        12, "parcours", "set", "P000001", "--prescripteur", "PR0001", "--mode", "FICHE"
    )
    assert "C000001" in refus


def test_q2_01_what_is_no_prescription_is_refused(paye: Sigma) -> None:
    paye.ok(*factories.prescripteur_add(type="CIDFF", outil=None))
    noter = ("parcours", "set", "P000001", "--prescripteur")
    paye.refused(2, *noter, "PR0001")
    assert "Q2-02" in paye.refused(12, *noter, "PR0001", "--mode", "DEMATERIALISEE")
    paye.refused(11, *noter, "PR0099", "--mode", "FICHE")
    paye.ok("prescripteur", "archive", "PR0001")
    assert "PRE-01" in paye.refused(12, *noter, "PR0001", "--mode", "FICHE")
    assert without(paye) == ["P000001"]


# The same corrections by a file (PAR-01) ------------------------------------------------------------


def export_again(sigma: Sigma, lieu: Lieu, **changes: str) -> Any:
    """Export the persons, change cells by their title, import the file; return what was told."""
    fichier = lieu.dossier / "s.csv"
    sigma.ok("export", "stagiaires", "-o", str(fichier), "--force")
    titres, *lignes = (ligne.split(";") for ligne in fichier.read_text("utf-8-sig").splitlines())
    for ligne in lignes:
        for titre, valeur in changes.items():
            ligne[titres.index(titre)] = valeur
    fichier.write_text("\n".join(";".join(ligne) for ligne in (titres, *lignes)), "utf-8")
    return sigma.json("import", "stagiaires", str(fichier))


def test_par_01_a_file_corrects_what_the_command_corrects(paye: Sigma, lieu: Lieu) -> None:
    fait = export_again(
        paye,
        lieu,
        **{"RQTH": "oui", "PIC": "oui", "Catégorie du public": PIC, "Niveau d’entrée": "4"},
        **{"Date d’entrée": "09/11/2020"},
    )
    assert (fait["modifies"], fait["refuses"]) == (1, 0), fait
    fiche = paye.json("parcours", "show", "P000001")
    assert (fiche["rqth"], fiche["pic"], fiche["niveau_entree"]) == (True, True, "4")
    assert fiche["date_entree"] == "2020-11-09"
    assert export_again(paye, lieu)["modifies"] == 0


def test_par_01_a_file_obeys_the_same_rules(paye: Sigma, lieu: Lieu) -> None:
    fichier = lieu.dossier / "s.csv"
    with pytest.raises(AssertionError, match="RAP-02"):
        export_again(paye, lieu, PIC="oui")
    texte = fichier.read_text("utf-8").replace(";oui;non;", ";non;non;")
    fichier.write_text(texte.replace("25/06/2021", "26/06/2021"), "utf-8")
    refus = paye("import", "stagiaires", str(fichier))
    assert refus.exit_code == 13
    assert "sigma stagiaire extend" in refus.output
    assert paye.json("parcours", "show", "P000001")["pic"] is False


def test_rf_07_a_situation_corrected_by_a_file_is_a_task_once_sent(paye: Sigma, lieu: Lieu) -> None:
    paye.ok("flux", "push", "defi")
    fait = export_again(paye, lieu, RQTH="oui")
    assert {a["regle"] for a in fait["avertissements"]} >= {"RF-07"}
    assert "DEFI_SITUATION" in tasks(paye)


def test_q2_01_what_another_base_registered_is_silent(paye: Sigma, lieu: Lieu) -> None:
    paye.ok("place", "release", "P000001", "--motif", "Reprise")
    ailleurs = {"SIGMA_BASE": str(lieu.dossier / "autre.db")}
    for sorte in ("actions", "composantes", "stagiaires"):
        nir = ("--avec-nir", "--yes") if sorte == "stagiaires" else ()
        paye.ok("export", sorte, *nir, "-o", str(lieu.dossier / f"{sorte}.csv"))
    paye.ok("init", **ailleurs)
    for genre, fichier in (
        *(("actions", "actions"), ("composantes", "composantes")),
        *(("sessions", "composantes"), ("stagiaires", "stagiaires")),
    ):
        paye.ok("import", genre, str(lieu.dossier / f"{fichier}.csv"), **ailleurs)
    assert without(paye) == ["P000001"]
    assert paye.json("parcours", "list", **ailleurs)["nombre"] == 1
    liste = paye.json("parcours", "list", "--sans-prescription", **ailleurs)
    assert liste["nombre"] == 0
