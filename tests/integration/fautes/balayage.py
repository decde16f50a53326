"""Operations, faults, and what must hold after each: nothing lost, twice, left behind or told wrongly."""

import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from tests import factories
from tests.integration.fautes.couche import Couche, Fin
from tests.integration.fautes.souche import Souche
from tests.prochaine import PROCHAINE

FAUTES: Final = ("tue", "refuse", "plein", "interrompt")
NUMERO: Final = factories.nir(7)


@dataclass(frozen=True, slots=True)
class Operation:
    """A command, what it reads, and whether the place shows that it was done.

    `avant` is what makes the place ready for it; `module`, the program that runs it.
    """

    nom: str
    argv: Callable[[Path], list[str]]
    faite: Callable[[Path], bool]
    entree: str = ""
    avant: Callable[[Path], None] = lambda _: None
    module: str = "sigma_cli"


@dataclass(slots=True)
class Resultat:
    """What a fault did to an operation: how many runs were whole, undone, and what went wrong."""

    operation: str
    faute: str
    fins: Counter[str] = field(default_factory=Counter)
    defauts: list[str] = field(default_factory=list)


def ask(base: Path, question: str) -> int:
    """Return one number of a base."""
    with closing(sqlite3.connect(base)) as db:
        return int(db.execute(question).fetchone()[0])


def _whole(fichier: Path) -> bool:
    if not fichier.exists():
        return False
    with closing(sqlite3.connect(fichier)) as db:
        return bool(db.execute("PRAGMA integrity_check").fetchone()[0] == "ok")


def _sent(lieu: Path) -> bool:
    return ask(lieu / "sigma.db", "SELECT count(*) FROM flux_fichier WHERE etat = 'DEPOSE'") == 1


def _forget_tasks(lieu: Path) -> None:
    """Make a base that a version before ours filled: it knew no task."""
    with closing(sqlite3.connect(lieu / "sigma.db")) as db:
        db.execute("DELETE FROM tache")
        db.commit()


def _current(lieu: Path) -> bool:
    """Tell whether the base is of the next version, tasks included (BAS-03)."""
    base = lieu / "sigma.db"
    version = f"SELECT count(*) FROM alembic_version WHERE version_num = '{PROCHAINE}'"
    return ask(base, version) == 1 and ask(base, "SELECT count(*) FROM tache") > 0


def _next(nom: str, *argv: str) -> Operation:
    """Return an operation of the made-up next version on a base of today."""
    return Operation(
        nom, lambda _: [*argv], _current, avant=_forget_tasks, module="tests.prochaine"
    )


OPERATIONS: Final = (
    Operation(
        "enrol",
        lambda _: factories.stagiaire_enrol(nom="Neuf", naissance=None),
        lambda lieu: ask(lieu / "sigma.db", "SELECT count(*) FROM stagiaire") == 2,
        NUMERO,
    ),
    Operation(
        "backup",
        lambda lieu: ["base", "backup", str(lieu / "copie.db")],
        lambda lieu: _whole(lieu / "copie.db"),
    ),
    Operation(
        "backup --force",
        lambda lieu: ["base", "backup", str(lieu / "s.db"), "--force"],
        lambda lieu: ask(lieu / "s.db", "SELECT count(*) FROM stagiaire") == 1,
    ),
    Operation(
        "restore",
        lambda lieu: ["base", "restore", str(lieu / "s.db")],
        lambda lieu: ask(lieu / "sigma.db", "SELECT count(*) FROM stagiaire") == 0,
    ),
    Operation(
        "export xlsx",
        lambda lieu: ["export", "stagiaires", "-o", str(lieu / "e.xlsx")],
        lambda lieu: (lieu / "e.xlsx").exists(),
    ),
    Operation("push", lambda _: ["flux", "push", "agora"], _sent),
    Operation(
        "rekey",
        lambda _: ["base", "rekey"],
        lambda lieu: (
            ask(
                lieu / "sigma.db", "SELECT count(*) FROM journal WHERE operation = 'base.rekey.fin'"
            )
            >= 1
        ),
    ),
    _next("migrate", "base", "migrate"),
    _next("init", "init"),
)


def environment(lieu: Path) -> dict[str, str]:
    """Return what makes the program work in a place."""
    return {
        "SIGMA_BASE": str(lieu / "sigma.db"),
        "SIGMA_CONFIG": str(lieu / "config.toml"),
        "SIGMA_CLE_FICHIER": str(lieu / "sigma.cle"),
        "SIGMA_MAINTENANT": "2020-10-06T09:00",
        "SIGMA_AGENT": "testeur",
        "HOME": str(lieu),
        "NO_COLOR": "1",
    }


class Banc:
    """Where operations are run, with a fault or without, each in a process of its own."""

    def __init__(self, dossier: Path) -> None:
        self._couche = Couche.build(dossier)
        self._souche = Souche(self._couche.bibliotheque)

    def run(
        self,
        lieu: Path,
        *argv: str,
        entree: str = "",
        module: str = "sigma_cli",
        genre: str = "compte",
        rang: int = 0,
    ) -> Fin:
        """Run the program; its `rang`-th demand meets the fault, 0 only counts."""
        compte = self._couche.bibliotheque.with_name("compte")
        compte.unlink(missing_ok=True)
        env = environment(lieu) | {
            "SIGMA_FAUTE_RACINE": str(lieu),
            "SIGMA_FAUTE_GENRE": genre,
            "SIGMA_FAUTE_N": str(rang),
            "SIGMA_FAUTE_COMPTE": str(compte),
        }
        fini = self._souche.run([*argv], env, entree=entree, module=module)
        demandes = int(compte.read_text()) if compte.exists() else 0
        return Fin(code=fini.returncode, sortie=fini.stdout, erreurs=fini.stderr, demandes=demandes)

    def close(self) -> None:
        """End it."""
        self._souche.close()


def prepare(banc: Banc, modele: Path) -> None:
    """Fill the place that each fault starts from: one person, and a backup that does not know her."""
    modele.mkdir()
    (modele / "config.toml").write_text(factories.configuration())
    assert banc.run(modele, "init").code == 0
    for argv in (
        factories.etablissement_set(),
        factories.action_add(),
        factories.composante_add(),
        factories.session_add(),
        ["base", "backup", str(modele / "s.db")],
    ):
        fini = banc.run(modele, *argv)
        assert fini.code == 0, fini.erreurs
    assert banc.run(modele, *factories.stagiaire_enrol(), entree=factories.nir()).code == 0


def sweep(dossier: Path, *, points: int, en_croix: bool = False) -> list[Resultat]:
    """Give the faults, spread over the demands of each operation; `en_croix` one of them to each only."""
    banc, modele, lieu = Banc(dossier), dossier / "modele", dossier / "lieu"
    prepare(banc, modele)
    part = max(1, points // (len(OPERATIONS) * len(FAUTES)))
    resultats = []
    for debut, operation in enumerate(OPERATIONS):
        total = _strike(banc, modele, lieu, operation, "compte", 0).demandes
        rangs = sorted({1 + total * pas // part for pas in range(part)})
        for faute in FAUTES[debut % 4 :: 4] if en_croix else FAUTES:
            resultat = Resultat(operation.nom, faute)
            for rang in rangs:
                fin = _strike(banc, modele, lieu, operation, faute, rang)
                judge(banc, lieu, operation, fin, resultat, f"demande {rang}")
            resultats.append(resultat)
    banc.close()
    return resultats


def _strike(  # noqa: PLR0917 - one fault, wholly described
    banc: Banc, modele: Path, lieu: Path, operation: Operation, faute: str, rang: int
) -> Fin:
    shutil.rmtree(lieu, ignore_errors=True)
    shutil.copytree(modele, lieu)
    operation.avant(lieu)
    return banc.run(
        lieu,
        *operation.argv(lieu),
        entree=operation.entree,
        module=operation.module,
        genre=faute,
        rang=rang,
    )


def judge(  # noqa: PLR0917 - one outcome, wholly described
    banc: Banc, lieu: Path, operation: Operation, fin: Fin, resultat: Resultat, ou: str
) -> None:
    """Compare what was said with what is there; then do it again, and look at what is left."""
    faite = operation.faite(lieu)
    resultat.fins["fait" if faite else "rien"] += 1
    if "Traceback" in fin.erreurs or "bug" in fin.erreurs:
        resultat.defauts.append(f"{ou} : {fin.erreurs[-200:]}")
    if fin.code == 0 and not faite:
        resultat.defauts.append(f"{ou} : dit fait, perdu")
    if "rien n’est enregistré" in fin.erreurs and faite and operation.nom == "enrol":
        resultat.defauts.append(f"{ou} : dit non enregistré, fait")
    encore = banc.run(lieu, *operation.argv(lieu), entree=operation.entree, module=operation.module)
    if not operation.faite(lieu):
        resultat.defauts.append(f"{ou} : refait, pas fait : {encore.erreurs[-200:]}")
    if not faite and encore.code != 0:
        resultat.defauts.append(f"{ou} : refait, refusé : {encore.erreurs[-200:]}")
    restes = [str(f.relative_to(lieu)) for f in lieu.rglob(".*.part*")]
    if restes and not faite:
        resultat.defauts.append(f"{ou} : laissé {restes}")
    controle = banc.run(lieu, "base", "check", module=operation.module)
    if controle.code != 0:
        resultat.defauts.append(f"{ou} : base check : {controle.erreurs[-200:]}")


def table(resultats: list[Resultat]) -> str:
    """Return the table operation × fault × outcome, and what went wrong."""
    lignes = [f"{'opération':<16}{'faute':<12}{'fait':>6}{'rien':>6}{'défauts':>9}"]
    lignes += [
        f"{r.operation:<16}{r.faute:<12}{r.fins['fait']:>6}{r.fins['rien']:>6}{len(r.defauts):>9}"
        for r in resultats
    ]
    points = sum(r.fins.total() for r in resultats)
    defauts = [f"{r.operation}, {r.faute}, {d}" for r in resultats for d in r.defauts]
    return "\n".join([*lignes, f"{points} points, {len(defauts)} défauts", *defauts]) + "\n"
