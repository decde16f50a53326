"""NIR-12 from end to end: of all a number went through, only the files made to carry it hold it."""

import os
import re
import stat
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sigma_cli.store.adresse import Adresse
from sigma_cli.store.schema import migrate
from tests import factories
from tests.conftest import Lieu, Sigma

PERSONNES = {
    "Martin": factories.nir(734),
    "Nguyên": factories.nir(629, sexe="2", annee="91", lieu="0797411"),
    "Paoli": factories.nir(812, annee="78", lieu="032A004"),
    "Kowalski": factories.nir(473, sexe="3", annee="96", lieu="1199122"),
    "Lopez": factories.nir(958, sexe="8", annee="99", lieu="0631555"),
}
INSCRITES = dict(PERSONNES)
PERSONNES["Kowalski, NIR"] = DEFINITIF = factories.nir(473, annee="96", lieu="0399122")
NUMERO = PERSONNES["Martin"]
PARTIES = (NUMERO[0], NUMERO[1:3], NUMERO[3:5], NUMERO[5:7], NUMERO[7:10], NUMERO[10:13])
ECRIT = " ".join((*PARTIES, NUMERO[13:]))
MAL_ECRIT = NUMERO.replace("0", "O")
CLE_FAUSSE = NUMERO[:13] + "00"
_SEPARATEURS = re.compile(rb"[\s._-]|\xc2\xa0|\xe2\x80[\x82-\xaf]|\x00")


def holders(contenu: bytes) -> set[str]:
    """Return whose number is in there, key or not, separators or not, in UTF-8 or UTF-16.

    The first digit is left out: 12 characters that follow are already the number.
    """
    serre = _SEPARATEURS.sub(b"", contenu).upper()
    return {nom for nom, numero in PERSONNES.items() if numero[1:13].encode() in serre}


def unpacked(fichier: Path) -> Iterator[bytes]:
    """Yield the content of a file, and what it holds when it is a workbook."""
    yield fichier.read_bytes()
    if zipfile.is_zipfile(fichier):
        with zipfile.ZipFile(fichier) as archive:
            yield from map(archive.read, archive.namelist())


def found(dossier: Path) -> dict[str, set[str]]:
    """Return, by file of a folder, whose numbers it holds."""
    fichiers = [fichier for fichier in dossier.rglob("*") if fichier.is_file()]
    trouves = {f.name: set().union(*map(holders, unpacked(f))) for f in fichiers}
    return {nom: noms for nom, noms in trouves.items() if noms}


class Poste:
    """A user's own place, where every command is a process; keeps all that was ever printed."""

    def __init__(self, lieu: Lieu) -> None:
        self.lieu, self.dit = lieu, b""
        self.env = os.environ | lieu.env | {"HOME": str(lieu.dossier / "chez-soi")}

    def run(self, *argv: str, entree: str = "", code: int = 0, **env: str) -> bytes:
        fini = subprocess.run(
            [sys.executable, "-m", "sigma_cli", *argv],
            input=entree.encode(),
            capture_output=True,
            cwd=self.lieu.dossier,
            env=self.env | env,
            umask=0,  # what is private is so by itself
            check=False,
        )
        assert fini.returncode == code, f"{argv}\n{fini.stderr.decode()}"
        assert b"Traceback" not in fini.stderr
        self.dit += fini.stdout + fini.stderr
        return fini.stdout + fini.stderr


@pytest.fixture
def poste(tmp_path: Path) -> Poste:
    """A place made by `sigma init`, with a session to enrol in."""
    poste = Poste(Lieu(tmp_path, *(tmp_path / nom for nom in ("sigma.db", "sigma.cle", "c.toml"))))
    poste.run("init")
    poste.lieu.config.write_text(factories.configuration())
    for ligne in (factories.action_add(), factories.composante_add(), factories.session_add()):
        poste.run(*ligne)
    return poste


LECTEUR = """
import sqlite3, sys
base = sqlite3.connect(sys.argv[1], isolation_level=None)
base.execute("BEGIN")
base.execute("SELECT count(*) FROM journal").fetchone()
print("lit", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def lecteur(poste: Poste) -> Iterator["subprocess.Popen[str]"]:
    """Another process that reads without end: the log of the base stays beside it.

    Not this one: closing a file a process reads drops the locks it holds on it.
    """
    commande = [sys.executable, "-c", LECTEUR, str(poste.lieu.base)]
    pipe = subprocess.PIPE
    with subprocess.Popen(commande, stdin=pipe, stdout=pipe, text=True) as programme:
        assert programme.stdout is not None
        assert programme.stdout.readline() == "lit\n"
        yield programme
        programme.kill()


def enrol_all(poste: Poste) -> None:
    for rang, (nom, numero) in enumerate(INSCRITES.items(), start=1):
        ligne = factories.stagiaire_enrol(nom=nom, naissance=None)
        poste.run(*ligne, entree=numero)
        poste.run(*factories.place_allocate(f"P{rang:06d}"))


def fail_every_way(poste: Poste) -> None:
    """Meet the refusals of each step with a number in hand."""
    ligne = factories.stagiaire_enrol
    poste.run(*ligne(nom="Autre"), entree=NUMERO, code=13)
    poste.run(*ligne(nom="Autre", nir=NUMERO), "--json", code=13)
    poste.run(*ligne(nom="Autre", nir=CLE_FAUSSE), "--json", code=10)
    poste.run(*ligne("20F0011_03/99"), entree=NUMERO, code=11)
    poste.run(*ligne(), "--pic", entree=NUMERO, code=12)
    poste.run(*ligne(), entree=NUMERO[:13], code=2)
    poste.run(*ligne(), "--base", "x", entree=NUMERO, code=2)
    poste.run(*ligne(), entree=NUMERO, code=22, SIGMA_CLE="x")
    poste.run(*ligne(), NUMERO, entree=NUMERO, code=2)
    poste.run("stagiaire", "show", "S000001", "--montrer-nir", "--json", code=2)
    poste.run("stagiaire", "set", "S000001", "--nom", ECRIT, code=10)
    poste.run(*factories.place_allocate(motif=ECRIT), code=10)


def go_on(poste: Poste) -> None:
    """Replace a number, change the key, answer a person, as the months go by."""
    poste.run("stagiaire", "nir", "S000004", "--nir", "-", entree=DEFINITIF)
    poste.run("stagiaire", "nir", "S000004", "--nir", "-", entree=NUMERO, code=13)
    poste.run("todo", "list")
    poste.run("base", "rekey", "--json")
    poste.run("rgpd", "extract", "S000001", "-o", "extrait")
    poste.run("rgpd", "extract", "S000001", "--avec-nir", code=2)
    poste.run("export", "stagiaires", "--avec-nir", "-o", "refuse.csv", code=2)
    poste.run("rgpd", "erase", "S000001", "--motif", ECRIT, code=10)
    poste.run("rgpd", "purge", "--dry-run")


def test_nir_12_only_the_files_made_for_it_hold_a_number(
    poste: Poste, lecteur: "subprocess.Popen[str]"
) -> None:
    lieu, depot = poste.lieu, poste.lieu.dossier / "depot"
    enrol_all(poste)
    fail_every_way(poste)
    depot.mkdir()
    (depot / "defi").write_text("un fichier à la place du dossier")
    poste.run("flux", "push", "defi", code=30)  # the bytes wait in the base, sealed
    assert found(lieu.dossier) == {}
    (depot / "defi").unlink()
    poste.run("flux", "preview", "defi", "-o", "apercu.csv")
    poste.run("flux", "push", "--json")
    poste.run("stagiaire", "show", "S000001", "--json")
    poste.run("stagiaire", "set", "S000002", "--courriel", "n@exemple.fr")
    poste.run("stagiaire", "list")
    for nom in ("s.xlsx", "s.csv", "s.json"):
        poste.run("export", "stagiaires", "-o", nom)
    poste.run("export", "stagiaires", "--json")
    poste.run("journal", "list", "--json")
    poste.run("base", "backup", "sauvegarde.db")
    poste.run("base", "check", "--json")
    go_on(poste)
    assert holders(poste.dit) == set()
    journal = lieu.base.with_name("sigma.db-wal")
    assert journal.stat().st_size > 100_000, "the log was there to be searched"
    envoye = {
        "SIGMA_DEFI_20201006_000001.csv": set(INSCRITES),
        "SIGMA_AGORA_20201006_000001.csv": {"Martin", "Nguyên", "Paoli"},  # class 1 and 2 (NIR-07)
    }
    assert found(lieu.dossier) == envoye
    montre = poste.run("stagiaire", "show", "S000001", "--montrer-nir")
    assert holders(montre) == {"Martin"}
    lecteur.communicate("")
    poste.run("stagiaire", "list")
    assert not journal.exists()
    assert found(lieu.dossier) == envoye


@pytest.mark.usefixtures("lecteur")
@pytest.mark.skipif(os.name != "posix", reason="modes of files are those of POSIX")
def test_nir_12_files_about_persons_are_their_owner_s_only(poste: Poste) -> None:
    poste.run(*factories.stagiaire_enrol(), entree=NUMERO)
    poste.run(*factories.place_allocate())
    poste.run("flux", "preview", "defi", "-o", "apercu.csv")
    poste.run("flux", "push")
    exports = ("s.xlsx", "s.csv", "s.json")
    for nom in exports:
        poste.run("export", "stagiaires", "-o", nom)
    poste.run("base", "backup", "sauvegarde.db")
    prives = ["sigma.db", "sigma.db-wal", "sigma.db-shm", "sigma.cle", "sauvegarde.db"]
    prives += [
        "apercu.csv",
        *exports,
        *(str(f) for code in ("defi", "agora") for f in poste.lieu.depot(code)),
    ]
    modes = {nom: stat.S_IMODE((poste.lieu.dossier / nom).stat().st_mode) for nom in prives}
    assert modes == dict.fromkeys(prives, 0o600)


def test_nir_12_a_migration_keeps_the_base_private(tmp_path: Path) -> None:
    base = tmp_path / "neuve" / "sigma.db"
    ancien = os.umask(0)
    try:
        migrate(Adresse.parse(str(base)))
    finally:
        os.umask(ancien)
    assert stat.S_IMODE(base.stat().st_mode) == 0o600


# A number typed where it does not belong --------------------------------------------------------------

ENROL = factories.stagiaire_enrol
AILLEURS: dict[str, tuple[int, Callable[[str], list[str]]]] = {
    "nom": (10, lambda n: ENROL(nom=n)),
    "prénom": (10, lambda n: ENROL(prenom=n)),
    "nom d’usage": (10, lambda n: ENROL(nom_usage=f"Durand {n}")),
    "catégorie": (10, lambda n: ENROL(categorie=n)),
    "courriel": (10, lambda n: ENROL(courriel=f"{n}@exemple.fr")),
    "téléphone": (10, lambda n: ENROL(telephone=n)),
    "civilité": (10, lambda n: ENROL(civilite=n)),
    "naissance": (10, lambda n: ENROL(naissance=n)),
    "niveau": (10, lambda n: ENROL(niveau_entree=n)),
    "entrée": (10, lambda n: ENROL(entree=n)),
    "session": (10, ENROL),
    "en trop": (2, lambda n: [*ENROL(), n]),
    "option": (2, lambda n: [*ENROL(), f"--{n}"]),
    "option mal écrite": (2, lambda n: [*ENROL(), f"--nri={n}"]),
    "drapeau": (2, lambda n: [*ENROL(), f"--pic={n}"]),
    "commande": (2, lambda n: [n]),
    "sous-commande": (2, lambda n: ["stagiaire", n]),
    "stagiaire à montrer": (10, lambda n: ["stagiaire", "show", n]),
    "stagiaire à corriger": (10, lambda n: ["stagiaire", "set", n, "--nom", "Durand"]),
    "nom corrigé": (10, lambda n: ["stagiaire", "set", "S000001", "--nom", n]),
    "session cherchée": (10, lambda n: ["stagiaire", "list", "--session", n]),
    "nom cherché": (0, lambda n: ["stagiaire", "list", "--cherche", n]),
    "parcours": (10, lambda n: ["place", "allocate", n, "--motif", "Essai"]),
    "parcours à libérer": (10, lambda n: ["place", "release", n, "--motif", "Essai"]),
    "motif": (10, lambda n: ["place", "allocate", "P000001", "--motif", f"pour {n}"]),
    "critère": (10, lambda n: ["place", "allocate", "P000001", "--critere", n]),
    "action": (10, lambda n: ["place", "quota", n, "5"]),
    "action à montrer": (10, lambda n: ["action", "show", n]),
    "action listée": (10, lambda n: ["place", "list", n]),
    "quota": (10, lambda n: ["place", "quota", "20F0011", n]),
    "objet du journal": (0, lambda n: ["journal", "list", n]),
    "date du journal": (10, lambda n: ["journal", "list", "--depuis", n]),
    "limite du journal": (2, lambda n: ["journal", "list", "--limite", f"{n}x"]),
    "flux": (11, lambda n: ["flux", "preview", n]),
    "maintenant": (10, lambda n: ["--maintenant", n, "stagiaire", "list"]),
}


@pytest.mark.parametrize("numero", [NUMERO, ECRIT, MAL_ECRIT, CLE_FAUSSE], ids=str.split)
@pytest.mark.parametrize("ailleurs", AILLEURS)
def test_nir_12_a_number_out_of_place_is_neither_kept_nor_repeated(
    peuple: Sigma, lieu: Lieu, ailleurs: str, numero: str
) -> None:
    attendu, compose = AILLEURS[ailleurs]
    morceaux = factories.fragments(numero.replace(" ", ""))
    for options in ([], ["--json"]):
        fini = peuple(*compose(numero), *options, entree=factories.nir(2))
        assert fini.exit_code == attendu, fini.output
        assert not [morceau for morceau in morceaux if morceau in fini.output]
    contenu = b"".join(f.read_bytes() for f in lieu.dossier.rglob("sigma.db*"))
    assert numero.encode() not in contenu
    assert holders(contenu) == set()


def test_nir_12_a_number_cut_by_spaces_is_not_repeated(peuple: Sigma) -> None:
    """Without quotes, the shell makes seven words of it."""
    for debut in (ENROL(nir=None), ["stagiaire", "show"], ["place", "list"]):
        fini = peuple(*debut, *ECRIT.split(), "--json")
        assert fini.exit_code == 2
        assert not [partie for partie in PARTIES if len(partie) == 3 and partie in fini.output]


def test_nir_12_a_numero_ale_that_is_a_number_is_dropped(peuple: Sigma, lieu: Lieu) -> None:
    fini = peuple.ok(*ENROL(numero_ale=ECRIT), "--json", entree=factories.nir(2))
    morceaux = factories.fragments(NUMERO)
    assert not [morceau for morceau in morceaux if morceau in fini.stdout + fini.stderr]
    contenu = b"".join(f.read_bytes() for f in lieu.dossier.rglob("sigma.db*"))
    assert holders(contenu) == set()


def test_foreign_phone_numbers_are_no_nir(peuple: Sigma) -> None:
    peuple.ok(*ENROL(telephone="00 33 5 61 12 34 56 78"), entree=factories.nir(2))
    fiche = peuple.json("stagiaire", "set", "S000001", "--telephone", "+590 590 12 34 56 7")
    assert fiche["telephone"] == "+590 590 12 34 56 7"
