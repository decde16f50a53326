"""`sigma session show`: can a prescripteur position someone today, until when, and if not, what to do."""

from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Sigma
from tests.factories import SESSION


def answer(sigma: Sigma, maintenant: str) -> dict[str, Any]:
    fiche = sigma.json("session", "show", SESSION, SIGMA_MAINTENANT=maintenant)
    reponse: dict[str, Any] = fiche["positionnement"]
    assert fiche["positionnement_demat"] == reponse["etat"]
    return reponse


def test_q2_10_a_first_meeting_to_come_opens_positioning_and_its_end_closes_it(
    peuple: Sigma,
) -> None:
    assert answer(peuple, "2020-10-06")["etat"] == "fermé"
    peuple.ok("session", "ic", "add", SESSION, "2020-10-12")
    assert answer(peuple, "2020-10-06")["etat"] == "ouvert"
    assert answer(peuple, "2020-10-12T23:59")["etat"] == "ouvert"
    assert answer(peuple, "2020-10-13T00:00")["etat"] == "fermé"


@pytest.mark.parametrize(
    ("maintenant", "lignes"),
    [
        (
            "2020-10-06T10:00",
            [
                "OUIFORM et AUDEF : positionnement ouvert, jusqu’au 19/10/2020 compris.",
                (
                    "Attendre : la session ne peut pas être visible avant le 08/10/2020 à 09h00 ; d’ici là, "
                    "prendre la fiche de prescription. (Q2-08)"
                ),
            ],
        ),
        (
            "2020-10-14",
            [
                "OUIFORM et AUDEF : positionnement ouvert, jusqu’au 19/10/2020 compris.",
                "La session devrait être visible depuis le 08/10/2020 à 09h00 : à vérifier. (Q2-10)",
            ],
        ),
        (
            "2020-10-20",
            [
                (
                    "OUIFORM et AUDEF : positionnement fermé, la dernière information collective est passée "
                    "(19/10/2020)."
                ),
                (
                    f"Ajouter une date : sigma session ic add {SESSION} AAAA-MM-JJ ; d’ici là, prendre la "
                    "fiche de prescription. (Q2-10)"
                ),
            ],
        ),
    ],
)
def test_it_says_what_may_be_done_today(peuple: Sigma, maintenant: str, lignes: list[str]) -> None:
    for jour in ("2020-10-12", "2020-10-19"):
        peuple.ok("session", "ic", "add", SESSION, jour)
    peuple.ok("flux", "push", "carif")
    texte = peuple.ok("session", "show", SESSION, SIGMA_MAINTENANT=maintenant).stdout
    assert texte.splitlines()[-2:] == lignes


def test_q2_05_before_the_vote_and_ses_03_at_0_places_it_is_closed(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", SESSION, "2020-10-19")
    peuple.ok("action", "set", "20F0011", "--date-vote", "2020-10-16")
    assert answer(peuple, "2020-10-15")["regle"] == "Q2-05"
    assert answer(peuple, "2020-10-16")["etat"] == "ouvert"
    peuple.ok("session", "cancel", SESSION, "--motif", "Effectif insuffisant")
    assert answer(peuple, "2020-10-16")["regle"] == "SES-03"


def test_ses_04_new_dates_make_it_wait_again(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", SESSION, "2020-10-19")
    peuple.ok(
        "session", "set", SESSION, "--debut", "2020-11-03", SIGMA_MAINTENANT="2020-10-14T09:00"
    )
    assert "flux push carif" in answer(peuple, "2020-10-14T10:00")["conseil"]
    peuple.ok("flux", "push", "carif", SIGMA_MAINTENANT="2020-10-14T09:00")
    assert answer(peuple, "2020-10-14T10:00")["regle"] == "Q2-08"
    assert answer(peuple, "2020-10-16T09:00")["regle"] == "Q2-10"


def test_q2_08_what_someone_saw_outweighs_the_delay(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", SESSION, "2020-10-19")
    for outil, conseil in {
        "kairos": "Attendre",
        "audef": "La session fut vue le 07/10/2020.",
    }.items():
        peuple.ok(
            "session",
            "set",
            SESSION,
            "--vue",
            outil,
            "2020-10-07",
            SIGMA_MAINTENANT="2020-10-07T18:00",
        )
        assert answer(peuple, "2020-10-07T18:00")["conseil"].startswith(conseil)


def test_rap_01_a_session_held_back_at_the_carif_sends_to_the_diagnosis(
    peuple: Sigma, tmp_path: Path
) -> None:
    peuple.ok("session", "ic", "add", SESSION, "2020-10-19")
    extrait = tmp_path / "certifinfo.csv"
    extrait.write_text(
        "Code_Diplome;Libelle_Diplome;Etat_Libelle\n93541;Licence;Archivé\n", "utf-8"
    )
    peuple.ok("referentiel", "import", "certifinfo", str(extrait))
    reponse = answer(peuple, "2020-10-14")
    assert (reponse["etat"], reponse["regle"]) == ("ouvert", "RAP-01")
    assert f"sigma diagnose {SESSION}" in reponse["conseil"]
