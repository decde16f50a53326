"""`sigma flux ack`, `push --renvoyer` and `check`: what comes back from the receivers."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from sigma_cli.store.verrou import exclusive
from tests import factories
from tests.conftest import Lieu, Sigma
from tests.functional.envoyes import AGORA, CARIF, DEFI, answer, enrol_paid, sent


@pytest.fixture
def envoyes(peuple: Sigma) -> Sigma:
    """Two paid persons were sent to DEFI and to AGORA."""
    enrol_paid(peuple, 1)
    enrol_paid(peuple, 2)
    peuple.ok("flux", "push")
    return peuple


def second_refused(lieu: Lieu) -> str:
    return answer(lieu, f"{DEFI};1;ACCEPTE;", f"{DEFI};2;REJETE;date de naissance absente")


def tasks(sigma: Sigma, genre: str = "FLUX_REFUS") -> list[tuple[str, list[str]]]:
    lignes = sigma.json("todo", "list", "--type", genre)["resultats"]
    return [(ligne["objet"], ligne["a_faire_dans"]) for ligne in lignes]


# Answers


def test_an_answer_acknowledges_the_file_and_says_what_was_refused(
    envoyes: Sigma, lieu: Lieu
) -> None:
    dit = envoyes.json("flux", "ack", second_refused(lieu))
    assert dit == {
        "fichier": DEFI,
        "etat": "ACQUITTE",
        "acceptees": 1,
        "rejetees": 1,
        "refus": [{"ligne": 2, "parcours": "P000002", "motif": "date de naissance absente"}],
        "deja_lu": False,
    }
    fiche = envoyes.json("flux", "show", DEFI)
    assert (fiche["fichier"]["etat"], fiche["fichier"]["nb_rejets"]) == ("ACQUITTE", 1)
    assert [ligne["rejet"] for ligne in fiche["lignes"]] == [None, "date de naissance absente"]
    assert fiche["fichier"]["acquitte_le"] is not None
    assert envoyes.json("flux", "status", "defi")["resultats"][0]["rejets"] == 1
    assert "--renvoyer PARCOURS" in envoyes.ok("flux", "status").stdout


def test_what_was_refused_becomes_a_task_with_what_to_do(envoyes: Sigma, lieu: Lieu) -> None:
    resultat = envoyes.ok("flux", "ack", second_refused(lieu))
    assert f"{DEFI} : ACQUITTE, 1 ligne acceptée, 1 refusée." in resultat.stdout
    assert "sigma todo list" in resultat.stderr
    assert tasks(envoyes) == [("P000002", ["sigma"])]
    texte = envoyes.ok("todo", "list", "--type", "FLUX_REFUS").stdout
    assert "date de naissance absente" in texte
    assert "sigma flux push defi --renvoyer P000002" in " ".join(texte.split())


def test_a_file_refused_whole_is_rejected_line_by_line(envoyes: Sigma, lieu: Lieu) -> None:
    dit = envoyes.json("flux", "ack", answer(lieu, f"{DEFI};;REJETE;format inconnu"))
    assert (dit["etat"], dit["rejetees"]) == ("REJETE", 2)
    assert tasks(envoyes) == [("P000001", ["sigma"]), ("P000002", ["sigma"])]


def test_all_lines_refused_is_a_file_rejected(envoyes: Sigma, lieu: Lieu) -> None:
    lignes = [f"{DEFI};{rang};REJETE;x" for rang in (1, 2)]
    assert envoyes.json("flux", "ack", answer(lieu, *lignes))["etat"] == "REJETE"


def test_a_file_accepted_whole(envoyes: Sigma, lieu: Lieu) -> None:
    for nom in (DEFI, AGORA, CARIF):
        assert envoyes.json("flux", "ack", answer(lieu, f"{nom};;ACCEPTE;"))["etat"] == "ACQUITTE"
    assert tasks(envoyes) == []


def test_a_flux_without_lines_is_answered_whole(envoyes: Sigma, lieu: Lieu) -> None:
    assert "une seule réponse" in envoyes.refused(
        10, "flux", "ack", answer(lieu, f"{CARIF};1;ACCEPTE;")
    )
    dit = envoyes.json("flux", "ack", answer(lieu, f"{CARIF};;REJETE;schéma"))
    assert (dit["etat"], dit["rejetees"], dit["refus"]) == ("REJETE", 1, [])


def test_the_same_answer_twice_changes_nothing(envoyes: Sigma, lieu: Lieu) -> None:
    envoyes.ok("flux", "ack", second_refused(lieu))
    avant = envoyes.json("journal", "list")["nombre"]
    assert envoyes.json("flux", "ack", second_refused(lieu))["deja_lu"] is True
    assert "déjà lu" in envoyes.ok("flux", "ack", second_refused(lieu)).stdout
    assert envoyes.json("journal", "list")["nombre"] == avant


def test_the_same_answer_with_other_ends_of_lines_is_the_same(envoyes: Sigma, lieu: Lieu) -> None:
    accuse = Path(second_refused(lieu))
    envoyes.ok("flux", "ack", str(accuse))
    accuse.write_bytes(accuse.read_bytes().replace(b"\r\n", b"\n"))
    assert envoyes.json("flux", "ack", str(accuse))["deja_lu"] is True


def test_an_answer_in_a_workbook_is_told_to_be_asked_as_csv(envoyes: Sigma, lieu: Lieu) -> None:
    classeur, accuse = Workbook(), lieu.dossier / "accuse.xlsx"
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["fichier", "ligne", "etat", "motif"])
    feuille.append([DEFI, None, "ACCEPTE", None])
    classeur.save(accuse)
    assert "attendu en CSV" in envoyes.refused(10, "flux", "ack", str(accuse))


@pytest.mark.parametrize(
    ("code", "lignes", "attendu"),
    [
        (11, ["SIGMA_DEFI_20201006_000009.csv;;ACCEPTE;"], "pas envoyé"),
        (10, [f"{DEFI};1;ACCEPTE;"], "coupé : 1 réponses pour 2 lignes"),
        (10, [f"{DEFI};1;ACCEPTE;", f"{DEFI};3;REJETE;x"], "la ligne 3"),
        (10, [f"{DEFI};1;ACCEPTE;", f"{DEFI};2;OUI;"], "ligne 3, etat"),
    ],
)
def test_an_answer_that_does_not_fit_is_refused_and_changes_nothing(
    envoyes: Sigma, lieu: Lieu, code: int, lignes: list[str], attendu: str
) -> None:
    assert attendu in envoyes.refused(code, "flux", "ack", answer(lieu, *lignes))
    assert envoyes.json("flux", "show", DEFI)["fichier"]["etat"] == "DEPOSE"
    assert tasks(envoyes) == []


def test_another_answer_to_the_same_file_is_a_conflict(envoyes: Sigma, lieu: Lieu) -> None:
    envoyes.ok("flux", "ack", second_refused(lieu))
    autre = answer(lieu, f"{DEFI};;ACCEPTE;")
    assert "dit autre chose" in envoyes.refused(13, "flux", "ack", autre)
    assert tasks(envoyes) == [("P000002", ["sigma"])]


def test_a_file_not_delivered_yet_is_not_answered(peuple: Sigma, lieu: Lieu) -> None:
    enrol_paid(peuple, 1)
    (lieu.dossier / "depot").touch()
    peuple.refused(30, "flux", "push", "defi")
    message = peuple.refused(13, "flux", "ack", answer(lieu, f"{DEFI};;ACCEPTE;"))
    assert "sigma flux retry" in message


# Sending again


def test_rf_02_a_refused_parcours_leaves_again_only_by_an_express_order(
    envoyes: Sigma, lieu: Lieu
) -> None:
    envoyes.ok("flux", "ack", second_refused(lieu))
    envoyes.ok("flux", "push", "defi")
    assert sent(lieu) == ["P000001", "P000002"], "a push alone sends nothing again"
    order = ("flux", "push", "defi", "--renvoyer", "P000002", "--motif", "date ajoutée")
    assert envoyes.json(*order)["flux"][0]["lignes"] == 1
    assert sent(lieu) == ["P000001", "P000002", "P000002"]
    assert tasks(envoyes) == []
    assert envoyes.json("flux", "status", "defi")["resultats"][0]["rejets"] == 0
    ligne = envoyes.json("flux", "show", DEFI)["lignes"][1]
    assert (ligne["rejet"], ligne["repris_le"] is None) == ("date de naissance absente", False)
    assert "RF-02" in envoyes.refused(12, *order), "not a third time"


def test_rf_02_the_same_order_twice_is_one(envoyes: Sigma, lieu: Lieu) -> None:
    envoyes.ok("flux", "ack", second_refused(lieu))
    ordre = ("--renvoyer", "P000002")
    envoyes.ok("flux", "push", "defi", *ordre, *ordre, "--motif", "x")
    assert sent(lieu) == ["P000001", "P000002", "P000002"]


def test_rf_02_an_order_whose_run_was_killed_may_be_given_again(envoyes: Sigma, lieu: Lieu) -> None:
    envoyes.ok("flux", "ack", second_refused(lieu))
    ordre = ("flux", "push", "defi", "--renvoyer", "P000002", "--motif", "x")
    ailleurs = lieu.cle.rename(lieu.dossier / "ailleurs")  # the order is taken, nothing leaves
    envoyes.refused(22, *ordre)
    ailleurs.rename(lieu.cle)
    envoyes.ok(*ordre)
    assert sent(lieu) == ["P000001", "P000002", "P000002"]
    assert "RF-02" in envoyes.refused(12, *ordre)


@pytest.mark.parametrize("cron", [(), ("--cron",)])
def test_rf_02_an_order_not_taken_is_told(
    envoyes: Sigma, lieu: Lieu, cron: tuple[str, ...]
) -> None:
    envoyes.ok("flux", "ack", second_refused(lieu))
    ordre = ("flux", "push", "--renvoyer", "P000002", "--motif", "x", *cron)
    with exclusive(lieu.dossier / "sigma.db.flux.verrou"):
        assert "n’a pas été pris" in envoyes.refused(13, *ordre)
    assert tasks(envoyes) == [("P000002", ["sigma"])]


@pytest.mark.parametrize(
    ("code", "mots", "attendu"),
    [
        (12, ("--renvoyer", "P000001", "--motif", "x"), "RF-02"),
        (11, ("--renvoyer", "P000009", "--motif", "x"), "Parcours inconnu"),
        (10, ("--renvoyer", "S000001", "--motif", "x"), "P000001"),
        (2, ("--renvoyer", "P000002"), "vont ensemble"),
        (2, ("--motif", "x"), "vont ensemble"),
        (10, ("--renvoyer", "P000002", "--motif", factories.nir()), "NIR-12"),
    ],
)
def test_an_order_that_cannot_be_is_refused_before_anything_leaves(
    envoyes: Sigma, lieu: Lieu, code: int, mots: tuple[str, ...], attendu: str
) -> None:
    envoyes.ok("flux", "ack", second_refused(lieu))
    enrol_paid(envoyes, 3)
    assert attendu in envoyes.refused(code, "flux", "push", *mots)
    assert sent(lieu) == ["P000001", "P000002"]


def test_rf_01_what_is_no_more_due_is_not_sent_again(envoyes: Sigma, lieu: Lieu) -> None:
    envoyes.ok("flux", "ack", second_refused(lieu))
    envoyes.ok("place", "release", "P000002", "--motif", "Abandon")
    order = ("flux", "push", "defi", "--renvoyer", "P000002", "--motif", "x")
    assert "refusé (RF-01)" in envoyes.refused(12, *order)
    assert tasks(envoyes) == [("P000002", ["sigma"])], "the order left no trace"


def test_a_task_about_a_line_taken_back_still_shows_who(envoyes: Sigma, lieu: Lieu) -> None:
    envoyes.ok("flux", "ack", second_refused(lieu))
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE flux_ligne SET rejet = NULL")
    (tache,) = envoyes.json("todo", "list", "--type", "FLUX_REFUS")["resultats"]
    assert (tache["objet"], "Refus" in tache["valeurs"]) == ("P000002", False)


def test_a_refusal_is_of_its_flux_only(envoyes: Sigma, lieu: Lieu) -> None:
    envoyes.ok("flux", "ack", answer(lieu, f"{AGORA};1;ACCEPTE;", f"{AGORA};2;REJETE;x"))
    faits = envoyes.json("flux", "push", "--renvoyer", "P000002", "--motif", "corrigé")["flux"]
    assert {fait["code"]: fait["lignes"] for fait in faits} == {"carif": 1, "defi": 0, "agora": 1}


# RF-09


def export(lieu: Lieu, *lignes: str, titres: str = "Nom;Prénom;Date d’entrée;Date de fin") -> str:
    fichier = lieu.dossier / "defi.csv"
    fichier.write_bytes("\r\n".join((titres, *lignes, "")).encode("cp1252"))
    return str(fichier)


EGALE = "MARTIN;Lea;02/11/2020;25/06/2021"


def check(sigma: Sigma, fichier: str) -> list[tuple[str, str]]:
    document = sigma.json("flux", "check", fichier)
    assert {constat["regle"] for constat in document["constats"]} <= {"RF-09"}
    assert document["nombre"] == len(document["constats"])
    return [(c["objet"], c["message"].partition(" :")[0]) for c in document["constats"]]


def test_rf_09_two_lists_that_agree_differ_in_nothing(envoyes: Sigma, lieu: Lieu) -> None:
    fichier = export(lieu, EGALE, EGALE)
    assert check(envoyes, fichier) == []
    dit = envoyes.ok("flux", "check", fichier).stdout
    assert dit == "2 lignes lues : 2 concordantes, 0 écart.\n"


def test_rf_09_each_difference_is_told_by_reference_and_line(envoyes: Sigma, lieu: Lieu) -> None:
    fichier = export(lieu, "Martin;Léa;02/11/2020;24/06/2021", "Inconnu;Zoé;02/11/2020;25/06/2021")
    assert check(envoyes, fichier) == [
        ("P000001", "fin prévue"),
        (
            "P000002",
            "transmis à DEFI, absent de cet export ; le chercher dans DEFI avant toute chose.",
        ),
        (
            "ligne 3",
            "dans DEFI, mais aucun parcours transmis n’a ce nom, ce prénom ni cette référence.",
        ),
    ]
    texte = envoyes.ok("flux", "check", fichier).stdout
    assert "24/06/2021 dans DEFI, 25/06/2021 ici" in texte
    assert "Inconnu" not in texte
    assert "Martin" not in texte


def test_rf_09_a_name_or_an_entry_changed_since_is_still_recognised(
    envoyes: Sigma, lieu: Lieu
) -> None:
    fichier = export(lieu, EGALE, "Martin;Léa;03/11/2020;25/06/2021")
    assert check(envoyes, fichier) == [("P000002", "entrée")]
    envoyes.ok("stagiaire", "set", "S000001", "--nom", "Durand")
    assert check(envoyes, export(lieu, EGALE, EGALE)) == [("P000001", "nom")]


def test_rf_09_the_reference_decides_when_the_list_has_it(envoyes: Sigma, lieu: Lieu) -> None:
    titres = "Parcours;NOM;PRENOM;Début;Fin"
    fichier = export(
        lieu,
        "P000002;Martin;Léa;2020-11-02;2021-06-25",
        "P000001;Autre;Léo;2020-11-02;",
        titres=titres,
    )
    assert check(envoyes, fichier) == [
        ("P000001", "fin prévue"),
        ("P000001", "nom"),
        ("P000001", "prénom"),
    ]


def test_rf_09_only_what_the_list_covers_is_missed(envoyes: Sigma, lieu: Lieu) -> None:
    assert check(envoyes, export(lieu, "Autre;Léo;02/11/2021;25/06/2022")) == [
        (
            "ligne 2",
            "dans DEFI, mais aucun parcours transmis n’a ce nom, ce prénom ni cette référence.",
        )
    ]


def test_rf_09_a_workbook_will_do(envoyes: Sigma, lieu: Lieu) -> None:
    classeur = Workbook()
    feuille = classeur.active
    assert feuille is not None
    feuille.append(["Nom", "Prénom", "Entrée", "Fin"])
    feuille.append(["Martin", "Léa", date(2020, 11, 2), date(2021, 6, 24)])
    feuille.append(["Martin", "Léa", date(2020, 11, 2), None])
    fichier = lieu.dossier / "defi.xlsx"
    classeur.save(fichier)
    assert check(envoyes, str(fichier)) == [("P000001", "fin prévue"), ("P000002", "fin prévue")]
    assert "vide dans DEFI" in envoyes.ok("flux", "check", str(fichier)).stdout


@pytest.mark.parametrize(
    ("titres", "ligne", "attendu"),
    [
        ("Nom;Prénom;Date d’entrée", "a;b;02/11/2020", "fin"),
        ("a;b;c;d", "a;b;c;d", "nom, prenom, entree, fin"),
        ("Nom;Prénom;Entrée;Fin", "a;b;31/02/2020;25/06/2021", "ligne 2, colonne « Entrée »"),
    ],
)
def test_rf_09_a_list_that_cannot_be_read_is_told(
    envoyes: Sigma, lieu: Lieu, titres: str, ligne: str, attendu: str
) -> None:
    assert attendu in envoyes.refused(10, "flux", "check", export(lieu, ligne, titres=titres))
    assert "n’existe pas" in envoyes.refused(10, "flux", "check", str(Path("absent.csv")))


def test_rf_09_what_has_not_arrived_is_not_missed(envoyes: Sigma, lieu: Lieu) -> None:
    enrol_paid(envoyes, 3)
    depot = lieu.dossier / "depot" / "defi"
    depot.rename(lieu.dossier / "ailleurs")
    envoyes.refused(30, "flux", "push", "defi")
    fichier = export(lieu, EGALE, EGALE)
    assert check(envoyes, fichier) == []
    dit = envoyes.ok("stagiaire", "set", "S000003", "--nom", "Durand").stderr
    assert "déjà dans un fichier pour DEFI" in dit
    (lieu.dossier / "ailleurs").rename(depot)
    envoyes.ok("flux", "push", "defi")
    assert [objet for objet, _ in check(envoyes, fichier)] == ["P000003"]


def test_rf_09_what_another_program_sent_is_missed_too(envoyes: Sigma, lieu: Lieu) -> None:
    enrol_paid(envoyes, 3)
    with closing(sqlite3.connect(lieu.base)) as base, base:
        base.execute("UPDATE parcours SET defi_le = '2019-10-06 07:00:00' WHERE id = 3")
    assert [objet for objet, _ in check(envoyes, export(lieu, EGALE, EGALE))] == ["P000003"]


def test_rf_09_someone_erased_is_neither_missed_nor_unknown(envoyes: Sigma, lieu: Lieu) -> None:
    fin = {"SIGMA_MAINTENANT": "2021-07-01T09:00"}
    envoyes.ok("stagiaire", "set", "S000002", "--nom", "Petit")
    envoyes.ok("flux", "push", "agora", **fin)
    envoyes.ok("rgpd", "erase", "S000002", "--motif", "x", **fin)
    assert check(envoyes, export(lieu, EGALE)) == []
    titres = "Parcours;Nom;Prénom;Entrée;Fin"
    lignes = [f"P00000{n};{EGALE}" for n in (1, 2)]
    assert check(envoyes, export(lieu, *lignes, titres=titres)) == []
    ((objet, dit),) = check(envoyes, export(lieu, EGALE, "Petit;Léa;02/11/2020;25/06/2021"))
    assert objet == "ligne 3"
    assert "quelqu’un dont l’identité a été effacée ici avait ces dates" in dit


@pytest.mark.parametrize("reference", [True, False])
def test_rf_09_someone_who_is_there_twice_is_told_so(
    envoyes: Sigma, lieu: Lieu, *, reference: bool
) -> None:
    envoyes.ok("stagiaire", "set", "S000002", "--nom", "Petit")
    petit = "Petit;Léa;02/11/2020;25/06/2021"
    lignes, titres = [EGALE, petit, petit], "Nom;Prénom;Entrée;Fin"
    if reference:
        lignes = [f"P00000{n};{ligne}" for n, ligne in zip((1, 2, 2), lignes, strict=True)]
        titres = f"Parcours;{titres}"
    ((objet, dit),) = check(envoyes, export(lieu, *lignes, titres=titres))
    assert (objet, dit.partition(" ;")[0]) == ("P000002", "deux fois dans DEFI, lignes 3 et 4")
