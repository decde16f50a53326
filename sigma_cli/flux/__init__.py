"""Files the machine sends by itself. One folder per flux, one line here. None goes to Kairos (Q1-02)."""

from typing import Any, Final

from sigma_cli.flux import agora, carif, defi, region
from sigma_cli.flux.contrat import Flux

REGISTRE: Final[dict[str, Flux[Any]]] = {
    flux.code: flux for flux in (carif.FLUX, defi.FLUX, agora.FLUX, region.FLUX)
}
