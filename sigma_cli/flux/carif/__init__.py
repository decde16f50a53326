"""Flux carif: the training offer for the Carif-Oref, in LHEO 2.3, as one full picture.

LHEO keeps places and site on its `action`, so each SIGMA session becomes one LHEO action that
holds one session; the SIGMA action (the contract) is only a reference of its funder. What the
partner cannot take is held back session by session: a reader drops a whole file for one bad
element, so each formation is checked against `schema.xsd` before its bytes leave.
"""

from typing import Final

from sigma_cli.flux.carif.builder import build
from sigma_cli.flux.carif.lignes import OffreCarif
from sigma_cli.flux.carif.requete import CODE, count_due, load, mark_refused, mark_sent
from sigma_cli.flux.contrat import Flux

FLUX: Final[Flux[OffreCarif]] = Flux(
    code=CODE,
    extension="xml",
    personnel=False,
    load=load,
    build=build,
    count_due=count_due,
    on_frozen=mark_sent,
    on_refused=mark_refused,
)
