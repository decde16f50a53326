"""The look-up itself: what is kept of an identity, from whom, and what contradicts what was typed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.personnes.identite import (
    REGLE,
    Reponse,
    check_identity,
    complete,
    disagreements,
    someone_else,
)
from sigma_cli.domain.personnes.nir import GENRES, ClasseNir, Nir
from sigma_cli.referentiels.statuts import Provenance

_REGISTRES: Final = {
    Provenance.ANNUAIRE: "l’annuaire importé",
    Provenance.PASSERELLE: "la passerelle d’identité",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChampIdentite:
    """A field of the identity and where it comes from (NIR-05)."""

    valeur: str | None
    provenance: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Identite:
    """Each field that is known, and who tells it.

    `ecarts` names what the user confirmed against the number or a register, for the journal.
    """

    champs: dict[str, tuple[Any, Provenance]]
    certifiee: bool = False
    ecarts: tuple[str, ...] = ()
    avertissements: list[Avertissement] = field(default_factory=list)


def look_up(
    saisie: Mapping[str, Any],
    nir: Nir | None,
    registres: Iterable[Reponse | None],
    *,
    motif: str | None,
) -> Identite:
    """Return who a new person is, from what was typed, the registers in their order, the number.

    `motif` confirms what contradicts them; a provisional number, often given on incomplete civil
    status, is only told. Raises RuleViolation (NIR-05).
    """
    if nir is None:
        return Identite(champs=complete(saisie, ()))
    nom = saisie["nom_naissance"]
    reponses, avis = _sort(nir, nom, registres)
    ecarts = disagreements(saisie, nir, reponses)
    if nir.classe is ClasseNir.NIR:
        avis += check_identity(ecarts, motif=motif)
    elif ecarts:
        avis.append(_doubt(ecarts))
    du_numero = Reponse(provenance=Provenance.NIR, nom_naissance=nom, civilite=nir.civilite)
    return Identite(
        champs=complete(saisie, [*reponses, du_numero]),
        certifiee=any(reponse.certifiee for reponse in reponses),
        ecarts=ecarts,
        avertissements=avis,
    )


def describe(identite: Identite, nir: Nir | None, jour: date) -> dict[str, ChampIdentite]:
    """Return the identity as shown, with what the number alone tells beside the fields known."""
    champs = {
        nom: ChampIdentite(valeur=str(valeur), provenance=origine)
        for nom, (valeur, origine) in identite.champs.items()
    }
    if "civilite" in champs:
        civilite, origine = identite.champs["civilite"]
        champs["genre"] = ChampIdentite(valeur=GENRES[civilite], provenance=origine)
    if nir and nir.classe is ClasseNir.NIR:
        naissance = identite.champs.get("date_naissance")
        for nom, valeur in _derived(nir, jour, complete_birth=naissance is not None):
            champs[nom] = ChampIdentite(valeur=valeur, provenance=Provenance.NIR)
    return champs


def _derived(nir: Nir, jour: date, *, complete_birth: bool) -> Iterator[tuple[str, str]]:
    annee = None if complete_birth else nir.annee(aujourdhui=jour)
    if annee is not None:
        yield "annee_naissance", str(annee)
    if nir.mois is not None and not complete_birth:
        yield "mois_naissance", f"{nir.mois:02d}"
    if nir.lieu is not None:
        yield "lieu_naissance", nir.lieu.label


def _sort(
    nir: Nir, nom: str, registres: Iterable[Reponse | None]
) -> tuple[list[Reponse], list[Avertissement]]:
    """Keep the answers about this person; say of each other one that it was passed over."""
    gardees, avis = [], []
    for reponse in registres:
        if reponse is None:
            continue
        autre = someone_else(nir, nom, reponse)
        if autre is None:
            gardees.append(reponse)
            continue
        message = (
            f"{_REGISTRES[reponse.provenance]} répond pour quelqu’un d’autre ({autre}) : réponse "
            "écartée ; vérifier le numéro et le nom de naissance."
        )
        avis.append(Avertissement(regle=REGLE, message=message))
    return gardees, avis


def _doubt(ecarts: Iterable[str]) -> Avertissement:
    message = (
        "le numéro provisoire et l’identité saisie ne disent pas la même chose "
        f"({' ; '.join(ecarts)}) ; vérifier les deux."
    )
    return Avertissement(regle=REGLE, message=message)
