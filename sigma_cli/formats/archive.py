"""Zip archives that hold the same bytes on each writing of the same entries."""

import shutil
from datetime import UTC, datetime
from io import SEEK_END
from pathlib import Path
from typing import IO, BinaryIO, Final
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_ZIP_EPOCH: Final = datetime(1980, 1, 1, tzinfo=UTC)  # a zip cannot bear an earlier date

AUTEUR: Final = "sigma"  # of the workbooks that exports write: their texts stand as they are


class DatedZip(ZipFile):
    """A zip whose entries all bear `date_time` (aware), and nothing of the machine that made it."""

    def __init__(self, sortie: BinaryIO, *, date_time: datetime) -> None:
        super().__init__(sortie, "w", ZIP_DEFLATED)
        self._date_time = max(date_time, _ZIP_EPOCH).timetuple()[:6]

    def writestr(self, nom: str, contenu: bytes | str, *_: object) -> None:  # type: ignore[override] # openpyxl gives nothing else
        super().writestr(self._entry(nom), contenu)

    def write(self, source: IO[bytes] | str, nom: str, *_: object) -> None:  # type: ignore[override] # as above
        if isinstance(source, str):  # the sheet of a template, which holds nobody
            with Path(source).open("rb") as fichier:
                self.write(fichier, nom)
            return
        entree = self._entry(nom)
        entree.file_size = source.seek(0, SEEK_END)
        source.seek(0)
        with self.open(entree, "w") as cible:
            shutil.copyfileobj(source, cible)

    def _entry(self, nom: str) -> ZipInfo:
        entree = ZipInfo(nom, self._date_time)
        entree.compress_type = ZIP_DEFLATED
        entree.create_system = 3  # Unix wherever it is written
        entree.external_attr = 0o600 << 16
        return entree
