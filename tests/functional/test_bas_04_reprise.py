"""BAS-04: what was erased or purged since the backup is erased again by its restoration."""

import sqlite3
from contextlib import closing

from tests import factories
from tests.conftest import Lieu, Sigma


def test_bas_04_an_erasure_is_carried(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*factories.stagiaire_enrol(nom="Effacée"), entree=factories.nir())
    copie = str(lieu.dossier / "s.db")
    peuple.ok("base", "backup", copie)
    tard = {"SIGMA_MAINTENANT": "2021-12-01T09:00"}
    peuple.ok("flux", "push", "agora", "defi", **tard)
    peuple.ok("rgpd", "erase", "S000001", "--motif", "demande", entree="oui\n", **tard)
    document = peuple.json("base", "restore", copie, **tard)
    assert document["effaces_de_nouveau"] >= 1
    with closing(sqlite3.connect(lieu.base)) as db:
        assert "Effacée" not in "".join(db.iterdump())
    assert peuple.json("base", "check", **tard)["nombre"] == 0
    assert peuple.json("journal", "verify", **tard)["ancree"] is True
