"""Which sessions may leave, before any schema is asked: what partners block or drop, and why."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from sigma_cli.domain.acte import Avertissement
from sigma_cli.domain.offre.certifications import Certif
from sigma_cli.domain.offre.diffusion import over
from sigma_cli.flux.carif.champs import Champ
from sigma_cli.flux.carif.lignes import LigneCarif, Politique
from sigma_cli.flux.contrat import Releve, Retenu
from sigma_cli.referentiels.statuts import Suite

REGLE_CERTIFINFO: Final = "RAP-01"
REGLE_SANS_SESSION: Final = "SES-06"
REGLE_LHEO: Final = "LHEO"
_DATES: Final = Champ(nom="dates", a_faire="Corriger par « sigma session set --debut --fin ».")
_FINIE: Final = Champ(
    nom="dates", a_faire="Rien à faire : les sessions finies ne se diffusent plus."
)
_CERTIFINFO: Final = Champ(
    nom="code Certifinfo",
    a_faire="Vérifier le code, puis corriger par « sigma composante set --certifinfo ».",
)


def screen(
    lignes: Sequence[LigneCarif], politique: Politique, le: date, releve: Releve
) -> list[LigneCarif]:
    """Return the sessions of a composante that may leave; note the others, each with its reason."""
    restantes = []
    for ligne in lignes:
        retenue = _dates(ligne, politique, le) or _certifinfo(ligne, politique)
        if retenue:
            releve.retenus.append(retenue)
        else:
            restantes.append(ligne)
    if restantes:
        releve.avertissements.extend(_warn_certifinfo(restantes[0]))
    return restantes


def without_session(composante: str) -> Retenu:
    """Return what is told of a composante that nothing shows: LHEO cannot express it (SES-06)."""
    return Retenu(
        objet=composante,
        champ="session",
        raison="aucune session : le public et les prescripteurs ne la voient pas",
        a_faire=f"Saisir une session, même sans public : « sigma session add {composante} ».",
        regle=REGLE_SANS_SESSION,
    )


def unverifiable() -> Avertissement:
    """Return what is told once a file when Certif Info was never imported (RAP-01)."""
    return Avertissement(
        REGLE_CERTIFINFO,
        "codes Certif Info non vérifiables : « sigma referentiel import certifinfo FICHIER ».",
    )


def _dates(ligne: LigneCarif, politique: Politique, le: date) -> Retenu | None:
    """Hold back what no schema sees: an end before the beginning, or long past."""
    if ligne.date_fin < ligne.date_debut:
        return _retenu(ligne, _DATES, "la fin précède le début", REGLE_LHEO)
    if over(ligne.date_fin, le, jours=politique.jours_apres_fin):
        # without the date: the push tells all of them in one line
        raison = f"finie depuis plus de {politique.jours_apres_fin} jours"
        return _retenu(ligne, _FINIE, raison, REGLE_LHEO, close=True)
    return None


def _certifinfo(ligne: LigneCarif, politique: Politique) -> Retenu | None:
    """Hold back what the Carif would block without a word, when the settings say so (RAP-01)."""
    suites = {
        Certif.ARCHIVE: politique.archive,
        Certif.ERRONE: politique.archive,
        Certif.INCONNU: politique.inconnu,
    }
    if not ligne.certifinfo or suites.get(ligne.certif) is not Suite.RETENIR:
        return None
    raison = f"{ligne.certifinfo} est {ligne.certif} dans Certif Info : bloqué au Carif"
    return _retenu(ligne, _CERTIFINFO, raison, REGLE_CERTIFINFO)


def _warn_certifinfo(ligne: LigneCarif) -> Iterator[Avertissement]:
    """Tell what leaves in spite of a code that will block it (RAP-01)."""
    if ligne.certifinfo and ligne.certif.bloque:
        yield Avertissement(
            REGLE_CERTIFINFO,
            f"{ligne.composante} : le code Certif Info {ligne.certifinfo} est {ligne.certif} ; bloqué "
            "au Carif, il ne remontera pas.",
        )


def _retenu(
    ligne: LigneCarif, champ: Champ, raison: str, regle: str, *, close: bool = False
) -> Retenu:
    return Retenu(
        objet=ligne.session,
        champ=champ.nom,
        raison=raison,
        a_faire=champ.a_faire,
        regle=regle,
        close=close,
    )
