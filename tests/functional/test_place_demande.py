"""A place asked of the Région: the letter, its hash, the answer that alone lifts the count."""

import hashlib
import json
import stat
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from tests import factories
from tests.conftest import Golden, Lieu, Sigma, make_lieu, populate

PREUVE = b"%PDF-1.4\n\x00 fin de droits"
POURQUOI = "Fin de droits le 15 février, aucune autre ressource."


@pytest.fixture(scope="module")
def lieu_plein(base_neuve: Path, tmp_path_factory: pytest.TempPathFactory) -> Lieu:
    """One paid place, held by `P000001`; the ARE of `P000002` ends on 15 February 2021."""
    sigma = Sigma(make_lieu(tmp_path_factory.mktemp("plein"), base_neuve))
    populate(sigma)
    sigma.ok(*factories.stagiaire_enrol(), entree=factories.nir(1))
    sigma.ok(*factories.stagiaire_enrol(nom="Durand", prenom="Zoé"), entree=factories.nir(734))
    sigma.ok("place", "quota", "20F0011", "1")
    sigma.ok(*factories.place_allocate("P000001"))
    sigma.ok("place", "rights", "P000002", "--fin", "2021-02-15")
    return sigma.lieu


@pytest.fixture
def plein(sigma: Sigma, lieu_plein: Lieu, monkeypatch: pytest.MonkeyPatch) -> Sigma:
    """A copy of it, with the document that proves the end of rights."""
    sigma.lieu.take_over(lieu_plein)
    monkeypatch.chdir(sigma.lieu.dossier)
    Path("preuve.pdf").write_bytes(PREUVE)
    return sigma


def request(ref: str = "P000002", **changes: str | None) -> list[str]:
    options = {"justificatif": "preuve.pdf", "explication": POURQUOI} | changes
    donnees = (mot for nom, mot in options.items() if mot for mot in (f"--{nom}", mot))
    return ["place", "request", ref, *donnees]


def account(sigma: Sigma) -> tuple[int, int, int, int]:
    etat = sigma.json("place", "list")
    return etat["accordees"], etat["en_plus"], etat["utilisees"], etat["restantes"]


def pay(sigma: Sigma, ref: str = "P000002") -> Any:
    return sigma.json("place", "show", ref)["type_remuneration"]


# The letter --------------------------------------------------------------------------------------------


def test_q9_07_the_letter_holds_what_the_region_asks_for(plein: Sigma, golden: Golden) -> None:
    faite = plein.json(*request(), "-o", "lettre.eml")
    assert faite == {
        "demande": "D0001",
        "parcours": "P000002",
        "action": "20F0011",
        "destinataire": "remuneration@laregion.fr",
        "justificatif_sha256": hashlib.sha256(PREUVE).hexdigest(),
        "avertissements": [],
        "fichier": "lettre.eml",
    }
    golden("courrier/demande_place.eml", Path("lettre.eml").read_bytes())


def test_q9_07_any_mail_program_reads_the_same_fields_back(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "lettre.eml")
    message = message_from_bytes(Path("lettre.eml").read_bytes(), policy=default)
    assert isinstance(message, EmailMessage)
    assert message.defects == []
    assert (message["To"], message["From"]) == ("remuneration@laregion.fr", "formation@exemple.fr")
    assert message["Subject"] == (
        "Demande de place rémunérée D0001 – convention 20005341_1, action 20F0011"
    )
    corps = message.get_body(("plain",))
    assert corps is not None
    texte = corps.get_content()
    for ligne in (
        "N° de convention : 20005341_1",
        "N° d’action : 20F0011 – Diplômes niveaux 5 6 7",
        "N° de composante : 20F0011_03 – Licence professionnelle gestion",
        "Nom : Durand",
        "Prénom : Zoé",
        "Parcours : P000002, du 02/11/2020 au 25/06/2021",
        "Dernier jour de l’ARE : 15/02/2021",
        "Justificatif joint : justificatif.pdf",
        POURQUOI,
    ):
        assert ligne in texte.splitlines()
    (piece,) = message.iter_attachments()
    assert (piece.get_filename(), piece.get_content_type()) == (
        "justificatif.pdf",
        "application/pdf",
    )
    assert piece.get_content() == PREUVE


def test_nir_12_the_letter_holds_no_number(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "lettre.eml")
    contenu = Path("lettre.eml").read_bytes().replace(b"=\r\n", b"")
    assert not [m for m in factories.fragments(factories.nir(734)) if m.encode() in contenu]


def test_nir_12_a_document_named_by_a_number_loses_its_name(plein: Sigma) -> None:
    numero = factories.nir(734)
    nomme = request(justificatif=f"{numero}.pdf")
    assert "n’est pas répété ici" in plein.refused(10, *nomme)
    Path(f"{numero}.pdf").write_bytes(PREUVE)
    plein.ok(*nomme, "-o", "lettre.eml")
    assert numero.encode() not in Path("lettre.eml").read_bytes()
    assert b'filename="justificatif.pdf"' in Path("lettre.eml").read_bytes()
    Path(f"{numero}.{numero}").write_bytes(PREUVE)
    plein.ok("place", "answer", "D0001", "retiree")
    plein.ok(*request(justificatif=f"{numero}.{numero}"), "-o", "b.eml")
    assert b'filename="justificatif"' in Path("b.eml").read_bytes()


def test_q9_07_it_has_a_name_of_its_own_and_is_for_its_user_only(plein: Sigma) -> None:
    sortie = plein.ok(*request())
    assert sortie.stdout == (
        "D0001 : demande pour P000002 à envoyer à remuneration@laregion.fr : D0001.eml.\n"
    )
    assert "sigma place answer D0001" in sortie.stderr
    assert stat.S_IMODE(Path("D0001.eml").stat().st_mode) == 0o600


def test_q9_07_it_may_go_to_the_standard_output(plein: Sigma) -> None:
    sortie = plein.ok(*request(), "-o", "-")
    message = message_from_bytes(sortie.stdout_bytes, policy=default)
    assert message["To"] == "remuneration@laregion.fr"
    assert "D0001" in sortie.stderr
    plein.refused(2, *request("P000002"), "-o", "-", "--json")


def test_ct_03_the_address_and_the_text_are_the_users_to_change(plein: Sigma, lieu: Lieu) -> None:
    with lieu.config.open("a") as config:
        config.write('[contacts.remuneration]\ncourriel = "paie@exemple.fr"\n')
    dossier = lieu.dossier / "courriers"
    dossier.mkdir()
    (dossier / "demande_place.txt").write_text("Objet : {{ demande }}\n\n{{ nom }}\n", "utf-8")
    plein.ok(*request(), "-o", "lettre.eml")
    message = message_from_bytes(Path("lettre.eml").read_bytes(), policy=default)
    assert (message["To"], message["Subject"]) == ("paie@exemple.fr", "D0001")


def test_a_template_with_an_unknown_field_writes_nothing(plein: Sigma, lieu: Lieu) -> None:
    dossier = lieu.dossier / "courriers"
    dossier.mkdir()
    (dossier / "demande_place.txt").write_text("Objet : {{ demande }}\n\n{{ nir }}\n", "utf-8")
    refus = plein.refused(10, *request(), "-o", "lettre.eml")
    assert "champ inconnu nir ; les champs sont accordees, action" in refus
    assert not Path("lettre.eml").exists()
    assert plein.json("place", "list")["demandes"] == []


# What is refused ----------------------------------------------------------------------------------------


def test_q9_07_everything_missing_is_named_at_once(plein: Sigma) -> None:
    sans_prenom = factories.stagiaire_enrol(nom="Petit", prenom=None)
    plein.ok(*sans_prenom, entree=factories.nir(3))
    refus = plein.refused(12, *request("P000003", justificatif=None, explication=None))
    assert refus.startswith(
        "refusé (Q9-07) : demande incomplète pour P000003 : il manque le prénom"
    )
    assert "--justificatif" in refus
    assert "--explication" in refus
    assert plein.json("place", "list")["demandes"] == []


@pytest.mark.parametrize(
    ("contenu", "message"),
    [(None, "n’existe pas"), (b"", "est vide"), (b"x" * 10_485_761, "10 Mo")],
)
def test_q9_07_a_document_that_cannot_be_joined_is_refused(
    plein: Sigma, contenu: bytes | None, message: str
) -> None:
    if contenu is not None:
        Path("autre.pdf").write_bytes(contenu)
    assert message in plein.refused(10, *request("P000002", justificatif="autre.pdf"))
    assert plein.json("place", "list")["demandes"] == []


def test_q9_07_one_request_waits_at_a_time(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "a.eml")
    refus = plein.refused(13, *request(), "-o", "b.eml")
    assert "D0001 attend déjà une réponse pour P000002" in refus
    assert not Path("b.eml").exists()
    plein.ok("place", "answer", "D0001", "retiree")
    assert plein.json(*request(), "-o", "b.eml")["demande"] == "D0002"


def test_q9_07_a_place_left_is_given_rather_than_asked(plein: Sigma) -> None:
    plein.ok("place", "release", "P000001", "--motif", "Abandon")
    assert "il reste des places rémunérées sur 20F0011 (1)" in plein.refused(12, *request())


def test_q9_07_someone_who_has_a_place_asks_for_none(plein: Sigma) -> None:
    assert "occupe déjà une place" in plein.refused(13, *request("P000001"))


def test_ses_03_nothing_is_asked_for_a_session_that_will_not_be(plein: Sigma) -> None:
    plein.ok("session", "cancel", factories.SESSION, "--motif", "x", "--force")
    plein.ok("place", "quota", "20F0011", "0")
    assert "refusé (SES-03)" in plein.refused(12, *request())


def test_a_13_places_left_on_other_actions_are_told(plein: Sigma) -> None:
    plein.ok(*factories.action_add("20F0012", places_remunerees="3"))
    (dit,) = plein.json(*request(), "-o", "a.eml")["avertissements"]
    assert (dit["regle"], "(3)" in dit["message"]) == ("Q9-07", True)


@pytest.mark.parametrize("nom", ["absent/lettre.eml", "preuve.pdf"])
def test_a_letter_that_cannot_be_written_leaves_no_request(plein: Sigma, nom: str) -> None:
    assert plein(*request(), "-o", nom).exit_code in {10, 13}
    assert plein.json("place", "list")["demandes"] == []
    assert Path("preuve.pdf").read_bytes() == PREUVE


# The answer ----------------------------------------------------------------------------------------------


def test_q9_07_only_a_place_granted_lifts_the_count_by_one(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "a.eml")
    assert account(plein) == (1, 0, 1, 0)
    assert "06/10/2020 à 09h00  sans réponse\n" in plein.ok("place", "list").stdout
    dite = plein.json("place", "answer", "D0001", "accordee", "--motif", "Courriel du 6 octobre")
    assert (dite["etat"], dite["type_remuneration"], dite["en_plus"]) == ("ACCORDEE", "REGION", 1)
    assert account(plein) == (1, 1, 2, 0)
    fiche = plein.json("place", "show", "P000002")
    assert (fiche["type_remuneration"], fiche["depuis"]) == ("REGION", "2021-02-16")
    (demande,) = fiche["demandes"]
    assert (demande["etat"], demande["reponse"]) == ("ACCORDEE", "Courriel du 6 octobre")
    assert demande["justificatif_sha256"] == hashlib.sha256(PREUVE).hexdigest()
    texte = plein.ok("place", "list").stdout
    assert "Place accordée en plus par la Région (D0001)" in texte
    assert texte.splitlines()[-2].split() == ["Total", "Établissement", "1", "2", "0", "1"]


def test_q9_07_a_reason_may_be_added_to_a_place_granted(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "a.eml")
    plein.ok("place", "answer", "D0001", "accordee")
    plein.ok(*factories.place_allocate("P000002", motif="Sans autre ressource"))
    assert account(plein) == (1, 1, 2, 0)
    (_, une) = plein.json("place", "list")["places"]
    assert (une["raison"], une["demande"]) == ("Sans autre ressource", "D0001")


@pytest.mark.parametrize("reponse", ["refusee", "retiree"])
def test_q9_07_any_other_answer_changes_nothing(plein: Sigma, reponse: str) -> None:
    plein.ok(*request(), "-o", "a.eml")
    dite = plein.ok("place", "answer", "D0001", reponse).stdout
    assert dite.startswith(f"D0001 {reponse[:-2]}ée : P000002, rémunération à décider.")
    assert account(plein) == (1, 0, 1, 0)
    assert pay(plein) is None


def test_q9_07_a_place_granted_is_for_that_person_alone(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "a.eml")
    plein.ok("place", "answer", "D0001", "accordee")
    plein.ok("place", "release", "P000002", "--motif", "Abandon")
    assert account(plein) == (1, 0, 1, 0)
    assert "refusé (Q9-01)" in plein.refused(12, *factories.place_allocate("P000002"))
    assert plein.json("base", "check")["nombre"] == 0


def test_q9_07_the_quota_may_not_go_below_what_is_used_of_it(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "a.eml")
    plein.ok("place", "answer", "D0001", "accordee")
    refus = plein.refused(12, "place", "quota", "20F0011", "0")
    assert "20F0011 a déjà 1 place rémunérée utilisée" in refus
    plein.ok("place", "release", "P000001", "--motif", "Abandon")
    plein.ok("action", "set", "20F0011", "--places-remunerees", "0")
    assert account(plein) == (0, 1, 1, 0)


def test_q9_07_a_request_is_answered_once_and_not_in_advance(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "a.eml")
    demain = ("--le", "2020-10-07")
    assert "est à venir" in plein.refused(10, "place", "answer", "D0001", "accordee", *demain)
    plein.ok("place", "answer", "D0001", "refusee", "--le", "2020-10-05")
    refus = plein.refused(13, "place", "answer", "D0001", "accordee")
    assert "D0001 est déjà refusée, depuis le 05/10/2020" in refus
    assert account(plein) == (1, 0, 1, 0)


def test_q9_07_a_place_found_meanwhile_is_told(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "a.eml")
    plein.ok("place", "release", "P000001", "--motif", "Abandon")
    donnee = plein.json(*factories.place_allocate("P000002"))
    assert [dit["regle"] for dit in donnee["avertissements"]] == ["Q9-07"]
    assert "sigma place answer D0001 retiree" in donnee["avertissements"][0]["message"]
    plein.ok("place", "answer", "D0001", "accordee")
    assert account(plein) == (1, 1, 1, 1), (
        "the place granted is theirs, the one of the quota is free"
    )


def test_ses_03_a_request_in_a_session_that_will_not_be_is_taken_back(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "a.eml")
    plein.ok("session", "cancel", factories.SESSION, "--motif", "x", "--force")
    assert "D0001 est déjà retirée" in plein.refused(13, "place", "answer", "D0001", "accordee")
    assert account(plein) == (1, 0, 0, 1)


def test_the_journal_keeps_the_hash_and_not_the_reasons(plein: Sigma) -> None:
    plein.ok(*request(), "-o", "a.eml")
    plein.ok("place", "answer", "D0001", "accordee")
    lignes = plein.json("journal", "list", "D0001")["resultats"]
    assert [ligne["operation"] for ligne in lignes] == ["place.answer", "place.request"]
    assert lignes[1]["apres"]["justificatif_sha256"] == hashlib.sha256(PREUVE).hexdigest()
    assert POURQUOI not in json.dumps(plein.json("journal", "list"), ensure_ascii=False)


@pytest.mark.parametrize(
    ("code", "argv"),
    [
        (11, ("D0009", "accordee")),
        (10, ("D9", "accordee")),
        (10, ("P000001", "accordee")),
        (10, ("D0001", "peut-être")),
    ],
)
def test_an_answer_that_cannot_be_is_refused(
    plein: Sigma, code: int, argv: tuple[str, ...]
) -> None:
    plein.refused(code, "place", "answer", *argv)


# Among the other requests ------------------------------------------------------------------------------


def test_q8_01_a_place_is_listed_with_the_other_requests(plein: Sigma) -> None:
    plein.ok(*request())
    plein.ok(
        "demande",
        "add",
        "--type",
        "referentiel",
        "--composante",
        "20F0011_03",
        "--niveau-sortie",
        "7",
    )
    lignes = plein.json("demande", "list")["resultats"]
    assert [ligne["demande"] for ligne in lignes] == ["D0002", "D0001"], "one numbering"
    place = lignes[1]
    assert (place["type"], place["objet"], place["detail"]) == (
        "place",
        factories.SESSION,
        "place pour P000002",
    )
    assert plein.json("demande", "show", "D0001")["parcours"] == "P000002"
    assert "Une place pour P000002" in plein.ok("demande", "show", "D0001").stdout
    [exportee] = plein.json("export", "demandes", "--type", "place")["resultats"]
    assert (exportee["parcours"], exportee["etat"]) == ("P000002", "demandee")
    plein.ok("place", "answer", "D0001", "accordee")
    assert plein.ok("demande", "show", "D0001").stdout.startswith("D0001 : place en plus, accordée")


@pytest.mark.parametrize(
    ("mots", "extrait"),
    [
        (("add", "--type", "place"), "sigma place request"),
        (("answer", "D0001", "appliquee"), "« sigma place answer D0001 accordee »"),
        (("show", "D0001", "-o", "-"), "justificatif, qui n’est pas gardé"),
    ],
)
def test_a_place_is_asked_and_answered_by_its_own_commands(
    plein: Sigma, mots: tuple[str, ...], extrait: str
) -> None:
    plein.ok(*request())
    assert extrait in plein.refused(10, "demande", *mots)


def test_par_02_who_waits_for_the_region_goes_nowhere_else_until_it_is_taken_back(
    plein: Sigma,
) -> None:
    plein.ok(*factories.action_add("21F0022"))
    plein.ok(*factories.composante_add("21F0022_01"))
    plein.ok(*factories.session_add("21F0022_01"))
    plein.ok(*request(), "-o", "lettre.eml")
    ailleurs = ("parcours", "move", "P000002", "21F0022_01/01", "--motif", "Autre diplôme")
    assert "« sigma place answer D0001 retiree »" in plein.refused(12, *ailleurs)
    plein.ok("place", "answer", "D0001", "retiree")
    assert plein.json(*ailleurs)["action"] == "21F0022"
