"""`sigma flux`: what cron runs every day, and what people look at afterwards."""

import hashlib
import json
import shutil
import stat
import subprocess
import sys
import tomllib
from importlib.resources import files

import pytest
from lxml import etree

from sigma_cli.store.verrou import exclusive
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.functional.envoyes import AGORA, CARIF, DEFI, enrol_paid, sent, set_type
from tests.lheo import SCHEMAS, open_schema


@pytest.fixture
def payes(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Two paid persons wait for their file."""
    return modeles.fill(peuple, _payes)


def _payes(peuple: Sigma) -> None:
    enrol_paid(peuple, 1)
    enrol_paid(peuple, 2)


# push


def test_push_sends_every_flux_and_says_it_in_json(payes: Sigma, lieu: Lieu) -> None:
    carif, defi, agora = payes.json("flux", "push")["flux"]
    assert (carif["code"], carif["etat"], carif["fichier"], carif["lignes"]) == (
        "carif",
        "DEPOSE",
        CARIF,
        1,
    )
    assert (defi["code"], defi["etat"], defi["fichier"], defi["lignes"]) == (
        "defi",
        "DEPOSE",
        DEFI,
        2,
    )
    assert (agora["code"], agora["etat"], agora["lignes"]) == ("agora", "DEPOSE", 2)
    assert carif["retenus"] == defi["retenus"] == agora["retenus"] == []
    assert [f.name for f in lieu.depot("carif")] == [CARIF]
    assert [f.name for f in lieu.depot("defi")] == [DEFI]


def test_push_tells_people_what_left(payes: Sigma, lieu: Lieu) -> None:
    depot = lieu.dossier / "depot"
    resultat = payes.ok("flux", "push")
    assert resultat.stdout.splitlines() == [
        f"carif : {CARIF}, 1 ligne, déposé ; vers {depot}/carif.",
        f"defi : {DEFI}, 2 lignes, déposé ; vers {depot}/defi.",
        f"agora : {AGORA}, 2 lignes, déposé ; vers {depot}/agora.",
    ]
    assert "à compléter" in resultat.stderr
    assert "RF-03" in resultat.stderr


def test_only_what_is_named_is_sent_and_once(payes: Sigma, lieu: Lieu) -> None:
    document = payes.json("flux", "push", "CARIF", "carif")
    assert [envoi["code"] for envoi in document["flux"]] == ["carif"]
    assert lieu.depot("defi") == []


def test_the_sum_is_the_one_sha256sum_writes_and_comes_last(payes: Sigma, lieu: Lieu) -> None:
    payes.ok("flux", "push")
    for code, nom in (("carif", CARIF), ("defi", DEFI)):
        fichier = lieu.dossier / "depot" / code / nom
        somme = fichier.with_name(f"{nom}.sha256")
        attendue = f"{hashlib.sha256(fichier.read_bytes()).hexdigest()}  {nom}\n"
        assert somme.read_text() == attendue
        assert somme.stat().st_mtime_ns >= fichier.stat().st_mtime_ns
        if shutil.which("sha256sum"):
            verifie = ["sha256sum", "--check", "--strict", somme.name]
            subprocess.run(verifie, cwd=fichier.parent, check=True, capture_output=True)


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_file_of_persons_is_closed_to_others(payes: Sigma, lieu: Lieu) -> None:
    payes.ok("flux", "push")
    droits = [stat.S_IMODE(lieu.depot(code)[0].stat().st_mode) for code in ("defi", "carif")]
    assert droits == [0o600, 0o644]


def test_nothing_to_send_writes_nothing_and_is_no_failure(sigma: Sigma, lieu: Lieu) -> None:
    assert sigma.ok("flux", "push").stdout.splitlines() == [
        "carif : rien à envoyer, aucun fichier.",
        "defi : rien à envoyer, aucun fichier.",
        "agora : rien à envoyer, aucun fichier.",
    ]
    assert not (lieu.dossier / "depot").exists()
    _, defi, _ = sigma.json("flux", "push")["flux"]
    assert (defi["etat"], defi["fichier"], defi["lignes"]) == ("RIEN", None, 0)


def test_an_unknown_flux_is_refused_before_anything_leaves(payes: Sigma, lieu: Lieu) -> None:
    for commande in (("push", "carif", "mfr"), ("preview", "mfr"), ("list", "mfr")):
        assert "carif, defi, agora, region" in payes.refused(11, "flux", *commande)
    assert not (lieu.dossier / "depot").exists()


def test_q1_02_no_flux_to_kairos(payes: Sigma) -> None:
    from sigma_cli.flux import REGISTRE

    assert "Flux inconnu" in payes.refused(11, "flux", "push", "kairos")
    assert set(REGISTRE) == {"carif", "defi", "agora", "region"}
    paquets = {dossier.name for dossier in files("sigma_cli.flux").iterdir()}
    assert [nom for nom in paquets if "kairos" in nom.lower()] == []
    assert "Q1-02" in payes.ok("flux", "--help").stdout


# Which parcours (RF-01), and each exactly once (RF-02)


@pytest.mark.parametrize(
    ("genre", "part"),
    [
        ("REGION", True),
        ("PROTECTION_SOCIALE", True),
        ("POLE_EMPLOI", False),
        ("AUCUNE", False),
        (None, False),
    ],
)
def test_rf_01_only_region_and_protection_sociale_are_queued(
    peuple: Sigma, lieu: Lieu, genre: str | None, part: bool
) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    set_type(lieu, 1, genre)
    defi = peuple.json("flux", "status")["resultats"][1]
    assert defi["en_attente"] == int(part)
    peuple.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001"] * part


@pytest.mark.parametrize(
    ("genre", "part"),
    [("REGION", True), ("POLE_EMPLOI", True), ("AUCUNE", True), (None, False)],
)
def test_a_12_all_may_be_sent_once_their_type_is_decided(
    peuple: Sigma, lieu: Lieu, genre: str | None, part: bool
) -> None:
    with lieu.config.open("a") as config:
        config.write("[defi]\ntous = true\n")
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    set_type(lieu, 1, genre)
    peuple.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001"] * part


def test_a_12_the_switch_is_yes_or_no(peuple: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        config.write('[defi]\ntous = "oui"\n')
    assert "[defi] tous" in peuple.refused(10, "flux", "push", "defi")


def test_q9_09_an_undecided_person_waits_for_the_decision(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    peuple.ok("flux", "push", "defi")
    assert sent(lieu) == []
    peuple.ok(*factories.place_allocate())
    peuple.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001"]


def test_rf_02_running_twice_the_same_day_sends_nothing_twice(payes: Sigma, lieu: Lieu) -> None:
    payes.ok("flux", "push", "defi")
    avant = lieu.depot("defi")[0].read_bytes()
    (defi,) = payes.json("flux", "push", "defi")["flux"]
    assert defi["etat"] == "RIEN"
    assert [f.read_bytes() for f in lieu.depot("defi")] == [avant]


def test_rf_02_an_edit_sends_nothing_again(payes: Sigma, lieu: Lieu) -> None:
    payes.ok("flux", "push", "defi")
    payes.ok("stagiaire", "set", "S000001", "--nom-usage", "Martin-Roux")
    payes.ok("place", "release", "P000002", "--motif", "Abandon")
    payes.ok(*factories.place_allocate("P000002"))
    payes.ok("flux", "push", "defi", SIGMA_MAINTENANT="2020-10-07T09:00")
    assert sent(lieu) == ["P000001", "P000002"]


def test_rf_02_newcomers_leave_in_the_next_file(payes: Sigma, lieu: Lieu) -> None:
    payes.ok("flux", "push", "defi")
    enrol_paid(payes, 3)
    payes.ok("flux", "push", "defi", SIGMA_MAINTENANT="2020-10-07T09:00")
    assert [f.name for f in lieu.depot("defi")] == [DEFI, "SIGMA_DEFI_20201007_000002.csv"]
    assert sent(lieu) == ["P000001", "P000002", "P000003"]


def test_rf_03_empty_fields_are_named_to_be_completed_in_defi(payes: Sigma) -> None:
    (defi,) = payes.json("flux", "push", "defi")["flux"]
    assert [a["regle"] for a in defi["avertissements"]] == ["RF-03", "RF-03"]
    assert "Nom d’usage" not in defi["avertissements"][0]["message"]


# Keys


def test_carif_leaves_without_any_key(peuple: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    etats = [envoi["etat"] for envoi in peuple.json("flux", "push")["flux"]]
    assert etats == ["DEPOSE", "RIEN", "RIEN"]


@pytest.mark.parametrize("cle", [None, "autre"])
def test_defi_fails_without_its_key_only_when_someone_is_due(
    payes: Sigma, lieu: Lieu, cle: str | None
) -> None:
    garde = lieu.cle.read_text()
    lieu.cle.unlink()
    if cle:
        from sigma_cli.store.coffre import create_key

        create_key(lieu.cle)
    assert "clé" in payes.refused(22, "flux", "push").lower()
    assert [f.name for f in lieu.depot("carif")] == [CARIF], "the other flux is tried"
    assert lieu.depot("defi") == []
    assert payes.json("flux", "list", "defi")["nombre"] == 0, "nothing was frozen"
    payes.ok("flux", "push", "defi", SIGMA_CLE=garde)
    assert sent(lieu) == ["P000001", "P000002"]


# Deliveries that fail


def test_an_unreachable_folder_fails_the_run_after_the_others_were_tried(
    payes: Sigma, lieu: Lieu
) -> None:
    (lieu.dossier / "depot").mkdir()
    obstacle = lieu.dossier / "depot" / "carif"
    obstacle.write_text("un fichier à la place du dossier")
    message = payes.refused(30, "flux", "push")
    assert str(obstacle) in message
    assert "flux push" in message
    assert [f.name for f in lieu.depot("defi")] == [DEFI]
    assert obstacle.read_text().startswith("un fichier")


def test_once_repaired_the_same_bytes_leave_first_under_the_same_name(
    payes: Sigma, lieu: Lieu
) -> None:
    (lieu.dossier / "depot").mkdir()
    obstacle = lieu.dossier / "depot" / "defi"
    obstacle.touch()
    rate = payes("flux", "push", "defi", "--json")
    assert rate.exit_code == 30
    envoi = payes.json("flux", "list", "defi")["resultats"][0]
    assert (envoi["etat"], envoi["nom"], envoi["depose_le"]) == ("ECHEC", DEFI, None)
    payes.ok("stagiaire", "set", "S000001", "--nom", "Changé")
    enrol_paid(payes, 3)
    obstacle.unlink()
    document = payes.json("flux", "push", "defi", SIGMA_MAINTENANT="2020-10-09T09:00")
    assert [(e["fichier"], e["lignes"]) for e in document["flux"]] == [
        (DEFI, 2),
        ("SIGMA_DEFI_20201009_000002.csv", 1),
    ]
    premier = lieu.depot("defi")[0]
    assert hashlib.sha256(premier.read_bytes()).hexdigest() == envoi["sha256"]
    assert b"Chang" not in premier.read_bytes()
    assert sent(lieu) == ["P000001", "P000002", "P000003"]


def test_a_failure_is_one_json_document(payes: Sigma, lieu: Lieu) -> None:
    (lieu.dossier / "depot").touch()
    rate = payes("flux", "push", "--json")
    assert rate.exit_code == 30
    envois = json.loads(rate.stdout)["flux"]
    assert [(e["code"], e["etat"], e["fichier"]) for e in envois] == [
        ("carif", "ECHEC", CARIF),
        ("defi", "ECHEC", DEFI),
        ("agora", "ECHEC", AGORA),
    ]
    assert all(e["erreur"] for e in envois)


def test_another_content_under_that_name_is_never_overwritten(payes: Sigma, lieu: Lieu) -> None:
    depot = lieu.dossier / "depot" / "defi"
    depot.mkdir(parents=True)
    (depot / DEFI).write_bytes(b"autre chose")
    assert DEFI in payes.refused(30, "flux", "push", "defi")
    assert [(f.name, f.read_bytes()) for f in depot.iterdir()] == [(DEFI, b"autre chose")]
    (depot / DEFI).rename(lieu.dossier / "ailleurs.csv")
    payes.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002"]


@pytest.mark.parametrize(
    "destination", ['"ftp://u@hote/x"', '"sftp://hote/x"', '"sftp://u:secret@hote/x"', '""', "3"]
)
def test_a_destination_that_is_no_folder_is_told_and_the_others_leave(
    payes: Sigma, lieu: Lieu, destination: str
) -> None:
    lieu.config.write_text(
        f'[flux.carif]\ndestination = {destination}\n[flux.defi]\ndestination = "depot/defi"\n'
    )
    message = payes.refused(10, "flux", "push", "carif", "defi")
    assert "flux.carif" in message
    assert "secret" not in message
    assert sent(lieu) == ["P000001", "P000002"]


def test_without_base_it_says_what_to_do(sigma: Sigma, lieu: Lieu) -> None:
    lieu.base.unlink()
    assert "sigma init" in sigma.refused(20, "flux", "push")
    assert not lieu.base.with_name("sigma.db.flux.verrou").exists()


def test_a_second_push_leaves_at_once_saying_one_is_running(payes: Sigma, lieu: Lieu) -> None:
    with exclusive(lieu.dossier / "sigma.db.flux.verrou") as seul:
        assert seul
        assert "déjà en cours" in payes.ok("flux", "push").stdout
        document = payes.json("flux", "push")
    assert document["flux"] == []
    assert "déjà en cours" in document["message"]
    assert not (lieu.dossier / "depot").exists()
    payes.ok("flux", "push")
    assert sent(lieu) == ["P000001", "P000002"]


def test_a_base_reached_by_a_link_has_the_same_lock(payes: Sigma, lieu: Lieu) -> None:
    lien = lieu.dossier / "ailleurs" / "lien.db"
    lien.parent.mkdir()
    lien.symlink_to(lieu.base)
    with exclusive(lieu.dossier / "sigma.db.flux.verrou"):
        assert "déjà en cours" in payes.ok("flux", "push", SIGMA_BASE=str(lien)).stdout
    assert not (lieu.dossier / "depot").exists()


# Carif


@pytest.mark.parametrize("schema", SCHEMAS)
def test_the_snapshot_is_valid_lheo(sigma: Sigma, lieu: Lieu, schema: str) -> None:
    for commande in (factories.etablissement_set(), *factories.source()):
        sigma.ok(*commande)
    sigma.ok("flux", "push", "carif")
    document = etree.parse(lieu.depot("carif")[0])
    open_schema(schema).assertValid(document)
    assert len(document.findall(".//{*}session")) == 4


def test_same_base_and_clock_same_snapshot(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok("flux", "push", "carif")
    peuple.ok("flux", "push", "carif")
    premier, second = lieu.depot("carif")
    assert second.name == "SIGMA_CARIF_20201006_000002.xml"
    assert premier.read_bytes() == second.read_bytes()


def test_without_etablissement_everything_is_held_back_with_its_reason(
    sigma: Sigma, lieu: Lieu
) -> None:
    for commande in (factories.action_add(), factories.composante_add(), factories.session_add()):
        sigma.ok(*commande)
    resultat = sigma.ok("flux", "push", "carif")
    assert "rien à envoyer" in resultat.stdout
    assert f"bloquée : {factories.SESSION}" in resultat.stderr
    assert "sigma etablissement set" in resultat.stderr
    (carif,) = sigma.json("flux", "push", "carif")["flux"]
    assert {retenu["objet"] for retenu in carif["retenus"]} == {factories.SESSION}
    assert set(carif["retenus"][0]) == {
        *("objet", "champ", "raison", "a_faire", "regle", "close", "portee")
    }
    assert lieu.depot("carif") == []
    sigma.ok(*factories.etablissement_set())
    assert sigma.json("flux", "push", "carif")["flux"][0]["lignes"] == 1


def test_config_of_the_tests_is_the_one_people_have(lieu: Lieu) -> None:
    modele = files("sigma_cli.referentiels").joinpath("config_modele.toml").read_text("utf-8")
    for code in tomllib.loads(lieu.config.read_text())["flux"]:
        assert f"[flux.{code}]" in modele
