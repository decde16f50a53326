"""NIR-12 under failure: whatever goes wrong in whichever command, what is said holds no number.

Every command of the program is found by walking through it, so that a new one is tried as it comes.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.core import TyperArgument, TyperGroup
from typer.main import get_command

from sigma_cli.main import app
from tests import factories
from tests.conftest import Lieu, Sigma

NUMERO = factories.nir(734)
LONGUES = {"demo", "init"}  # they make files of their own, wherever they are told
VALEURS = {
    "action": "20F0011",
    "composante": "20F0011_03",
    "session": "20F0011_03/01",
    "stagiaire": "S000001",
    "parcours": "P000001",
    "tache": "T000001",
    "accordees": "5",
    "places": "5",
    "annee": "2020",
    "debut": "2020-11-02",
    "fin": "2021-06-25",
    "le": "2020-10-06",
    "convention": "20005341_1",
    "niveau_entree": "5",
    "niveau_sortie": "6",
    "certifinfo": "93541",
    "code_postal": "31000",
    "code_insee": "31555",
    "code": "defi",
    "dans": "kairos",
    "type_": "champs",
    "motif": "Effectif insuffisant",
}
EN_PLUS = {"demande add": ["--composante", "20F0011_03", "--absente-de", "carif"]}


def walk(commande: Any, mots: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    if not isinstance(commande, TyperGroup):
        yield mots, commande
        return
    for nom in commande.list_commands(None):  # type: ignore[arg-type]  # names need no context
        suite = commande.get_command(None, nom)  # type: ignore[arg-type]  # as above
        yield from walk(suite, (*mots, nom))


COMMANDES = {" ".join(mots): commande for mots, commande in walk(get_command(app))}
ESSAYEES = {nom: commande for nom, commande in COMMANDES.items() if nom not in LONGUES}


def words(param: Any, valeur: str) -> list[str]:
    if isinstance(param, TyperArgument):
        return [valeur]
    option = max(param.opts, key=len)
    return [option] if param.is_flag else [option, valeur]


def usual(param: Any) -> list[str]:
    """Return the words that give a parameter its usual value, none when it may be left out."""
    if not param.required:
        return []
    return words(param, VALEURS.get(param.name, "Essai"))


def lines(nom: str, commande: Any) -> Iterator[list[str]]:
    """Yield the command with the number in the place of each of its parameters, and beside them."""
    params = [p for p in commande.params if p.name != "help"]
    en_plus = EN_PLUS.get(nom, [])
    habituels = [mot for param in params for mot in usual(param)] + en_plus
    yield [*nom.split(), *habituels, NUMERO]
    yield [*nom.split(), *habituels, f"--{NUMERO}"]
    yield [*nom.split(), *habituels, "--inconnue", NUMERO]
    for choisi in params:
        if getattr(choisi, "is_flag", False):
            continue
        autres = [mot for p in params if p is not choisi for mot in usual(p)] + en_plus
        yield [*nom.split(), *autres, *words(choisi, NUMERO)]


def check(fini: Any, ligne: list[str], *, morceaux: set[str]) -> None:
    """A failure says nothing of the number, a success nothing on stderr."""
    dit = fini.stderr if fini.exit_code == 0 else fini.output
    assert "Traceback" not in fini.output
    assert [m for m in morceaux if m in dit] == [], (ligne[:3], dit)


@pytest.mark.parametrize("nom", ESSAYEES)
def test_nir_12_a_number_in_any_place_of_any_command_is_neither_repeated_nor_kept(
    peuple: Sigma, lieu: Lieu, nom: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    morceaux = factories.fragments(NUMERO)
    for ligne in lines(nom, ESSAYEES[nom]):
        check(peuple(*ligne, entree=NUMERO), ligne, morceaux=morceaux)
        assert not any(NUMERO.encode() in f.read_bytes() for f in bases(lieu)), ligne


def bases(lieu: Lieu) -> list[Path]:
    return list(lieu.base.parent.glob(f"{lieu.base.name}*"))


def break_nothing(_lieu: Lieu) -> None:
    """The command line alone is wrong, or nothing is."""


def lose_the_key(lieu: Lieu) -> None:
    lieu.cle.unlink()


def share_the_key(lieu: Lieu) -> None:
    lieu.cle.chmod(0o644)


def spoil_the_key(lieu: Lieu) -> None:
    lieu.cle.write_text("pas une clé")


def lose_the_base(lieu: Lieu) -> None:
    lieu.base.unlink()


def spoil_the_base(lieu: Lieu) -> None:
    contenu = bytearray(lieu.base.read_bytes())
    for debut in range(4096, len(contenu), 4096):
        contenu[debut : debut + 64] = b"\xff" * 64
    lieu.base.write_bytes(contenu)


def spoil_the_config(lieu: Lieu) -> None:
    lieu.config.write_text(f'[flux\nnir = "{NUMERO}"')


PANNES: list[Callable[[Lieu], None]] = [
    break_nothing,
    lose_the_key,
    share_the_key,
    spoil_the_key,
    lose_the_base,
    spoil_the_base,
    spoil_the_config,
]


@pytest.mark.parametrize("panne", PANNES, ids=lambda panne: panne.__name__)
@pytest.mark.skipif(os.name != "posix", reason="rights of the key are those of POSIX")
def test_nir_12_no_command_tells_a_number_when_something_is_broken(
    peuple: Sigma, lieu: Lieu, panne: Callable[[Lieu], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(lieu.dossier)
    peuple.ok(*factories.stagiaire_enrol(), entree=NUMERO)
    peuple.ok(*factories.place_allocate())
    panne(lieu)
    morceaux = factories.fragments(NUMERO)
    for nom, commande in ESSAYEES.items():
        ligne = [*nom.split(), *(mot for param in commande.params for mot in usual(param))]
        for options in ([], ["--json"]):
            check(peuple(*ligne, *options, entree=NUMERO), ligne, morceaux=morceaux)
