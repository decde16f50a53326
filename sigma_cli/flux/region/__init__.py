"""Flux region: what an établissement tells the Région of its offer and its places, without anybody's name.

One file is the whole picture of a day (REG-01): counts, references of sessions and actions, no person.
It leaves once a day, to the place that the établissement chose, or when it is named. Published as
`schema.json` (JSON Schema); `sigma region` puts together those of several établissements.
"""

from typing import Final

from sigma_cli.domain.consolidation.lots import Lot
from sigma_cli.flux.contrat import Flux
from sigma_cli.flux.region.builder import build
from sigma_cli.flux.region.requete import CODE, count_due, load

FLUX: Final[Flux[Lot | None]] = Flux(
    code=CODE,
    extension="json",
    personnel=False,
    load=load,
    build=build,
    count_due=count_due,
    sur_choix=True,
)
