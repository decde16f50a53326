"""Flux carif: sessions that partners would block or drop are held back, and said so one by one."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from sigma_cli.domain.offre.certifications import Certif
from sigma_cli.flux.carif.lignes import Politique
from sigma_cli.flux.contrat import Retenu
from sigma_cli.referentiels.statuts import Suite
from tests.unit.flux.offres import ENTETE, emis, ligne, produire

TOUT_RETENIR = Politique(archive=Suite.RETENIR, inconnu=Suite.RETENIR)
TOUT_AVERTIR = Politique(archive=Suite.AVERTIR, inconnu=Suite.AVERTIR)


def test_rap_01_an_archived_code_is_held_back_by_default_and_the_others_leave() -> None:
    archivee = ligne(certif=Certif.ARCHIVE)
    bonne = ligne(composante="20F0011_04")
    contenu, releve = produire(archivee, replace(archivee, numero="02"), bonne)
    assert emis(contenu) == ["20F0011_04/01"]
    assert [retenu.objet for retenu in releve.retenus] == ["20F0011_03/01", "20F0011_03/02"]
    assert releve.retenus[0] == Retenu(
        objet="20F0011_03/01",
        champ="code Certifinfo",
        raison="93541 est archivé dans Certif Info : bloqué au Carif",
        a_faire="Vérifier le code, puis corriger par « sigma composante set --certifinfo ».",
        regle="RAP-01",
    )


def test_rap_01_an_unknown_code_leaves_with_a_strong_warning_by_default() -> None:
    contenu, releve = produire(
        ligne(certif=Certif.INCONNU), ligne(certif=Certif.INCONNU, numero="02")
    )
    assert len(emis(contenu)) == 2
    [avertissement] = releve.avertissements
    assert avertissement.regle == "RAP-01"
    assert "93541 est inconnu ; bloqué au Carif, il ne remontera pas" in avertissement.message


@pytest.mark.parametrize("certif", [Certif.ARCHIVE, Certif.INCONNU])
@pytest.mark.parametrize(("politique", "partis"), [(TOUT_RETENIR, 0), (TOUT_AVERTIR, 1)])
def test_rap_01_the_settings_decide(certif: Certif, politique: Politique, partis: int) -> None:
    contenu, releve = produire(ligne(certif=certif), politique=politique)
    assert len(emis(contenu)) == partis
    assert len(releve.retenus) == 1 - partis
    assert [a.regle for a in releve.avertissements] == ["RAP-01"] * partis


def test_rap_01_without_certif_info_it_is_told_once_a_file_and_nothing_is_blocked() -> None:
    lignes = [ligne(composante=f"20F0011_0{n}", certif=Certif.NON_VERIFIABLE) for n in (1, 2, 3)]
    contenu, releve = produire(*lignes, politique=TOUT_RETENIR)
    assert len(emis(contenu)) == 3
    [avertissement] = releve.avertissements
    assert "non vérifiables" in avertissement.message
    assert "sigma referentiel import certifinfo" in avertissement.message


def test_a_composante_without_code_is_not_blocked_by_it() -> None:
    contenu, releve = produire(
        ligne(certifinfo=None, certif=Certif.INCONNU), politique=TOUT_RETENIR
    )
    assert len(emis(contenu)) == 1
    assert releve.avertissements == []


@pytest.mark.parametrize(
    ("fin", "part"),
    [
        (date(2020, 9, 2), True),  # thirty days before the second of October
        (date(2020, 9, 1), False),
        (date(2019, 6, 25), False),
    ],
)
def test_a_session_ended_more_than_thirty_days_ago_is_held_back(fin: date, part: bool) -> None:
    contenu, releve = produire(ligne(date_debut=date(2019, 1, 1), date_fin=fin), ligne(numero="02"))
    assert emis(contenu) == ["20F0011_03/01"] * part + ["20F0011_03/02"]
    if not part:
        [retenu] = releve.retenus
        assert (retenu.objet, retenu.close) == ("20F0011_03/01", True)
        assert "depuis plus de 30 jours" in retenu.raison


def test_the_day_that_counts_is_the_one_in_paris() -> None:
    minuit = replace(ENTETE, produit_le=datetime(2020, 10, 2, 22, 30, tzinfo=UTC))
    ancienne = ligne(date_debut=date(2019, 1, 1), date_fin=date(2020, 9, 2))
    assert produire(ancienne, entete=minuit)[1].nb_lignes == 0
    assert produire(ancienne)[1].nb_lignes == 1


def test_ses_06_a_composante_without_session_is_told_and_stops_nobody() -> None:
    contenu, releve = produire(ligne(), sans_session=["20F0011_07"])
    assert emis(contenu) == ["20F0011_03/01"]
    [retenu] = releve.retenus
    assert (retenu.objet, retenu.champ, retenu.regle) == ("20F0011_07", "session", "SES-06")
    assert "sigma session add 20F0011_07" in retenu.a_faire


def test_nothing_that_can_leave_is_no_file_and_says_why() -> None:
    contenu, releve = produire(ligne(certif=Certif.ARCHIVE), sans_session=["20F0011_07"])
    assert contenu == b""
    assert len(releve.retenus) == 2
