"""`sigma rgpd extract|erase`: all that is held of a person told, then nothing left that names them."""

import json
import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

import sigma_cli.models.tables  # noqa: F401 - registers every table
from sigma_cli.services.rgpd import IMPERSONNELLES, REGISTRE
from tests import factories
from tests.conftest import Lieu, Sigma

NUMERO, NIA = factories.nir(734), factories.nir(9, sexe="3")
APRES = {"SIGMA_MAINTENANT": "2021-07-01T09:00"}  # the session ended on 25 June
SECRETS = (
    "Eluardiou",
    "Zoe-Aimee",
    "1985-01-15",
    "zoe@exemple.fr",
    "05 61 00 00 00",
)


@pytest.fixture
def sortie(peuple: Sigma, lieu: Lieu) -> Sigma:
    """Someone who went through everything: imported, enrolled under a NIA, paid, sent, renumbered."""
    csv = lieu.dossier / "i.csv"
    csv.write_text(f"NIR;Nom;Prénom\n{NUMERO};Eluardiou;Zoe-Aimee\n", "utf-8")
    peuple.ok("referentiel", "import", "identites", str(csv))
    csv.unlink()
    ligne = factories.stagiaire_enrol(
        nom="Eluardiou", prenom="Zoe-Aimee", courriel="zoe@exemple.fr", telephone="05 61 00 00 00"
    )
    peuple.ok(*ligne, entree=NIA)
    peuple.ok(*factories.place_allocate())
    peuple.ok("flux", "push", "defi")
    peuple.ok("stagiaire", "nir", "S000001", "--nir", "-", entree=NUMERO)
    peuple.ok("flux", "push", "agora", **APRES)
    for code in ("defi", "agora"):
        for fichier in lieu.depot(code):
            fichier.unlink()
    return peuple


def extract(sigma: Sigma, lieu: Lieu, *options: str, **env: str) -> Any:
    document = sigma.json(
        "rgpd", "extract", "S000001", "-o", str(lieu.dossier / "e"), *options, **env
    )
    return json.loads(Path(document["fichiers"][0]).read_text("utf-8"))


def contents(lieu: Lieu) -> bytes:
    return b"".join(f.read_bytes() for f in lieu.dossier.rglob("sigma.db*"))


def test_every_table_answers_for_persons_or_is_known_to_hold_none() -> None:
    couvertes = [table for trace in REGISTRE for table in trace.tables]
    assert len(couvertes) == len(set(couvertes))
    assert set(couvertes) & IMPERSONNELLES == set()
    assert set(couvertes) | IMPERSONNELLES == set(SQLModel.metadata.tables)


# extract ---------------------------------------------------------------------------------------------


def test_everything_held_of_a_person_is_told(sortie: Sigma, lieu: Lieu) -> None:
    extrait = extract(sortie, lieu)
    (identite,) = extrait["identite"]
    assert (identite["nom_naissance"], identite["prenom"]) == ("Eluardiou", "Zoe-Aimee")
    assert (identite["nir"], identite["nir_classe"]) == ("1 85 •• •• ••• ••• ••", "NIR")
    assert identite["provenances"]["prenom"] == "saisie"
    assert [n["classe"] for n in extrait["numeros_remplaces"]] == ["NIA"]
    assert [i["prenom"] for i in extrait["annuaire"]] == ["Zoe-Aimee"]
    (parcours,) = extrait["parcours"]
    assert (parcours["parcours"], parcours["session"]) == ("P000001", factories.SESSION)
    assert [place["motif"] for place in parcours["places"]] == ["Sans ressources"]
    assert [envoi["fichier"] for envoi in extrait["envois"]] == [
        "SIGMA_DEFI_20201006_000001.csv",
        *["SIGMA_AGORA_20210701_000001.csv"] * 2,
    ]
    assert {tache["titre"] for tache in extrait["taches"]} >= {
        "Mettre à jour le NIR dans SIGMA (Région)"
    }
    assert "stagiaire.nir" in {ligne["operation"] for ligne in extrait["journal"]}
    assert "testeur" not in json.dumps(extrait["journal"])
    assert set(extrait) == {"stagiaire", "extrait_le", "avec_nir", *(t.code for t in REGISTRE)}


def test_the_sheet_says_the_same_for_someone_to_read(sortie: Sigma, lieu: Lieu) -> None:
    extract(sortie, lieu)
    page = (lieu.dossier / "e.html").read_text("utf-8")
    assert page.startswith('<!DOCTYPE html>\n<html lang="fr">')
    for texte in ("Extrait de S000001", "Eluardiou", "15/01/1985", "Sans ressources", "masqué"):
        assert texte in page
    for trace in REGISTRE:
        assert f"<h2>{trace.titre}</h2>" in page


def test_nir_12_the_number_is_masked_unless_expressly_asked_for(sortie: Sigma, lieu: Lieu) -> None:
    extract(sortie, lieu)
    ecrits = b"".join(f.read_bytes() for f in lieu.dossier.glob("e.*"))
    assert not [n for n in (NUMERO, NIA) if n[1:13].encode() in ecrits]
    sortie.refused(2, "rgpd", "extract", "S000001", "--avec-nir", "-o", str(lieu.dossier / "f"))
    assert not list(lieu.dossier.glob("f.*"))
    extrait = extract(sortie, lieu, "--avec-nir", "--yes", "--force")
    assert extrait["identite"][0]["nir"] == NUMERO
    assert NUMERO in (lieu.dossier / "e.html").read_text("utf-8")
    dernier = sortie.json("journal", "list", "S000001")["resultats"][0]
    assert (dernier["operation"], dernier["apres"]) == ("rgpd.extract", {"avec_nir": True})


def test_the_files_are_their_owner_s_only_and_never_replaced_unasked(
    sortie: Sigma, lieu: Lieu
) -> None:
    extract(sortie, lieu)
    if os.name == "posix":
        modes = {stat.S_IMODE(f.stat().st_mode) for f in lieu.dossier.glob("e.*")}
        assert modes == {0o600}
    (lieu.dossier / "e.json").unlink()
    sortie.refused(13, "rgpd", "extract", "S000001", "-o", str(lieu.dossier / "e.json"))
    assert not (lieu.dossier / "e.json").exists(), "both or none"
    (lieu.dossier / "e.html").write_text("précieux")
    sortie.refused(13, "rgpd", "extract", "S000001", "-o", str(lieu.dossier / "e.html"))
    assert (lieu.dossier / "e.html").read_text() == "précieux"


def test_a_script_reads_it_on_the_standard_output(sortie: Sigma) -> None:
    lu = json.loads(sortie.ok("rgpd", "extract", "S000001", "-o", "-").stdout)
    assert lu["identite"][0]["prenom"] == "Zoe-Aimee"
    ligne = ("rgpd", "extract", "S000001", "-o", "-", "--avec-nir", "--yes")
    sortie.refused(2, *ligne)


def test_without_the_key_the_rest_is_told(sortie: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    extrait = extract(sortie, lieu)
    assert extrait["identite"][0]["nir"] == "illisible sans la clé"
    assert extrait["annuaire"] == []
    sortie.refused(22, "rgpd", "extract", "S000001", "--avec-nir", "--yes")


def test_an_altered_number_is_told_as_unreadable(sortie: Sigma, lieu: Lieu) -> None:
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE stagiaire SET nir_chiffre = zeroblob(43)")
    assert extract(sortie, lieu)["identite"][0]["nir"] == "illisible sans la clé"


def test_someone_with_nothing_but_a_name(peuple: Sigma, lieu: Lieu) -> None:
    ligne = factories.stagiaire_enrol(nir=None, prenom=None, naissance=None)
    peuple.ok(*ligne, SIGMA_MAINTENANT="2020-10-04")
    extrait = extract(peuple, lieu)
    assert extrait["identite"][0]["nir"] is None
    assert (extrait["envois"], extrait["annuaire"]) == ([], [])
    assert "Rien." in (lieu.dossier / "e.html").read_text("utf-8")
    peuple.refused(11, "rgpd", "extract", "S000009")


# erase ------------------------------------------------------------------------------------------------


def test_nothing_that_names_the_person_stays_in_the_base(sortie: Sigma, lieu: Lieu) -> None:
    assert [s for s in SECRETS if s.encode() in contents(lieu)] == list(SECRETS)
    with closing(sqlite3.connect(lieu.base)) as base:
        avant = base.execute("SELECT nir_empreinte FROM stagiaire").fetchone()[0]
    sortie.ok("rgpd", "erase", "S000001", "--motif", "demande écrite", **APRES)
    apres = contents(lieu)
    assert [s for s in SECRETS if s.encode() in apres] == []
    assert avant not in apres
    assert b"eluardiou" not in apres
    with closing(sqlite3.connect(lieu.base)) as base:
        assert base.execute("SELECT criteres, motif FROM attribution").fetchall() == [
            (None, "(effacé)")
        ]


def test_the_counts_and_the_ledger_stay(sortie: Sigma, lieu: Lieu) -> None:
    places = sortie.json("place", "list")
    fichiers = sortie.json("flux", "list")
    document = sortie.json("rgpd", "erase", "S000001", "--motif", "demande écrite", **APRES)
    assert document == {
        "stagiaire": "S000001",
        "parcours": ["P000001"],
        "a_decider": [],
        "avertissements": [],
    }
    apres = sortie.json("place", "list")
    assert [place.pop("raison") for place in apres["places"]] == ["(effacé)"]
    assert [place.pop("nom") for place in apres["places"]] == ["(effacé)"]
    for place in places["places"]:
        del place["raison"], place["nom"]
    assert apres == places
    assert sortie.json("flux", "list") == fichiers
    (ligne,) = sortie.json("stagiaire", "list")["resultats"]
    assert (ligne["nom_naissance"], ligne["parcours"]) == ("(effacé)", "P000001")
    assert sortie.json("base", "check")["nombre"] == 0
    assert sortie.json("journal", "verify")["intact"]
    sortie.ok("flux", "push", **APRES)
    assert lieu.depot("defi") == [], "nobody is sent twice"
    derniere = sortie.json("journal", "list", "S000001")["resultats"][0]
    assert (derniere["operation"], derniere["apres"]) == (
        "rgpd.erase",
        {"motif": "demande écrite"},
    )


def test_nothing_is_left_to_do_about_them(sortie: Sigma) -> None:
    assert sortie.json("todo", "list", **APRES)["nombre"] > 0
    sortie.ok("rgpd", "erase", "S000001", "--motif", "demande", **APRES)
    assert sortie.json("todo", "list", **APRES)["nombre"] == 0
    sortie.ok("base", "migrate")
    assert sortie.json("todo", "list", **APRES)["nombre"] == 0


def test_an_erased_person_cannot_be_shown_changed_nor_erased_again(sortie: Sigma) -> None:
    sortie.ok("rgpd", "erase", "S000001", "--motif", "demande", **APRES)
    for ligne in (
        ("stagiaire", "show", "S000001"),
        ("stagiaire", "set", "S000001", "--nom", "X"),
        ("stagiaire", "nir", "S000001", "--nir", "-"),
        ("rgpd", "extract", "S000001"),
        ("rgpd", "erase", "S000001", "--motif", "encore"),
    ):
        assert "a été effacée" in sortie.refused(11, *ligne, entree=NUMERO)


def test_the_number_is_free_for_its_person_to_come_back(sortie: Sigma) -> None:
    sortie.ok("rgpd", "erase", "S000001", "--motif", "demande", **APRES)
    autre = sortie.json(*factories.session_add())["session"]
    document = sortie.json(*factories.stagiaire_enrol(autre), entree=NUMERO)
    assert (document["stagiaire"], document["connu"]) == ("S000002", False)
    assert document["identite"]["prenom"]["provenance"] == "saisie"


def test_rgpd_01_refused_while_a_parcours_is_open(sortie: Sigma) -> None:
    for jour in ("2020-10-06", "2021-06-25"):
        env = {"SIGMA_MAINTENANT": f"{jour}T09:00"}
        message = sortie.refused(12, "rgpd", "erase", "S000001", "--motif", "x", **env)
        assert message.startswith("refusé (RGPD-01) : S000001 a un parcours en cours")
        assert "P000001 jusqu’au 25/06/2021" in message
    sortie.ok("rgpd", "erase", "S000001", "--motif", "x", SIGMA_MAINTENANT="2021-06-26T09:00")


def test_rgpd_02_refused_while_something_is_to_be_sent(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO)
    peuple.ok(*factories.place_allocate())
    ligne = ("rgpd", "erase", "S000001", "--motif", "x")
    assert "refusé (RGPD-02) : S000001 attend encore" in peuple.refused(12, *ligne, **APRES)
    (lieu.dossier / "depot").mkdir()
    obstacle = lieu.dossier / "depot" / "defi"
    obstacle.write_text("un fichier à la place du dossier")
    peuple.refused(30, "flux", "push", "defi", **APRES)
    assert "SIGMA_DEFI_20210701_000001.csv" in peuple.refused(12, *ligne, **APRES)
    obstacle.unlink()
    peuple.ok("flux", "push", "defi", **APRES)
    assert "attend encore un envoi (P000001 vers agora)" in peuple.refused(12, *ligne, **APRES)
    peuple.ok("flux", "push", "agora", **APRES)
    peuple.ok(*ligne, **APRES)


def test_without_the_key_what_could_not_be_searched_is_told(sortie: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    document = sortie.json("rgpd", "erase", "S000001", "--motif", "x", **APRES)
    assert [avis["regle"] for avis in document["avertissements"]] == ["RGPD-03"]
    with closing(sqlite3.connect(lieu.base)) as base:
        assert base.execute("SELECT count(*) FROM identite_importee").fetchone() == (1,)


@pytest.mark.parametrize("motif", ["", NUMERO, "x" * 201])
def test_a_reason_is_a_short_text_without_any_number(sortie: Sigma, motif: str) -> None:
    message = sortie.refused(10, "rgpd", "erase", "S000001", "--motif", motif, **APRES)
    assert "--motif" in message
    assert NUMERO not in message
    assert sortie.json("stagiaire", "show", "S000001")["nom_naissance"] == "Eluardiou"


def test_a_reason_is_needed(sortie: Sigma) -> None:
    sortie.refused(2, "rgpd", "erase", "S000001", **APRES)
