"""Tables of codes: shipped, or imported from their publishers. One file per table, one line here."""

from typing import Final

from sigma_cli.services.referentiels import certifinfo, codes, communes, fermes, identites
from sigma_cli.services.referentiels.contrat import Referentiel

REGISTRE: Final[dict[str, Referentiel]] = {
    referentiel.nom: referentiel
    for referentiel in (
        certifinfo.REFERENTIEL,
        communes.REFERENTIEL,
        codes.FORMACODE,
        codes.ROME,
        *fermes.REFERENTIELS,
        identites.REFERENTIEL,
    )
}
