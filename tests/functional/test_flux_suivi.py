"""`sigma flux status`, `list` and `preview`: what people look at; nothing is written."""

import sqlite3
import stat
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sigma_cli.store.coffre import create_key
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

CARIF = "SIGMA_CARIF_20201006_000001.xml"
DEFI = "SIGMA_DEFI_20201006_000001.csv"


@pytest.fixture
def paye(peuple: Sigma, modeles: Modeles) -> Sigma:
    """A paid person waits for her file."""
    return modeles.fill(peuple, _paye)


def _paye(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    peuple.ok(*factories.place_allocate())


def dump(lieu: Lieu) -> list[str]:
    with closing(sqlite3.connect(lieu.base)) as base:
        return list(base.iterdump())


# status and list


def test_status_tells_what_waits_what_is_half_done_and_the_last_file(
    paye: Sigma, lieu: Lieu
) -> None:
    def attente() -> list[tuple[object, ...]]:
        etats = paye.json("flux", "status")["resultats"]
        return [(e["code"], e["en_attente"], e["a_finir"]) for e in etats]

    assert attente() == [("carif", 1, 0), ("defi", 1, 0), ("agora", 1, 0)]
    (lieu.dossier / "depot").touch()
    assert paye("flux", "push").exit_code == 30
    assert attente() == [("carif", 0, 1), ("defi", 0, 1), ("agora", 0, 1)]
    (lieu.dossier / "depot").unlink()
    paye.ok("flux", "push", "defi")
    assert attente() == [("carif", 0, 1), ("defi", 0, 0), ("agora", 0, 1)]
    dernier = paye.json("flux", "status")["resultats"][1]["dernier"]
    assert (dernier["nom"], dernier["etat"], dernier["nb_lignes"]) == (DEFI, "DEPOSE", 1)


def test_status_reads_well_for_people(paye: Sigma) -> None:
    assert "aucun" in paye.ok("flux", "status").stdout
    paye.ok("flux", "push", "defi")
    lignes = paye.ok("flux", "status").stdout.splitlines()
    assert lignes[0].split() == [
        "Flux",
        "En",
        "attente",
        "À",
        "finir",
        "Refusés",
        "Dernier",
        "fichier",
        "État",
        "Déposé",
    ]
    depose = ["06/10/2020", "à", "09h00"]
    assert lignes[2].split() == ["defi", "0", "0", "0", DEFI, "déposé", *depose]
    assert lignes[4].startswith(
        "Tout ce qui a été préparé est arrivé. Ce qui attend n’est pas encore"
    )
    assert max(map(len, lignes[:4])) <= 100
    paye.ok("flux", "push")
    assert "Tout ce qui a été préparé est arrivé.\n" in paye.ok("flux", "status").stdout


def test_status_tells_a_file_that_a_killed_push_left(paye: Sigma, lieu: Lieu) -> None:
    paye.ok("flux", "push", "defi")
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE flux_fichier SET etat = 'PREPARE', depose_le = NULL")
    texte = paye.ok("flux", "status").stdout
    assert "defi : 1 fichier préparé, à déposer par" in texte
    assert "est arrivé" not in texte


def test_q1_01_a_changed_session_waits_for_the_next_snapshot(peuple: Sigma) -> None:
    def attente() -> object:
        return peuple.json("flux", "status")["resultats"][0]["en_attente"]

    assert attente() == 1
    peuple.ok("flux", "push", "carif")
    assert attente() == 0
    peuple.ok("session", "set", factories.SESSION, "--places", "12")
    assert attente() == 1


def test_q1_01_what_is_held_back_still_waits(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*factories.session_add())
    with closing(sqlite3.connect(lieu.base)) as base, base:  # no command lets this in
        base.execute("UPDATE session_formation SET code_postal = 'ABCDE' WHERE id = 2")
    (carif,) = peuple.json("flux", "push", "carif")["flux"]
    assert carif["lignes"] == 1
    assert {retenu["objet"] for retenu in carif["retenus"]} == {"20F0011_03/02"}
    assert peuple.json("flux", "status")["resultats"][0]["en_attente"] == 1


def test_list_shows_the_newest_first(paye: Sigma) -> None:
    paye.ok("flux", "push", "carif", "defi")
    paye.ok("flux", "push", "carif")
    document = paye.json("flux", "list")
    assert [ligne["nom"] for ligne in document["resultats"]] == [
        "SIGMA_CARIF_20201006_000002.xml",
        DEFI,
        CARIF,
    ]
    assert document["nombre"] == 3
    assert document["resultats"][1]["nb_lignes"] == 1
    assert len(document["resultats"][1]["sha256"]) == 64


def test_list_can_be_narrowed(paye: Sigma) -> None:
    paye.ok("flux", "push")
    paye.ok("flux", "push", "carif")
    assert paye.json("flux", "list", "DEFI")["nombre"] == 1
    assert paye.json("flux", "list", "--limite", "1")["nombre"] == 1
    texte = paye.ok("flux", "list", "carif").stdout
    assert "06/10/2020 à 09h00" in texte
    assert "Nombre de résultats : 2" in texte
    paye.refused(2, "flux", "list", "--limite", "0")


# preview


def test_preview_of_persons_masks_their_numbers(paye: Sigma) -> None:
    texte = paye.ok("flux", "preview", "defi").stdout
    assert texte.splitlines()[1].startswith("P000001;S000001;")
    assert [bout for bout in factories.fragments(factories.nir()) if bout in texte] == []
    assert "•" in texte


def test_preview_without_the_key_still_shows_the_rest(paye: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    texte = paye.ok("flux", "preview", "defi").stdout
    assert ";•••••••••••••••;" in texte


def test_preview_with_the_key_of_another_base_says_so(paye: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    create_key(lieu.cle)
    assert "n’est pas celle de cette base" in paye.refused(22, "flux", "preview", "defi")


def test_preview_is_what_leaves_but_the_numbers(paye: Sigma, lieu: Lieu) -> None:
    carif = paye.ok("flux", "preview", "carif").stdout_bytes
    defi = paye.ok("flux", "preview", "defi").stdout_bytes.decode()
    paye.ok("flux", "push")
    assert lieu.depot("carif")[0].read_bytes() == carif
    parti = lieu.depot("defi")[0].read_bytes().decode()
    masque = next(c for c in defi.split(";") if "•" in c)
    assert parti.replace(factories.nir(), masque) == defi


def test_preview_changes_nothing(paye: Sigma, lieu: Lieu) -> None:
    avant = dump(lieu)
    for code in ("carif", "defi"):
        paye.ok("flux", "preview", code)
        paye.ok("flux", "preview", code, "--json")
    assert dump(lieu) == avant
    assert not (lieu.dossier / "depot").exists()


def test_preview_in_json_counts_and_tells(paye: Sigma) -> None:
    document = paye.json("flux", "preview", "defi")
    assert (document["code"], document["lignes"], document["retenus"]) == ("defi", 1, [])
    assert document["avertissements"][0]["regle"] == "RF-03"


def test_preview_into_a_file(paye: Sigma, lieu: Lieu) -> None:
    cible = lieu.dossier / "apercu.csv"
    assert paye.ok("flux", "preview", "defi", "-o", str(cible)).stdout == f"{cible} : 1 ligne.\n"
    assert cible.read_text("utf-8") == paye.ok("flux", "preview", "defi", "-o", "-").stdout
    assert "--force" in paye.refused(13, "flux", "preview", "defi", "-o", str(cible))
    paye.ok("flux", "preview", "defi", "-o", str(cible), "--force", "--json")
    if sys.platform != "win32":
        assert stat.S_IMODE(cible.stat().st_mode) == 0o600


def test_preview_with_nothing_due_says_so_on_stderr(sigma: Sigma) -> None:
    resultat = sigma.ok("flux", "preview", "defi")
    assert (resultat.stdout, resultat.stderr) == ("", "defi : rien à envoyer.\n")


def test_preview_tells_what_is_held_back(sigma: Sigma) -> None:
    for commande in (factories.action_add(), factories.composante_add(), factories.session_add()):
        sigma.ok(*commande)
    resultat = sigma.ok("flux", "preview", "carif")
    assert f"bloquée : {factories.SESSION}" in resultat.stderr


def test_files_wait_in_the_data_folder_when_no_destination_is_given(
    peuple: Sigma, lieu: Lieu
) -> None:
    lieu.config.write_text("")
    donnees = lieu.dossier / "donnees"
    env = {"XDG_DATA_HOME": str(donnees), "HOME": str(lieu.dossier)}
    peuple.ok("flux", "push", "carif", **env)
    (fichier,) = lieu.dossier.rglob("*.xml")
    assert fichier.parts[-4:] == ("sigma", "depot", "carif", CARIF)
    assert isinstance(fichier, Path)


def test_a_preview_with_nothing_to_send_writes_no_file(sigma: Sigma, tmp_path: Path) -> None:
    chemin = tmp_path / "p.xml"
    fini = sigma.ok("flux", "preview", "carif", "-o", str(chemin))
    assert "carif : rien à envoyer, aucun fichier écrit." in fini.stderr
    assert not chemin.exists()
