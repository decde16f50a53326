"""What the next carif file would hold back, for a reason that no other control tells."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from sigma_cli.domain.texte import plural
from sigma_cli.flux import carif
from sigma_cli.flux.carif.requete import load_part
from sigma_cli.flux.contrat import Contexte, Entete, PorteeRetenue, Releve, Retenu
from sigma_cli.services.diffusion.controles.contrat import Constat, Controle, Examen, Gravite

_DITS_AILLEURS: Final = frozenset({"RAP-01", "SES-06"})


def _constater(examen: Examen) -> Iterator[Constat]:
    """Build the file as a push would, or the part of it that is looked at, and keep what it says."""
    contexte = Contexte(jour=examen.acte.jour, reglages=examen.reglages)
    entete = Entete(sequence=1, produit_le=examen.acte.le)
    releve = Releve()
    vus = examen.perimetre
    donnees = (
        load_part(examen.db, contexte, action=vus.action, composante=vus.composante)
        if vus.action or vus.composante
        else carif.FLUX.load(examen.db, lambda _ident, _scelle: "", contexte)
    )
    for _ in carif.FLUX.build(entete, donnees, releve):
        pass  # only the report is wanted
    groupes: dict[object, list[Retenu]] = {}
    for retenu in releve.retenus:
        if retenu.regle not in _DITS_AILLEURS and examen.perimetre.holds(retenu.objet):
            groupes.setdefault((_corrected(retenu), replace(retenu, objet="")), []).append(retenu)
    for retenus in groupes.values():
        yield _constat(retenus[0], autres=len(retenus) - 1)


def _corrected(retenu: Retenu) -> str:
    """Return the reference of what is corrected once for all the sessions that it holds back."""
    if retenu.portee is PorteeRetenue.ETABLISSEMENT:
        return ""
    return (
        retenu.objet.partition("/")[0]
        if retenu.portee is PorteeRetenue.COMPOSANTE
        else retenu.objet
    )


def _constat(retenu: Retenu, *, autres: int) -> Constat:
    gravite = Gravite.INFORMATION if retenu.close else Gravite.BLOQUANT
    suite = f" (et {plural(autres, 'autre session')})" if autres else ""
    message = f"retenue du flux carif{suite}, {retenu.champ} : {retenu.raison}. {retenu.a_faire}"
    return Constat(
        regle=retenu.regle or "LHEO", objet=retenu.objet, gravite=gravite, message=message
    )


CONTROLE: Final = Controle(code="carif", titre="Retenues du flux carif", constater=_constater)
