"""Delivery to a real OpenSSH server: whole or not at all, to a known host, never over something else."""

import shutil
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sigma_cli.errors import BrokenBase, InvalidInput, KeyProblem, TransportFailed, TransportRefused
from sigma_cli.flux.transports.serveur import Serveur
from sigma_cli.flux.transports.sftp import Sftp
from tests.integration.serveur_sftp import (
    COMPLET,
    CONTENU,
    HOTE,
    NOM,
    PARTIEL,
    SOMME,
    ServeurSftp,
    a_sshd,
    blocs,
    failure,
    make_key,
    outcome,
    transport,
)

pytestmark = a_sshd


def test_a_file_and_its_sum_are_all_there_is(serveur: ServeurSftp, sftp: Sftp) -> None:
    sftp.deposer(NOM, blocs())
    assert serveur.files() == COMPLET
    assert {f.stat().st_mode & 0o777 for f in serveur.depot.iterdir()} == {0o600}
    assert sftp.adresse == serveur.url


def test_it_is_uploaded_aside_synced_then_renamed_and_the_sum_comes_last(
    serveur: ServeurSftp, sftp: Sftp
) -> None:
    sftp.deposer(NOM, blocs())
    etapes = [
        demande.replace(f"{serveur.depot}/", "")
        for demande in serveur.asked()
        if demande.split()[0] not in {"write", "close", "fstat", "limits@openssh.com"}
    ]

    def poser(nom: str) -> list[str]:
        partiel = f".{nom}.part"
        return [
            f"remove {partiel}",
            f"lstat {nom}",
            f"open-write {partiel}",
            "fsync@openssh.com",
            f"lstat {partiel}",
            f"lstat {nom}",
            f"posix-rename@openssh.com {partiel}",
        ]

    assert etapes == [*poser(NOM), *poser(f"{NOM}.sha256")]


def test_nothing_else_is_read_listed_or_removed(serveur: ServeurSftp, sftp: Sftp) -> None:
    autre = serveur.depot / "SIGMA_DEFI_20201005_000009.csv"
    autre.write_bytes(b"autre")
    sftp.deposer(NOM, blocs())
    sftp.deposer(NOM, blocs())
    demandes = [d.replace(f"{serveur.depot}/", "") for d in serveur.asked()]
    assert {d for d in demandes if d.startswith(("remove", "rmdir"))} == {
        f"remove {PARTIEL}",
        f"remove .{NOM}.sha256.part",
    }
    assert {d for d in demandes if d.startswith("open-read")} == {
        f"open-read {NOM}",
        f"open-read {NOM}.sha256",
    }
    assert not [d for d in demandes if "dir" in d or autre.name in d]
    assert autre.read_bytes() == b"autre"


def test_the_same_file_twice_is_done_once(serveur: ServeurSftp, sftp: Sftp) -> None:
    sftp.deposer(NOM, blocs())
    avant = {f.name: f.stat().st_mtime_ns for f in serveur.depot.iterdir()}
    sftp.deposer(NOM, blocs())
    assert {f.name: f.stat().st_mtime_ns for f in serveur.depot.iterdir()} == avant


@pytest.mark.parametrize("occupe", [NOM, f"{NOM}.sha256"])
@pytest.mark.parametrize("autre", [b"autre", bytes(len(CONTENU)), bytes(len(SOMME)), b""])
def test_another_content_is_never_overwritten(
    serveur: ServeurSftp, sftp: Sftp, occupe: str, autre: bytes
) -> None:
    (serveur.depot / occupe).write_bytes(autre)
    assert "un autre contenu porte déjà ce nom" in failure(sftp, TransportRefused)
    assert (serveur.depot / occupe).read_bytes() == autre
    assert not [nom for nom in serveur.files() if nom.endswith(".part")]


def test_a_folder_of_that_name_is_another_content(serveur: ServeurSftp, sftp: Sftp) -> None:
    (serveur.depot / NOM).mkdir()
    assert "un autre contenu" in failure(sftp, TransportRefused)


def test_a_name_taken_during_the_upload_is_left_alone(serveur: ServeurSftp, sftp: Sftp) -> None:
    def intrus() -> Iterator[bytes]:
        yield CONTENU
        (serveur.depot / NOM).write_bytes(b"autre")

    with pytest.raises(TransportRefused, match="un autre contenu"):
        sftp.deposer(NOM, intrus())
    assert serveur.files() == {NOM: b"autre"}


@pytest.mark.parametrize("error", [BrokenBase("x"), KeyProblem("x"), KeyboardInterrupt()])
def test_what_fails_on_our_side_leaves_no_number_there(
    serveur: ServeurSftp, sftp: Sftp, error: BaseException
) -> None:
    def blocs_coupes() -> Iterator[bytes]:
        yield CONTENU
        raise error

    with pytest.raises(type(error)):
        sftp.deposer(NOM, blocs_coupes())
    assert serveur.files() == {}


def test_what_a_killed_run_left_is_replaced(serveur: ServeurSftp, sftp: Sftp) -> None:
    (serveur.depot / PARTIEL).write_bytes(CONTENU[:7])
    sftp.deposer(NOM, blocs())
    assert serveur.files() == COMPLET


# A server that goes away -----------------------------------------------------------------------


def test_a_server_gone_at_any_step_leaves_nothing_half_done_and_the_next_run_ends_it(
    serveur: ServeurSftp, sftp: Sftp
) -> None:
    """Cut the link at each request in turn: before, during and after the upload, and the renames."""
    sftp.deposer(NOM, blocs())
    demandes = serveur.asked()
    assert len(demandes) > 20
    restes = set()
    for rang in range(1, len(demandes) + 1):
        shutil.rmtree(serveur.depot)
        serveur.depot.mkdir()
        serveur.order(rang)
        if rang == 1:  # the session is not open yet: as far as we see, the account has none
            assert "ne lui ouvre pas de service SFTP" in failure(sftp, TransportRefused)
        else:
            assert outcome(sftp) == (TransportFailed, "la liaison a été coupée")
        trouves = serveur.files()
        finaux = {nom: c for nom, c in trouves.items() if not nom.startswith(".")}
        assert finaux.items() <= COMPLET.items(), f"half a file after request {rang}"
        assert trouves.keys() - finaux.keys() <= {PARTIEL, f".{NOM}.sha256.part"}
        restes.add(frozenset(trouves))
        serveur.order(None)
        sftp.deposer(NOM, blocs())
        assert serveur.files() == COMPLET
    # every state there is between nothing and everything was met
    assert restes >= {
        frozenset(),
        frozenset({PARTIEL}),
        frozenset({NOM}),
        frozenset({NOM, f".{NOM}.sha256.part"}),
    }


def test_a_server_killed_during_the_upload(tmp_path: Path) -> None:
    serveur = ServeurSftp(tmp_path / "sftp").start()
    sftp = transport(serveur)

    def tue() -> Iterator[bytes]:
        yield CONTENU
        serveur.stop()
        yield CONTENU

    with pytest.raises(TransportFailed, match="réessaiera"):
        sftp.deposer(NOM, tue())
    assert set(serveur.files()) <= {PARTIEL}
    assert "réessaiera" in failure(sftp), "nobody listens any more"
    serveur.start()
    sftp.deposer(NOM, blocs())
    serveur.stop()
    assert serveur.files() == COMPLET


@pytest.mark.parametrize("rang", [1, 3, 5])
def test_a_server_that_falls_silent_is_not_waited_for(
    serveur: ServeurSftp, sftp: Sftp, rang: int
) -> None:
    serveur.order(rang, "figer")
    assert "ne répond pas dans le délai" in failure(replace(sftp, attente=0.5))
    assert NOM not in serveur.files()


def test_a_port_that_never_speaks_is_not_waited_for(sftp: Sftp, tmp_path: Path) -> None:
    with socket.create_server((HOTE, 0)) as muet:
        port = muet.getsockname()[1]
        cle = (tmp_path / "c").with_suffix(".pub")
        make_key(tmp_path / "c")
        (tmp_path / "connus").write_text(f"[{HOTE}]:{port} {cle.read_text()}")
        ailleurs = replace(sftp.serveur, port=port)
        lent = replace(sftp, serveur=ailleurs, hotes_connus=tmp_path / "connus", attente=0.3)
        assert "réessaiera" in failure(lent)


def test_a_write_that_the_server_lost_is_seen_by_the_size(serveur: ServeurSftp, sftp: Sftp) -> None:
    sftp.deposer(NOM, blocs())
    rang = serveur.asked().index("fsync@openssh.com")  # what comes before is the last write
    shutil.rmtree(serveur.depot)
    serveur.depot.mkdir()
    serveur.order(rang, "repondre")
    assert f"{len(CONTENU)} octets envoyés" in failure(sftp)
    assert serveur.files() == {}


@pytest.mark.parametrize("code", [3, 4])
def test_a_delivery_that_cannot_be_read_again_is_not_taken_for_ours(
    serveur: ServeurSftp, sftp: Sftp, code: int
) -> None:
    (serveur.depot / NOM).write_bytes(CONTENU)
    rang = 4  # after the limits, the removal and the size: the reading
    serveur.order(rang, "repondre", code=code)
    assert "un autre contenu porte déjà ce nom" in failure(sftp, TransportRefused)
    assert serveur.asked()[rang - 1].startswith("open-read")
    assert serveur.files() == {NOM: CONTENU}


# Addresses -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("url", "port", "chemin"),
    [
        ("sftp://moi@hote/depot/defi/", 22, "/depot/defi"),
        ("sftp://moi@hote:2222/d%C3%A9p%C3%B4t", 2222, "/dépôt"),
        ("sftp://moi@hote", 22, "/"),
        ("sftp://moi@[::1]/x", 22, "/x"),
    ],
)
def test_an_address_is_read(url: str, port: int, chemin: str) -> None:
    lue = Serveur.parse(url, "champ")
    assert (lue.utilisateur, lue.port, lue.chemin) == ("moi", port, chemin)
    assert Serveur.parse(str(lue), "champ") == lue
    assert lue.path("a.csv") == f"{chemin.rstrip('/')}/a.csv"


@pytest.mark.parametrize(
    "url",
    [
        "sftp://hote/x",
        "ftp://moi@hote/x",
        "sftp://moi@/x",
        "sftp://moi@hote:99999/x",
        "sftp:",
        "sftp://moi@depot..exemple.fr/x",
        f"sftp://moi@{'a' * 64}.fr/x",
    ],
)
def test_an_address_that_says_too_little_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match=r"champ : .*sftp://utilisateur@serveur"):
        Serveur.parse(url, "champ")


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(InvalidInput, match="SIGMA_SFTP_MOT_DE_PASSE_") as refus:
        Serveur.parse("sftp://moi:secret@hote/x", "champ")
    assert "secret" not in refus.value.message
