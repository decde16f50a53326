"""The identity gateway against a real server: what leaves, what is believed, what is given up."""

import asyncio
import json
import socket
import time
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from importlib.resources import files
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import yaml
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from sigma_cli.domain.personnes.nir import Nir
from sigma_cli.errors import InvalidInput
from sigma_cli.passerelle.client import TAILLE_MAX, PasserelleHttp
from sigma_cli.passerelle.contrat import Muette
from sigma_cli.referentiels.statuts import Provenance
from tests import factories, passerelle
from tests.passerelle import MARTIN, Serveur, running, says

JETON = "jeton-d-essai"
NUMERO = factories.nir(734)
NIR = Nir.parse(NUMERO, aujourdhui=date(2026, 10, 5))
COURT = 0.4  # seconds: long enough for an answer here, short enough for a test


def client(
    serveur: Serveur | str, *, jeton: str | None = JETON, delai: float = 5
) -> PasserelleHttp:
    url = serveur if isinstance(serveur, str) else serveur.url
    return PasserelleHttp(url, jeton=jeton, delai=delai)


def silence(reponse: passerelle.Reponse, *, delai: float = 5) -> tuple[str, int]:
    """Return why a gateway that answers so is given up, and how many times it was asked."""
    with running(reponse) as serveur:
        guichet = client(serveur, delai=delai)
        with pytest.raises(Muette) as panne:
            guichet.ask(NIR, "Martin")
        demandes = len(serveur.questions)
        with pytest.raises(Muette, match=str(panne.value)[:20]):
            guichet.ask(NIR, "Martin")
        assert len(serveur.questions) == demandes, "the circuit is open for the rest of the command"
    return str(panne.value), demandes


# What leaves, what comes back ------------------------------------------------------------------------


def test_nir_05_a_known_person_comes_back_certified() -> None:
    with running(says(200, MARTIN | {"inconnu": 1})) as serveur:
        reponse = client(serveur).ask(NIR, "Martin")
    assert reponse is not None
    assert reponse.provenance is Provenance.PASSERELLE
    assert (reponse.nom_naissance, reponse.prenom, reponse.civilite) == ("MARTIN", "Paul", "M.")
    assert (reponse.date_naissance, reponse.certifiee) == (date(1985, 1, 17), True)


def test_nir_05_only_the_number_and_the_birth_name_leave_and_never_in_the_address() -> None:
    with running(says(200, {"nom_naissance": "Martin"})) as serveur:
        reponse = client(serveur).ask(NIR, "Martin")
        (question,) = serveur.questions
    assert reponse is not None
    assert (reponse.prenom, reponse.certifiee) == (None, False)
    assert question.methode == "POST"
    assert question.chemin == "/identites"
    assert question.corps == {"nir": NUMERO, "nom_naissance": "Martin"}
    assert question.entetes["Authorization"] == f"Bearer {JETON}"
    envoyes = {nom.lower() for nom in question.entetes}
    assert envoyes <= {
        *("host", "accept", "accept-encoding", "connection", "user-agent", "authorization"),
        *("content-length", "content-type"),
    }


def test_nir_05_an_unknown_person_is_no_failure() -> None:
    with running(says(404, {"detail": "inconnu"}), says(200, MARTIN)) as serveur:
        guichet = client(serveur)
        assert guichet.ask(NIR, "Martin") is None
        assert guichet.ask(NIR, "Martin") is not None


# Failures ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("statut", "dit", "demandes"),
    [
        (500, "elle répond 500", 2),
        (503, "elle répond 503", 2),
        (401, "SIGMA_IDENTITE_JETON est refusé", 1),
        (403, "n’ouvre pas cet accès", 1),
        (400, "elle répond 400", 1),
        (204, "elle répond 204", 1),
    ],
)
def test_nir_05_an_error_is_told_and_tried_twice_when_it_may_pass(
    statut: int, dit: str, demandes: int
) -> None:
    cause, fois = silence(says(statut, b"" if statut == 204 else {"nir": NUMERO}))
    assert dit in cause
    assert fois == demandes
    assert not [bout for bout in factories.fragments(NUMERO) if bout in cause]


def test_nir_05_a_second_try_may_do() -> None:
    with running(says(502, {}), says(200, MARTIN)) as serveur:
        assert client(serveur).ask(NIR, "Martin") is not None
        assert len(serveur.questions) == 2


def test_nir_05_a_redirection_is_not_followed() -> None:
    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(307)
        handler.send_header("Location", "/ailleurs")
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    cause, fois = silence(elsewhere)
    assert (cause, fois) == ("elle répond 307", 1)


@pytest.mark.parametrize(
    ("corps", "dit"),
    [
        (b"", "n’est pas du JSON"),
        (b"<html>", "n’est pas du JSON"),
        (b'{"nom_naissance": "MARTIN"', "n’est pas du JSON"),
        (b"\xff\xfe", "n’est pas du JSON"),
        (b"[" * 60_000, "n’est pas du JSON"),
        (b"[]", "n’est pas une identité"),
        (b"null", "n’est pas une identité"),
        (b"{}", "bien formée"),
        (b'{"nom_naissance": 12}', "bien formée"),
        (b'{"nom_naissance": ""}', "bien formée"),
        (json.dumps(MARTIN | {"date_naissance": "1985-13-01"}).encode(), "bien formée"),
        (json.dumps(MARTIN | {"date_naissance": 19850117}).encode(), "bien formée"),
        (json.dumps(MARTIN | {"civilite": "Dr"}).encode(), "bien formée"),
        (json.dumps(MARTIN | {"prenom": ["Paul"]}).encode(), "bien formée"),
        (json.dumps(MARTIN | {"prenom": "P" * 101}).encode(), "bien formée"),
        (json.dumps(MARTIN | {"prenom": NUMERO}).encode(), "bien formée"),
        (b" " * (TAILLE_MAX + 1), "démesurée"),
    ],
)
def test_nir_05_an_answer_that_makes_no_sense_is_not_believed(corps: bytes, dit: str) -> None:
    cause, fois = silence(says(200, corps))
    assert dit in cause
    assert fois == 1


def slow(*, avant: bytes, toutes: float) -> passerelle.Reponse:
    """Write something, if anything, then a byte from time to time: each read alone is quick enough."""

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.wfile.write(avant)
        for _ in range(20):
            handler.wfile.flush()
            time.sleep(toutes)
            handler.wfile.write(b" " if avant else b"")

    return drip


EN_TETE = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"


@pytest.mark.parametrize(
    "avant", [b"", b"HTTP/1.1 200 OK\r\nX-Attente: ", EN_TETE], ids=["muet", "en-tête", "corps"]
)
def test_nir_05_the_deadline_holds_for_the_whole_exchange(avant: bytes) -> None:
    debut = time.monotonic()
    cause, fois = silence(slow(avant=avant, toutes=COURT / 3), delai=COURT)
    assert cause == "pas de réponse en 0.4 secondes"
    assert fois == 2
    assert time.monotonic() - debut < 10 * COURT


def test_nir_05_a_connection_cut_is_told() -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    cause, fois = silence(cut)
    assert "coupé" in cause
    assert fois == 2


def test_nir_05_nobody_listens() -> None:
    with socket.socket() as libre:
        libre.bind(("127.0.0.1", 0))
        port = libre.getsockname()[1]
    with pytest.raises(Muette, match="connexion est refusée"):
        client(f"http://localhost:{port}/").ask(NIR, "Martin")


@pytest.mark.parametrize(
    ("jeton", "dit"),
    [
        (None, "est vide"),
        (" ", "est vide"),
        ("a b", "pas un jeton"),
        ("é", "pas un jeton"),
        ("a\nb", "pas un jeton"),
    ],
)
def test_nir_05_without_a_token_nothing_leaves(jeton: str | None, dit: str) -> None:
    with running(says(200, MARTIN)) as serveur:
        with pytest.raises(Muette, match=dit):
            client(serveur, jeton=jeton).ask(NIR, "Martin")
        assert serveur.questions == []


@pytest.mark.parametrize(
    "url",
    [
        "http://passerelle.exemple.fr/",
        "http://127.0.0.1.exemple.fr/",
        "ftp://localhost/",
        "localhost",
        "",
        "https://",
        "https://moi:secret@exemple.fr/",
        "https://exemple.fr:porte/",
    ],
)
def test_nir_05_an_address_in_clear_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"\[identite\] url") as refus:
        client(url)
    assert "secret" not in refus.value.message


# TLS ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificat(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a self-signed certificate of this machine, its key in the same file."""
    cle = ec.generate_private_key(ec.SECP256R1())
    nom = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    maintenant = datetime.now(UTC)
    noms = [x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))]
    signe = (
        x509.CertificateBuilder()
        .subject_name(nom)
        .issuer_name(nom)
        .public_key(cle.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(maintenant - timedelta(days=1))
        .not_valid_after(maintenant + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(noms), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(cle, hashes.SHA256())
    )
    fichier = tmp_path_factory.mktemp("tls") / "serveur.pem"
    prive = cle.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    fichier.write_bytes(signe.public_bytes(serialization.Encoding.PEM) + prive)
    return fichier


def test_nir_05_an_unknown_certificate_is_refused(certificat: Path) -> None:
    with running(says(200, MARTIN), certificat=certificat) as serveur:
        with pytest.raises(Muette, match="certificat n’est pas reconnu"):
            client(serveur).ask(NIR, "Martin")
        assert serveur.questions == []


def test_nir_05_a_certificate_that_the_machine_trusts_will_do(
    certificat: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificat))
    monkeypatch.setenv("NO_PROXY", "localhost")
    with running(says(200, MARTIN), certificat=certificat) as serveur:
        reponse = client(serveur).ask(NIR, "Martin")
    assert reponse is not None
    assert reponse.certifiee


@pytest.mark.parametrize(
    ("variable", "valeur"), [("SSL_CERT_FILE", "/absent/ca.pem"), ("HTTPS_PROXY", "n’importe quoi")]
)
def test_nir_05_an_environment_that_will_not_do_is_told(
    monkeypatch: pytest.MonkeyPatch, variable: str, valeur: str
) -> None:
    monkeypatch.setenv(variable, valeur)
    with pytest.raises(Muette, match="proxy ou les certificats"):
        client("https://localhost:1/").ask(NIR, "Martin")


# The published description -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def openapi() -> Any:
    texte = files("sigma_cli.passerelle").joinpath("openapi.yaml").read_text("utf-8")
    return yaml.safe_load(texte)


def schema(openapi: Any, nom: str) -> Draft202012Validator:
    return Draft202012Validator(openapi["components"]["schemas"][nom])


def test_the_published_description_is_valid_openapi(openapi: Any) -> None:
    validate(openapi)


@pytest.mark.parametrize("numero", [NUMERO, factories.nir(1, lieu="032A004")])
def test_what_the_client_sends_is_what_is_published(openapi: Any, numero: str) -> None:
    with running(says(404, {})) as serveur:
        client(serveur).ask(Nir.parse(numero, aujourdhui=date(2026, 10, 5)), "d’Œuvre")
        (question,) = serveur.questions
    schema(openapi, "Question").validate(question.corps)


def test_what_is_published_is_what_the_client_believes(openapi: Any) -> None:
    identite = schema(openapi, "Identite")
    for document in (
        MARTIN,
        {"nom_naissance": "MARTIN"},
        MARTIN | {"prenom": None, "date_naissance": None, "civilite": None},
    ):
        identite.validate(document)
        with running(says(200, document)) as serveur:
            assert client(serveur).ask(NIR, "Martin") is not None
    for document in ({}, MARTIN | {"civilite": "Dr"}, MARTIN | {"prenom": ["Paul"]}):
        assert not identite.is_valid(document)
        with running(says(200, document)) as serveur, pytest.raises(Muette):
            client(serveur).ask(NIR, "Martin")


def test_no_loop_is_left_behind() -> None:
    with running(says(200, MARTIN)) as serveur:
        client(serveur).ask(NIR, "Martin")
    with pytest.raises(RuntimeError):
        asyncio.get_running_loop()
