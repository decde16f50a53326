"""RF-10: folders that are not all alike, as the servers of test_rf_10_serveurs.

The table of docs/surete.md says what becomes of each: a test holds it against what is tried here.
"""

import errno
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sigma_cli.errors import TransportFailed, TransportRefused
from sigma_cli.flux.transports.dossier import Dossier
from tests.integration.fautes.couche import RACINE

NOM = "SIGMA_DEFI_20201006_000001.csv"
CONTENU = b"parcours;nir\r\nP000001;\r\n"
PAGE = RACINE / "docs" / "surete.md"

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="POSIX folders")


def _file_in_the_way(lieu: Path) -> Path:
    (lieu / "depot").write_text("un fichier")
    return lieu / "depot"


def _other_content(lieu: Path) -> Path:
    (lieu / "depot").mkdir()
    (lieu / "depot" / NOM).write_bytes(b"autre chose")
    return lieu / "depot"


def _same_content(lieu: Path) -> Path:
    (lieu / "depot").mkdir()
    (lieu / "depot" / NOM).write_bytes(CONTENU)
    return lieu / "depot"


def _linked(lieu: Path) -> Path:
    (lieu / "vrai").mkdir()
    (lieu / "depot").symlink_to(lieu / "vrai")
    return lieu / "depot"


# what the folder is: how it is made, and the class of its refusal, None when it is served
DOSSIERS: dict[str, tuple[Callable[[Path], Path], type[TransportFailed] | None]] = {
    "dossier absent, jamais vu": (lambda lieu: lieu / "depot" / "defi", None),
    "dossier vide": (lambda lieu: lieu, None),
    "lien vers un dossier": (_linked, None),
    "même fichier déjà là": (_same_content, None),
    "autre contenu sous ce nom": (_other_content, TransportRefused),
    "fichier à la place du dossier": (_file_in_the_way, TransportRefused),
    "système de fichiers qui ne prend pas de fichier": (
        lambda _: Path("/proc/sigma"),
        TransportFailed,
    ),
}


@pytest.mark.parametrize("cas", DOSSIERS)
def test_rf_10_a_folder_is_served_or_told_for_what_it_is(cas: str, tmp_path: Path) -> None:
    faire, refus = DOSSIERS[cas]
    chemin = faire(tmp_path)
    dossier = Dossier(chemin=chemin, mode=0o600)
    if refus is None:
        dossier.deposer(NOM, [CONTENU])
        assert (chemin / NOM).read_bytes() == CONTENU
        assert sorted(f.name for f in chemin.iterdir()) == [NOM, f"{NOM}.sha256"]
        dossier.deposer(NOM, [CONTENU])  # a run that knows nothing of it does it once
        return
    with pytest.raises(refus) as dit:
        dossier.deposer(NOM, [CONTENU])
    assert str(chemin) in dit.value.message
    assert not list(tmp_path.rglob("*.part"))
    assert os.strerror(errno.EIO) not in dit.value.message


def test_rf_10_the_page_tells_each_folder_tried() -> None:
    tableau = PAGE.read_text("utf-8").partition("## Vers un dossier")[2].partition("\n## ")[0]
    lignes = dict(re.findall(r"^\| ([^|]+) \| (servi|refusé)", tableau, re.MULTILINE))
    assert lignes == {nom: "refusé" if r else "servi" for nom, (_, r) in DOSSIERS.items()}
