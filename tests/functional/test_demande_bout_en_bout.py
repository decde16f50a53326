"""`sigma demande` from the request to its answer: nothing is noted that cannot be finished."""

from typing import Any

import pytest

from tests.conftest import Lieu, Sigma
from tests.factories import SESSION, composante_add, nir, session_add, stagiaire_enrol
from tests.functional.test_demande import ABSENCE, APRES_48_H, CHAMPS, COMPOSANTE, donnees, letter

ABSENCE_MFR = (*ABSENCE, "--absente-de", "mfr")
ABSENCES = ("demande", "add", "--type", "absence", "--absente-de", "mfr", "--composante")


def requests(sigma: Sigma) -> Any:
    return sigma.json("demande", "list")["nombre"]


# The letter comes first


def test_a_file_that_is_there_leaves_no_request(peuple: Sigma, lieu: Lieu) -> None:
    chemin = lieu.dossier / "d.eml"
    chemin.write_text("à garder")
    peuple.refused(13, *CHAMPS, "-o", str(chemin))
    assert requests(peuple) == 0
    peuple.refused(10, *CHAMPS, "-o", str(lieu.dossier / "absent" / "d.eml"))
    assert requests(peuple) == 0
    peuple.ok(*CHAMPS, "-o", str(chemin), "--force")
    assert requests(peuple) == 1


@pytest.mark.parametrize("vers", [(), ("-o", "-"), ("-o", "d.eml")], ids=["", "-", "fichier"])
def test_an_address_that_is_none_leaves_no_request(
    peuple: Sigma, lieu: Lieu, vers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lieu.dossier)
    with lieu.config.open("a") as config:
        config.write('[contacts.sigma]\ncourriel = "forprosup à laregion"\n')
    assert "n’est pas une adresse électronique" in peuple.refused(10, *CHAMPS, *vers)
    assert requests(peuple) == 0
    assert not (lieu.dossier / "d.eml").exists()


def test_one_address_for_both_subjects_keeps_each_letter(peuple: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        for sujet in ("sigma", "kairos"):
            config.write(f'[contacts.{sujet}]\ncourriel = "une@exemple.fr"\n')
    chemin = lieu.dossier / "d.eml"
    peuple.ok(*CHAMPS, "-o", str(chemin))
    assert letter(chemin)["Subject"].startswith("Champs qui ne remontent pas")
    peuple.ok(*ABSENCE_MFR, "-o", str(chemin), "--force", SIGMA_MAINTENANT=APRES_48_H)
    assert letter(chemin)["Subject"].startswith("Sessions qui n’apparaissent pas")


# What will not take place is not absent


def test_ses_03_a_session_at_0_places_is_not_reported_absent(peuple: Sigma) -> None:
    peuple.ok("session", "cancel", SESSION, "--motif", "Effectif")
    refus = peuple.refused(12, *ABSENCE_MFR, SIGMA_MAINTENANT=APRES_48_H)
    assert refus.startswith("refusé (SES-03)")
    assert f"« sigma session set {SESSION} --places … »" in refus
    refus = peuple.refused(12, *ABSENCES, COMPOSANTE, SIGMA_MAINTENANT=APRES_48_H)
    assert refus.startswith("refusé (SES-03)")
    assert "n’a que des sessions à 0 place" in refus
    peuple.ok(*session_add())
    peuple.ok("flux", "push", "carif")
    peuple.ok(*ABSENCES, COMPOSANTE, SIGMA_MAINTENANT=APRES_48_H)


def test_ses_06_a_composante_without_session_is_told_so(peuple: Sigma) -> None:
    peuple.ok(*composante_add("20F0011_04"))
    refus = peuple.refused(12, *ABSENCES, "20F0011_04", SIGMA_MAINTENANT=APRES_48_H)
    assert refus.startswith("refusé (SES-06)")
    assert "n’a pas de session" in refus


# What was asked can be applied


def test_ses_03_0_places_asked_for_while_persons_are_registered(peuple: Sigma) -> None:
    peuple.ok(*stagiaire_enrol(), entree=nir())
    peuple.ok(*donnees(SESSION, "places=0"))
    refus = peuple.refused(12, "demande", "answer", "D0001", "appliquee")
    assert refus.startswith("refusé (SES-03)")
    remede = f"sigma session cancel {SESSION} --force --motif"
    assert f"« {remede} … » et noter de nouveau la réponse" in refus
    peuple.ok(*remede.split()[1:], "Effectif")
    fiche = peuple.json("demande", "answer", "D0001", "appliquee")
    assert (fiche["etat"], fiche["avertissements"]) == ("appliquee", [])
    assert peuple.json("session", "show", SESSION)["places"] == 0


def test_ses_03_a_reason_alone_is_refused_when_it_is_asked(peuple: Sigma) -> None:
    refus = peuple.refused(10, *donnees(SESSION, "motif=Effectif"))
    assert "donner aussi --champ places=0, ou retirer --champ motif" in refus
    assert requests(peuple) == 0
    peuple.ok(*donnees(SESSION, "motif=Effectif", "places=0"))
    peuple.ok("demande", "answer", "D0001", "appliquee")
    assert peuple.json("session", "show", SESSION)["motif_annulation"] == "Effectif"


# Said as people know it


def test_fields_and_values_are_said_as_people_know_them(peuple: Sigma, lieu: Lieu) -> None:
    chemin = lieu.dossier / "d.eml"
    demande = donnees(SESSION, "motif=Effectif", "places=0", "debut=2020-11-16")
    peuple.ok(*demande, "-o", str(chemin))
    texte = letter(chemin).get_content()
    assert "- motif d’annulation : (vide) aujourd’hui, Effectif demandé" in texte
    assert "- date de début : 02/11/2020 aujourd’hui, 16/11/2020 demandé" in texte
    dits = peuple.ok("demande", "show", "D0001").stdout
    assert "Champ motif d’annulation : (vide) → Effectif" in dits
    detail = peuple.json("demande", "list")["resultats"][0]["detail"]
    assert detail == "date de début → 16/11/2020, motif d’annulation → Effectif, places → 0"
    [ligne] = peuple.json("export", "demandes")["resultats"]
    assert "motif d’annulation : (vide) → Effectif" in ligne["champs"]
    assert "None" not in texte + dits + detail
