"""`sigma base rekey`: no number lost, none under two keys for others to see, whatever stops it."""

import base64
import json
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sigma_cli.domain.acte import Acte
from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.domain.references import read_session
from sigma_cli.referentiels import reglages
from sigma_cli.services.base import rekey as changement_cle
from sigma_cli.services.inscription import passage as inscriptions
from sigma_cli.services.inscription.demande import Demande, Inscrit
from sigma_cli.store.coffre import Coffre, create_key, read_key
from sigma_cli.store.engine import open_db
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

ACTE = Acte(agent="testeur", le=datetime(2020, 10, 6, 7, tzinfo=UTC))
NUMEROS = [factories.nir(ordre) for ordre in (734, 629, 812)]


@pytest.fixture
def inscrits(peuple: Sigma, modeles: Modeles) -> Sigma:
    """Three persons, one of whom had a NIA."""
    return modeles.fill(peuple, _inscrits)


def _inscrits(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir(9, sexe="3"))
    peuple.ok("stagiaire", "nir", "S000001", "--nir", "-", entree=NUMEROS[0])
    for rang, numero in enumerate(NUMEROS[1:], 2):
        peuple.ok(*factories.stagiaire_enrol(prenom=f"L{rang}"), entree=numero)


def shown(sigma: Sigma, **env: str) -> list[str]:
    """Return the numbers in full, as the key at hand opens them."""
    trouves = []
    for ref in ("S000001", "S000002", "S000003"):
        fiche = sigma.ok("stagiaire", "show", ref, "--montrer-nir", **env).stdout
        (ligne,) = (ligne for ligne in fiche.splitlines() if ligne.startswith("Numéro  "))
        trouves.append(ligne.rpartition(" : ")[2])
    return trouves


def coffre(chemin: Path) -> Coffre:
    return Coffre.of(read_key(variable=None, fichier=chemin))


def keys_of_rows(base: Path) -> dict[str, int]:
    with closing(sqlite3.connect(base)) as lue:
        return dict(lue.execute("SELECT nir_cle, count(*) FROM stagiaire GROUP BY 1").fetchall())


def test_every_number_is_readable_with_the_new_key_and_none_with_the_old(
    inscrits: Sigma, lieu: Lieu
) -> None:
    ancienne, avant = coffre(lieu.cle).identifiant, lieu.cle.read_text()
    document = inscrits.json("base", "rekey")
    nouvelle = coffre(lieu.cle).identifiant
    assert nouvelle != ancienne
    assert document == {
        "cle": nouvelle,
        "fichier": str(lieu.cle),
        "numeros": 3,
        "illisibles": [],
    }
    assert keys_of_rows(lieu.base) == {nouvelle: 3}
    assert shown(inscrits) == NUMEROS
    assert inscrits.json("base", "check")["nombre"] == 0
    perdue = {"SIGMA_CLE": avant.strip()}
    for ligne in (
        ("stagiaire", "show", "S000001"),
        ("base", "check"),
        factories.stagiaire_enrol(prenom="Ana"),
    ):
        assert "clé" in inscrits.refused(22, *ligne, entree=factories.nir(5), **perdue)


def test_the_old_key_is_put_away_for_the_backups_made_before(inscrits: Sigma, lieu: Lieu) -> None:
    contenu, identifiant = lieu.cle.read_bytes(), coffre(lieu.cle).identifiant
    sauvegarde = lieu.dossier / "s.db"
    inscrits.ok("base", "backup", str(sauvegarde))
    fait = inscrits.ok("base", "rekey")
    assert f"Clé changée : 3 numéros sous la nouvelle, dans {lieu.cle}." in fait.stdout
    assert "Garder une copie de la nouvelle clé" in fait.stderr
    rangee = lieu.dossier / f"sigma.cle.{identifiant}"
    assert rangee.read_bytes() == contenu
    modes = {stat.S_IMODE(f.stat().st_mode) for f in (rangee, lieu.cle)}
    assert modes == {0o600}
    assert not (lieu.dossier / "sigma.cle.nouvelle").exists()
    ailleurs = {"SIGMA_BASE": str(sauvegarde), "SIGMA_CLE_FICHIER": str(rangee)}
    assert shown(inscrits, **ailleurs) == NUMEROS


def test_what_was_remembered_is_still_recognised(inscrits: Sigma) -> None:
    inscrits.ok("base", "rekey")
    autre = inscrits.json(*factories.session_add())["session"]
    document = inscrits.json(*factories.stagiaire_enrol(autre), entree=factories.nir(9, sexe="3"))
    assert (document["stagiaire"], document["connu"]) == ("S000001", True)
    refus = inscrits.refused(13, *factories.stagiaire_enrol(autre, nom="X"), entree=NUMEROS[1])
    assert "(NIR-10)" in refus


def test_a_file_that_waits_is_sent_with_the_same_bytes(inscrits: Sigma, lieu: Lieu) -> None:
    inscrits.ok(*factories.place_allocate())
    (lieu.dossier / "depot").mkdir()
    obstacle = lieu.dossier / "depot" / "defi"
    obstacle.write_text("un fichier à la place du dossier")
    inscrits.refused(30, "flux", "push", "defi")
    inscrits.ok("base", "rekey")
    obstacle.unlink()
    inscrits.ok("flux", "push", "defi")
    (fichier,) = lieu.depot("defi")
    assert NUMEROS[0] in fichier.read_text()
    somme = fichier.with_name(f"{fichier.name}.sha256").read_text()
    with closing(sqlite3.connect(lieu.base)) as base:
        assert base.execute("SELECT sha256 FROM flux_fichier").fetchone()[0] in somme


def test_the_journal_tells_it_and_holds(inscrits: Sigma, lieu: Lieu) -> None:
    ancienne = coffre(lieu.cle).identifiant
    inscrits.ok("base", "rekey")
    lignes = inscrits.json("journal", "list", "base")["resultats"]
    assert [ligne["operation"] for ligne in lignes[:2]] == ["base.rekey.fin", "base.rekey.debut"]
    assert lignes[1]["avant"] == {"cle": ancienne}
    assert lignes[0]["apres"]["numeros"] == 3
    assert inscrits.json("journal", "verify")["intact"]


def test_a_base_without_any_number_takes_a_new_key(sigma: Sigma, lieu: Lieu) -> None:
    avant = coffre(lieu.cle).identifiant
    assert sigma.json("base", "rekey")["numeros"] == 0
    assert coffre(lieu.cle).identifiant != avant


def test_nothing_of_the_old_seals_stays_in_the_file(inscrits: Sigma, lieu: Lieu) -> None:
    with closing(sqlite3.connect(lieu.base)) as base:
        avant = [
            c
            for ligne in base.execute("SELECT nir_chiffre, nir_empreinte FROM stagiaire")
            for c in ligne
        ]
    inscrits.ok("base", "rekey")
    contenu = b"".join(f.read_bytes() for f in lieu.dossier.glob("sigma.db*"))
    assert [valeur for valeur in avant if valeur in contenu] == []


# A key given by the environment ------------------------------------------------------------------------------


def test_with_sigma_cle_the_new_key_is_told_and_a_file_aside_left_alone(
    inscrits: Sigma, lieu: Lieu
) -> None:
    env = {"SIGMA_CLE": lieu.cle.read_text().strip()}
    lieu.cle.unlink()
    create_key(lieu.cle)
    etrangere = lieu.cle.read_bytes()
    fait = inscrits("base", "rekey", "--json", **env)
    document = json.loads(fait.stdout)
    nouvelle = Path(document["fichier"])
    assert nouvelle == lieu.dossier / f"sigma.cle.{document['cle']}"
    assert "SIGMA_CLE" in fait.stderr
    assert lieu.cle.read_bytes() == etrangere
    assert shown(inscrits, SIGMA_CLE=nouvelle.read_text().strip()) == NUMEROS
    inscrits.refused(22, "stagiaire", "show", "S000001", **env)


def test_with_sigma_cle_alone_the_new_key_takes_the_usual_place(
    inscrits: Sigma, lieu: Lieu
) -> None:
    env = {"SIGMA_CLE": lieu.cle.read_text().strip()}
    lieu.cle.unlink()
    assert inscrits.json("base", "rekey", **env)["fichier"] == str(lieu.cle)
    assert shown(inscrits) == NUMEROS


def test_the_key_of_another_base_changes_nothing(inscrits: Sigma, lieu: Lieu) -> None:
    env = {"SIGMA_CLE": base64.b64encode(bytes(32)).decode()}
    gardee = lieu.cle.rename(lieu.dossier / "ailleurs.cle")
    avant = keys_of_rows(lieu.base)
    assert "n’est pas celle de cette base" in inscrits.refused(22, "base", "rekey", **env)
    assert keys_of_rows(lieu.base) == avant
    gardee.rename(lieu.cle)
    assert shown(inscrits) == NUMEROS


def test_an_altered_number_does_not_stop_the_others(inscrits: Sigma, lieu: Lieu) -> None:
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE stagiaire SET nir_chiffre = zeroblob(43) WHERE id = 2")
    fait = inscrits("base", "rekey")
    assert fait.exit_code == 0
    assert "S000002 ; les ressaisir" in fait.stderr
    message = inscrits.refused(21, "base", "check")
    assert "S000002 : le numéro est scellé sous une autre clé" in message


def test_numbers_all_altered_leave_a_base_under_the_new_key(inscrits: Sigma, lieu: Lieu) -> None:
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE stagiaire SET nir_chiffre = zeroblob(43)")
    document = inscrits.json("base", "rekey")
    assert (document["numeros"], len(document["illisibles"])) == (0, 3)
    inscrits.ok(*factories.stagiaire_enrol(prenom="Ana"), entree=factories.nir(5))


def test_a_new_key_that_cannot_take_its_place_waits_for_the_next_run(
    inscrits: Sigma, lieu: Lieu
) -> None:
    obstacle = lieu.dossier / f"sigma.cle.{coffre(lieu.cle).identifiant}"
    obstacle.mkdir()
    ancienne = lieu.cle.read_bytes()
    message = inscrits.refused(22, "base", "rekey")
    assert "ne prend pas sa place" in message
    assert lieu.cle.read_bytes() == ancienne
    obstacle.rmdir()
    inscrits.ok("base", "rekey")
    assert shown(inscrits) == NUMEROS


def test_one_at_a_time(inscrits: Sigma, lieu: Lieu) -> None:
    from sigma_cli.store.verrou import exclusive

    with exclusive(lieu.base.with_name("sigma.db.flux.verrou")) as seul:
        assert seul
        assert "en cours" in inscrits.refused(13, "base", "rekey")
    assert not (lieu.dossier / "sigma.cle.nouvelle").exists()


# Stopped anywhere ------------------------------------------------------------------------------------------


class Coupure(Exception):
    """The power went."""


def half_way(lieu: Lieu, monkeypatch: pytest.MonkeyPatch, *, apres: int) -> None:
    """Change the key of a base, one row at a time, and stop after so many."""
    monkeypatch.setattr(changement_cle, "_LOT", 1)
    suivante = lieu.dossier / "sigma.cle.nouvelle"
    create_key(suivante)
    reste = iter(range(apres))

    def advance(_pas: int) -> None:
        if next(reste, None) is None:
            raise Coupure

    with pytest.raises(Coupure), open_db(lieu.adresse, ecriture=True) as db:
        changement_cle.rekey(db, ACTE, coffre(lieu.cle), coffre(suivante), advance)


@pytest.mark.parametrize("apres", [0, 1, 2])
def test_half_way_nothing_touches_a_number_and_the_next_run_ends_it(
    inscrits: Sigma, lieu: Lieu, monkeypatch: pytest.MonkeyPatch, apres: int
) -> None:
    ancienne = lieu.cle.read_bytes()
    half_way(lieu, monkeypatch, apres=apres)
    assert sorted(keys_of_rows(lieu.base).values()) == sorted({apres + 1, 2 - apres} - {0})
    for ligne in (
        ("stagiaire", "show", "S000001"),
        ("base", "check"),
        factories.stagiaire_enrol(prenom="Ana"),
    ):
        message = inscrits.refused(22, *ligne, entree=factories.nir(5))
        assert "sigma base rekey" in message
    assert inscrits.json("stagiaire", "list")["nombre"] == 3
    assert lieu.cle.read_bytes() == ancienne
    document = inscrits.json("base", "rekey")
    assert document["numeros"] == 2 - apres
    assert keys_of_rows(lieu.base) == {document["cle"]: 3}
    assert shown(inscrits) == NUMEROS
    assert inscrits.json("base", "check")["nombre"] == 0


def test_a_backup_taken_half_way_can_be_ended_too(
    inscrits: Sigma, lieu: Lieu, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_way(lieu, monkeypatch, apres=1)
    copie = lieu.dossier / "s.db"
    inscrits.ok("base", "backup", str(copie))
    inscrits.ok("base", "rekey")
    inscrits.ok("base", "restore", str(copie))
    assert inscrits.json("base", "rekey")["numeros"] == 1
    assert shown(inscrits) == NUMEROS


def test_half_way_without_the_key_to_come_says_which_is_missing(
    inscrits: Sigma, lieu: Lieu, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_way(lieu, monkeypatch, apres=1)
    (lieu.dossier / "sigma.cle.nouvelle").unlink()
    assert "remettre la clé d’origine" in inscrits.refused(22, "base", "rekey")


def test_stopped_before_the_new_key_takes_its_place(
    inscrits: Sigma, lieu: Lieu, monkeypatch: pytest.MonkeyPatch
) -> None:
    half_way(lieu, monkeypatch, apres=2)
    suivante = lieu.dossier / "sigma.cle.nouvelle"
    with open_db(lieu.adresse, ecriture=True) as db:
        changement_cle.rekey(db, ACTE, coffre(lieu.cle), coffre(suivante), lambda _: None)
    attendue = suivante.read_bytes()
    assert "relancer « sigma base rekey »" in inscrits.refused(22, "stagiaire", "show", "S000001")
    assert inscrits.json("base", "rekey")["numeros"] == 0
    assert lieu.cle.read_bytes() == attendue
    assert shown(inscrits) == NUMEROS


PERSONNES = 3_000


def fill(lieu: Lieu) -> None:
    demandes = [
        Demande(
            session=read_session(factories.SESSION),
            nom_naissance=f"N{rang}",
            nir=Nir.parse(
                factories.nir(1 + rang % 999, annee=str(70 + rang // 999)),
                aujourdhui=factories.AUJOURDHUI,
            ),
        )
        for rang in range(PERSONNES)
    ]
    with open_db(lieu.adresse, ecriture=True) as db:
        for issue in inscriptions.enrol_many(
            db, ACTE, demandes, coffre=coffre(lieu.cle), reglages=reglages.load({})
        ):
            assert isinstance(issue, Inscrit)


@pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX")
def test_killed_again_and_again_it_ends_with_every_number(peuple: Sigma, lieu: Lieu) -> None:
    fill(lieu)
    ligne = [sys.executable, "-m", "sigma_cli", "base", "rekey"]
    env = os.environ | lieu.env
    tues = 0
    for essai in range(6):
        with subprocess.Popen(
            ligne, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as programme:
            wait_until(lieu, programme, lignes=400 * essai)
            programme.send_signal(signal.SIGKILL)
            tues += programme.wait() == -signal.SIGKILL
    assert tues >= 1
    peuple.ok("base", "rekey")
    assert set(keys_of_rows(lieu.base).values()) == {PERSONNES}
    document = peuple.json("base", "check")
    assert (document["nombre"], document["cle_verifiee"]) == (0, True)


def moved(lieu: Lieu) -> int:
    """Return how many rows are no more under the key in place."""
    return PERSONNES - keys_of_rows(lieu.base).get(coffre(lieu.cle).identifiant, 0)


def wait_until(lieu: Lieu, programme: "subprocess.Popen[bytes]", *, lignes: int) -> None:
    """Wait for the change to have moved more than so many rows, or for its end."""
    fin = time.monotonic() + 30
    commence = lieu.dossier / "sigma.cle.nouvelle"
    while time.monotonic() < fin and programme.poll() is None:
        if commence.exists() and moved(lieu) > lignes:
            return
        time.sleep(0.01)
