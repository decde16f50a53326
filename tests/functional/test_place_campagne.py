"""Campagnes d’attribution: a frozen list, numbers that order, people who decide, minutes to sign."""

import json
import stat
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from sqlmodel import update

from sigma_cli.models.stagiaire import Parcours
from sigma_cli.store import open_db
from tests import factories
from tests.conftest import Golden, Lieu, Modeles, Sigma, make_lieu, populate

REVENU = {"P000001": "12000", "P000002": "8200,50", "P000003": "8 200.5", "P000004": "9000"}
CRITERES = ("--critere", "Revenu fiscal : croissant", "--critere", "Projet confirmé")


@pytest.fixture(scope="module")
def lieu_appel(base_neuve: Path, tmp_path_factory: pytest.TempPathFactory) -> Lieu:
    """Four candidates for two places, in the campagne `CA0001`; nobody is rated yet."""
    sigma = Sigma(make_lieu(tmp_path_factory.mktemp("appel"), base_neuve))
    populate(sigma)
    for ordre, nom in enumerate(("Martin", "Durand", "Petit", "Roux"), 1):
        sigma.ok(*factories.stagiaire_enrol(nom=nom), entree=factories.nir(ordre))
    sigma.ok("place", "quota", "20F0011", "2")
    sigma.ok("place", "campagne", "add", "20F0011", "--intitule", "Rentrée", *CRITERES)
    return sigma.lieu


@pytest.fixture(scope="module")
def lieu_note(lieu_appel: Lieu, base_neuve: Path, tmp_path_factory: pytest.TempPathFactory) -> Lieu:
    """The same, everyone rated: `P000002` and `P000003` are equal and first."""
    sigma = Sigma(make_lieu(tmp_path_factory.mktemp("note"), base_neuve))
    sigma.lieu.take_over(lieu_appel)
    for ref, revenu in REVENU.items():
        sigma.ok("place", "campagne", "rate", "CA0001", ref, "--valeur", f"Revenu fiscal={revenu}")
    return sigma.lieu


@pytest.fixture
def appel(sigma: Sigma, lieu_appel: Lieu, monkeypatch: pytest.MonkeyPatch) -> Sigma:
    """A copy of the campagne where nobody is rated."""
    sigma.lieu.take_over(lieu_appel)
    monkeypatch.chdir(sigma.lieu.dossier)
    return sigma


@pytest.fixture
def note(sigma: Sigma, lieu_note: Lieu, monkeypatch: pytest.MonkeyPatch) -> Sigma:
    """A copy of the campagne where everyone is rated."""
    sigma.lieu.take_over(lieu_note)
    monkeypatch.chdir(sigma.lieu.dossier)
    return sigma


def order(sigma: Sigma) -> list[tuple[str, int | None, bool]]:
    fiche = sigma.json("place", "campagne", "show", "CA0001")
    return [(c["parcours"], c["rang"], c["ex_aequo"]) for c in fiche["candidats"]]


def decisions(sigma: Sigma) -> dict[str, tuple[str | None, str | None]]:
    fiche = sigma.json("place", "campagne", "show", "CA0001")
    return {c["parcours"]: (c["decision"], c["motif"]) for c in fiche["candidats"]}


def retain(ref: str, motif: str | None = None) -> list[str]:
    raison = ["--motif", motif] if motif else []
    return ["place", "allocate", ref, "--campagne", "CA0001", *raison]


def reject(ref: str, motif: str) -> list[str]:
    return ["place", "campagne", "reject", "CA0001", ref, "--motif", motif]


# The list and the criteria ----------------------------------------------------------------------------


def test_q9_02_the_candidates_are_those_still_undecided(appel: Sigma) -> None:
    fiche = appel.json("place", "campagne", "show", "CA0001")
    assert (fiche["action"], fiche["etat"], fiche["version"]) == ("20F0011", "OUVERTE", 1)
    assert [c["parcours"] for c in fiche["candidats"]] == list(REVENU)
    assert [(c["nom"], c["sens"]) for c in fiche["criteres"]] == [
        ("Revenu fiscal", "CROISSANT"),
        ("Projet confirmé", None),
    ]
    (ligne,) = appel.json("place", "campagne", "list")["resultats"]
    assert (ligne["campagne"], ligne["candidats"], ligne["decides"]) == ("CA0001", 4, 0)


def test_q9_02_the_list_is_frozen(appel: Sigma) -> None:
    appel.ok(*factories.stagiaire_enrol(nom="Tard"), entree=factories.nir(5))
    assert len(order(appel)) == 4
    assert "n’est pas dans la liste des candidats de CA0001" in appel.refused(
        12, *retain("P000005")
    )
    fiche = appel.json(
        *("place", "campagne", "add", "20F0011", "--intitule", "Autre", *CRITERES),
        *("--candidat", "P000005", "--candidat", "P000001"),
    )
    assert [c["parcours"] for c in fiche["candidats"]] == ["P000001", "P000005"]
    (dit,) = fiche["avertissements"]
    assert (dit["regle"], "P000002, P000003, P000004" in dit["message"]) == ("Q9-02", True)


def test_q9_02_only_who_may_be_paid_is_a_candidate(appel: Sigma) -> None:
    def add(action: str, *refs: str) -> list[str]:
        choisis = [mot for ref in refs for mot in ("--candidat", ref)]
        return ["place", "campagne", "add", action, "--intitule", "x", *CRITERES, *choisis]

    appel.ok(*factories.action_add("20F0012"))
    assert "n’a aucun parcours à décider" in appel.refused(12, *add("20F0012"))
    assert "P000001 relève de 20F0011" in appel.refused(12, *add("20F0012", "P000001"))
    appel.ok(*factories.place_allocate("P000001"))
    assert "occupe déjà une place" in appel.refused(13, *add("20F0011", "P000001"))
    assert "Parcours inconnu" in appel.refused(11, *add("20F0011", "P000099"))
    appel.ok("session", "cancel", factories.SESSION, "--motif", "x", "--force")
    assert "refusé (SES-03)" in appel.refused(12, *add("20F0011", "P000002"))


def test_q9_03_no_criterion_is_the_quality_of_disabled_worker(appel: Sigma) -> None:
    argv = ("20F0011", "--intitule", "x", "--critere", "Est R.Q.T.H. : décroissant")
    assert "refusé (Q9-03)" in appel.refused(12, "place", "campagne", "add", *argv)
    refus = appel.refused(12, *reject("P000001", "Travailleur handicapé"))
    assert "refusé (Q9-03)" in refus


def test_q9_02_new_criteria_are_a_new_version_and_keep_the_numbers(note: Sigma) -> None:
    nouveaux = ("Charges:décroissant", "REVENU FISCAL:croissant", "Projet")
    options = [mot for critere in nouveaux for mot in ("--critere", critere)]
    fiche = note.json("place", "campagne", "set", "CA0001", *options)
    assert fiche["version"] == 2
    assert [c["nom"] for c in fiche["criteres"]] == ["Charges", "REVENU FISCAL", "Projet"]
    premier = next(c for c in fiche["candidats"] if c["parcours"] == "P000001")
    assert premier["valeurs"] == [
        {"critere": "Charges", "valeur": None},
        {"critere": "REVENU FISCAL", "valeur": "12000"},
    ]
    assert [rang for _, rang, _ in order(note)] == [None] * 4


def test_q9_02_criteria_do_not_change_once_applied(note: Sigma) -> None:
    note.ok(*reject("P000001", "Dossier incomplet"))
    refus = note.refused(12, "place", "campagne", "set", "CA0001", "--critere", "Projet")
    assert "a déjà des décisions (P000001)" in refus
    note.ok(*retain("P000002"))
    refus = note.refused(12, "place", "campagne", "rate", "CA0001", "P000003", "--valeur", "1=1")
    assert "a déjà retenu P000002 d’après ces valeurs" in refus


# The order, and the decisions ---------------------------------------------------------------------------


def test_q9_02_the_order_comes_from_the_numbers_and_tells_equals(note: Sigma) -> None:
    assert order(note) == [
        ("P000002", 1, True),
        ("P000003", 1, True),
        ("P000004", 3, False),
        ("P000001", 4, False),
    ]
    texte = note.ok("place", "campagne", "show", "CA0001").stdout
    assert "1 ex æquo  P000002   Durand Léa  8200,5     à décider" in texte


def test_q9_03_the_order_is_blind_to_the_quality_of_disabled_worker(
    note: Sigma, lieu: Lieu
) -> None:
    avant = order(note)
    for rqth in (True, False):
        for ident in (1, 2, 3, 4):
            with open_db(lieu.adresse, ecriture=True) as db:
                db.exec(update(Parcours).where(Parcours.id == ident).values(rqth=rqth))  # type: ignore[arg-type]
            assert order(note) == avant


def test_q9_02_nobody_is_chosen_before_all_are_rated(appel: Sigma) -> None:
    appel.ok("place", "campagne", "rate", "CA0001", "P000001", "--valeur", "1=1")
    refus = appel.refused(12, *retain("P000001"))
    assert "il manque des valeurs à P000002, P000003, P000004" in refus
    assert [rang for _, rang, _ in order(appel)] == [1, None, None, None]


def test_q9_02_equals_who_all_fit_need_no_other_reason(note: Sigma) -> None:
    donnee = note.json(*retain("P000003"))
    assert (donnee["utilisees"], donnee["avertissements"]) == (1, [])
    note.ok(*retain("P000002"))
    places = note.json("place", "list")["places"]
    assert [(p["raison"], p["campagne"]) for p in places] == [
        ("Revenu fiscal : 8200,5 ; Projet confirmé", "CA0001")
    ] * 2


def test_q9_02_a_choice_that_the_order_does_not_explain_has_a_reason(note: Sigma) -> None:
    assert "Dire pourquoi avec --motif" in note.refused(12, *retain("P000001"))
    note.ok("place", "quota", "20F0011", "1")
    assert "ex æquo" in note.refused(12, *retain("P000002"))
    note.ok(*retain("P000002", "Dossier déposé le premier"))
    assert decisions(note)["P000002"] == ("RETENU", "Dossier déposé le premier")
    assert "refusé (Q9-01)" in note.refused(12, *retain("P000003"))


def test_q9_02_someone_left_out_comes_back_for_a_reason(note: Sigma) -> None:
    note.ok(*reject("P000002", "Désistement"))
    note.refused(12, *retain("P000002"))
    note.ok(*retain("P000002", "Revient sur son désistement"))
    assert decisions(note)["P000002"][0] == "RETENU"
    assert "la libérer d’abord" in note.refused(13, *reject("P000002", "x"))
    note.refused(13, *retain("P000002", "encore"))


def test_q9_02_a_place_given_back_is_noted_in_the_campagne(note: Sigma) -> None:
    note.ok(*retain("P000002"))
    note.ok("place", "release", "P000002", "--motif", "Abandon avant l’entrée")
    assert decisions(note)["P000002"] == ("LIBERE", "Abandon avant l’entrée")


def test_q9_02_a_place_given_outside_the_campagne_is_told(note: Sigma) -> None:
    donnee = note.json(*factories.place_allocate("P000001"))
    assert [dit["regle"] for dit in donnee["avertissements"]] == ["Q9-02"]
    note.ok(*retain("P000002", "Seul à pouvoir commencer"))
    note.ok("place", "campagne", "close", "CA0001")
    assert decisions(note)["P000001"] == ("RETENU", "Place donnée hors de la campagne")


def test_q9_02_closing_decides_of_the_others_and_freezes_all(note: Sigma) -> None:
    close = ("place", "campagne", "close", "CA0001")
    assert "il reste des places (2)" in note.refused(12, *close)
    note.refused(12, *close, "--motif", "Pas RQTH")
    for ref in ("P000002", "P000003"):
        note.ok(*retain(ref))
    assert note.ok(*close).stdout == "CA0001 : close. 20F0011 : 0 place restante.\n"
    assert decisions(note)["P000004"] == ("NON_RETENU", "Plus de place rémunérée disponible")
    for argv in (
        close,
        retain("P000004"),
        reject("P000004", "x"),
        ("place", "campagne", "rate", "CA0001", "P000004", "--valeur", "1=1"),
        ("place", "campagne", "set", "CA0001", "--critere", "x"),
    ):
        assert "CA0001 est close" in note.refused(13, *argv)
    note.ok("place", "release", "P000002", "--motif", "Abandon")
    fiche = note.json("place", "campagne", "show", "CA0001")
    assert (fiche["utilisees"], fiche["restantes"]) == (2, 0), "as it stood when it closed"
    assert decisions(note)["P000002"][0] == "RETENU"


def test_q9_02_criteria_in_words_order_nobody_and_still_bind_all(peuple: Sigma) -> None:
    for ordre in (1, 2):
        peuple.ok(*factories.stagiaire_enrol(nom=f"Nom{'x' * ordre}"), entree=factories.nir(ordre))
    mots = ("--critere", "Projet confirmé par le prescripteur")
    peuple.ok("place", "campagne", "add", "20F0011", "--intitule", "x", *mots)
    assert order(peuple) == [("P000001", None, False), ("P000002", None, False)]
    peuple.ok(*retain("P000002"))
    peuple.ok("place", "campagne", "close", "CA0001", "--motif", "Projet non confirmé")
    assert decisions(peuple)["P000001"] == ("NON_RETENU", "Projet non confirmé")


def test_the_journal_keeps_who_was_rated_and_not_the_numbers(note: Sigma) -> None:
    lignes = note.json("journal", "list", "CA0001")["resultats"]
    assert lignes[0]["apres"] == {"criteres": [1], "parcours": "P000004", "version": 1}
    note.ok(*retain("P000002"))
    (ligne, *_) = note.json("journal", "list", "P000002")["resultats"]
    assert (ligne["apres"]["campagne"], ligne["apres"]["criteres"]) == ("CA0001", None)
    assert "8200.5" not in json.dumps(note.json("journal", "list"))


# The minutes ---------------------------------------------------------------------------------------------


def minutes(sigma: Sigma, *options: str) -> Any:
    return sigma.json("place", "campagne", "minutes", "CA0001", *options)


@pytest.fixture
def close(note: Sigma, modeles: Modeles) -> Sigma:
    """The campagne decided and closed."""
    return modeles.fill(note, _close)


def _close(note: Sigma) -> None:
    for ref in ("P000002", "P000003"):
        note.ok(*retain(ref))
    note.ok(*reject("P000001", "Dossier incomplet"))
    note.ok("place", "campagne", "close", "CA0001")


def test_q9_02_the_minutes_hold_all_that_was_considered(close: Sigma, golden: Golden) -> None:
    assert minutes(close, "-o", "pv.docx") == {
        "campagne": "CA0001",
        "etat": "CLOSE",
        "fichier": "pv.docx",
    }
    with ZipFile("pv.docx") as archive:
        golden("minutes/document.xml", archive.read("word/document.xml"))
        golden("minutes/core.xml", archive.read("docProps/core.xml"))
    assert stat.S_IMODE(Path("pv.docx").stat().st_mode) == 0o600


def test_q9_02_the_minutes_read_as_they_will_be_signed(close: Sigma) -> None:
    minutes(close)
    document = Document("CA0001.docx")
    textes = [paragraphe.text for paragraphe in document.paragraphs]
    assert textes[0] == "Procès-verbal d’attribution des places rémunérées – CA0001"
    assert "Établissement : Université d’exemple" in textes
    assert "Convention 20005341_1, action 20F0011 : Diplômes niveaux 5 6 7" in textes
    assert "Revenu fiscal : les plus petites valeurs d’abord" in textes
    candidats, signatures = document.tables
    assert [[cellule.text for cellule in ligne.cells] for ligne in candidats.rows] == [
        ["Rang", "Parcours", "Nom", "Revenu fiscal", "Décision", "Motif"],
        ["1 ex æquo", "P000002", "Durand Léa", "8200,5", "retenu", ""],
        ["1 ex æquo", "P000003", "Petit Léa", "8200,5", "retenu", ""],
        ["3", "P000004", "Roux Léa", "9000", "non retenu", "Plus de place rémunérée disponible"],
        ["4", "P000001", "Martin Léa", "12000", "non retenu", "Dossier incomplet"],
    ]
    assert [cellule.text for cellule in signatures.rows[0].cells] == [
        "Nom et qualité",
        "Date",
        "Signature",
    ]


def test_the_same_minutes_are_the_same_bytes(close: Sigma) -> None:
    minutes(close, "-o", "a.docx")
    minutes(close, "-o", "b.docx")
    assert Path("a.docx").read_bytes() == Path("b.docx").read_bytes()
    close.refused(13, "place", "campagne", "minutes", "CA0001", "-o", "a.docx")
    minutes(close, "-o", "a.docx", "--force")


def test_the_minutes_of_an_open_campagne_say_so(appel: Sigma) -> None:
    minutes(appel, "-o", "pv.docx")
    document = Document("pv.docx")
    assert document.paragraphs[1].text == "PROVISOIRE : la campagne n’est pas close."
    assert [c.text for c in document.tables[0].rows[1].cells] == [
        *("–", "P000001", "Martin Léa", "–", "à décider", ""),
    ]


@pytest.mark.parametrize(
    ("code", "argv"),
    [
        (11, ("show", "CA0009")),
        (10, ("show", "C0001")),
        (11, ("minutes", "CA0009", "-o", "x.docx")),
        (10, ("minutes", "CA0001", "-o", "x.pdf")),
        (10, ("minutes", "CA0001", "-o", "absent/x.docx")),
        (10, ("rate", "CA0001", "P000001", "--valeur", "1=beaucoup")),
        (12, ("rate", "CA0001", "P000099", "--valeur", "1=1")),
        (2, ("add", "20F0011", "--intitule", "x")),
        (11, ("add", "20F0099", "--intitule", "x", "--critere", "x")),
    ],
)
def test_what_cannot_be_is_refused(appel: Sigma, code: int, argv: tuple[str, ...]) -> None:
    appel.refused(code, "place", "campagne", *argv)
    assert not Path("x.docx").exists()


def test_a_campagne_gives_its_own_criteria(appel: Sigma) -> None:
    appel.refused(2, *retain("P000001"), "--critere", "Autre")
    appel.refused(10, "place", "allocate", "P000001", "--campagne", "P000001")
