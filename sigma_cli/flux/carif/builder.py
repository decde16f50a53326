"""Flux carif: rows in, a LHEO 2.3 document out, one formation at a time."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Final

from sigma_cli.flux.carif import elements
from sigma_cli.flux.carif.action import action
from sigma_cli.flux.carif.champs import Champ
from sigma_cli.flux.carif.lignes import LigneCarif, OffreCarif, Organisme, Reunion
from sigma_cli.flux.carif.reserves import Reserves
from sigma_cli.flux.carif.schema import Faute, check
from sigma_cli.flux.carif.textes import jour
from sigma_cli.flux.contrat import Entete, Releve, Retenu
from sigma_cli.formats.xml import Element, add, element, serialise

__all__ = ["LigneCarif", "OffreCarif", "Organisme", "Reunion", "build"]

# No prefix and one element per line: readers that look for lines would import nothing otherwise.
_DEBUT: Final = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<lheo xmlns="http://lheo.gouv.fr/2.3">\n  <offres>\n'
)
_FIN: Final = b"  </offres>\n</lheo>\n"
_NIVEAU: Final = 2  # depth of a formation in the file
_REMEDE: Final = "`sigma composante set`, `sigma session set`"
_DATES: Final = Champ(nom="dates", a_faire="Corriger par `sigma session set --debut --fin`.")


def build(entete: Entete, offre: OffreCarif, releve: Releve) -> Iterator[bytes]:
    """Yield the document, one block a formation; no block when no session can leave.

    Rows come sorted by composante: a composante met again is a mistake of the caller and raises
    ValueError, since readers would let its second formation hide the first.
    """
    organisme = Reserves(objet="Établissement")
    vues: set[str] = set()
    ouvert = False
    for composante, groupe in groupby(offre.lignes, key=attrgetter("composante")):
        if composante in vues:
            raise ValueError(f"rows of {composante} are not consecutive")
        vues.add(composante)
        formation = _retenir_ou_batir(list(groupe), offre.organisme, releve, organisme)
        if formation is None:
            continue
        if not ouvert:
            ouvert = True
            yield _DEBUT
        yield serialise(formation, niveau=_NIVEAU)
    if ouvert:
        releve.avertissements.extend(organisme.avertissements("`sigma etablissement set`"))
        yield serialise(_horodatage(entete), niveau=_NIVEAU) + _FIN


def _retenir_ou_batir(
    lignes: Sequence[LigneCarif], organisme: Organisme, releve: Releve, siennes: Reserves
) -> Element | None:
    """Return the formation of the sessions that can leave, after noting the others as held back."""
    restantes = [ligne for ligne in lignes if not _dates_inversees(ligne, releve)]
    while restantes:
        reserves = Reserves(objet=restantes[0].composante)
        formation = _formation(restantes, organisme, reserves, siennes)
        fautes = check(formation)
        if not fautes:
            releve.emis.extend(ligne.session for ligne in restantes)
            releve.avertissements.extend(reserves.avertissements(_REMEDE))
            return formation
        restantes = _ecarter(restantes, fautes, releve)
    return None


def _ecarter(
    lignes: Sequence[LigneCarif], fautes: Sequence[Faute], releve: Releve
) -> list[LigneCarif]:
    """Note every faulty session and return the others: one wrong address holds back itself only."""
    saines = []
    for rang, ligne in enumerate(lignes):
        siennes = [faute for faute in fautes if faute.rang in {None, rang}]
        releve.retenus.extend(
            dict.fromkeys(_retenu(ligne, faute.champ, faute.raison) for faute in siennes)
        )
        if not siennes:
            saines.append(ligne)
    return saines


def _dates_inversees(ligne: LigneCarif, releve: Releve) -> bool:
    """Hold back what no schema can see: an end before its beginning."""
    inversees = ligne.date_fin < ligne.date_debut
    if inversees:
        releve.retenus.append(_retenu(ligne, _DATES, "la fin précède le début"))
    return inversees


def _retenu(ligne: LigneCarif, champ: Champ, raison: str) -> Retenu:
    return Retenu(objet=ligne.session, champ=champ.nom, raison=raison, a_faire=champ.a_faire)


def _formation(
    lignes: Sequence[LigneCarif], organisme: Organisme, reserves: Reserves, siennes: Reserves
) -> Element:
    """Return one composante with its sessions."""
    tete = lignes[0]
    modifiee_le = max(tete.composante_modifiee_le, *(ligne.modifiee_le for ligne in lignes))
    formation = element(
        "formation",
        numero=tete.composante,
        datecrea=jour(tete.composante_creee_le),
        datemaj=jour(modifiee_le),
    )
    elements.domaine(formation, tete, reserves)
    elements.description(formation, tete, reserves)
    elements.contact(formation, "contact-formation", organisme)
    elements.niveaux(formation, tete)
    for ligne in lignes:
        action(formation, ligne, organisme, reserves, siennes)
    elements.responsable(formation, organisme, siennes)
    return formation


def _horodatage(entete: Entete) -> Element:
    """Return the export stamp, in Paris time, where the national flow of 2025 carries it."""
    le = entete.heure_paris
    extras = element("extras", info="flux-intercarif")
    add(extras, "extra", jour(le.date()), info="date-export")
    add(extras, "extra", le.strftime("%H%M%S"), info="heure-export")
    return extras
