"""Flux defi: the parcours whose pay DEFI handles, each sent once and for all (RF-01, RF-02).

The real format of DEFI is not public: this one is ours, published as `schema.json` (Table Schema).
What was left empty cannot be sent later, since nothing is emitted twice: it is completed in DEFI
itself, and the build says field by field what that is (RF-03).
"""

from collections.abc import Iterable
from typing import Final

from sigma_cli.flux.contrat import Flux
from sigma_cli.flux.defi.builder import LigneDefi, build
from sigma_cli.flux.defi.requete import count_due, load, snapshot

FLUX: Final[Flux[Iterable[LigneDefi]]] = Flux(
    code="defi",
    extension="csv",
    personnel=True,
    load=load,
    build=build,
    count_due=count_due,
    snapshot=snapshot,
)
