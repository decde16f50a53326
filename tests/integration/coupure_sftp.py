"""Stand between sshd and its real sftp-server: write down what is asked, and break where a test says.

Run by sshd as its subsystem, with the folder of the test: `ordres.json` there holds
`{"rang": n, "quoi": "couper" | "figer" | "repondre", "code": c}`, or nothing: the n-th request, from 1,
is not passed on, and the link is cut, or falls silent, or the status `c` is answered (0 is « done »).
Each request is one line of `demandes.log`: its name and the path it names.
"""

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO

NOMS = {
    3: "open", 4: "close", 5: "read", 6: "write", 7: "lstat", 8: "fstat", 9: "setstat", 11: "opendir",
    12: "readdir", 13: "remove", 14: "mkdir", 15: "rmdir", 16: "realpath", 17: "stat", 18: "rename",
}  # fmt: skip
ETENDUE = 200
INIT = 1


def packet(source: IO[bytes]) -> bytes:
    """Return the next packet without its length, empty at the end."""
    entete = source.read(4)
    return source.read(int.from_bytes(entete)) if len(entete) == 4 else b""


def texte(paquet: bytes, debut: int) -> tuple[str, int]:
    taille = int.from_bytes(paquet[debut : debut + 4])
    fin = debut + 4 + taille
    return paquet[debut + 4 : fin].decode("utf-8", "replace"), fin


def describe(paquet: bytes) -> str:
    """Return the name of a request and what it is about; handles are not told."""
    genre = paquet[0]
    if genre == ETENDUE:
        nom, suite = texte(paquet, 5)
        return f"{nom} {texte(paquet, suite)[0]}" if nom.startswith("posix-rename") else nom
    nom = NOMS.get(genre, str(genre))
    if nom in {"close", "read", "write", "fstat"}:
        return nom
    chemin, suite = texte(paquet, 5)
    if nom == "open":  # 1 is to read
        return f"open-{'read' if paquet[suite + 3] & 1 else 'write'} {chemin}"
    return f"{nom} {chemin}"


def main() -> None:
    dossier = Path(sys.argv[1])
    fichier = dossier / "ordres.json"
    ordre = json.loads(fichier.read_text()) if fichier.exists() else {}
    vrai = subprocess.Popen(
        [sys.argv[2], *os.environ.get("SFTP_OPTIONS", "").split()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        restore_signals=False,  # a limit on the size of files is to be met as a refusal
    )
    assert vrai.stdin is not None
    assert vrai.stdout is not None
    retour = vrai.stdout
    threading.Thread(target=lambda: pump(retour), daemon=True).start()
    rang = 0
    while paquet := packet(sys.stdin.buffer):
        if paquet[0] != INIT:
            rang += 1
            with (dossier / "demandes.log").open("a") as journal:
                journal.write(f"{describe(paquet)}\n")
            if rang == ordre.get("rang"):
                time.sleep(0.05)  # what was answered before reaches the client first
                if ordre["quoi"] == "repondre":
                    answer(paquet, ordre["code"])
                    continue
                if ordre["quoi"] == "figer":
                    time.sleep(600)
                vrai.kill()
                os._exit(1)
        vrai.stdin.write(len(paquet).to_bytes(4) + paquet)
        vrai.stdin.flush()
    vrai.stdin.close()
    vrai.wait()


def answer(paquet: bytes, code: int) -> None:
    """Answer a request in place of the server, by a status and no words."""
    statut = b"\x65" + paquet[1:5] + code.to_bytes(4) + bytes(8)
    os.write(1, len(statut).to_bytes(4) + statut)


def pump(source: IO[bytes]) -> None:
    while bloc := os.read(source.fileno(), 1 << 16):
        os.write(1, bloc)


if __name__ == "__main__":
    main()
