"""Put bundles together: the last of each établissement, their totals, what contradicts what (REG-02)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from operator import attrgetter
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.consolidation.comptes import Compte, total
from sigma_cli.domain.consolidation.lots import Lot, LotAction
from sigma_cli.domain.dates import date_fr, instant_fr, local_day
from sigma_cli.domain.texte import plural

REGLE: Final = "REG-02"
_AVANCE: Final = timedelta(hours=2)  # a clock may be wrong by an hour
_COMPTES: Final = ("en_plus", "utilisees", "restantes", "demandes_en_attente", "inscrits")


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLu:
    """A bundle, the file it comes from, and the sum of its bytes."""

    fichier: str
    sha256: str
    lot: Lot


@dataclass(frozen=True, slots=True, kw_only=True)
class LigneEtablissement:
    """One établissement, or all of them: what its last bundle tells, in total."""

    uai: str | None
    nom: str | None
    produit_le: datetime | None
    fichier: str | None
    accordees: int
    en_plus: Compte
    utilisees: Compte
    restantes: Compte
    demandes_en_attente: Compte
    effectif: int | None
    inscrits: Compte
    sessions: int
    taches_en_retard: Compte
    a_corriger: int


@dataclass(slots=True, kw_only=True)
class Vue:
    """The last bundle of each UAI, in the order of the UAI, and what is to be known of them.

    `disputees` are the actions that several claim: they are in no total of the Région.
    """

    lots: list[LotLu] = field(default_factory=list)
    disputees: Mapping[str, Sequence[str]] = field(default_factory=dict)
    avertissements: list[Avertissement] = field(default_factory=list)


def view(
    lus: Iterable[LotLu], *, maintenant: datetime, jours: int, attendus: Iterable[str] = ()
) -> Vue:
    """Keep the last bundle of each UAI, and say who is missing, late, or contradicts another."""
    vue = Vue()
    par_uai: dict[str, list[LotLu]] = {}
    for lu in lus:
        par_uai.setdefault(lu.lot.etablissement.uai, []).append(lu)
    for uai in sorted(par_uai):
        dernier = _last(par_uai[uai], vue.avertissements)
        if dernier:
            vue.lots.append(dernier)
    vue.disputees = _claimed_twice(vue.lots)
    vue.avertissements += _dates(vue.lots, maintenant, jours)
    vue.avertissements += [
        _said(f"{uai} : aucun lot, il manque aux totaux ; le demander à l’établissement.")
        for uai in sorted(set(attendus) - par_uai.keys())
    ]
    vue.avertissements += [
        _said(f"{action} : dite par {' et '.join(uais)} ; hors des totaux de la Région.")
        for action, uais in vue.disputees.items()
    ]
    return vue


def _last(lus: Sequence[LotLu], avertissements: list[Avertissement]) -> LotLu | None:
    """Return the last bundle; two of one instant that differ are told, and none is taken."""
    instant = max(lu.lot.produit_le for lu in lus)
    derniers = [lu for lu in lus if lu.lot.produit_le == instant]
    if len({lu.sha256 for lu in derniers}) == 1:
        return min(derniers, key=attrgetter("fichier"))
    noms = " et ".join(sorted(lu.fichier for lu in derniers))
    avertissements.append(
        _said(
            f"{derniers[0].lot.etablissement.uai} : deux lots du {instant_fr(instant)} se contredisent "
            f"({noms}) ; aucun n’est pris, en redemander un."
        )
    )
    return None


def _dates(lots: Iterable[LotLu], maintenant: datetime, jours: int) -> Iterator[Avertissement]:
    """Yield the bundles older than so many days, and those of an instant to come."""
    for lu in lots:
        uai, le = lu.lot.etablissement.uai, lu.lot.produit_le
        age = (local_day(maintenant) - local_day(le)).days
        if age > jours:
            yield _said(
                f"{uai} : dernier lot du {date_fr(local_day(le))}, il y a {plural(age, 'jour')} ; "
                "ses chiffres sont ceux de ce jour-là."
            )
        if le > maintenant + _AVANCE:
            yield _said(
                f"{uai} : lot du {instant_fr(le)}, à venir ; l’horloge de l’établissement, ou d’ici, est "
                "à vérifier."
            )


def _claimed_twice(lots: Iterable[LotLu]) -> dict[str, list[str]]:
    tenues: dict[str, list[str]] = {}
    for lu in lots:
        for action in lu.lot.actions:
            tenues.setdefault(action.action, []).append(lu.lot.etablissement.uai)
    return {action: uais for action, uais in sorted(tenues.items()) if len(uais) > 1}


def account(lu: LotLu) -> LigneEtablissement:
    """Return what one établissement tells, in total."""
    organisme = lu.lot.etablissement
    return _sum([lu], uai=organisme.uai, nom=organisme.nom, lu=lu)


def overall(vue: Vue) -> LigneEtablissement:
    """Return the total of the Région, without the actions that several claim."""
    return _sum(vue.lots, uai=None, nom="Région", hors=vue.disputees.keys())


def _sum(
    lus: Sequence[LotLu],
    *,
    uai: str | None,
    nom: str | None,
    lu: LotLu | None = None,
    hors: Iterable[str] = (),
) -> LigneEtablissement:
    exclues = frozenset(hors)
    actions = [a for un in lus for a in un.lot.actions if a.action not in exclues]
    effectifs = [action.effectif for action in actions]
    return LigneEtablissement(
        uai=uai,
        nom=nom,
        produit_le=lu.lot.produit_le if lu else None,
        fichier=lu.fichier if lu else None,
        accordees=sum(action.accordees for action in actions),
        **{nom: total(getattr(action, nom) for action in actions) for nom in _COMPTES},
        effectif=None if None in effectifs else sum(n for n in effectifs if n is not None),
        sessions=sum(s.action not in exclues for un in lus for s in un.lot.sessions),
        taches_en_retard=total(t.nombre for un in lus for t in un.lot.taches_en_retard),
        a_corriger=sum(
            c.nombre for un in lus for c in un.lot.controles if c.gravite != "information"
        ),
    )


def of_actions(vue: Vue) -> list[tuple[LotLu, LotAction]]:
    """Return every action with the bundle that tells of it, by number then UAI."""
    toutes = [(lu, action) for lu in vue.lots for action in lu.lot.actions]
    return sorted(toutes, key=lambda une: une[1].action)  # the bundles are by UAI


@dataclass(frozen=True, slots=True, kw_only=True)
class EcartQuota:
    """A place granted by the Région held against what the établissement tells; `fait` says the difference."""

    action: str
    uai: str | None
    region: int | None
    etablissement: int | None
    fait: str


def compare_quotas(vue: Vue, quotas: Mapping[str, int]) -> Iterator[EcartQuota]:
    """Yield what differs between the quotas of the Région and those of the bundles, by action."""
    dites = of_actions(vue)
    for lu, action in dites:
        du = quotas.get(action.action)
        if du is None:
            fait = "inconnue du fichier de la Région"
        elif du != action.accordees:
            fait = "le quota diffère"
        else:
            continue
        yield EcartQuota(
            action=action.action,
            uai=lu.lot.etablissement.uai,
            region=du,
            etablissement=action.accordees,
            fait=fait,
        )
    for numero in sorted(quotas.keys() - {action.action for _, action in dites}):
        yield EcartQuota(
            action=numero,
            uai=None,
            region=quotas[numero],
            etablissement=None,
            fait="dans aucun lot",
        )


def _said(message: str) -> Avertissement:
    return Avertissement(REGLE, message)
