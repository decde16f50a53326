"""`sigma candidature add|set|list|show`: who applies, by which prescription, from which prescripteur."""

from typing import Any

import pytest

from tests.conftest import Modeles, Sigma
from tests.factories import SESSION, candidature_add, fragments, nir, prescripteur_add, session_add

AVANT, REUNION, APRES = "2020-10-05", "2020-10-12", "2020-10-13"
EN_LIGNE: dict[str, Any] = {"mode": "DEMATERIALISEE", "fiche_recue_le": None, "fiche_de": None}


@pytest.fixture
def recrute(peuple: Sigma, modeles: Modeles) -> Sigma:
    """A session with a meeting on 12 October, a prescripteur that works online (PR0001), one that does not."""
    return modeles.fill(peuple, _recrute)


def _recrute(peuple: Sigma) -> None:
    peuple.ok("session", "ic", "add", SESSION, REUNION)
    peuple.ok(*prescripteur_add())
    peuple.ok(*prescripteur_add("CIDFF Aude", type="CIDFF", ville="Carcassonne"))


def rules(fiche: dict[str, Any]) -> list[str]:
    return [dit["regle"] for dit in fiche["avertissements"]]


def test_a_candidature_online_is_on_a_meeting(recrute: Sigma) -> None:
    fiche = recrute.json(*candidature_add(**EN_LIGNE))
    assert fiche["candidature"] == "C000001"
    assert (fiche["session"], fiche["etat"], fiche["reunion"]) == (SESSION, "CONVOQUE", REUNION)
    assert (fiche["mode"], fiche["origine"]) == ("DEMATERIALISEE", "DEMATERIALISEE")
    assert (fiche["prescripteur"], fiche["validation"]) == ("PR0001", "NON_REQUISE")
    assert fiche["positionne_le"] == "2020-10-06"
    assert fiche["avertissements"] == []


def test_a_candidature_by_fiche_is_ours_to_type(recrute: Sigma) -> None:
    fiche = recrute.json(*candidature_add(prescripteur="PR0002"))
    assert (fiche["etat"], fiche["origine"]) == ("SAISIE", "SAISIE_OF")
    assert (fiche["fiche_recue_le"], fiche["fiche_de"]) == ("2020-10-01", "conseil@exemple.fr")
    assert fiche["validation"] == "EN_ATTENTE"
    assert not fiche["complete"]
    assert fiche["manques"] == ["présence", "résultat", "validation du prescripteur"]
    assert fiche["avertissements"] == []


def test_q2_02_names_the_condition_that_fails(recrute: Sigma) -> None:
    refus = recrute.refused(12, *candidature_add(**EN_LIGNE, prescripteur="PR0002"))
    assert "refusé (Q2-02) : PR0002 (type CIDFF) n’utilise ni OUIFORM ni AUDEF" in refus
    recrute.ok(*session_add())
    refus = recrute.refused(12, *candidature_add("20F0011_03/02", **EN_LIGNE))
    assert "refusé (Q2-02) : 20F0011_03/02 n’a pas d’information collective à venir" in refus
    assert recrute.json("candidature", "list")["nombre"] == 0


@pytest.mark.parametrize(
    ("maintenant", "code"),
    [("2020-10-12T00:00", 0), ("2020-10-12T23:59", 0), ("2020-10-13T00:00", 12)],
)
def test_q2_03_a_meeting_today_still_counts(recrute: Sigma, maintenant: str, code: int) -> None:
    assert recrute(*candidature_add(**EN_LIGNE), SIGMA_MAINTENANT=maintenant).exit_code == code


def test_q2_03_the_day_of_positioning_decides_not_today(recrute: Sigma) -> None:
    tard = {"SIGMA_MAINTENANT": "2020-10-20"}
    refus = recrute.refused(12, *candidature_add(**EN_LIGNE), **tard)
    assert "les dates passées ne comptent pas (Q2-03)" in refus
    fiche = recrute.json(*candidature_add(**EN_LIGNE, positionne_le=AVANT), **tard)
    assert (fiche["positionne_le"], fiche["reunion"]) == (AVANT, REUNION)


def test_q2_03_a_meeting_past_on_the_day_of_positioning_is_refused(recrute: Sigma) -> None:
    recrute.ok("session", "ic", "add", SESSION, AVANT)
    refus = recrute.refused(12, *candidature_add(**EN_LIGNE, ic=AVANT))
    assert "refusé (Q2-03) : l’information collective du 05/10/2020 était passée" in refus


def test_q2_03_among_several_meetings_the_next_one_is_taken_and_said(recrute: Sigma) -> None:
    recrute.ok("session", "ic", "add", SESSION, "2020-10-19")
    fiche = recrute.json(*candidature_add(**EN_LIGNE))
    assert (fiche["reunion"], rules(fiche)) == (REUNION, ["Q2-03"])
    autre = recrute.json(*candidature_add(**EN_LIGNE, nom="Petit", ic="2020-10-19"))
    assert (autre["reunion"], rules(autre)) == ("2020-10-19", [])


def test_q2_04_a_fiche_from_who_could_do_otherwise_is_told(recrute: Sigma) -> None:
    assert rules(recrute.json(*candidature_add())) == ["Q2-04"]
    sans = recrute.json(*candidature_add(nom="Petit", prescripteur="PR0002", fiche_de=None))
    assert rules(sans) == ["Q2-04"]
    assert "--fiche-recue-le" in sans["avertissements"][0]["message"]


@pytest.mark.parametrize(
    ("vote", "code"), [("2020-10-05", 0), ("2020-10-06", 0), ("2020-10-07", 12)]
)
def test_q2_05_before_the_vote_of_the_action_only_the_fiche(
    recrute: Sigma, vote: str, code: int
) -> None:
    recrute.ok("action", "set", "20F0011", "--date-vote", vote)
    assert recrute(*candidature_add(**EN_LIGNE)).exit_code == code
    assert recrute(*candidature_add(nom="Petit", prescripteur="PR0002")).exit_code == 0


def test_q2_05_before_a_vote_without_date_it_is_said(recrute: Sigma) -> None:
    refus = recrute.refused(12, *candidature_add(**EN_LIGNE), "--avant-vote")
    assert "refusé (Q2-05)" in refus
    assert recrute.json(*candidature_add(prescripteur="PR0002"), "--avant-vote")["avant_vote"]


def test_q2_06_no_option_does_without_prescription(recrute: Sigma) -> None:
    assert "--mode : choisir parmi" in recrute.refused(10, *candidature_add(mode="AUCUNE"))


def test_q2_01_a_candidature_may_wait_for_its_prescription(recrute: Sigma) -> None:
    sans: dict[str, Any] = {"mode": None, "fiche_recue_le": None, "fiche_de": None}
    fiche = recrute.json(*candidature_add(**sans))
    assert (fiche["mode"], fiche["prescripteur"], rules(fiche)) == (None, "PR0001", ["Q2-01"])
    assert "prescription" in fiche["manques"]
    venue = recrute.json("candidature", "set", "C000001", "--mode", "dematerialisee")
    assert (venue["mode"], venue["origine"]) == ("DEMATERIALISEE", "DEMATERIALISEE")
    assert "prescription" not in venue["manques"]


def test_q2_01_a_prescription_without_prescripteur_is_refused(recrute: Sigma) -> None:
    refus = recrute.refused(12, *candidature_add(prescripteur="aucun"))
    assert "refusé (Q2-01)" in refus


def test_q2_11_who_is_behind_must_be_answered(recrute: Sigma) -> None:
    refus = recrute.refused(12, *candidature_add(prescripteur=None))
    assert "refusé (Q2-11) : un prescripteur est-il à l’origine" in refus
    fiche = recrute.json(*candidature_add(mode=None, prescripteur="aucun"))
    assert (fiche["prescripteur"], fiche["origine"]) == (None, "SAISIE_OF")


def test_q1_05_the_origin_may_be_told(recrute: Sigma) -> None:
    fiche = recrute.json(*candidature_add(**EN_LIGNE, origine="SAISIE_OF"))
    assert (fiche["origine"], fiche["validation"]) == ("SAISIE_OF", "EN_ATTENTE")
    refus = recrute.refused(10, *candidature_add(nom="Petit", origine="DEMATERIALISEE"))
    assert "--origine : une candidature venue d’OUIFORM" in refus


def test_pre_01_the_prescripteur_is_one_of_the_list(recrute: Sigma) -> None:
    assert "Prescripteur inconnu : PR0009" in recrute.refused(
        11, *candidature_add(prescripteur="PR0009")
    )
    recrute.ok("prescripteur", "archive", "PR0002")
    refus = recrute.refused(12, *candidature_add(prescripteur="PR0002"))
    assert "refusé (PRE-01) : PR0002 est archivé" in refus
    assert recrute.json("candidature", "list")["nombre"] == 0


def test_pre_02_one_still_asked_for_may_be_chosen(recrute: Sigma) -> None:
    demande = ("--structure", "ML Bayonne", "--departement", "64", "--ville", "Bayonne")
    recrute.ok("prescripteur", "request", *demande, "-o", "-")
    fiche = recrute.json(*candidature_add(prescripteur="PR0003"))
    assert rules(fiche) == ["PRE-02"]


def test_the_same_person_applies_once_to_a_session(recrute: Sigma) -> None:
    recrute.ok(*candidature_add(nom="Lefèvre", prenom="Anne-Marie"))
    encore = candidature_add(nom="LEFEVRE", prenom="anne marie", prescripteur="PR0002")
    assert f"déjà candidate à {SESSION} : C000001" in recrute.refused(13, *encore)
    recrute.ok(*session_add())
    recrute.ok(*candidature_add("20F0011_03/02", nom="Lefèvre", prenom="Anne-Marie"))


def test_namesakes_are_told_apart_by_their_birth(recrute: Sigma) -> None:
    recrute.ok(*candidature_add(naissance="1990-01-01"))
    assert "C000001" in recrute.refused(13, *candidature_add())
    assert "C000001" in recrute.refused(13, *candidature_add(naissance="01/01/1990"))
    recrute.ok(*candidature_add(naissance="1991-01-01"))
    refus = recrute.refused(13, "candidature", "set", "C000002", "--naissance", "1990-01-01")
    assert "C000001" in refus


def test_ses_03_a_session_of_0_places_takes_no_candidature(recrute: Sigma) -> None:
    recrute.ok("session", "cancel", SESSION, "--motif", "Effectif insuffisant")
    assert "refusé (SES-03)" in recrute.refused(12, *candidature_add())


def test_a_correction_is_judged_as_a_new_one(recrute: Sigma) -> None:
    recrute.ok(*candidature_add(prescripteur="PR0002"))
    refus = recrute.refused(12, "candidature", "set", "C000001", "--mode", "DEMATERIALISEE")
    assert "refusé (Q2-02)" in refus
    fiche = recrute.json(
        "candidature", "set", "C000001", "--mode", "DEMATERIALISEE", "--prescripteur", "PR0001"
    )
    assert (fiche["origine"], fiche["prescripteur"]) == ("DEMATERIALISEE", "PR0001")
    retour = recrute.json("candidature", "set", "C000001", "--mode", "FICHE")
    assert (retour["origine"], rules(retour)) == ("SAISIE_OF", ["Q2-04"])
    refus = recrute.refused(12, "candidature", "set", "C000001", "--prescripteur", "aucun")
    assert "refusé (Q2-01)" in refus
    tard = recrute.refused(10, "candidature", "set", "C000001", "--positionne-le", "2020-10-07")
    assert "--positionne-le : 07/10/2020 est à venir" in tard


def test_a_correction_keeps_an_archived_prescripteur_but_does_not_choose_it(
    recrute: Sigma,
) -> None:
    recrute.ok(*candidature_add(prescripteur="PR0002"))
    recrute.ok("prescripteur", "archive", "PR0002")
    recrute.ok("candidature", "set", "C000001", "--positionne-le", AVANT)
    recrute.ok("prescripteur", "archive", "PR0001")
    refus = recrute.refused(12, "candidature", "set", "C000001", "--prescripteur", "PR0001")
    assert "PRE-01" in refus


def test_the_journal_keeps_no_value_of_a_person(recrute: Sigma) -> None:
    recrute.ok(*candidature_add(naissance="1990-01-01", courriel="anne@exemple.fr"))
    recrute.ok("candidature", "set", "C000001", "--nom", "Durant", "--telephone", "05 00 00 00 01")
    recrute.ok("candidature", "set", "C000001", "--nom", "Durant")
    correction, ajout = recrute.json("journal", "list", "C000001")["resultats"]
    assert correction["avant"] == {"nom": "•••", "telephone": "•••"}
    assert ajout["apres"] == {
        "session": SESSION,
        "etat": "SAISIE",
        "mode": "FICHE",
        "origine": "SAISIE_OF",
        "prescripteur": "PR0001",
        "positionne_le": "2020-10-06",
        "avant_vote": False,
        "fiche_recue_le": "2020-10-01",
        "nom": "•••",
        "prenom": "•••",
        "date_naissance": "•••",
        "courriel": "•••",
        "fiche_de": "•••",
    }


@pytest.mark.parametrize(
    ("code", "argv", "message"),
    [
        (11, candidature_add("20F0011_03/09"), "Session inconnue : 20F0011_03/09"),
        (11, candidature_add(ic="2020-10-11"), "n’a pas d’information collective le 11/10/2020"),
        (10, candidature_add(ic=REUNION, rdv=APRES), "--ic, --rdv : donner"),
        (
            10,
            candidature_add(positionne_le="2020-10-07"),
            "--positionne-le : 07/10/2020 est à venir",
        ),
        (
            10,
            candidature_add(fiche_recue_le="2020-10-07"),
            "--fiche-recue-le : 07/10/2020 est à venir",
        ),
        (10, candidature_add(naissance="31/02/1990"), "--naissance : ce jour n’existe pas"),
        (10, candidature_add(nom=" "), "--nom : texte vide"),
        (10, candidature_add(prescripteur="P000001"), "une référence comme PR0001"),
        (2, candidature_add(prenom=None), "--prenom"),
        (11, ["candidature", "show", "C000009"], "Candidature inconnue : C000009"),
        (11, ["candidature", "set", "C000009", "--nom", "A"], "Candidature inconnue : C000009"),
        (10, ["candidature", "show", "S000001"], "une référence comme C000001"),
        (10, ["candidature", "list", "--etat", "PERDU"], "--etat : choisir parmi SAISIE"),
    ],
)
def test_bad_input_is_named(recrute: Sigma, code: int, argv: list[str], message: str) -> None:
    assert message in recrute.refused(code, *argv)
    assert recrute.json("candidature", "list")["nombre"] == 0


@pytest.mark.parametrize(
    "changes",
    [
        {"nom": "{}"},
        {"prenom": "{}"},
        {"courriel": "{}@exemple.fr"},
        {"telephone": "{}"},
        {"fiche_de": "{}"},
        {"mode": "{}"},
        {"origine": "{}"},
        {"prescripteur": "{}"},
        {"ic": "{}"},
        {"session": "{}"},
    ],
)
def test_nir_12_a_number_typed_there_is_not_repeated(
    recrute: Sigma, changes: dict[str, str]
) -> None:
    numero = nir()
    remplis: dict[str, Any] = {champ: texte.format(numero) for champ, texte in changes.items()}
    fini = recrute(*candidature_add(**remplis), "--json")
    assert fini.exit_code == 10
    assert not [morceau for morceau in fragments(numero) if morceau in fini.output]


# Lists ------------------------------------------------------------------------------------------


@pytest.fixture
def trois(recrute: Sigma, modeles: Modeles) -> Sigma:
    """Three candidatures: one online on the meeting, one by fiche without date, one without prescription."""
    return modeles.fill(recrute, _trois)


def _trois(recrute: Sigma) -> None:
    recrute.ok(*candidature_add(**EN_LIGNE))
    recrute.ok(*candidature_add(nom="Émile", prenom="Zoé", prescripteur="PR0002"))
    recrute.ok(*candidature_add(nom="Petit", prenom="Luc", mode=None, rdv=AVANT))


def references(sigma: Sigma, *filtres: str, **env: str) -> list[str]:
    document = sigma.json("candidature", "list", *filtres, **env)
    assert document["nombre"] == len(document["resultats"])
    return [ligne["candidature"] for ligne in document["resultats"]]


@pytest.mark.parametrize(
    ("filtres", "attendues"),
    [
        ((), ["C000001", "C000002", "C000003"]),
        (("--cherche", "emile zoe"), ["C000002"]),
        (("--session", SESSION, "--etat", "convoque"), ["C000001", "C000003"]),
        (("--mode", "FICHE"), ["C000002"]),
        (("--prescripteur", "PR0001"), ["C000001", "C000003"]),
        (("--sans-presence",), ["C000003"]),
    ],
)
def test_q8_05_the_list_is_narrowed(
    trois: Sigma, filtres: tuple[str, ...], attendues: list[str]
) -> None:
    assert references(trois, *filtres) == attendues


def test_q2_12_the_list_tells_whose_presence_is_missing(trois: Sigma) -> None:
    assert references(trois, "--sans-presence", SIGMA_MAINTENANT=REUNION) == ["C000003"]
    apres = {"SIGMA_MAINTENANT": APRES}
    assert references(trois, "--sans-presence", **apres) == ["C000001", "C000003"]
    trois.ok("candidature", "presence", "C000001", "absent", **apres)
    assert references(trois, "--sans-presence", **apres) == ["C000003"]
    trois.ok("session", "cancel", SESSION, "--motif", "Effectif insuffisant", **apres)
    assert references(trois, "--sans-presence", **apres) == []


def test_a_row_tells_where_a_candidature_stands(trois: Sigma) -> None:
    assert trois.json("candidature", "list", "--mode", "FICHE")["resultats"] == [
        {
            "candidature": "C000002",
            "nom": "Émile",
            "prenom": "Zoé",
            "session": SESSION,
            "mode": "FICHE",
            "prescripteur": "PR0002",
            "positionne_le": "2020-10-06",
            "reunion": None,
            "presence": None,
            "etat": "SAISIE",
            "validation": "EN_ATTENTE",
            "parcours": None,
        }
    ]
    texte = trois.ok("candidature", "list").stdout
    assert max(map(len, texte.splitlines())) <= 100
    assert texte.endswith("Nombre de résultats : 3\n")


def test_a_session_shows_its_candidatures_when_asked(trois: Sigma) -> None:
    assert "candidatures" not in trois.json("session", "show", SESSION)
    lignes = trois.json("session", "show", SESSION, "--candidatures")["candidatures"]
    assert lignes == trois.json("candidature", "list")["resultats"]
    texte = trois.ok("session", "show", SESSION, "--candidatures").stdout
    assert "C000002      Émile   Zoé     fiche" in texte
    trois.ok(*session_add())
    vide = trois.ok("session", "show", "20F0011_03/02", "--candidatures")
    assert "Nombre de résultats : 0" in vide.stdout
