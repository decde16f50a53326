"""Everything held of one person: the right of access, as data and as a sheet to read."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from sigma_cli.domain import references
from sigma_cli.domain.acte import Acte
from sigma_cli.formats.fiche_html import Rubrique
from sigma_cli.services.rgpd import REGISTRE
from sigma_cli.services.rgpd.contrat import Trace, Valeurs
from sigma_cli.services.rgpd.personne import load
from sigma_cli.services.socle import journal
from sigma_cli.store.coffre import Coffre


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Extrait:
    """What is held of a person, part by part; `avec_nir` tells that the number is there in full."""

    stagiaire: str
    extrait_le: datetime
    avec_nir: bool
    parties: Mapping[str, Sequence[Valeurs]]
    traces: Sequence[Trace] = field(default=REGISTRE, repr=False)

    def rubriques(self) -> Iterator[Rubrique]:
        """Yield the parts as the sheet shows them."""
        for trace in self.traces:
            lignes = [
                [(titre, ligne.get(champ)) for champ, titre in trace.titres.items()]
                for ligne in self.parties[trace.code]
            ]
            yield Rubrique(titre=trace.titre, lignes=lignes)


def extract(
    db: Session, acte: Acte, ident: int, *, coffre: Coffre | None, avec_nir: bool
) -> Extrait:
    """Return everything held of a person, and record that it was asked for.

    Raises NotFound, KeyProblem.
    """
    personne = load(db, ident, coffre, montrer_nir=avec_nir)
    ref = references.stagiaire(ident)
    parties = {trace.code: trace.read(db, personne) for trace in REGISTRE}
    journal.record(db, acte, "rgpd.extract", ref, apres={"avec_nir": avec_nir})
    return Extrait(stagiaire=ref, extrait_le=acte.le, avec_nir=avec_nir, parties=parties)
