"""Controls of the base. One file per control, one line here."""

from typing import Final

from sigma_cli.services.diffusion.controles import (
    a_verifier,
    carif,
    certifinfo,
    codes,
    communes,
    contenus,
    doubles,
    niveaux,
    reunions,
    sans_session,
)
from sigma_cli.services.diffusion.controles.contrat import Controle

REGISTRE: Final[tuple[Controle, ...]] = (
    certifinfo.CERTIFINFO,
    sans_session.CONTROLE,
    carif.CONTROLE,
    certifinfo.NIVEAUX,
    certifinfo.RNCP,
    niveaux.CONTROLE,
    contenus.CONTROLE,
    contenus.ADRESSES,
    codes.CONTROLE,
    communes.CONTROLE,
    reunions.CONTROLE,
    doubles.CONTROLE,
    a_verifier.CONTROLE,
)
