"""`sigma demande`: asked of the Région with what it needs, listed with titles, answered and applied."""

import csv
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Golden, Lieu, Sigma
from tests.factories import SESSION, composante_add, nir

COMPOSANTE = "20F0011_03"
APRES_48_H = "2020-10-08T09:00"
CHAMPS = (
    *("demande", "add", "--type", "champs", "--composante", COMPOSANTE),
    *("--champ", "objectif", "--champ", "contenu", "--absente-de", "carif"),
)
NIVEAU = ("demande", "add", "--type", "referentiel", "--composante", COMPOSANTE)
ABSENCE = ("demande", "add", "--type", "absence", "--session", SESSION)


def donnees(objet: str, *champs: str) -> list[str]:
    genre = "--session" if "/" in objet else "--composante"
    mots = [mot for champ in champs for mot in ("--champ", champ)]
    return ["demande", "add", "--type", "donnees", genre, objet, *mots]


def letter(chemin: Path) -> Any:
    return message_from_bytes(chemin.read_bytes(), policy=default)


# What is asked


def test_q3_01_fields_that_do_not_come_through(peuple: Sigma) -> None:
    peuple.ok("session", "set", SESSION, "--numero-carif", "15_564065")
    peuple.ok("session", "set", SESSION, "--numero-kairos", "1098722")
    fiche = peuple.json(*CHAMPS, "--absente-de", "kairos", "--explication", "Depuis lundi")
    assert (fiche["demande"], fiche["type"], fiche["etat"]) == ("D0001", "champs", "demandee")
    assert fiche["destinataire"] == "forprosup@laregion.fr"
    assert fiche["portails"] == ["carif", "kairos"]
    assert [champ["champ"] for champ in fiche["champs"]] == ["contenu", "objectif"]
    [objet] = fiche["objets"]
    assert (objet["action"], objet["composante"]) == ("20F0011", COMPOSANTE)
    assert objet["identifiants"] == [f"{SESSION} : Carif 15_564065, Kairos 1098722"]


@pytest.mark.parametrize(
    ("mots", "code", "extrait"),
    [
        ((*NIVEAU[:3], "champs", "--composante", COMPOSANTE), 12, "refusé (Q3-01)"),
        ((*CHAMPS[:-2],), 12, "refusé (Q3-01)"),
        (("demande", "add", "--type", "champs", "--champ", "x"), 10, "--composante ou --session"),
        (("demande", "add", "--type", "plainte"), 10, "choisir parmi donnees, referentiel"),
        ((*CHAMPS, "--absente-de", "parcoursup"), 10, "outil inconnu"),
        ((*CHAMPS, "--composante", "20F0011_99"), 11, "Composante inconnue"),
        ((*CHAMPS, "--champ", "x" * 41), 10, "40 au plus"),
        ((*NIVEAU, "--composante", "20F0011_04"), 10, "une seule composante ou session"),
    ],
)
def test_q3_01_what_the_region_could_not_use_is_refused(
    peuple: Sigma, mots: tuple[str, ...], code: int, extrait: str
) -> None:
    peuple.ok(*composante_add("20F0011_04"))
    assert extrait in peuple.refused(code, *mots)
    assert peuple.json("demande", "list")["nombre"] == 0


def test_q3_02_a_level_changes_only_when_the_request_is_applied(peuple: Sigma) -> None:
    peuple.ok("flux", "push", "carif")
    fiche = peuple.json(*NIVEAU, "--niveau-sortie", "7", "--niveau-entree", "III")
    assert fiche["champs"] == [{"champ": "niveau_sortie", "avant": "6", "apres": "7"}]
    assert peuple.json("composante", "show", COMPOSANTE)["niveau_sortie"] == "6"
    peuple.ok("demande", "answer", "D0001", "appliquee")
    assert peuple.json("composante", "show", COMPOSANTE)["niveau_sortie"] == "7"
    operations = [ligne["operation"] for ligne in peuple.json("journal", "list")["resultats"]]
    assert operations[:2] == ["composante.set", "demande.answer"]
    assert peuple.json("flux", "status")["resultats"][0]["en_attente"] == 1, "to send again"


def test_q3_02_a_refused_request_changes_nothing(peuple: Sigma) -> None:
    peuple.ok(*NIVEAU, "--niveau-sortie", "7")
    assert "--reponse" in peuple.refused(10, "demande", "answer", "D0001", "refusee")
    fiche = peuple.json("demande", "answer", "D0001", "refusee", "--reponse", "Niveau exact")
    assert (fiche["etat"], fiche["reponse"]) == ("refusee", "Niveau exact")
    assert peuple.json("composante", "show", COMPOSANTE)["niveau_sortie"] == "6"


def test_q3_02_there_is_no_other_way_to_change_a_level(peuple: Sigma) -> None:
    peuple.refused(2, "composante", "set", COMPOSANTE, "--niveau-sortie", "7")
    refus = peuple.refused(12, *donnees(COMPOSANTE, "niveau-sortie=7"))
    assert refus.startswith("refusé (Q3-02)")
    refus = peuple.refused(10, *NIVEAU[:4], "--session", SESSION, "--niveau-sortie", "7")
    assert "celui de la composante" in refus


def test_nothing_to_change_is_nothing_to_ask(peuple: Sigma) -> None:
    assert "Rien à demander" in peuple.refused(10, *NIVEAU, "--niveau-sortie", "6")
    assert "Rien à demander" in peuple.refused(10, *NIVEAU)


def test_data_go_through_the_readers_and_the_rules_of_set(peuple: Sigma) -> None:
    peuple.ok(*donnees(SESSION, "debut=2020-11-16", "places=12"))
    peuple.ok(*donnees(COMPOSANTE, "intitule=Licence « gestion = paie »"))
    fiche = peuple.json("demande", "answer", "D0001", "appliquee", "--le", "06/10/2020")
    assert fiche["repondue_le"] == "2020-10-06"
    session = peuple.json("session", "show", SESSION)
    assert (session["date_debut"], session["places"]) == ("2020-11-16", 12)
    peuple.ok("demande", "answer", "D0002", "appliquee")
    assert peuple.json("composante", "show", COMPOSANTE)["intitule"] == "Licence « gestion = paie »"


@pytest.mark.parametrize(
    ("objet", "champ", "extrait"),
    [
        (SESSION, "debut=hier", "--champ debut : date illisible"),
        (SESSION, "couleur=bleu", "écrire NOM=VALEUR, avec un nom parmi"),
        (COMPOSANTE, "intitule", "écrire NOM=VALEUR"),
        (COMPOSANTE, "certifinfo=12A", "code Certifinfo attendu"),
        (SESSION, "numero=05", "avec un nom parmi places, site"),
    ],
)
def test_data_that_cannot_be_read(peuple: Sigma, objet: str, champ: str, extrait: str) -> None:
    assert extrait in peuple.refused(10, *donnees(objet, champ))


def test_what_a_rule_refuses_is_not_applied_and_the_answer_is_not_recorded(peuple: Sigma) -> None:
    peuple.ok(*donnees(SESSION, "fin=2020-10-01"))
    refus = peuple.refused(12, "demande", "answer", "D0001", "appliquee")
    assert refus.startswith("refusé (SES-02)")
    assert peuple.json("demande", "show", "D0001")["etat"] == "demandee"


def test_a_value_changed_since_is_told(peuple: Sigma) -> None:
    peuple.ok(*donnees(COMPOSANTE, "intitule=Nouveau"))
    peuple.ok("composante", "set", COMPOSANTE, "--intitule", "Entre-temps")
    fiche = peuple.json("demande", "answer", "D0001", "appliquee")
    assert "intitulé avait changé depuis la demande" in fiche["avertissements"][0]["message"]
    assert peuple.json("composante", "show", COMPOSANTE)["intitule"] == "Nouveau"


def test_a_6_the_address_is_the_one_of_the_dated_contacts(peuple: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        config.write('[contacts.sigma]\ncourriel = "nouvelle@exemple.fr"\n')
    assert peuple.json(*CHAMPS)["destinataire"] == "nouvelle@exemple.fr"


def test_a_18_an_answer_is_recorded_by_a_person_and_once(peuple: Sigma) -> None:
    peuple.ok(*CHAMPS)
    assert peuple.json("demande", "show", "D0001")["etat"] == "demandee"
    peuple.ok("demande", "answer", "D0001", "appliquee", "--reponse", "Corrigé au Carif")
    fiche = peuple.json("demande", "show", "D0001")
    assert (fiche["etat"], fiche["reponse"]) == ("appliquee", "Corrigé au Carif")


# Absences


def test_q4_01_an_absence_waits_for_48_hours_and_goes_to_the_region(peuple: Sigma) -> None:
    refus = peuple.refused(12, *ABSENCE, "--absente-de", "mfr")
    assert "sigma flux push carif" in refus  # nobody can see what did not leave
    peuple.ok("flux", "push", "carif")
    refus = peuple.refused(12, *ABSENCE, "--absente-de", "mfr")
    assert refus.startswith("refusé (Q4-01)")
    assert "patienter jusqu’au 08/10/2020 à 09h00" in refus
    fiche = peuple.json(*ABSENCE, "--absente-de", "mfr", SIGMA_MAINTENANT=APRES_48_H)
    assert fiche["destinataire"] == "forprosup@laregion.fr"
    assert peuple.refused(12, *ABSENCE, SIGMA_MAINTENANT=APRES_48_H).startswith("refusé (Q4-01)")


def test_q4_02_a_blocked_code_comes_first(peuple: Sigma, lieu: Lieu) -> None:
    fichier = lieu.dossier / "c.csv"
    fichier.write_text("certifinfo;intitulé;archivé\n93541;L;oui\n", "utf-8")
    peuple.ok("referentiel", "import", "certifinfo", str(fichier))
    mots = (*ABSENCE, "--absente-de", "mfr")
    refus = peuple.refused(12, *mots, SIGMA_MAINTENANT=APRES_48_H)
    assert refus.startswith("refusé (Q4-02)")
    assert "est archivé" in refus
    peuple.ok(*mots, "--force", SIGMA_MAINTENANT=APRES_48_H)


def test_rap_05_kairos_has_its_own_support(peuple: Sigma, lieu: Lieu) -> None:
    vue = ("--vue", "mfr", "2020-10-08T08:00")
    peuple.ok("session", "set", SESSION, *vue, SIGMA_MAINTENANT=APRES_48_H)
    mots = (*ABSENCE, "--absente-de", "kairos")
    refus = peuple.refused(12, *mots, SIGMA_MAINTENANT="2020-10-09T07:59")
    assert refus.startswith("refusé (RAP-05)")
    chemin = lieu.dossier / "kairos.eml"
    peuple.ok(*mots, "-o", str(chemin), SIGMA_MAINTENANT="2020-10-09T08:00")
    courrier = letter(chemin)
    assert courrier["To"] == "assistancekairos.occitanie@pole-emploi.fr"
    assert "absentes de Kairos" in courrier["Subject"]


def test_an_absence_of_a_composante_is_the_one_of_its_sessions(peuple: Sigma) -> None:
    peuple.ok(*composante_add("20F0011_04"))
    mots = ("demande", "add", "--type", "absence", "--absente-de", "carif", "--composante")
    refus = peuple.refused(12, *mots, "20F0011_04", SIGMA_MAINTENANT=APRES_48_H)
    assert refus.startswith("refusé (SES-06)")
    peuple.ok("flux", "push", "carif")
    fiche = peuple.json(*mots, COMPOSANTE, SIGMA_MAINTENANT=APRES_48_H)
    assert fiche["objets"][0]["objet"] == COMPOSANTE


# The letter, the list, the answer


def test_the_letter_of_an_absence(peuple: Sigma, lieu: Lieu, golden: Golden) -> None:
    peuple.ok("session", "set", SESSION, "--numero-carif", "15_564065")
    chemin = lieu.dossier / "absence.eml"
    peuple.ok("flux", "push", "carif")
    mots = (*ABSENCE, "--absente-de", "carif", "--absente-de", "mfr", "--explication", "Urgent.")
    peuple.ok(*mots, "-o", str(chemin), SIGMA_MAINTENANT=APRES_48_H)
    assert chemin.stat().st_mode & 0o777 == 0o600
    golden("courrier/demande_absence.eml", chemin.read_bytes())


@pytest.mark.parametrize(
    ("mots", "extraits"),
    [
        (CHAMPS, ["20F0011", COMPOSANTE, "- contenu", "- objectif", "Carif-Oref", "D0001"]),
        (
            [*NIVEAU, "--niveau-sortie", "7"],
            [
                "demande de modification de référentiel",
                "niveau de sortie : 6 aujourd’hui, 7 demandé",
            ],
        ),
        (donnees(SESSION, "places=12"), ["places : 10 aujourd’hui, 12 demandé", SESSION]),
    ],
)
def test_each_kind_has_its_letter(
    peuple: Sigma, lieu: Lieu, mots: list[str], extraits: list[str]
) -> None:
    peuple.ok(*mots)
    chemin = lieu.dossier / "d.eml"
    resultat = peuple.ok("demande", "show", "D0001", "-o", str(chemin))
    assert "courrier à envoyer à forprosup@laregion.fr" in resultat.stderr
    texte = letter(chemin).get_content()
    assert all(extrait in texte for extrait in extraits), texte
    assert "{{" not in texte
    assert "\n\n\n" not in texte
    assert peuple.ok("demande", "show", "D0001", "-o", "-").stdout.startswith("From: ")


def test_a_template_of_the_user_takes_the_place_of_ours(peuple: Sigma, lieu: Lieu) -> None:
    dossier = lieu.dossier / "courriers"
    dossier.mkdir()
    (dossier / "demande_champs.txt").write_text(
        "Objet : {{ composantes }}\n\n{% for o in objets %}{{ o.intitule }}{% endfor %}\n", "utf-8"
    )
    texte = peuple.ok(*CHAMPS, "-o", "-").stdout
    assert f"Subject: {COMPOSANTE}" in texte
    assert "Licence professionnelle gestion" in texte


def test_a_letter_that_cannot_be_written_leaves_no_request(peuple: Sigma, lieu: Lieu) -> None:
    dossier = lieu.dossier / "courriers"
    dossier.mkdir()
    (dossier / "demande_champs.txt").write_text("Objet : {{ inconnu }}\n\nx\n", "utf-8")
    assert "champ inconnu inconnu" in peuple.refused(10, *CHAMPS)
    assert peuple.json("demande", "list")["nombre"] == 0


def test_the_same_is_not_asked_twice_until_it_is_answered(peuple: Sigma) -> None:
    peuple.ok(*CHAMPS)
    assert "déjà demandé par D0001" in peuple.refused(13, *CHAMPS)
    peuple.ok(*CHAMPS, "--champ", "rythme")
    peuple.ok("demande", "answer", "D0001", "appliquee")
    peuple.ok(*CHAMPS)


def test_q8_01_the_list_has_the_titles_and_opens_nothing(peuple: Sigma) -> None:
    peuple.ok(*composante_add("20F0011_04", intitule="Master tourisme"))
    peuple.ok(*CHAMPS, "--composante", "20F0011_04")
    peuple.ok(*NIVEAU, "--niveau-sortie", "7")
    document = peuple.json("demande", "list")
    assert document["nombre"] == 3
    premiere = document["resultats"][0]
    assert (premiere["demande"], premiere["intitule"], premiere["intitule_action"]) == (
        "D0002",
        "Licence professionnelle gestion",
        "Diplômes niveaux 5 6 7",
    )
    assert premiere["detail"] == "niveau de sortie → 7"
    texte = peuple.ok("demande", "list").stdout
    assert "Master tourisme" in texte
    assert "contenu, objectif, absente de carif" in texte
    assert "Nombre de résultats : 3" in texte


@pytest.mark.parametrize(
    ("filtres", "demandes"),
    [
        ((), ["D0002", "D0001"]),
        (("--type", "CHAMPS"), ["D0001"]),
        (("--en-attente",), ["D0002"]),
        (("--cherche", "licence"), ["D0002", "D0001"]),
        (("--cherche", "d0002"), ["D0002"]),
        (("--cherche", "absente"), []),
    ],
)
def test_the_list_is_narrowed(peuple: Sigma, filtres: tuple[str, ...], demandes: list[str]) -> None:
    peuple.ok(*CHAMPS)
    peuple.ok(*NIVEAU, "--niveau-sortie", "7")
    peuple.ok("demande", "answer", "D0001", "appliquee")
    lignes = peuple.json("demande", "list", *filtres)["resultats"]
    assert [ligne["demande"] for ligne in lignes] == demandes
    export = peuple.json("export", "demandes", *filtres)["resultats"]
    assert sorted(ligne["demande"] for ligne in export) == sorted(demandes)


def test_the_export_is_one_row_an_object(peuple: Sigma, lieu: Lieu) -> None:
    peuple.ok(*donnees(SESSION, "places=12"), "--explication", "Salle plus grande")
    peuple.ok("demande", "answer", "D0001", "appliquee", "--reponse", "Fait")
    chemin = lieu.dossier / "demandes.csv"
    peuple.ok("export", "demandes", "-o", str(chemin))
    [ligne] = csv.DictReader(chemin.read_text("utf-8-sig").splitlines(), delimiter=";")
    assert ligne["Champs"] == "places : 10 → 12"
    assert (ligne["N Composante"], ligne["Numéro session"]) == (COMPOSANTE, "01")
    assert (ligne["Demandée le"], ligne["Répondue le"]) == ("06/10/2020", "06/10/2020")
    assert (ligne["Explication"], ligne["Réponse"]) == ("Salle plus grande", "Fait")


def test_show_says_it_all(peuple: Sigma) -> None:
    peuple.ok("session", "set", SESSION, "--numero-kairos", "1098722")
    peuple.ok(*CHAMPS, "--explication", "Depuis lundi")
    peuple.ok("demande", "answer", "d0001", "refusee", "--reponse", "Tout remonte")
    lignes = peuple.ok("demande", "show", "D0001").stdout.splitlines()
    assert lignes[0] == "D0001 : champs absents, refusée"
    assert "Licence professionnelle gestion (action 20F0011, Diplômes" in lignes[2]
    assert lignes[3].strip() == f"{SESSION} : Kairos 1098722"
    assert lignes[-1] == "Réponse du 06/10/2020 : Tout remonte"
    assert "Absente de : Carif-Oref" in lignes
    peuple.ok(*NIVEAU, "--niveau-sortie", "7")
    assert "Champ niveau de sortie : 6 → 7" in peuple.ok("demande", "show", "D0002").stdout


@pytest.mark.parametrize(
    ("mots", "code", "extrait"),
    [
        (("D0001", "appliquee"), 13, "a déjà sa réponse : appliquée"),
        (("D0009", "appliquee"), 11, "Demande inconnue : D0009"),
        (("D1", "appliquee"), 10, "une référence comme D0001 est attendue"),
        (("D0002", "demandee"), 10, "appliquee ou refusee"),
        (("D0002", "appliquee", "--le", "2020-10-05"), 10, "ne peut la précéder"),
        (("D0002", "appliquee", "--le", "2020-10-07"), 10, "datée de l’avenir"),
    ],
)
def test_an_answer_that_cannot_be(
    peuple: Sigma, mots: tuple[str, ...], code: int, extrait: str
) -> None:
    peuple.ok(*CHAMPS)
    peuple.ok("demande", "answer", "D0001", "appliquee")
    peuple.ok(*CHAMPS)
    assert extrait in peuple.refused(code, "demande", "answer", *mots)


def test_nir_12_a_number_is_refused_in_what_people_write(peuple: Sigma) -> None:
    numero = nir()
    peuple.ok(*CHAMPS)
    reponse = ("demande", "answer", "D0001", "refusee", "--reponse", numero)
    explique = (*NIVEAU, "--niveau-sortie", "7", "--explication", f"pour {numero}")
    for mots in (explique, (*CHAMPS, "--champ", numero), reponse):
        assert numero not in peuple.refused(10, *mots)
        assert "NIR-12" in peuple(*mots, "--json").stdout
