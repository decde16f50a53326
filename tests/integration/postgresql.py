"""A PostgreSQL server of the tests: of the distribution, in a temporary folder, on a free port."""

import os
import shutil
import socket
import subprocess
from pathlib import Path
from typing import Any


def tools() -> Path | None:
    """Return where the programs of the server are, None on a machine without them."""
    trouve = shutil.which("pg_ctl")
    dossiers = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next(iter(dossiers), Path(trouve).parent if trouve else None)


class Serveur:
    """A server that runs; root lends it to the user that the packages made."""

    def __init__(self, outils: Path, dossier: Path) -> None:
        self._outils, self.dossier, self.port = outils, dossier, free_port()
        dossier.mkdir(parents=True)
        self._chez = dossier / "donnees"
        if os.geteuid() == 0:
            shutil.chown(dossier, "postgres")
            dossier.chmod(0o755)

    def run(self, programme: str, *argv: str) -> None:
        """Run one of the programs of the server."""
        commande = [str(self._outils / programme), *argv]
        if os.geteuid() == 0:
            commande = [
                "setpriv",
                "--reuid=postgres",
                "--regid=postgres",
                "--init-groups",
                *commande,
            ]
        subprocess.run(commande, stdout=subprocess.DEVNULL, check=True, cwd=self.dossier)

    def init(self) -> None:
        """Make its folder, with the collation that orders as Python does."""
        options = (
            "--auth=trust",
            "--username=sigma",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        self.run("initdb", "-D", str(self._chez), *options)

    def start(self) -> None:
        reglages = f"-p {self.port} -k {self.dossier} -c fsync=off -c listen_addresses=127.0.0.1"
        journal = str(self.dossier / "journal")
        self.run("pg_ctl", "-D", str(self._chez), "-o", reglages, "-l", journal, "-w", "start")

    def stop(self) -> None:
        self.run("pg_ctl", "-D", str(self._chez), "-m", "immediate", "-w", "stop")

    def create(self, base: str) -> str:
        """Make a database; return its address."""
        self.sql("postgres", f'CREATE DATABASE "{base}" TEMPLATE template0')
        return self.url(base)

    def url(self, base: str, qui: str = "sigma") -> str:
        return f"postgresql://{qui}@127.0.0.1:{self.port}/{base}"

    def sql(self, base: str, ordre: str) -> Any:
        """Run one order; return the first value of what it answers."""
        import psycopg

        with psycopg.connect(self.url(base), autocommit=True) as connexion:
            curseur = connexion.execute(ordre.encode())
            ligne = curseur.fetchone() if curseur.description else None
        return ligne[0] if ligne else None


def free_port() -> int:
    with socket.socket() as prise:
        prise.bind(("127.0.0.1", 0))
        return int(prise.getsockname()[1])
