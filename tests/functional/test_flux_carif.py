"""The flux carif as it is sent: what is held back, why, and what waits for the next file."""

import json
from typing import Any

import pytest
from lxml import etree
from sqlmodel import Session

from sigma_cli.flux.carif.requete import load, load_part
from sigma_cli.flux.contrat import Contexte
from sigma_cli.models.session import InformationCollective, SessionFormation
from sigma_cli.referentiels.reglages import load as load_reglages
from sigma_cli.store.engine import open_db
from tests.conftest import Lieu, Sigma
from tests.factories import AUJOURDHUI, SESSION, composante_add, session_add, source
from tests.lheo import SCHEMAS, Schema, open_schema
from tests.unit.flux.offres import NS, racine, textes

CERTIFS = "code certif info;intitulé;archivé;niveau\n93541;Licence pro;{};6\n"


@pytest.fixture(params=SCHEMAS)
def officiel(request: pytest.FixtureRequest) -> Schema:
    return open_schema(request.param)


def import_certifinfo(sigma: Sigma, lieu: Lieu, archive: str, *, code: str = "93541") -> None:
    fichier = lieu.dossier / "certifinfo_20200901.csv"
    fichier.write_text(CERTIFS.format(archive).replace("93541", code), "utf-8")
    sigma.ok("referentiel", "import", "certifinfo", str(fichier))


def push(sigma: Sigma) -> Any:
    (carif,) = sigma.json("flux", "push", "carif")["flux"]
    return carif


def waiting(sigma: Sigma) -> int:
    return int(sigma.json("flux", "status")["resultats"][0]["en_attente"])


def test_rap_01_an_archived_code_is_held_back_said_and_still_waits(
    peuple: Sigma, lieu: Lieu
) -> None:
    peuple.ok(*composante_add("20F0011_04", certifinfo="104125"))
    peuple.ok(*session_add("20F0011_04"))
    import_certifinfo(peuple, lieu, "oui")
    carif = push(peuple)
    assert (carif["etat"], carif["lignes"]) == ("DEPOSE", 1)
    [retenu] = carif["retenus"]
    assert (retenu["objet"], retenu["champ"], retenu["regle"]) == (
        SESSION,
        "code Certifinfo",
        "RAP-01",
    )
    assert waiting(peuple) == 1, "corrected, it leaves in the next file"
    assert "104125 est inconnu" in carif["avertissements"][0]["message"]


def test_rap_01_the_settings_may_let_it_leave(peuple: Sigma, lieu: Lieu) -> None:
    import_certifinfo(peuple, lieu, "oui")
    with lieu.config.open("a") as config:
        config.write('[carif]\ncertifinfo_archive = "avertir"\n')
    carif = push(peuple)
    assert (carif["lignes"], carif["retenus"]) == (1, [])
    assert "est archivé" in carif["avertissements"][0]["message"]


def test_rap_01_a_corrected_code_leaves(peuple: Sigma, lieu: Lieu) -> None:
    import_certifinfo(peuple, lieu, "non", code="104125")
    peuple.ok("composante", "set", "20F0011_03", "--certifinfo", "104125", "--rythme", "Plein")
    peuple.ok("session", "set", SESSION, "--adresse", "1 rue Neuve")
    carif = push(peuple)
    assert (carif["lignes"], carif["retenus"], carif["avertissements"]) == (1, [], [])


def test_a_wrong_word_in_the_settings_is_refused(peuple: Sigma, lieu: Lieu) -> None:
    lieu.config.write_text('[carif]\ncertifinfo_inconnu = "bloquer"\n')
    message = peuple.refused(10, "flux", "push", "carif")
    assert "[carif] certifinfo_inconnu doit être « retenir » ou « avertir »" in message


def test_what_is_held_back_is_told_one_line_each_before_anything_is_sent(peuple: Sigma) -> None:
    peuple.ok(*composante_add("20F0011_04"))
    peuple.ok(*session_add(debut="2018-09-01", fin="2019-06-28"))
    resultat = peuple.ok("flux", "preview", "carif", "--json")
    retenus = json.loads(resultat.stdout)["retenus"]
    assert [(r["objet"], r["regle"]) for r in retenus] == [
        ("20F0011_04", "SES-06"),
        ("20F0011_03/02", "LHEO"),
    ]
    assert "bloquée : 20F0011_03/02, dates : finie depuis plus de 30 jours" in resultat.stderr
    assert "bloquée : 20F0011_04, session : aucune session" in resultat.stderr


def test_a_session_long_ended_waits_for_nothing(peuple: Sigma) -> None:
    assert waiting(peuple) == 1
    peuple.ok(*session_add(debut="2018-09-01", fin="2019-06-28"))
    assert waiting(peuple) == 1
    carif = push(peuple)
    assert len(carif["retenus"]) == 1
    assert waiting(peuple) == 0


def test_nothing_left_to_send_says_what_holds_everything_back(peuple: Sigma, lieu: Lieu) -> None:
    import_certifinfo(peuple, lieu, "oui")
    resultat = peuple.ok("flux", "push", "carif")
    assert resultat.stdout.strip() == "carif : rien à envoyer, aucun fichier."
    assert "bloquée : 20F0011_03/01, code Certifinfo" in resultat.stderr
    assert lieu.depot("carif") == []


def test_the_place_of_a_session_has_its_identifiers(peuple: Sigma, lieu: Lieu) -> None:
    la_poste = "35600000049837"  # its SIRETs follow a rule of their own
    peuple.ok("session", "set", SESSION, "--siret", la_poste, "--uai", "0660437S")
    push(peuple)
    arbre = racine(lieu.depot("carif")[0].read_bytes())
    site = ".//l:lieu-de-formation//l:"
    assert arbre.findtext(f"{site}SIRET", None, NS) == la_poste
    assert arbre.findtext(f"{site}code-UAI", None, NS) == "0660437S"
    assert "clé du SIRET" in peuple.refused(
        10, "session", "set", SESSION, "--siret", "12345678901234"
    )


@pytest.mark.parametrize(
    ("codes", "departement", "region"),
    [
        ("20000 2A004", "2A", "94"),
        ("97400 97411", "974", "04"),
        ("66860 66136", "66", "76"),
        ("98800 98818", "988", None),
    ],
)
def test_places_of_every_kind(
    peuple: Sigma, lieu: Lieu, codes: str, departement: str, region: str | None
) -> None:
    code_postal, code_insee = codes.split()
    ou = ("--code-postal", code_postal, "--code-insee", code_insee)
    peuple.ok("session", "set", SESSION, *ou)
    push(peuple)
    contenu = lieu.depot("carif")[0].read_bytes()
    assert textes(contenu, "departement")[0] == departement
    ici = [region] * 2 if region else []  # the site and the session; then who teaches, who answers
    assert textes(contenu, "region") == [*ici, "76", "76"]


def test_text_pasted_from_word_arrives_clean(peuple: Sigma, lieu: Lieu) -> None:
    colle = "Tenir\x0bune\ufffecompta\u00adbilité\r\n«\u00a0Gérer\u00a0» l’entreprise\x07"
    peuple.ok("composante", "set", "20F0011_03", "--objectif", colle)
    push(peuple)
    [objectif] = textes(lieu.depot("carif")[0].read_bytes(), "objectif-formation")
    assert objectif == "Tenir unecomptabilité « Gérer » l’entreprise"


def test_a_text_one_character_too_long_is_refused_where_it_is_typed(peuple: Sigma) -> None:
    message = peuple.refused(10, "composante", "set", "20F0011_03", "--objectif", "é" * 3001)
    assert "--objectif : 3001 caractères, 3000 au plus" in message


def test_the_source_is_valid_and_the_same_bytes_each_time(
    sigma: Sigma, lieu: Lieu, officiel: Schema
) -> None:
    for mots in (["etablissement", "set", "--nom", "Université"], *source()):
        sigma.ok(*mots)
    etablissement = (
        "--siret 12345678200010 --nda 7331P999999 --code-postal 31000 --commune Toulouse"
    )
    sigma.ok("etablissement", "set", *etablissement.split())
    push(sigma)
    contenu = lieu.depot("carif")[0].read_bytes()
    officiel.assertValid(etree.fromstring(contenu))
    assert sigma.ok("flux", "preview", "carif").stdout.encode() == contenu


def fill(db: Session, nombre: int) -> None:
    """Add sessions of the composante of the tests, four meetings each, straight to the base."""
    modele = db.get(SessionFormation, 1)
    assert modele is not None
    champs = modele.model_dump(exclude={"id", "numero"})
    db.add_all(SessionFormation(id=n, numero=n, **champs) for n in range(2, nombre + 1))
    db.flush()
    db.add_all(
        InformationCollective(session_id=n, date=AUJOURDHUI.replace(day=jour), places=20)
        for n in range(1, nombre + 1)
        for jour in (9, 16, 23, 30)
    )


def test_a_thousand_sessions_are_valid_in_order_and_complete(
    peuple: Sigma, lieu: Lieu, officiel: Schema
) -> None:
    with open_db(lieu.adresse, ecriture=True) as db:
        fill(db, 1000)
    assert push(peuple)["lignes"] == 1000
    arbre = etree.parse(lieu.depot("carif")[0])
    officiel.assertValid(arbre)
    numeros = [s.get("numero") for s in arbre.iterfind(".//l:session", NS)]
    assert numeros == [f"20F0011_03_{n:02d}" for n in range(1, 1001)]
    assert len(arbre.findall(".//l:recrutement", NS)) == 4000
    assert len(arbre.findall(".//l:date-information", NS)) == 3000


def test_rows_come_in_the_order_of_the_file_all_or_those_of_a_composante(
    peuple: Sigma, lieu: Lieu
) -> None:
    contexte = Contexte(jour=AUJOURDHUI, reglages=load_reglages({}))
    peuple.ok(*composante_add("20F0011_01"))
    peuple.ok(*session_add("20F0011_01", numero="02"))
    peuple.ok(*session_add("20F0011_01", numero="01"))
    with open_db(lieu.adresse) as db:
        toutes = list(load(db, lambda _ident, _scelle: "", contexte).lignes)
        seules = {
            n: list(load_part(db, contexte, composante=f"20F0011_0{n}").lignes) for n in (1, 2, 3)
        }
        de_l_action = list(load_part(db, contexte, action="20F0011").lignes)
        d_ailleurs = list(load_part(db, contexte, action="20F0012").lignes)
    assert [ligne.session for ligne in toutes] == [
        "20F0011_01/01",
        "20F0011_01/02",
        "20F0011_03/01",
    ]
    assert seules == {1: toutes[:2], 2: [], 3: toutes[2:]}
    assert (de_l_action, d_ailleurs) == (toutes, [])
