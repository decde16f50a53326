"""Flux carif: rows in, a LHEO 2.3 document out, one formation at a time."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Final

from sigma_cli.domain.offre.certifications import Certif
from sigma_cli.domain.references import read_composante
from sigma_cli.flux.carif import elements, tri
from sigma_cli.flux.carif.action import action
from sigma_cli.flux.carif.lignes import LigneCarif, OffreCarif, Organisme, Reunion
from sigma_cli.flux.carif.parties import Parties, put
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
_REMEDE: Final = "« sigma composante set », « sigma session set »"


def build(entete: Entete, offre: OffreCarif, releve: Releve) -> Iterator[bytes]:
    """Yield the document, one block a formation; no block when no session can leave.

    Rows come sorted by action then rank of the composante; another order raises ValueError: a
    composante met again would let its second formation hide the first from readers.
    """
    releve.retenus.extend(map(tri.without_session, offre.sans_session))
    organisme = Reserves(objet="Établissement")
    parties = Parties.of(offre.organisme, organisme)
    le = entete.heure_paris.date()
    ouvert, verifiable = False, True
    for groupe in _by_composante(offre):
        restantes = tri.screen(groupe, offre.politique, le, releve)
        formation = _retain_or_build(restantes, parties, le, releve)
        if formation is None:
            continue
        verifiable = verifiable and groupe[0].certif is not Certif.NON_VERIFIABLE
        if not ouvert:
            ouvert = True
            yield _DEBUT
        yield serialise(formation, niveau=_NIVEAU)
    if ouvert:
        if not verifiable:
            releve.avertissements.append(tri.unverifiable())
        releve.avertissements.extend(organisme.avertissements("« sigma etablissement set »"))
        yield serialise(_stamp(entete), niveau=_NIVEAU) + _FIN


def _by_composante(offre: OffreCarif) -> Iterator[list[LigneCarif]]:
    """Yield the sessions of each composante, whose order is checked on the way."""
    precedente = None
    for composante, groupe in groupby(offre.lignes, key=attrgetter("composante")):
        reference = read_composante(composante)
        if precedente is not None and reference <= precedente:
            raise ValueError(f"rows of {composante} are not in order")
        precedente = reference
        yield list(groupe)


def _retain_or_build(
    lignes: Sequence[LigneCarif], parties: Parties, le: date, releve: Releve
) -> Element | None:
    """Return the formation of the sessions that can leave, after noting the others as held back."""
    restantes = list(lignes)
    while restantes:
        reserves = Reserves(objet=restantes[0].composante)
        formation = _formation(restantes, parties, reserves, le)
        fautes = check(formation)
        if not fautes:
            releve.comptees += len(restantes)
            releve.avertissements.extend(reserves.avertissements(_REMEDE))
            return formation
        restantes = _set_aside(restantes, fautes, releve)
    return None


def _set_aside(
    lignes: Sequence[LigneCarif], fautes: Sequence[Faute], releve: Releve
) -> list[LigneCarif]:
    """Note every faulty session and return the others: one wrong address holds back itself only."""
    par_rang: dict[int | None, list[tuple[int, Faute]]] = {}
    for place, faute in enumerate(fautes):
        par_rang.setdefault(faute.rang, []).append((place, faute))
    communes = par_rang.get(None, [])
    saines = []
    for rang, ligne in enumerate(lignes):
        siennes = sorted([*communes, *par_rang.get(rang, [])], key=itemgetter(0))
        releve.retenus.extend(dict.fromkeys(_retenu(ligne, faute) for _, faute in siennes))
        if not siennes:
            saines.append(ligne)
    return saines


def _retenu(ligne: LigneCarif, faute: Faute) -> Retenu:
    return Retenu(
        objet=ligne.session,
        champ=faute.champ.nom,
        raison=faute.raison,
        a_faire=faute.champ.a_faire,
        regle=tri.REGLE_LHEO,
        portee=faute.champ.portee,
    )


def _formation(
    lignes: Sequence[LigneCarif], parties: Parties, reserves: Reserves, le: date
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
    put(formation, parties.contact)
    elements.niveaux(formation, tete)
    for ligne in lignes:
        action(formation, ligne, parties, reserves, le=le)
    put(formation, parties.responsable)
    return formation


def _stamp(entete: Entete) -> Element:
    """Return the export stamp, in Paris time, where the national flow of 2025 carries it."""
    le = entete.heure_paris
    extras = element("extras", info="flux-intercarif")
    add(extras, "extra", jour(le.date()), info="date-export")
    add(extras, "extra", le.strftime("%H%M%S"), info="heure-export")
    return extras
