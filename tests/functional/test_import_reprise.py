"""`sigma import stagiaires` from another base: pay, exits, references, and what left already."""

from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Sigma
from tests.functional.test_import import told, write_csv
from tests.functional.test_import_stagiaires import TITRES, people, personne


@pytest.fixture
def la(peuple: Sigma) -> Path:
    return peuple.lieu.dossier


@pytest.fixture
def ailleurs(peuple: Sigma, la: Path, base_neuve: Path) -> dict[str, str]:
    """A base like this one, but for its persons."""
    peuple.ok("export", "actions", "--complet", "-o", str(la / "a.csv"))
    peuple.ok("export", "composantes", "--complet", "-o", str(la / "c.csv"))
    (la / "autre.db").write_bytes(base_neuve.read_bytes())
    env = {"SIGMA_BASE": str(la / "autre.db")}
    for sorte, nom in (("actions", "a"), ("composantes", "c"), ("sessions", "c")):
        peuple.ok("import", sorte, str(la / f"{nom}.csv"), **env)
    return env


def test_registrations_are_taken_over_with_their_pay_and_references(
    peuple: Sigma, la: Path, ailleurs: dict[str, str]
) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(2, "Durand"))
    peuple.ok("import", "stagiaires", fichier)
    peuple.ok(*factories.place_allocate("P000002"))
    peuple.ok("export", "stagiaires", "--avec-nir", "--yes", "-o", str(la / "p.csv"))
    assert peuple.json("import", "stagiaires", str(la / "p.csv"), **ailleurs)["crees"] == 2
    assert peuple.json("export", "stagiaires", **ailleurs) == peuple.json("export", "stagiaires")
    assert peuple.json("place", "list", **ailleurs)["utilisees"] == 1
    assert peuple.json("base", "check", **ailleurs)["nombre"] == 0


def test_every_pay_is_taken_over_with_its_decision_and_what_no_export_tells_is_said(
    peuple: Sigma, la: Path, ailleurs: dict[str, str]
) -> None:
    personnes = [
        personne(rang, nom) for rang, nom in enumerate(("Un", "Deux", "Trois", "Quatre"), 1)
    ]
    peuple.ok("import", "stagiaires", write_csv(la / "s.csv", TITRES, *personnes))
    peuple.ok(*factories.place_allocate("P000001"))
    verifie = ("--verifie-par", "A. Blanc", "--le", "2020-10-01", "--comment", "attestation")
    peuple.ok("place", "protect", "P000002", *verifie)
    peuple.ok("place", "decide", "P000003", "POLE_EMPLOI", "--motif", "ARE")
    peuple.ok("stagiaire", "extend", "P000003", "--fin", "2021-07-02", "--heures", "120")
    peuple.ok("stagiaire", "leave", "P000004", "--le", "2020-10-05", "--motif", "emploi")
    peuple.ok("export", "stagiaires", "--avec-nir", "--yes", "-o", str(la / "p.csv"))
    fait = peuple.json("import", "stagiaires", str(la / "p.csv"), **ailleurs)
    dits = [
        (a["regle"], a["message"][:17]) for a in fait["avertissements"] if a["regle"][0] in "RQ"
    ]
    assert dits == [
        ("RF-02", "ligne 2 : P000001"),
        ("RF-02", "ligne 3 : P000002"),
        ("Q10-01", "ligne 3 : P000002"),
    ]
    assert peuple.json("export", "stagiaires", **ailleurs) == peuple.json("export", "stagiaires")
    (place,) = peuple.json("export", "places", **ailleurs)["resultats"]
    assert (place["parcours"], place["decision"], place["motif"]) == (
        "P000001",
        "ATTRIBUEE",
        "Reprise d’un export",
    )
    types = [t["type"] for t in peuple.json("todo", "list", **ailleurs)["resultats"]]
    assert types.count("P2S") == 1
    assert peuple.json("base", "check", **ailleurs)["nombre"] == 0


def test_rf_02_what_another_base_sent_does_not_leave_again(
    peuple: Sigma, la: Path, ailleurs: dict[str, str]
) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(2, "Durand"))
    peuple.ok("import", "stagiaires", fichier)
    peuple.ok(*factories.place_allocate("P000002"))
    peuple.ok("flux", "push", "defi", "agora")
    peuple.ok("export", "stagiaires", "--avec-nir", "--yes", "-o", str(la / "p.csv"))
    fait = peuple.json("import", "stagiaires", str(la / "p.csv"), **ailleurs)
    assert "RF-02" not in {dit["regle"] for dit in fait["avertissements"]}
    assert peuple.json("export", "stagiaires", **ailleurs) == peuple.json("export", "stagiaires")
    pousse = peuple.json("flux", "push", "defi", "agora", **ailleurs)["flux"]
    assert [envoi["etat"] for envoi in pousse] == ["RIEN", "RIEN"]
    assert peuple.json("import", "stagiaires", str(la / "p.csv"), **ailleurs)["inchanges"] == 2
    assert peuple.json("base", "check", **ailleurs)["nombre"] == 0


def test_rf_02_a_whole_sheet_was_sent_by_another_program(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(2, "Durand"))
    dit = ("--valeur", "Transmis à DEFI le=01/10/2020")
    peuple.ok("import", "stagiaires", fichier, *dit)
    peuple.ok(*factories.place_allocate("P000001"))
    (defi,) = peuple.json("flux", "push", "defi")["flux"]
    assert defi["etat"] == "RIEN"
    lignes = peuple.json("journal", "list")["resultats"]
    ajouts = [ligne["apres"] for ligne in lignes if ligne["operation"] == "parcours.add"]
    assert [ajout["defi_le"] for ajout in ajouts] == ["2020-10-01"] * 2


def test_rf_09_what_another_program_sent_is_looked_for_in_defi(peuple: Sigma, la: Path) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne(), personne(2, "Durand"))
    peuple.ok("import", "stagiaires", fichier, "--valeur", "Transmis à DEFI le=01/10/2020")
    titres = ("Nom", "Prénom", "Date d’entrée", "Date de fin")
    dans_defi = write_csv(la / "d.csv", titres, ["MARTIN", "Paul", "02/11/2020", "25/06/2021"])
    (constat,) = peuple.json("flux", "check", dans_defi)["constats"]
    assert constat["objet"] == "P000002"
    assert constat["message"].startswith("transmis à DEFI, absent de cet export")


@pytest.mark.parametrize(
    ("titre", "jour", "extrait"),
    [
        ("Transmis à DEFI le", "07/10/2020", "ce jour est à venir"),
        ("Sortie transmise à AGORA le", "01/10/2020", "une sortie suit une entrée"),
    ],
)
def test_rf_02_what_cannot_have_been_sent_is_refused(
    peuple: Sigma, la: Path, titre: str, jour: str, extrait: str
) -> None:
    fichier = write_csv(la / "s.csv", (*TITRES, titre), [*personne(), jour])
    assert extrait in told(peuple, 10, "import", "stagiaires", fichier)
    assert people(peuple) == []


def test_rf_02_a_parcours_of_the_base_is_not_marked_by_a_file(peuple: Sigma, la: Path) -> None:
    peuple.ok("import", "stagiaires", write_csv(la / "s.csv", TITRES, personne()))
    fichier = write_csv(la / "t.csv", (*TITRES, "Transmis à DEFI le"), [*personne(), "01/10/2020"])
    message = told(peuple, 13, "import", "stagiaires", fichier)
    assert "(Transmis à DEFI le)" in message


def test_q9_01_no_more_paid_places_are_taken_over_than_were_granted(
    peuple: Sigma, la: Path, ailleurs: dict[str, str]
) -> None:
    fichier = write_csv(la / "s.csv", TITRES, personne())
    peuple.ok("import", "stagiaires", fichier)
    peuple.ok(*factories.place_allocate("P000001"))
    peuple.ok("export", "stagiaires", "--avec-nir", "--yes", "-o", str(la / "p.csv"))
    peuple.ok("place", "quota", "20F0011", "0", **ailleurs)
    message = told(peuple, 12, "import", "stagiaires", str(la / "p.csv"), **ailleurs)
    assert "(Q9-01)" in message
