"""Sessions entered twice (SES-07)."""

from collections.abc import Iterator
from typing import Final

from sigma_cli.domain.offre.sessions import warn_double
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite
from sigma_cli.services.offre import doubles


def _constater(examen: Examen) -> Iterator[Constat]:
    for seconde, premiere in doubles.pairs(examen.db, examen.perimetre.keep):
        if not examen.perimetre.holds(seconde):
            continue
        dit = warn_double(seconde, premiere)
        message = dit.message.removeprefix(f"{seconde} : ")
        yield Constat(regle=dit.regle, objet=seconde, gravite=Gravite.ATTENTION, message=message)


CONTROLE: Final = Controle(code="doubles", titre="Sessions en double", constater=_constater)
