"""The LHEO action of one SIGMA session: places and site live there (LHEO 2.3 §6)."""

from datetime import date
from typing import Final

from sigma_cli.flux.carif.elements import (
    NOM_COURT_MAX,
    TEXTE_MAX,
    VERSION_FORMACODE,
    add_identifiers,
    adresse,
)
from sigma_cli.flux.carif.lignes import LigneCarif, Reunion
from sigma_cli.flux.carif.parties import Parties, put
from sigma_cli.flux.carif.reserves import Reserves
from sigma_cli.flux.carif.textes import couper, jour, nettoyer
from sigma_cli.formats.xml import Element, add

PUBLIC_DEFAUT: Final = "80006"  # job-seekers
PUBLIC_PIC: Final = "81031"  # plan d'investissement dans les compétences
_PUBLICS_MAX: Final = 10
_DATES_INFORMATION_MAX: Final = 3
_COMMENTAIRE_MAX: Final = 500
_EXTRA_MAX: Final = 255
_AUCUNE_CONDITION: Final = "aucune"  # what the definition asks for when there is nothing to say
_OUI: Final = 1
_REGION: Final = 2  # code-financeur: conseil régional
_DATES_FIXES: Final = 0  # modalites-entrees-sorties
_OUVERT: Final = 1  # etat-recrutement
_COMPLET: Final = 2
_FERME: Final = 3
_INFORMATION_COLLECTIVE: Final = 9  # modalite-recrutement


def action(
    formation: Element, ligne: LigneCarif, parties: Parties, reserves: Reserves, *, le: date
) -> None:
    """Append one session as one LHEO action: one place, one session, one formateur, one funder.

    `le` is the day of the file: readers of the older form are told of the meetings to come.
    """
    publics = reserves.codes("public visé", _publics(ligne), _PUBLICS_MAX)
    noeud = add(
        formation,
        "action",
        numero=f"{ligne.composante}_A{ligne.numero}",
        datecrea=jour(ligne.creee_le),
        datemaj=jour(max(ligne.modifiee_le, ligne.composante_modifiee_le)),
    )
    _modalites(noeud, ligne, publics, reserves)
    lieu = adresse(ligne, reserves, site=ligne.site)
    _lieu(noeud, ligne, lieu)
    add(noeud, "modalites-entrees-sorties", _DATES_FIXES)
    _session(noeud, ligne, lieu, reserves, le)
    for reunion in _three_dates(ligne.ics, le):  # all of them are under the session
        add(add(noeud, "date-information"), "date", jour(reunion.date))
    _heures(noeud, ligne, reserves)
    add(noeud, "conventionnement", _OUI)
    put(noeud, parties.formateur)
    _financeur(noeud, ligne, publics)


def _publics(ligne: LigneCarif) -> tuple[str, ...]:
    """Return each public once; that of the PIC first, so that no limit leaves it out."""
    pic = (PUBLIC_PIC,) if ligne.pic else ()
    return tuple(dict.fromkeys(pic + (ligne.publics or (PUBLIC_DEFAUT,))))


def _modalites(
    noeud: Element, ligne: LigneCarif, publics: tuple[str, ...], reserves: Reserves
) -> None:
    add(noeud, "rythme-formation", reserves.texte("rythme", ligne.rythme, TEXTE_MAX))
    for code in publics:
        add(noeud, "code-public-vise", code, ref=VERSION_FORMACODE)
    add(noeud, "niveau-entree-obligatoire", int(ligne.niveau_entree_obligatoire))
    add(noeud, "modalites-alternance", _alternance(ligne.heures_entreprise))
    add(noeud, "modalites-enseignement", ligne.modalites_enseignement)
    conditions = reserves.valeur("conditions", ligne.conditions, TEXTE_MAX)
    add(noeud, "conditions-specifiques", conditions or _AUCUNE_CONDITION)
    add(noeud, "prise-en-charge-frais-possible", _OUI)


def _alternance(heures_entreprise: int | None) -> str:
    """Say what the hours say: SIGMA has no field of its own for it."""
    if heures_entreprise:
        return f"{heures_entreprise} heures en entreprise"
    return "-" if heures_entreprise is None else "Aucune"


def _three_dates(ics: tuple[Reunion, ...], le: date) -> tuple[Reunion, ...]:
    """Return the dates the older form has room for: those to come first, then the latest."""
    passees = sum(reunion.date < le for reunion in ics)
    debut = max(0, min(passees, len(ics) - _DATES_INFORMATION_MAX))
    return ics[debut : debut + _DATES_INFORMATION_MAX]


def _lieu(noeud: Element, ligne: LigneCarif, lieu: Element) -> None:
    """Append the site; two or none make a reader drop the whole formation."""
    site = add(noeud, "lieu-de-formation", tag="principal")
    add_identifiers(site, "lieu-formation", siret=ligne.siret, uai=ligne.uai)
    coordonnees = add(site, "coordonnees")
    nom = couper(nettoyer(ligne.site), NOM_COURT_MAX)  # whole in the address below
    if nom:
        add(coordonnees, "nom", nom)
    put(coordonnees, lieu)


def _session(
    noeud: Element, ligne: LigneCarif, lieu: Element, reserves: Reserves, le: date
) -> None:
    """Append the session. Nothing is ever cancelled: 0 places closes it (SES-03)."""
    session = add(
        noeud,
        "session",
        numero=f"{ligne.composante}_{ligne.numero}",
        datecrea=jour(ligne.creee_le),
        datemaj=jour(ligne.modifiee_le),
    )
    periode = add(session, "periode")
    add(periode, "debut", jour(ligne.date_debut))
    add(periode, "fin", jour(ligne.date_fin))
    put(add(session, "adresse-inscription"), lieu)
    add(session, "etat-recrutement", _recruitment(ligne, le))
    for rang, reunion in enumerate(ligne.ics, 1):
        _recrutement(session, f"{ligne.composante}_{ligne.numero}_IC{rang}", reunion, reserves)


def _recruitment(ligne: LigneCarif, le: date) -> int:
    """Return whether people may still come: no place (SES-03), or ended by the day of the file (SES-09)."""
    if not ligne.places:
        return _COMPLET
    return _FERME if ligne.date_fin < le else _OUVERT


def _recrutement(session: Element, numero: str, reunion: Reunion, reserves: Reserves) -> None:
    """Append one information collective; `nb-places` is the room of the meeting."""
    noeud = add(session, "recrutement", numero=numero)
    add(noeud, "modalite-recrutement", _INFORMATION_COLLECTIVE)
    if reunion.places is not None:
        add(noeud, "nb-places", reunion.places)
    periode = add(noeud, "periode")
    add(periode, "debut", jour(reunion.date))
    add(periode, "fin", jour(reunion.date))
    if reunion.heure_debut:
        add(noeud, "heure-debut", reunion.heure_debut)
    if reunion.heure_fin:
        add(noeud, "heure-fin", reunion.heure_fin)
    lieu = reserves.valeur("lieu d’information collective", reunion.lieu, _COMMENTAIRE_MAX)
    if lieu:
        add(noeud, "commentaire", lieu)


def _heures(noeud: Element, ligne: LigneCarif, reserves: Reserves) -> None:
    """Append the hours; the total is only told when those in the centre are known."""
    if ligne.heures_centre is not None:
        add(noeud, "nombre-heures-centre", ligne.heures_centre)
    if ligne.heures_entreprise is not None:
        add(noeud, "nombre-heures-entreprise", ligne.heures_entreprise)
    if ligne.heures_centre is None:
        reserves.vide("heures en centre")
        return
    add(noeud, "nombre-heures-total", ligne.heures_centre + (ligne.heures_entreprise or 0))


def _financeur(noeud: Element, ligne: LigneCarif, publics: tuple[str, ...]) -> None:
    """Append the Région: its places are the ones of the session, its action the contract."""
    financeur = add(noeud, "organisme-financeur")
    add(financeur, "code-financeur", _REGION)
    add(financeur, "nb-places-financees", ligne.places)
    extras = add(financeur, "extras", info="specificites")
    for code in publics:
        add(extras, "extra", code, info="code-public-vise", ref=VERSION_FORMACODE)
    programme = couper(nettoyer(ligne.programme), _EXTRA_MAX)
    add(extras, "extra", programme, info="programme-financeur")
    add(extras, "extra", ligne.action, info="ref-action-marche-financeur")
