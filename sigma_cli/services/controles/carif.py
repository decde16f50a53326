"""What the next carif file would hold back, for a reason that no other control tells."""

from collections.abc import Iterator
from typing import Final

from sigma_cli.flux import carif
from sigma_cli.flux.contrat import Contexte, Entete, Releve
from sigma_cli.services.controles.contrat import Constat, Controle, Examen, Gravite

_DITS_AILLEURS: Final = frozenset({"RAP-01", "SES-06"})


def _constater(examen: Examen) -> Iterator[Constat]:
    """Build the file as a push would, and keep what it says."""
    contexte = Contexte(jour=examen.acte.jour, reglages=examen.reglages)
    entete = Entete(sequence=1, produit_le=examen.acte.le)
    releve = Releve()
    donnees = carif.FLUX.load(examen.db, lambda _ident, _scelle: "", contexte)
    for _ in carif.FLUX.build(entete, donnees, releve):
        pass  # only the report is wanted
    for retenu in releve.retenus:
        if retenu.regle in _DITS_AILLEURS or not examen.perimetre.holds(retenu.objet):
            continue
        gravite = Gravite.INFORMATION if retenu.close else Gravite.BLOQUANT
        message = f"retenue du flux carif, {retenu.champ} : {retenu.raison}. {retenu.a_faire}"
        yield Constat(
            regle=retenu.regle or "LHEO", objet=retenu.objet, gravite=gravite, message=message
        )


CONTROLE: Final = Controle(code="carif", titre="Retenues du flux carif", constater=_constater)
