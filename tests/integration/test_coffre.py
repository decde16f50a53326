"""The vault of the numbers: what it seals, under which key, and how a bad key is told."""

import base64
import os
import stat
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from sigma_cli.errors import BrokenBase, Conflict, KeyProblem
from sigma_cli.store.coffre import TAILLE, Coffre, create_key, read_key
from tests import factories
from tests.conftest import Lieu, Modeles, Sigma

CLE = bytes(range(TAILLE))
COFFRE = Coffre.of(CLE)
NUMERO = factories.nir(734)
IDENTIFIANT = "78a0acbde99d2e06"
EMPREINTE = "273e2fe2ca88b93ba23b5f85187643d3990892bb9cd97753cf5f6347cd9dc841"
SCELLE = "19e01fcacb4adbd905bf54504858a754fbc95dc90954075dd7bb45587a184c75674a2a67ac55cf85bae30c"
ENTETE = 12 + 16  # nonce and authentication tag

cles = st.binary(min_size=TAILLE, max_size=TAILLE)


def text(cle: bytes) -> str:
    return base64.b64encode(cle).decode()


# Sealing ------------------------------------------------------------------------------------------


@given(cles, st.binary(), st.text())
def test_what_was_sealed_opens_for_its_owner(cle: bytes, clair: bytes, proprietaire: str) -> None:
    scelle = Coffre.of(cle).seal(clair, proprietaire=proprietaire)
    assert len(scelle) == len(clair) + ENTETE
    assert Coffre.of(cle).open(scelle, proprietaire=proprietaire) == clair


@given(st.text(), st.text())
def test_a_seal_is_bound_to_its_owner(un: str, autre: str) -> None:
    scelle = COFFRE.seal(NUMERO.encode(), proprietaire=un)
    if autre != un:
        with pytest.raises(BrokenBase, match="ne se déchiffre pas"):
            COFFRE.open(scelle, proprietaire=autre)


@given(st.integers(0, ENTETE + 14), st.integers(1, 255))
def test_one_byte_altered_is_found(rang: int, masque: int) -> None:
    scelle = bytearray(COFFRE.seal(NUMERO.encode(), proprietaire="S000001"))
    scelle[rang] ^= masque
    with pytest.raises(BrokenBase) as refus:
        COFFRE.open(bytes(scelle), proprietaire="S000001")
    assert "S000001" in refus.value.message
    assert "sigma base check" in refus.value.message


@given(st.integers(0, ENTETE + 14))
def test_a_seal_cut_short_is_found(longueur: int) -> None:
    scelle = COFFRE.seal(NUMERO.encode(), proprietaire="S000001")[:longueur]
    with pytest.raises(BrokenBase):
        COFFRE.open(scelle, proprietaire="S000001")


def test_the_same_number_is_never_sealed_twice_alike() -> None:
    scelles = {COFFRE.seal(NUMERO.encode(), proprietaire="S000001") for _ in range(100)}
    assert len(scelles) == 100
    assert len({scelle[:12] for scelle in scelles}) == 100


@given(cles, cles)
def test_two_keys_know_nothing_of_each_other(une: bytes, autre: bytes) -> None:
    a, b = Coffre.of(une), Coffre.of(autre)
    assert (a.identifiant == b.identifiant) is (une == autre)
    assert (a.fingerprint(NUMERO) == b.fingerprint(NUMERO)) is (une == autre)
    if une != autre:
        with pytest.raises(BrokenBase):
            b.open(a.seal(b"x", proprietaire="S000001"), proprietaire="S000001")


@given(cles)
def test_each_use_has_a_key_of_its_own(cle: bytes) -> None:
    coffre = Coffre.of(cle)
    derivees = {cle, coffre._sceau, coffre._index}
    assert len(derivees) == 3
    assert {len(derivee) for derivee in derivees} == {TAILLE}
    assert not [d for d in derivees if d.hex().startswith(coffre.identifiant)]
    scelle = coffre.seal(b"x", proprietaire="S000001")
    for derivee in (cle, coffre._index):
        with pytest.raises(InvalidTag):
            AESGCM(derivee).decrypt(scelle[:12], scelle[12:], b"S000001")


def test_derived_values_never_change_between_versions() -> None:
    # A base sealed today opens with the program of tomorrow.
    scelle = bytes.fromhex(SCELLE)
    assert COFFRE.identifiant == IDENTIFIANT
    assert COFFRE.fingerprint("185017505673492").hex() == EMPREINTE
    assert COFFRE.open(scelle, proprietaire="S000001") == b"185017505673492"


def test_nir_12_a_vault_hides_its_keys() -> None:
    assert repr(COFFRE).startswith("<sigma_cli.store.coffre.Coffre object")
    assert CLE.hex() not in repr(COFFRE)


# The file of the key ------------------------------------------------------------------------------


def test_a_new_key_is_random_and_private(tmp_path: Path) -> None:
    chemins = [tmp_path / "dossier" / nom for nom in ("une.cle", "autre.cle")]
    ancien = os.umask(0)
    try:
        for chemin in chemins:
            create_key(chemin)
    finally:
        os.umask(ancien)
    assert {stat.S_IMODE(chemin.stat().st_mode) for chemin in chemins} == {0o600}
    une, autre = (Coffre.of(read_key(variable=None, fichier=chemin)) for chemin in chemins)
    assert une.identifiant != autre.identifiant


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    chemin = tmp_path / "sigma.cle"
    create_key(chemin)
    contenu = chemin.read_bytes()
    with pytest.raises(Conflict, match="elle est gardée"):
        create_key(chemin)
    lien = tmp_path / "lien.cle"
    lien.symlink_to(tmp_path / "absente.cle")
    with pytest.raises(KeyProblem):  # a link to nothing: nothing is written through it
        create_key(lien)
    assert chemin.read_bytes() == contenu
    assert not (tmp_path / "absente.cle").exists()


def test_a_key_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "fichier").touch()
    with pytest.raises(KeyProblem, match="SIGMA_CLE_FICHIER"):
        create_key(tmp_path / "fichier" / "sigma.cle")


@pytest.mark.skipif(not Path("/proc/sys").is_dir(), reason="no read-only folder at hand")
def test_a_folder_that_takes_no_key_is_told() -> None:
    with pytest.raises(KeyProblem, match="SIGMA_CLE_FICHIER"):
        create_key(Path("/proc/sys/sigma.cle"))


def test_the_environment_comes_first(tmp_path: Path) -> None:
    chemin = tmp_path / "sigma.cle"
    create_key(chemin)
    assert read_key(variable=f" {text(CLE)}\n", fichier=chemin) == CLE
    assert read_key(variable="", fichier=chemin) != CLE


def test_keys_are_told_apart_from_what_is_none(tmp_path: Path) -> None:
    for variable, dit in (
        ("é" * 44, "n’est pas du base64"),
        (text(CLE)[:-1], "n’est pas du base64"),
        (text(CLE).replace("A", "*", 1), "n’est pas du base64"),
        (" ", "fait 0 octets"),
        (text(CLE[1:]), "fait 31 octets"),
        (text(CLE + b"x"), "fait 33 octets"),
    ):
        with pytest.raises(KeyProblem, match=dit) as refus:
            read_key(variable=variable, fichier=tmp_path / "absente")
        assert variable.strip() == "" or variable not in refus.value.message


# The key at the command line ----------------------------------------------------------------------


def enrol(sigma: Sigma, ordre: int = 734, **env: str) -> str:
    """Enrol someone, who must be refused for the key."""
    ligne = factories.stagiaire_enrol(prenom=f"Léa-{ordre}")
    return sigma.refused(22, *ligne, entree=factories.nir(ordre), **env)


@pytest.fixture
def inscrite(peuple: Sigma, modeles: Modeles) -> Sigma:
    return modeles.fill(peuple, _inscrite)


def _inscrite(peuple: Sigma) -> None:
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO)


def test_a_base_without_any_number_may_be_given_a_key(peuple: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    assert "lancer « sigma init » pour en créer une" in enrol(peuple, 1)
    peuple.ok("init")
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO)


def test_nir_12_without_its_key_a_base_shows_no_number(inscrite: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    fiche = inscrite.json("stagiaire", "show", "S000001")
    assert (fiche["nir"], fiche["nir_classe"]) == ("• •• •• •• ••• ••• ••", "NIR")
    inscrite.ok("stagiaire", "set", "S000001", "--nom-usage", "Durand")
    montrer = inscrite.refused(22, "stagiaire", "show", "S000001", "--montrer-nir")
    for message in (montrer, enrol(inscrite, 2)):
        assert f"Pas de clé à {lieu.cle}" in message
        assert "SIGMA_CLE" in message
        assert "remettre à cet endroit la clé d’origine" in message
        assert "init" not in message, "a new key would not read the numbers"
    assert inscrite.json("stagiaire", "list")["nombre"] == 1


@pytest.mark.parametrize(
    ("contenu", "dit"),
    [
        (b"pas une cl\xe9", "n’est pas du base64"),
        (b"QUFB*" * 10, "n’est pas du base64"),
        (b"", "fait 0 octets"),
        (b"QUFB" * 11, "fait 33 octets"),
    ],
)
def test_a_malformed_key_is_told(peuple: Sigma, lieu: Lieu, contenu: bytes, dit: str) -> None:
    lieu.cle.write_bytes(contenu)
    message = enrol(peuple)
    assert f"La clé ({lieu.cle}) {dit}" in message
    assert peuple.json("stagiaire", "list")["nombre"] == 0


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o622])
def test_a_key_that_others_may_read_is_refused(peuple: Sigma, lieu: Lieu, mode: int) -> None:
    lieu.cle.chmod(mode)
    assert f"chmod 600 {lieu.cle}" in enrol(peuple)


def test_a_key_that_is_a_folder_is_told(peuple: Sigma, tmp_path: Path) -> None:
    dossier = tmp_path / "dossier"
    dossier.mkdir(mode=0o700)
    assert f"La clé {dossier} ne se lit pas" in enrol(peuple, SIGMA_CLE_FICHIER=str(dossier))


def test_another_key_than_the_one_of_the_base_is_refused(inscrite: Sigma) -> None:
    autre = {"SIGMA_CLE": text(CLE)}
    assert "n’est pas celle de cette base" in enrol(inscrite, 2, **autre)
    for argv in (
        ["stagiaire", "show", "S000001"],
        ["stagiaire", "show", "S000001", "--montrer-nir"],
        ["stagiaire", "set", "S000001", "--nom", "Durand"],
    ):
        assert "n’est pas celle de cette base" in inscrite.refused(22, *argv, **autre)
    assert inscrite.json("stagiaire", "show", "S000001")["nom_naissance"] == "Martin"
    assert inscrite.json("stagiaire", "list")["nombre"] == 1


def test_the_key_may_come_from_the_environment(peuple: Sigma, lieu: Lieu) -> None:
    lieu.cle.unlink()
    cle = {"SIGMA_CLE": text(CLE)}
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO, **cle)
    assert NUMERO in peuple.ok("stagiaire", "show", "S000001", "--montrer-nir", **cle).stdout
    assert not lieu.cle.exists()
