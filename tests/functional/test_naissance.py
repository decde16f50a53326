"""A birth still to come is refused wherever one is read; an unlikely age is told (IDN-01)."""

from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma

DEMAIN = "2020-10-07"


def test_idn_01_a_birth_to_come_is_refused_at_the_keyboard(peuple: Sigma) -> None:
    enrol = factories.stagiaire_enrol(naissance=DEMAIN)
    assert "(IDN-01)" in peuple.refused(10, *enrol, entree=factories.nir())
    peuple.ok(*factories.stagiaire_enrol(naissance=None), entree=factories.nir())
    refus = peuple.refused(10, "stagiaire", "set", "S000001", "--naissance", "2085-01-15")
    assert refus.startswith("erreur (IDN-01) : la date de naissance est à venir")
    assert "2085" not in refus


def test_idn_01_a_birth_to_come_is_refused_of_an_applicant(peuple: Sigma) -> None:
    peuple.ok(*factories.prescripteur_add())
    peuple.refused(10, *factories.candidature_add(naissance=DEMAIN))
    peuple.ok(*factories.candidature_add(naissance="2000-01-15"))
    peuple.refused(10, "candidature", "set", "C000001", "--naissance", DEMAIN)


def test_idn_01_a_birth_of_today_is_not_to_come(peuple: Sigma) -> None:
    enrol = factories.stagiaire_enrol(naissance="2020-10-06", prenom="Bébé")
    fait = peuple.json(*enrol, entree=factories.nir(annee="20", lieu="1075056"))
    (dit,) = factories.warned(fait)
    assert dit["regle"] == "IDN-01"


@pytest.mark.parametrize(("naissance", "dite"), [("2006-11-03", True), ("2006-11-02", False)])
def test_idn_01_an_unlikely_age_at_entry_is_told(
    peuple: Sigma, naissance: str, *, dite: bool
) -> None:
    numero = factories.nir(annee="06", lieu="1175056")
    enrol = factories.stagiaire_enrol(naissance=naissance)
    dits = factories.warned(peuple.json(*enrol, entree=numero))
    assert [dit["regle"] for dit in dits] == (["IDN-01"] if dite else [])


def test_idn_01_a_birth_to_come_is_refused_in_a_file(peuple: Sigma, lieu: Lieu) -> None:
    fichier = Path(lieu.dossier / "gens.csv")
    fichier.write_text(
        "Session;Nom de naissance;Prénom;Date de naissance;NIR\n"
        f"{factories.SESSION};Martin;Léa;15/01/2085;{factories.nir()}\n",
        "utf-8",
    )
    bilan = peuple("import", "stagiaires", str(fichier), "--json")
    assert bilan.exit_code == 10
    assert "IDN-01" in bilan.stdout
    assert peuple.json("stagiaire", "list")["nombre"] == 0
