"""A parcours moves to another session, with all that hangs on it (PAR-02)."""

from typing import Any

import pytest

from tests import factories
from tests.conftest import Lieu, Modeles, Sigma
from tests.functional.test_session_annulee import lines, open_tasks

AUTRE = "20F0011_03/02"
LOIN = "21F0022_01/01"
PENDANT = {"SIGMA_MAINTENANT": "2020-12-01T09:00"}
APRES = {"SIGMA_MAINTENANT": "2021-07-10T09:00"}
SESSION = factories.SESSION


@pytest.fixture
def inscrite(peuple: Sigma, modeles: Modeles) -> Sigma:
    """One person in the first of two sessions of an action, and one of another action."""
    return modeles.fill(peuple, _inscrite)


def _inscrite(peuple: Sigma) -> None:
    peuple.ok(*factories.session_add(debut="2020-11-16", fin="2021-07-02"))
    peuple.ok(*factories.action_add("21F0022"))
    peuple.ok(*factories.composante_add("21F0022_01"))
    peuple.ok(*factories.session_add("21F0022_01"))
    peuple.ok(*factories.stagiaire_enrol(), entree=factories.nir())


def move(sigma: Sigma, vers: str = AUTRE, **env: str) -> Any:
    return sigma.json("parcours", "move", "P000001", vers, "--motif", "Plus près", **env)


def test_par_02_place_pay_and_dates_follow(inscrite: Sigma) -> None:
    inscrite.ok(*factories.place_allocate())
    fiche = move(inscrite)
    assert (fiche["session"], fiche["type_remuneration"]) == (AUTRE, "REGION")
    assert (fiche["date_entree"], fiche["date_fin_prevue"]) == ("2020-11-16", "2021-07-02")
    assert fiche["avertissements"] == []
    assert inscrite.json("place", "list", "20F0011")["utilisees"] == 1
    (ligne,) = inscrite.json("journal", "list", "P000001", "--limite", "1")["resultats"]
    assert (ligne["operation"], ligne["avant"]["session"]) == ("parcours.move", SESSION)


def test_par_02_the_answer_names_the_person_and_the_dates(inscrite: Sigma) -> None:
    dit = inscrite.ok("parcours", "move", "P000001", AUTRE, "--motif", "Plus près").stdout
    assert dit == f"P000001 (Martin Léa) va à {AUTRE}, du 16/11/2020 au 02/07/2021.\n"


def test_par_02_who_has_begun_goes_on_that_day(inscrite: Sigma) -> None:
    assert move(inscrite, **PENDANT)["date_entree"] == "2020-12-01"


def test_par_02_never_sent_defi_hears_of_the_new_session_alone(inscrite: Sigma, lieu: Lieu) -> None:
    inscrite.ok(*factories.place_allocate())
    move(inscrite)
    inscrite.ok("flux", "push")
    assert [ligne["session"] for ligne in lines(lieu, "defi")] == [AUTRE]
    assert [(e["evenement"], e["session"]) for e in lines(lieu, "agora")] == [("ENTREE", AUTRE)]
    assert not {genre for genre, _ in open_tasks(inscrite)} & {"DEFI_SESSION", "DEFI_DATES"}


def test_par_02_once_sent_both_sessions_are_named_in_a_double_task(
    inscrite: Sigma, lieu: Lieu
) -> None:
    inscrite.ok(*factories.place_allocate())
    inscrite.ok("flux", "push")
    fiche = move(inscrite)
    assert {"RF-06"} == {a["regle"] for a in fiche["avertissements"]}
    taches = (
        t
        for t in inscrite.json("todo", "list", "--limite", "50")["resultats"]
        if t["type"] == "DEFI_SESSION"
    )
    (tache,) = taches
    assert tache["a_faire_dans"] == ["sigma", "defi"]
    valeurs = tache["valeurs"]
    assert (valeurs["Nouvelle session"], valeurs["Session quittée"]) == (AUTRE, SESSION)
    inscrite.ok("flux", "push")
    assert len(lines(lieu, "defi")) == 1
    move(inscrite, SESSION)  # back to what DEFI knows
    assert "DEFI_SESSION" not in {genre for genre, _ in open_tasks(inscrite)}


def test_par_02_agora_hears_that_one_is_left_then_the_other_entered(
    inscrite: Sigma, lieu: Lieu
) -> None:
    inscrite.ok("flux", "push", "agora")
    move(inscrite, **PENDANT)
    inscrite.ok("flux", "push", "agora", **PENDANT)
    move(inscrite, SESSION, SIGMA_MAINTENANT="2020-12-02T09:00")
    for _ in range(2):
        inscrite.ok("flux", "push", "agora", **APRES)
    dits = [
        (e["evenement"], e["session"], e["date_sortie"], e["nature_sortie"])
        for e in lines(lieu, "agora")
    ]
    assert dits == [
        ("ENTREE", SESSION, "", ""),
        ("SORTIE", SESSION, "2020-12-01", "ANTICIPEE"),
        ("ENTREE", AUTRE, "", ""),
        ("SORTIE", AUTRE, "2020-12-02", "ANTICIPEE"),
        ("ENTREE", SESSION, "", ""),
        ("SORTIE", SESSION, "2021-06-25", "TERME"),
    ]


def test_par_02_a_session_left_before_the_entry_is_told_as_never_attended(
    inscrite: Sigma, lieu: Lieu
) -> None:
    inscrite.ok("flux", "push", "agora")
    move(inscrite)
    inscrite.ok("flux", "push", "agora")
    assert [e["nature_sortie"] for e in lines(lieu, "agora")] == ["", "JAMAIS_VENU", ""]


def test_par_02_two_moves_between_two_sendings_tell_what_agora_knows(
    inscrite: Sigma, lieu: Lieu
) -> None:
    inscrite.ok(*factories.session_add(debut="2020-11-23", fin="2021-07-02"))
    inscrite.ok("flux", "push", "agora")
    move(inscrite)
    move(inscrite, "20F0011_03/03")
    inscrite.ok("flux", "push", "agora")
    dits = [(e["evenement"], e["session"]) for e in lines(lieu, "agora")]
    assert dits == [("ENTREE", SESSION), ("SORTIE", SESSION), ("ENTREE", "20F0011_03/03")]


def test_par_02_another_action_only_without_a_paid_place(inscrite: Sigma) -> None:
    inscrite.ok(*factories.place_allocate())
    refus = inscrite.refused(12, "parcours", "move", "P000001", LOIN, "--motif", "Autre diplôme")
    assert "PAR-02" in refus
    assert "place rémunérée" in refus
    inscrite.ok("place", "release", "P000001", "--motif", "Change d’action")
    assert move(inscrite, LOIN)["action"] == "21F0022"


def test_par_02_what_cannot_be_is_refused_and_nothing_moves(inscrite: Sigma) -> None:
    inscrite.ok("session", "set", AUTRE, "--places", "0", "--motif", "Effectif insuffisant")
    vers = ("parcours", "move", "P000001")
    assert "SES-03" in inscrite.refused(12, *vers, AUTRE, "--motif", "x")
    inscrite.ok("session", "set", AUTRE, "--places", "10")
    assert inscrite.refused(13, *vers, SESSION, "--motif", "x")
    inscrite.refused(11, *vers, "20F0011_03/99", "--motif", "x")
    inscrite.refused(11, "parcours", "move", "P000099", AUTRE, "--motif", "x")
    inscrite.refused(12, *vers, AUTRE, "--motif", "x", **APRES)  # the parcours is over
    enrol = factories.stagiaire_enrol(session=AUTRE)
    inscrite.ok(*enrol, entree=factories.nir())
    assert "P000002" in inscrite.refused(13, *vers, AUTRE, "--motif", "x")
    inscrite.ok("stagiaire", "leave", "P000001", "--le", "2020-12-01", "--motif", "Emploi")
    assert "RF-08" in inscrite.refused(12, *vers, AUTRE, "--motif", "x")
    assert inscrite.json("parcours", "show", "P000001")["session"] == SESSION


def test_par_02_from_a_session_that_will_not_take_place(inscrite: Sigma, lieu: Lieu) -> None:
    inscrite.ok("flux", "push", "agora")
    inscrite.ok("session", "cancel", SESSION, "--motif", "Effectif", "--tous-sortis")
    inscrite.ok("flux", "push", "agora")
    inscrite.ok("session", "set", SESSION, "--places", "1")
    inscrite.ok("stagiaire", "leave", "P000001", "--annuler")
    move(inscrite)
    inscrite.ok("flux", "push", "agora")
    dits = [(e["evenement"], e["session"]) for e in lines(lieu, "agora")]
    assert dits == [("ENTREE", SESSION), ("SORTIE", SESSION), ("ENTREE", AUTRE)]


def test_ses_08_the_people_of_a_cancelled_session_may_go_to_another(
    inscrite: Sigma, lieu: Lieu
) -> None:
    inscrite.ok(*factories.place_allocate())
    annuler = ("session", "cancel", SESSION, "--motif", "Effectif", "--vers")
    fiche = inscrite.json(*annuler, AUTRE)
    assert (fiche["places"], fiche["inscrits"]) == (0, 0)
    parcours = inscrite.json("parcours", "show", "P000001")
    assert (parcours["session"], parcours["type_remuneration"]) == (AUTRE, "REGION")
    inscrite.ok("flux", "push")
    assert [ligne["session"] for ligne in lines(lieu, "defi")] == [AUTRE]


def test_ses_08_what_one_person_cannot_do_stops_everything(inscrite: Sigma) -> None:
    inscrite.ok(*factories.place_allocate())
    refus = inscrite.refused(12, "session", "cancel", SESSION, "--motif", "x", "--vers", LOIN)
    assert "PAR-02" in refus
    assert inscrite.json("session", "show", SESSION)["places"] == 10


def test_parcours_are_listed_by_composante(inscrite: Sigma) -> None:
    liste = ("parcours", "list", "--composante")
    assert inscrite.json(*liste, "20F0011_03")["nombre"] == 1
    assert inscrite.json(*liste, "21F0022_01")["nombre"] == 0
    inscrite.refused(11, *liste, "20F0011_09")


def test_par_02_what_holds_to_the_action_says_its_own_way_out(inscrite: Sigma) -> None:
    ailleurs = ("parcours", "move", "P000001", LOIN, "--motif", "Autre diplôme")
    inscrite.ok(
        *("place", "campagne", "add", "20F0011", "--intitule", "Rentrée"),
        *("--critere", "Projet", "--candidat", "P000001"),
    )
    refus = inscrite.refused(12, *ailleurs)
    assert "sigma place campagne reject CA0001 P000001" in refus
    assert "release" not in refus
    inscrite.ok("place", "campagne", "reject", "CA0001", "P000001", "--motif", "Change d’action")
    assert inscrite.json(*ailleurs)["action"] == "21F0022"


def test_par_02_the_sheet_tells_the_sessions_left(inscrite: Sigma) -> None:
    move(inscrite)
    assert inscrite.json("parcours", "show", "P000001")["quittees"] == [f"{SESSION} le 06/10/2020"]
