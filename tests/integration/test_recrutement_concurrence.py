"""Several agents on one candidature: entered once, enrolled once, and the others are told why."""

import subprocess
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from tests import factories
from tests.conftest import Sigma

AGENTS = 4
APRES = {"SIGMA_MAINTENANT": "2020-10-14"}
Processus = Callable[..., "subprocess.CompletedProcess[str]"]


def together(processus: Processus, argv: list[str], entrees: list[str]) -> Counter[int]:
    """Run the same command in as many processes at once; return how many ended by each code."""
    with ThreadPoolExecutor(AGENTS) as agents:
        finis = agents.map(lambda entree: processus(*argv, entree=entree, **APRES), entrees)
    return Counter(fini.returncode for fini in finis)


def test_one_person_applies_once_and_is_enrolled_once(peuple: Sigma, processus: Processus) -> None:
    peuple.ok(*factories.prescripteur_add())
    codes = together(processus, factories.candidature_add(), [""] * AGENTS)
    assert codes == {0: 1, 13: AGENTS - 1}
    peuple.ok("candidature", "presence", "C000001", "present", **APRES)
    dates = ("--du", "2020-11-02", "--au", "2021-06-25")
    peuple.ok("candidature", "result", "C000001", "retenu", *dates, **APRES)
    inscrire = ["stagiaire", "enrol", factories.SESSION, "--candidature", "C000001", "--nir", "-"]
    numeros = [factories.nir(ordre) for ordre in range(1, AGENTS + 1)]
    assert together(processus, inscrire, numeros) == {0: 1, 12: AGENTS - 1}
    assert peuple.json("stagiaire", "list")["nombre"] == 1
    assert peuple.json("journal", "verify")["intact"]
