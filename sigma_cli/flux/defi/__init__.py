"""Flux defi: the parcours whose pay DEFI handles, each sent once and for all (RF-01, RF-02).

The real format of DEFI is not public: this one is ours, published as `schema.json` (Table Schema).
What was left empty cannot be sent later, since nothing is emitted twice: it is completed in DEFI
itself, and the build says field by field what that is (RF-03).

A-12, decided on 2026-11-25: only REGION and PROTECTION_SOCIALE leave, unless `[defi] tous` is true.
Even then a parcours waits until its type of pay is decided: Q9-09 speaks of the order of things,
not of who is concerned, and a line that leaves undecided could never be sent again.
Someone who withdrew before the first day is nobody to pay, and does not leave.
"""

from collections.abc import Iterable
from typing import Final

from sigma_cli.flux.contrat import Flux, UneFois
from sigma_cli.flux.defi.builder import LigneDefi, build, trace
from sigma_cli.flux.defi.requete import count_due, load, queue

FLUX: Final[Flux[Iterable[LigneDefi]]] = Flux(
    code="defi",
    extension="csv",
    personnel=True,
    load=load,
    build=build,
    count_due=count_due,
    une_fois=UneFois(trace=trace, marqueurs={"": "defi_le"}, queue=queue),
)
