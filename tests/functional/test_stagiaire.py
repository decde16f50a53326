"""`sigma stagiaire`: the number typed, mistyped, hidden; the sheet, the list, the corrections."""

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Sigma

NUMERO = factories.nir(734)
SAISI = " ".join((NUMERO[0], NUMERO[1:3], NUMERO[3:5], NUMERO[5:7], NUMERO[7:10], NUMERO[10:13]))
AVEC_O = NUMERO.replace("0", "O")
MASQUE = "1 85 •• •• ••• ••• ••"
MEGA = 1_000_000
# As a terminal does: it is the controlling one, which getpass looks for.
SUR_TERMINAL = (
    "import fcntl, os, sys, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
    "os.execv(sys.executable, [sys.executable, '-m', 'sigma_cli', *sys.argv[1:]])"
)

Processus = Callable[..., "subprocess.CompletedProcess[str]"]


def check_hidden(numero: str, *textes: str) -> None:
    """No run of four characters of the number is in what people or scripts read."""
    morceaux = factories.fragments("".join(c for c in numero if c.isalnum()))
    assert not [morceau for morceau in morceaux for texte in textes if morceau in texte]


MAL_SAISIS = {
    "16 caractères": (NUMERO + "9", "NIR-14", "un chiffre de trop"),
    "14 caractères": (NUMERO[:14], "NIR-14", "il manque un chiffre"),
    "12 caractères": (NUMERO[:12], "NIR-11", "12 caractères lus"),
    "clé": (NUMERO[:13] + f"{int(NUMERO[13:]) % 97 + 1:02d}", "NIR-03", "clé incohérente"),
    "mois 13": (factories.nir_wrong("1", "85", "13", "75056"), "NIR-03", "mois de naissance"),
    "département 96": (factories.nir_wrong("1", "85", "01", "96356"), "NIR-03", "département"),
    "département 00": (factories.nir_wrong("1", "85", "01", "00356"), "NIR-03", "département"),
    "commune": (factories.nir_wrong("1", "85", "01", "75000"), "NIR-03", "commune"),
    "ordre": (factories.nir_wrong("1", "85", "01", "75056", "000"), "NIR-03", "ordre"),
    "2A ailleurs": (NUMERO[:7] + "2A" + NUMERO[9:], "NIR-03", "position 9"),
    "A sans 2": (NUMERO[:6] + "A" + NUMERO[7:], "NIR-03", "position 7"),
    "O pour 0": (AVEC_O, "NIR-03", "position 4"),
    "émoji": (NUMERO[:8] + "😀" + NUMERO[8:], "NIR-03", "position 9"),
    "droite à gauche": ("\u202e" + NUMERO, "NIR-03", "position 1"),
    "chiffres arabes": ("\u0661" * 15, "NIR-03", "position 1"),
    "nul": (NUMERO[:5] + "\x00" + NUMERO[5:], "NIR-03", "position 6"),
    "premier chiffre": ("5" + NUMERO[1:], "NIR-02", "premier chiffre 5"),
    "NIA partiel": ("3" + NUMERO[1:13], "NIR-04", "incomplet"),
    "NTT": ("1" * 10 + "ABCD9", "NIR-03", "position 11"),
    "NTT long": ("1" * 10 + "ABCD98765", "NIR-11", "NTT"),
    "spécimen": ("269054958815780", "NIR-11", "spécimen"),
    "un mégaoctet": ("1" * MEGA, "NIR-03", "plus de 99 caractères"),
    "texte": ("je ne l’ai pas", "NIR-03", "position 1"),
}


@pytest.mark.parametrize(("saisie", "regle", "dit"), MAL_SAISIS.values(), ids=MAL_SAISIS)
def test_nir_11_a_mistyped_number_is_refused_by_its_wrong_part(
    peuple: Sigma, processus: Processus, saisie: str, regle: str, dit: str
) -> None:
    ligne = factories.stagiaire_enrol()
    fini = processus(*ligne, "--json", entree=saisie)
    textes = [fini.stdout, fini.stderr]
    assert fini.returncode == 10, fini.stderr
    assert f"erreur ({regle}) : NIR : " in fini.stderr
    if "\x00" not in saisie and len(saisie) < MEGA:
        message = peuple.refused(10, *factories.stagiaire_enrol(nir=saisie))
        assert "reste dans l’historique du shell" in message
        textes.append(message)
    assert all(dit in texte for texte in textes)
    check_hidden(saisie[:100], *textes)
    assert peuple.json("stagiaire", "list")["nombre"] == 0


@pytest.mark.parametrize(
    "saisie",
    [
        NUMERO,
        f"{SAISI} {NUMERO[13:]}\r\n",
        SAISI.replace(" ", ".") + "-" + NUMERO[13:],
        SAISI.replace(" ", "\u202f") + "\u00a0" + NUMERO[13:],
        "\ufeff" + NUMERO + "\nune autre ligne\n",
        "".join(chr(0xFF10 + int(chiffre)) for chiffre in NUMERO),
    ],
)
def test_nir_03_a_number_is_read_as_people_write_it(
    peuple: Sigma, processus: Processus, saisie: str
) -> None:
    fini = processus(*factories.stagiaire_enrol(), entree=saisie)
    assert (fini.returncode, fini.stdout) == (
        0,
        f"S000001 (Martin Léa) inscrit à {factories.SESSION} : parcours P000001.\n",
    )
    check_hidden(NUMERO, fini.stderr)
    assert NUMERO in peuple.ok("stagiaire", "show", "S000001", "--montrer-nir").stdout


@pytest.mark.usefixtures("peuple")
def test_nir_11_bytes_that_are_no_text_are_a_wrong_character(lieu: Lieu) -> None:
    fini = subprocess.run(
        [sys.executable, "-m", "sigma_cli", *factories.stagiaire_enrol()],
        input=NUMERO[:4].encode() + b"\xff\xfe" + NUMERO[4:].encode(),
        capture_output=True,
        env=os.environ | lieu.env | {"PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert fini.returncode == 10
    assert "position 5" in fini.stderr.decode()


@pytest.mark.parametrize(("options", "code"), [(["--nir", "-"], 2), ([], 12)])
@pytest.mark.usefixtures("peuple")
def test_a_closed_input_is_told(lieu: Lieu, options: list[str], code: int) -> None:
    ligne = [*factories.stagiaire_enrol(nir=None), *options]
    fini = subprocess.run(
        ["sh", "-c", 'exec "$0" -m sigma_cli "$@" <&-', sys.executable, *ligne],
        capture_output=True,
        text=True,
        env=os.environ | lieu.env,
        check=False,
    )
    assert (fini.returncode, "--nir -" in fini.stderr) == (code, True)


def test_the_command_line_is_read_with_a_warning(peuple: Sigma) -> None:
    fait = peuple.ok(*factories.stagiaire_enrol(nir=NUMERO))
    assert "attention : un numéro sur la ligne de commande reste dans l’historique" in fait.stderr
    check_hidden(NUMERO, fait.stdout, fait.stderr)


# 13 characters ------------------------------------------------------------------------------------


def test_nir_03_a_computed_key_is_confirmed_by_someone(peuple: Sigma, processus: Processus) -> None:
    ligne = factories.stagiaire_enrol()
    fini = processus(*ligne, entree=NUMERO[:13])
    assert fini.returncode == 2
    assert f"Clé calculée pour {MASQUE} : est-ce bien ce numéro ?" in fini.stderr
    check_hidden(NUMERO, fini.stdout, fini.stderr)
    assert peuple.json("stagiaire", "list")["nombre"] == 0
    peuple.ok(*ligne, "--yes", entree=NUMERO[:13])
    assert NUMERO in peuple.ok("stagiaire", "show", "S000001", "--montrer-nir").stdout


# At the keyboard ----------------------------------------------------------------------------------


class Terminal:
    """The program on a terminal of its own: what it shows, and the keys typed."""

    def __init__(self, descripteur: int, programme: "subprocess.Popen[bytes]") -> None:
        self.descripteur, self.programme, self.octets = descripteur, programme, b""

    @property
    def vu(self) -> str:
        return self.octets.decode("utf-8", "replace")

    def wait_for(self, texte: str) -> None:
        fin = time.monotonic() + 30
        while texte not in self.vu:
            assert time.monotonic() < fin, self.vu
            if select.select([self.descripteur], [], [], 0.1)[0]:
                self.octets += os.read(self.descripteur, 4096)

    def type(self, touches: str) -> None:
        os.write(self.descripteur, touches.encode())

    def leave(self) -> int:
        """Return the exit code; what was still to be shown is read."""
        code = self.programme.wait(30)
        while select.select([self.descripteur], [], [], 0.1)[0]:
            try:
                self.octets += os.read(self.descripteur, 4096)
            except OSError:  # Linux: nobody holds the other end any more
                break
        return code


@contextmanager
def on_terminal(lieu: Lieu, *argv: str) -> Iterator[Terminal]:
    maitre, esclave = pty.openpty()
    programme = subprocess.Popen(
        [sys.executable, "-c", SUR_TERMINAL, *argv],
        stdin=esclave,
        stdout=esclave,
        stderr=esclave,
        env=os.environ | lieu.env,
        start_new_session=True,
    )
    os.close(esclave)
    try:
        yield Terminal(maitre, programme)
    finally:
        programme.kill()
        programme.wait()
        os.close(maitre)


@pytest.mark.parametrize("nir", [None, "-"])
def test_nir_12_the_number_is_asked_for_and_never_shown(
    peuple: Sigma, lieu: Lieu, nir: str | None
) -> None:
    with on_terminal(lieu, *factories.stagiaire_enrol(nir=nir)) as terminal:
        terminal.wait_for("NIR ou NIA : ")
        terminal.type(f"{NUMERO}\n")
        assert terminal.leave() == 0
        assert "S000001 (Martin Léa) inscrit à" in terminal.vu
        check_hidden(NUMERO, terminal.vu)
    assert peuple.json("stagiaire", "show", "S000001")["nir"] == MASQUE


@pytest.mark.parametrize(("reponse", "code", "nombre"), [("o", 0, 1), ("", 2, 0), ("non", 2, 0)])
def test_nir_03_the_computed_key_is_confirmed_at_the_keyboard(
    peuple: Sigma, lieu: Lieu, reponse: str, code: int, nombre: int
) -> None:
    with on_terminal(lieu, *factories.stagiaire_enrol(nir=None)) as terminal:
        terminal.wait_for("NIR ou NIA : ")
        terminal.type(f"{NUMERO[:13]}\n")
        terminal.wait_for("est-ce bien ce numéro ? [o/N] ")
        terminal.type(f"{reponse}\n")
        assert terminal.leave() == code
        assert ("Numéro non confirmé" in terminal.vu) is (code == 2)
        check_hidden(NUMERO, terminal.vu)
    assert peuple.json("stagiaire", "list")["nombre"] == nombre


@pytest.mark.parametrize(("touches", "code"), [("\n", 12), ("\x04", 2), ("18501\x03", 130)])
def test_no_answer_at_the_keyboard_enrols_nobody(
    peuple: Sigma, lieu: Lieu, touches: str, code: int
) -> None:
    with on_terminal(lieu, *factories.stagiaire_enrol(nir=None)) as terminal:
        terminal.wait_for("NIR ou NIA : ")
        terminal.type(touches)
        assert terminal.leave() == code
        assert "Traceback" not in terminal.vu
        assert "1850" not in terminal.vu
    assert peuple.json("stagiaire", "list")["nombre"] == 0


def test_nir_01_before_the_switch_nothing_is_asked(peuple: Sigma, lieu: Lieu) -> None:
    ligne = ["--maintenant", "2020-10-04", *factories.stagiaire_enrol(nir=None)]
    with on_terminal(lieu, *ligne) as terminal:
        assert terminal.leave() == 0
        assert "NIR ou NIA" not in terminal.vu
    assert peuple.json("stagiaire", "list")["nombre"] == 1


# The sheet, the list, the corrections ---------------------------------------------------------------


def test_nir_12_masked_unless_asked_for_and_then_recorded(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO)
    assert f"Numéro            : {MASQUE}\n" in peuple.ok("stagiaire", "show", "S000001").stdout
    assert peuple.json("stagiaire", "show", "s000001")["nir"] == MASQUE
    avant = peuple.json("journal", "list")["nombre"]
    montre = peuple.ok("stagiaire", "show", "S000001", "--montrer-nir", SIGMA_AGENT="Zoé")
    assert montre.stdout.count(NUMERO) == 1
    check_hidden(NUMERO, montre.stderr)
    lignes = peuple.json("journal", "list")
    assert lignes["nombre"] == avant + 1
    derniere = lignes["resultats"][0]
    dit = (derniere["operation"], derniere["objet"], derniere["agent"])
    assert dit == ("stagiaire.montrer-nir", "S000001", "Zoé")
    check_hidden(NUMERO, str(lignes))


def test_nir_12_a_number_is_never_written_in_json(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO)
    resultat = peuple("stagiaire", "show", "S000001", "--montrer-nir", "--json")
    assert resultat.exit_code == 2
    assert "--montrer-nir et --json" in resultat.stderr
    check_hidden(NUMERO, resultat.output)


def test_showing_a_number_that_is_not_there_records_nothing(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(nir=None), SIGMA_MAINTENANT="2020-10-04")
    avant = peuple.json("journal", "list")
    assert "Numéro" not in peuple.ok("stagiaire", "show", "S000001", "--montrer-nir").stdout
    assert peuple.json("journal", "list") == avant


def test_a_sheet_tells_each_parcours(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(niveau_entree="6"), "--rqth", entree=NUMERO)
    autre = peuple.json(*factories.session_add())["session"]
    peuple.ok(*factories.stagiaire_enrol(autre), entree=NUMERO)
    peuple.ok(*factories.place_allocate("P000002"))
    fiche = peuple.json("stagiaire", "show", "S000001")
    assert [parcours["session"] for parcours in fiche["parcours"]] == [factories.SESSION, autre]
    assert fiche["parcours"][0] | {"niveau_entree": "6", "rqth": True} == fiche["parcours"][0]
    texte = peuple.ok("stagiaire", "show", "S000001").stdout
    assert f"P000001 à {factories.SESSION}, rémunération : à décider\n" in texte
    assert f"P000002 à {autre}, rémunération : Région\n" in texte
    peuple.lieu.config.write_text('[remunerations]\nREGION = "par la Région"\nINDECISE = "?"\n')
    assert "rémunération : ?\n" in peuple.ok("stagiaire", "show", "S000001").stdout
    assert "par la Région" in peuple.ok("stagiaire", "list").stdout
    assert peuple.json("stagiaire", "list")["resultats"][1]["type_remuneration"] == "REGION"
    peuple.refused(11, "stagiaire", "show", "S000002")
    peuple.refused(10, "stagiaire", "show", "P000001")


def test_a_list_is_searched_without_accents(peuple: Sigma) -> None:
    noms = (("Éluard", "Zoé"), ("d’Œuvre", "Jean-Noël"), ("100%", "A_b"))
    for rang, (nom, prenom) in enumerate(noms, start=1):
        ligne = factories.stagiaire_enrol(nom=nom, prenom=prenom)
        peuple.ok(*ligne, entree=factories.nir(rang))

    def found(*options: str) -> list[Any]:
        return [r["stagiaire"] for r in peuple.json("stagiaire", "list", *options)["resultats"]]

    assert found() == ["S000003", "S000002", "S000001"]
    assert found("--cherche", "ELUARD zoe") == ["S000001"]
    assert found("--cherche", "d oeuvre") == ["S000002"]
    assert found("--cherche", "%") == ["S000003"]
    assert found("--cherche", "' OR 1=1 --") == []
    assert found("--session", "20f0011_03/01", "--cherche", "noel") == ["S000002"]
    autre = peuple.json(*factories.session_add())["session"]
    assert found("--session", autre) == []
    assert found("--nia") == []
    assert peuple.ok("stagiaire", "list").stdout.endswith("Nombre de résultats : 3\n")


def test_an_identity_is_corrected_field_by_field(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO)
    fiche = peuple.json(
        "stagiaire", "set", "S000001", "--nom", "Œdipe", "--naissance", "16/01/1985"
    )
    assert (fiche["nom_naissance"], fiche["prenom"]) == ("Œdipe", "Léa")
    assert (fiche["date_naissance"], fiche["nir"]) == ("1985-01-16", MASQUE)
    assert fiche["avertissements"] == []
    assert peuple.json("stagiaire", "list", "--cherche", "oedipe")["nombre"] == 1
    assert peuple.json("stagiaire", "list", "--cherche", "martin")["nombre"] == 0
    assert peuple.ok("stagiaire", "set", "S000001").stdout == "S000001 : rien n’a changé.\n"
    for option in ("--nom", "--prenom", "--civilite", "--naissance", "--courriel", "--telephone"):
        assert option in peuple.refused(10, "stagiaire", "set", "S000001", option, "?\u200b"[1:])
    peuple.refused(11, "stagiaire", "set", "S000009", "--nom", "X")


def test_rf_05_a_correction_after_the_sending_is_to_be_made_twice(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO)
    peuple.ok(*factories.place_allocate())
    peuple.ok("flux", "push", "defi")
    fait = peuple.ok("stagiaire", "set", "S000001", "--prenom", "Léana")
    assert "attention : cette personne est déjà dans un fichier pour DEFI" in fait.stderr
    assert peuple.json("stagiaire", "set", "S000001")["avertissements"] == []
