"""`sigma base`: what cannot be opened is named, what is saved comes back, what is altered is found."""

import json
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma


def run_sql(base: Path, *ordres: str) -> None:
    """Change the base behind the back of the program, as a curious hand would."""
    with closing(sqlite3.connect(base)) as db, db:
        for ordre in ordres:
            db.execute(ordre)


def dump(base: Path) -> list[str]:
    with closing(sqlite3.connect(base)) as db:
        return list(db.iterdump())


def content(base: Path) -> list[str]:
    """Return what a base holds, apart from what a restoration without the former one notes of itself."""
    propres = ('INSERT INTO "flux_a_comparer"', 'INSERT INTO "journal')
    return [ligne for ligne in dump(base) if not ligne.startswith(propres)]


@pytest.fixture
def inscrit(peuple: Sigma, modeles: Modeles) -> Sigma:
    """A base with a person, a sealed number and a paid place."""
    return modeles.fill(peuple, _inscrit)


def _inscrit(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())
    peuple.ok(*factories.place_allocate())


# A base that cannot be opened

COMMANDES = (("session", "list"), ("export", "actions", "-o", "-"), ("flux", "push"))


@pytest.mark.parametrize("commande", COMMANDES)
def test_no_base_says_init(sigma: Sigma, lieu: Lieu, commande: tuple[str, ...]) -> None:
    lieu.base.unlink()
    assert "sigma init" in sigma.refused(20, *commande)
    assert not lieu.base.exists(), "reading makes nothing"


def test_neither_base_nor_key_says_init(sigma: Sigma, lieu: Lieu) -> None:
    lieu.base.unlink()
    lieu.cle.unlink()
    enrol = factories.stagiaire_enrol()
    assert "Pas de base" in sigma.refused(20, *enrol, entree=factories.nir())
    assert "Pas de base" in sigma.refused(20, "stagiaire", "show", "S000001", "--montrer-nir")


def test_check_tells_of_the_base_before_the_key(sigma: Sigma, lieu: Lieu) -> None:
    lieu.base.unlink()
    lieu.cle.write_text("pas une clé")
    assert "Pas de base" in sigma.refused(20, "base", "check")


def test_no_base_to_migrate_or_save(sigma: Sigma, lieu: Lieu) -> None:
    lieu.base.unlink()
    assert "sigma init" in sigma.refused(20, "base", "migrate")
    assert "sigma init" in sigma.refused(20, "base", "backup", f"{lieu.dossier}/s.db")
    assert not lieu.base.exists()


TROP_LONG = "x" * 300


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other limits")
@pytest.mark.parametrize(
    ("code", "commande"),
    [
        (10, ("--base", TROP_LONG, "init")),
        (21, ("--base", TROP_LONG, "session", "list")),
        (10, ("--config", TROP_LONG, "init")),
        (10, ("base", "backup", TROP_LONG)),
        (10, ("base", "restore", TROP_LONG)),
    ],
)
def test_a_path_that_the_system_refuses_is_told(
    sigma: Sigma, code: int, commande: tuple[str, ...]
) -> None:
    message = sigma.refused(code, *commande)
    assert TROP_LONG in message
    assert "le nom est trop long" in message


@pytest.mark.usefixtures("prochaine")
@pytest.mark.parametrize("commande", [*COMMANDES, ("base", "check")])
def test_an_older_base_says_migrate(sigma: Sigma, commande: tuple[str, ...]) -> None:
    assert "sigma base migrate" in sigma.refused(20, *commande)


@pytest.mark.parametrize("version", ["1.1.0", "abc"])
@pytest.mark.parametrize("commande", [*COMMANDES, ("base", "migrate"), ("init",)])
def test_a_newer_base_says_to_update_the_program(
    sigma: Sigma, lieu: Lieu, commande: tuple[str, ...], version: str
) -> None:
    run_sql(lieu.base, f"UPDATE alembic_version SET version_num = '{version}'")
    assert "mettre le programme à jour" in sigma.refused(20, *commande)


@pytest.mark.parametrize("version", ["0001", "0010"])
@pytest.mark.parametrize(
    "commande", [*COMMANDES, ("base", "migrate"), ("base", "check"), ("init",)]
)
def test_a_base_of_before_the_first_release_says_to_export_and_import(
    sigma: Sigma, lieu: Lieu, commande: tuple[str, ...], version: str
) -> None:
    run_sql(lieu.base, f"UPDATE alembic_version SET version_num = '{version}'")
    avant = lieu.base.read_bytes()
    message = sigma.refused(20, *commande)
    assert "exports (--complet)" in message
    assert "sigma import" in message
    assert lieu.base.read_bytes() == avant
    assert not list(lieu.dossier.glob("*avant-migration*"))


def test_a_version_that_never_was_cannot_be_migrated(sigma: Sigma, lieu: Lieu) -> None:
    run_sql(lieu.base, "UPDATE alembic_version SET version_num = '0.9.0'")
    assert "version inconnue" in sigma.refused(20, "base", "migrate")


@pytest.mark.parametrize("commande", [*COMMANDES, ("base", "migrate"), ("base", "check")])
def test_a_file_that_is_no_base_is_named(
    sigma: Sigma, lieu: Lieu, commande: tuple[str, ...]
) -> None:
    lieu.base.write_text("Ceci est une lettre." * 500)
    assert "base SQLite" in sigma.refused(21, *commande)
    assert lieu.base.read_text().startswith("Ceci est une lettre.")


@pytest.mark.parametrize("taille", [100, 4096, 40_000])
def test_a_truncated_base_says_restore(sigma: Sigma, lieu: Lieu, taille: int) -> None:
    lieu.base.write_bytes(lieu.base.read_bytes()[:taille])
    message = sigma.refused(21, "session", "list")
    assert str(lieu.base) in message
    assert "sigma base" in message or "--base" in message


def test_a_corrupt_base_is_found_by_check(inscrit: Sigma, lieu: Lieu) -> None:
    run_sql(lieu.base, "PRAGMA wal_checkpoint(TRUNCATE)")
    contenu = bytearray(lieu.base.read_bytes())
    for debut in range(2 * 4096, len(contenu), 4096):
        contenu[debut : debut + 64] = b"\xff" * 64
    lieu.base.write_bytes(contenu)
    assert str(lieu.base) in inscrit.refused(21, "base", "check")


def test_an_empty_file_is_a_base_to_initialise(sigma: Sigma, lieu: Lieu) -> None:
    lieu.base.write_bytes(b"")
    assert "sigma init" in sigma.refused(20, "session", "list")


@pytest.mark.parametrize("commande", [*COMMANDES, ("base", "migrate"), ("init",)])
def test_a_folder_is_no_base(sigma: Sigma, lieu: Lieu, commande: tuple[str, ...]) -> None:
    lieu.base.unlink()
    lieu.base.mkdir()
    assert str(lieu.base) in sigma.refused(21, *commande)


@pytest.mark.parametrize("url", ["postgresql://u:secret@h/b", "inconnu://u:secret@h/b", "://"])
def test_a_url_that_cannot_be_served_is_told_without_its_password(sigma: Sigma, url: str) -> None:
    for commande in (("session", "list"), ("init",), ("base", "migrate")):
        message = sigma.refused(10, "--base", url, *commande)
        assert "--base" in message
        assert "secret" not in message


@pytest.mark.parametrize("commande", [("backup", "s.db"), ("restore", "s.db")])
def test_saving_is_for_a_base_in_a_file(sigma: Sigma, commande: tuple[str, ...]) -> None:
    message = sigma.refused(10, "--base", "postgresql://u@h/b", "base", *commande)
    assert "outils du serveur" in message


@pytest.mark.parametrize("nom", ["é à.db", "a?b.db", "50%41.db", "a#b.db", "~x.db", "a&b=c;d.db"])
def test_any_file_name_will_do(sigma: Sigma, lieu: Lieu, nom: str) -> None:
    lieu.base.unlink()
    ailleurs = lieu.dossier / nom
    sigma.ok("init", SIGMA_BASE=str(ailleurs))
    sigma.ok(*factories.etablissement_set(), SIGMA_BASE=str(ailleurs))
    assert ailleurs.stat().st_size > 4096
    assert {f.name for f in lieu.dossier.iterdir() if f.suffix == ".db"} == {nom}


def test_a_file_may_be_named_by_its_url(sigma: Sigma, lieu: Lieu) -> None:
    for suite in ("", "?timeout=5"):
        assert sigma.json("--base", f"sqlite:///{lieu.base}{suite}", "session", "list")
    message = sigma.refused(20, "--base", f"sqlite:///{lieu.base}x?timeout=5", "session", "list")
    assert f"{lieu.base}x :" in message


# Saving and restoring


def test_a_backup_is_a_base_that_works(inscrit: Sigma, lieu: Lieu) -> None:
    copie = lieu.dossier / "sauvegarde.db"
    assert inscrit.json("base", "backup", str(copie))["sauvegarde"] == str(copie)
    assert dump(copie) == dump(lieu.base)
    assert not list(lieu.dossier.glob("sauvegarde.db-*"))
    if sys.platform != "win32":
        assert stat.S_IMODE(copie.stat().st_mode) == 0o600
    env = {"SIGMA_BASE": str(copie)}
    assert inscrit.json("base", "check", **env)["nombre"] == 0


def test_nir_12_a_backup_holds_no_number_in_clear(inscrit: Sigma, lieu: Lieu) -> None:
    copie = lieu.dossier / "sauvegarde.db"
    assert "La clé n’y est pas" in inscrit.ok("base", "backup", str(copie)).stdout
    assert factories.nir()[:13].encode() not in copie.read_bytes()
    assert lieu.cle.read_text().strip().encode() not in copie.read_bytes()


def test_a_backup_never_replaces_a_file_unless_forced(sigma: Sigma, lieu: Lieu) -> None:
    copie = lieu.dossier / "précieux.txt"
    copie.write_text("précieux")
    assert "--force" in sigma.refused(13, "base", "backup", str(copie))
    assert copie.read_text() == "précieux"
    sigma.ok("base", "backup", str(copie), "--force")
    assert dump(copie) == dump(lieu.base)


@pytest.mark.parametrize("ou", ["absent/s.db", "config.toml/s.db"])
def test_a_backup_in_a_folder_that_is_not_leaves_nothing(sigma: Sigma, lieu: Lieu, ou: str) -> None:
    message = sigma.refused(10, "base", "backup", str(lieu.dossier / ou))
    assert f"Le dossier {(lieu.dossier / ou).parent} n’existe pas" in message
    assert not list(lieu.dossier.rglob("*.part"))


def test_a_base_is_neither_saved_onto_itself_nor_restored_from_itself(
    inscrit: Sigma, lieu: Lieu
) -> None:
    avant = dump(lieu.base)
    inscrit.refused(10, "base", "backup", str(lieu.base), "--force")
    inscrit.refused(10, "base", "restore", str(lieu.base))
    assert dump(lieu.base) == avant


def test_restore_brings_the_base_back_and_keeps_what_it_replaces(
    inscrit: Sigma, lieu: Lieu
) -> None:
    copie = lieu.dossier / "s.db"
    inscrit.ok("base", "backup", str(copie))
    avant = dump(lieu.base)
    inscrit.ok("session", "set", factories.SESSION, "--places", "3")
    apres = dump(lieu.base)
    document = inscrit.json("base", "restore", str(copie))
    assert dump(lieu.base) == avant
    ancienne = Path(document["ancienne"])
    assert ancienne == lieu.dossier / "sigma.avant-restauration.db"
    assert dump(ancienne) == apres
    if sys.platform != "win32":
        assert stat.S_IMODE(ancienne.stat().st_mode) == 0o600
    assert inscrit.json("base", "check")["nombre"] == 0


def test_a_restoration_can_be_undone_from_the_copy_it_kept(inscrit: Sigma, lieu: Lieu) -> None:
    copie = lieu.dossier / "s.db"
    inscrit.ok("base", "backup", str(copie))
    inscrit.ok("session", "set", factories.SESSION, "--places", "3")
    voulu = dump(lieu.base)
    gardee = inscrit.json("base", "restore", str(copie))["ancienne"]
    inscrit.ok("base", "restore", gardee)
    assert dump(lieu.base) == voulu
    assert dump(Path(gardee)) == voulu, "the copy itself is as it was"


def test_restore_where_there_is_no_base(inscrit: Sigma, lieu: Lieu) -> None:
    copie = lieu.dossier / "s.db"
    inscrit.ok("base", "backup", str(copie))
    neuf = lieu.dossier / "neuf" / "dossier" / "sigma.db"
    env = {"SIGMA_BASE": str(neuf)}
    assert inscrit.json("base", "restore", str(copie), **env)["ancienne"] is None
    assert content(neuf) == content(copie)
    with closing(sqlite3.connect(neuf)) as db:
        assert db.execute("PRAGMA journal_mode").fetchone() == ("wal",)


@pytest.mark.parametrize("reste", [b"", b"Ceci est une lettre." * 500, b"SQLite format 3\0" * 300])
def test_restore_works_on_a_base_beyond_reading(inscrit: Sigma, lieu: Lieu, reste: bytes) -> None:
    copie = lieu.dossier / "s.db"
    inscrit.ok("base", "backup", str(copie))
    lieu.base.write_bytes(reste)
    ancienne = inscrit.json("base", "restore", str(copie))["ancienne"]
    assert content(lieu.base) == content(copie)
    assert reste in (b"", Path(ancienne).read_bytes()), "what was there is kept as it was"
    assert inscrit.json("base", "check")["nombre"] == 0


def test_restore_works_on_a_truncated_base(inscrit: Sigma, lieu: Lieu) -> None:
    copie = lieu.dossier / "s.db"
    inscrit.ok("base", "backup", str(copie))
    lieu.base.write_bytes(lieu.base.read_bytes()[:50_000])
    inscrit.ok("base", "restore", str(copie))
    assert content(lieu.base) == content(copie)


def test_nothing_changes_when_the_backup_is_absent_or_bad(inscrit: Sigma, lieu: Lieu) -> None:
    avant = dump(lieu.base)
    bonne = lieu.dossier / "s.db"
    inscrit.ok("base", "backup", str(bonne))
    abimee, lettre, autre = (lieu.dossier / nom for nom in ("abimee.db", "lettre.db", "autre.db"))
    contenu = bytearray(bonne.read_bytes())
    for debut in range(3 * 4096, len(contenu), 4096):
        contenu[debut : debut + 64] = b"\xff" * 64
    abimee.write_bytes(contenu)
    lettre.write_text("Ceci est une lettre.")
    run_sql(autre, "CREATE TABLE moz_places (url TEXT)")
    assert "vérifier le chemin" in inscrit.refused(11, "base", "restore", "absente.db")
    for mauvaise in (abimee, lettre, autre):
        assert "rien n’a changé" in inscrit.refused(21, "base", "restore", str(mauvaise))
    assert dump(lieu.base) == avant
    assert not list(lieu.dossier.glob("*avant-restauration*"))


# What `check` finds


def test_check_of_a_sound_base(inscrit: Sigma) -> None:
    document = inscrit.json("base", "check")
    assert (document["nombre"], document["constats"]) == (0, [])
    assert document["cle_verifiee"]
    assert document["lignes_journal"] == inscrit.json("journal", "verify")["nombre"]
    assert "numéros ouverts un à un" in inscrit.ok("base", "check").stdout


def test_check_without_the_key_says_what_it_did_not_look_at(inscrit: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    assert "numéros non ouverts" in inscrit.ok("base", "check").stdout
    assert not inscrit.json("base", "check")["cle_verifiee"]


@pytest.mark.parametrize(
    ("ordre", "objet"),
    [
        ("UPDATE action SET places_utilisees = 3", "20F0011"),
        ("UPDATE action SET places_en_plus = 1", "20F0011"),
        ("UPDATE parcours SET type_remuneration = NULL", "20F0011"),
        ("UPDATE stagiaire SET nir_chiffre = zeroblob(43)", "S000001"),
        ("UPDATE stagiaire SET nir_chiffre = x''", "S000001"),
        ("UPDATE stagiaire SET nir_chiffre = x'00112233'", "S000001"),
        ("UPDATE stagiaire SET nir_empreinte = zeroblob(32)", "S000001"),
        ("UPDATE stagiaire SET nir_classe = 'NIA'", "S000001"),
        ("UPDATE stagiaire SET nir_cle = '0123456789abcdef'", "S000001"),
        ("UPDATE cle_active SET memoire = zeroblob(60)", "mémoire des empreintes"),
        ("UPDATE parcours SET session_id = 99", "parcours"),
        ("UPDATE journal SET agent = 'un autre' WHERE id = 2", "journal 2"),
        ("UPDATE journal SET apres = '{}' WHERE id = 3", "journal 3"),
        ("UPDATE journal SET le = '2020-10-06 07:00:01' WHERE id = 2", "journal 2"),
        ("DELETE FROM journal WHERE id = 4", "journal 5"),
    ],
)
def test_check_names_what_was_altered(inscrit: Sigma, lieu: Lieu, ordre: str, objet: str) -> None:
    run_sql(lieu.base, ordre)
    assert f"{objet} : " in inscrit.refused(21, "base", "check")
    rate = inscrit("base", "check", "--json")
    assert rate.exit_code == 21
    document = json.loads(rate.stdout)
    assert objet in {constat["objet"] for constat in document["constats"]}
    assert document["nombre"] == len(document["constats"])
    assert document["erreur"]["code"] == 21
    assert set(document["constats"][0]) == {"objet", "gravite", "message"}


def test_check_never_shows_a_number(inscrit: Sigma, lieu: Lieu) -> None:
    run_sql(lieu.base, "UPDATE stagiaire SET nir_empreinte = zeroblob(32)")
    sortie = inscrit("base", "check").output
    assert [bout for bout in factories.fragments(factories.nir()) if bout in sortie] == []


def test_check_with_the_key_of_another_base(inscrit: Sigma, lieu: Lieu, tmp_path: Path) -> None:
    from sigma_cli.store.coffre import create_key

    create_key(tmp_path / "autre.cle")
    message = inscrit.refused(22, "base", "check", SIGMA_CLE_FICHIER=str(tmp_path / "autre.cle"))
    assert "clé" in message
    assert lieu.base.exists()


def test_check_of_a_moved_number(inscrit: Sigma, lieu: Lieu) -> None:
    inscrit.ok(*factories.stagiaire_enrol(), entree=factories.nir(2))
    run_sql(
        lieu.base,
        "UPDATE stagiaire SET nir_chiffre = (SELECT nir_chiffre FROM stagiaire WHERE id = 1)",
    )
    message = inscrit.refused(21, "base", "check")
    assert "S000002 : " in message
    assert "S000001 : " not in message


def test_migrate_has_nothing_to_do_on_a_base_of_today(sigma: Sigma, lieu: Lieu) -> None:
    avant = dump(lieu.base)
    assert sigma.json("base", "migrate") == {"base": str(lieu.base), "modifiee": False}
    assert "déjà à jour" in sigma.ok("base", "migrate").stdout
    assert dump(lieu.base) == avant
    assert not list(lieu.dossier.glob("*avant-migration*"))


def test_the_real_program_gives_the_same_codes(
    processus: Callable[..., "subprocess.CompletedProcess[str]"], lieu: Lieu
) -> None:
    lieu.base.write_text("Ceci est une lettre.")
    fini = processus("base", "check")
    assert (fini.returncode, fini.stdout) == (21, "")
    assert fini.stderr.startswith("erreur : ")
