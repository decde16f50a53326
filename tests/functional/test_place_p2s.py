"""The P2S file: filled with what is known, followed until it is complete."""

import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

VERIFIE = ("--verifie-par", "Zoé", "--le", "2020-10-05", "--comment", "Appel")


@pytest.fixture
def protege(peuple: Sigma, modeles: Modeles) -> Sigma:
    """`P000001` is on social protection alone, and enters on 2 November 2020."""
    return modeles.fill(peuple, _protege)


def _protege(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir(734))
    peuple.ok("place", "protect", "P000001", *VERIFIE)


def state(sigma: Sigma) -> str | None:
    etat = sigma.json("place", "show", "P000001")["dossier_p2s"]
    return None if etat is None else str(etat)


def test_q10_02_the_sheet_tells_what_is_known_and_what_is_missing(protege: Sigma) -> None:
    fiche = protege.json("place", "p2s", "show", "P000001")
    connus = {ligne["titre"]: ligne["valeur"] for ligne in fiche["renseignements"]}
    assert fiche["etat"] == "A_FAIRE"
    assert (connus["Nom de naissance"], connus["Date de naissance"]) == ("Martin", "15/01/1985")
    assert connus["SIRET de l’organisme"] == "12345678200010"
    assert connus["Vérification"] == "le 05/10/2020 par Zoé : Appel"
    assert connus["NIR"] == "NIR enregistré (sigma stagiaire show S000001 --montrer-nir)"
    assert fiche["a_completer"][:3] == ["Courriel", "Téléphone", "adresse"]
    texte = protege.ok("place", "p2s", "show", "P000001")
    assert "À compléter :\n  – Courriel\n" in texte.stdout
    assert "sigma place p2s set P000001 depose" in texte.stderr


def test_nir_12_the_sheet_does_not_carry_the_number(protege: Sigma) -> None:
    for argv in (("show", "P000001"), ("show", "P000001", "--json")):
        sortie = protege.ok("place", "p2s", *argv).output
        assert not [m for m in factories.fragments(factories.nir(734)) if m in sortie]


def test_q10_02_someone_without_number_or_etablissement_has_more_gaps(sigma: Sigma) -> None:
    for ligne in (factories.action_add(), factories.composante_add(), factories.session_add()):
        sigma.ok(*ligne)
    avant = {"SIGMA_MAINTENANT": "2020-10-04T09:00"}
    enrol = ["stagiaire", "enrol", factories.SESSION, "--nom", "Martin", "--nom-usage", "Roux"]
    sigma.ok(*enrol, **avant)
    sigma.ok("place", "protect", "P000001", *VERIFIE)
    fiche = sigma.json("place", "p2s", "show", "P000001")
    manquent = {"Civilité", "Prénom", "Date de naissance", "NIR", "Organisme de formation"}
    assert manquent < set(fiche["a_completer"])
    assert {"titre": "Nom d’usage", "valeur": "Roux"} in fiche["renseignements"]


def test_q10_02_the_file_goes_from_to_do_to_lodged_to_complete(protege: Sigma) -> None:
    assert state(protege) == "A_FAIRE"
    (tache,) = protege.json("todo", "list", "--type", "p2s")["resultats"]
    assert (tache["regle"], tache["a_faire_dans"], tache["echeance"]) == (
        "Q10-02",
        ["asp"],
        "2020-11-02",
    )
    assert tache["valeurs"]["Dossier P2S"] == "à déposer"
    depose = protege.ok("place", "p2s", "set", "P000001", "déposé", "--le", "2020-10-06")
    assert depose.stdout == "P000001 : dossier P2S déposé le 06/10/2020.\n"
    assert state(protege) == "DEPOSE"
    (tache,) = protege.json("todo", "list", "--type", "p2s")["resultats"]
    assert tache["echeance"] == "2020-10-21", "two weeks later, by the settings"
    assert tache["valeurs"]["Dossier P2S"] == "déposé le 06/10/2020, à compléter"
    complet = protege.json("place", "p2s", "set", "P000001", "complet")
    assert (complet["etat"], state(protege)) == ("COMPLET", "COMPLET")
    assert protege.json("todo", "list", "--type", "p2s")["nombre"] == 0


def test_q10_02_the_task_ticked_says_that_the_file_is_complete(protege: Sigma) -> None:
    (tache,) = protege.json("todo", "list", "--type", "p2s")["resultats"]
    protege.ok("todo", "done", tache["tache"], "--dans", "asp")
    assert state(protege) == "COMPLET"
    refus = protege.refused(13, "place", "p2s", "set", "P000001", "depose")
    assert "déjà complet" in refus
    protege.refused(13, "place", "p2s", "set", "P000001", "complet")


def test_q10_02_a_deposit_noted_twice_changes_nothing(protege: Sigma) -> None:
    protege.ok("place", "p2s", "set", "P000001", "depose")
    avant = protege.json("journal", "list")["nombre"]
    protege.ok("place", "p2s", "set", "P000001", "depose")
    assert protege.json("journal", "list")["nombre"] == avant


def test_q10_02_a_protection_decided_anew_is_another_file(protege: Sigma) -> None:
    protege.ok("place", "p2s", "set", "P000001", "complet")
    protege.ok("place", "decide", "P000001", "INDECISE", "--motif", "Erreur")
    assert state(protege) is None
    assert "refusé (Q10-02)" in protege.refused(12, "place", "p2s", "show", "P000001")
    protege.ok("place", "protect", "P000001", *VERIFIE)
    assert state(protege) == "A_FAIRE"
    assert protege.json("todo", "list", "--type", "p2s")["nombre"] == 1


@pytest.mark.parametrize(
    ("code", "argv", "message"),
    [
        (10, ("P000001", "rendu"), "ETAT : écrire depose ou complet"),
        (10, ("P000001", "depose", "--le", "2020-10-07"), "est à venir"),
        (11, ("P000009", "depose"), "Parcours inconnu"),
    ],
)
def test_a_step_that_cannot_be_is_refused(
    protege: Sigma, code: int, argv: tuple[str, ...], message: str
) -> None:
    assert message in protege.refused(code, "place", "p2s", "set", *argv)
    assert state(protege) == "A_FAIRE"


def test_the_list_of_what_is_missing_is_in_the_configuration(protege: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        config.write('[p2s]\na_completer = ["carte Vitale"]\n')
    fiche = protege.json("place", "p2s", "show", "P000001")
    assert fiche["a_completer"] == ["Courriel", "Téléphone", "carte Vitale"]
