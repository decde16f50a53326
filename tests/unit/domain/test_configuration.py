"""What a config.toml may say: all of the model, and nothing that nobody reads."""

import re
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from sigma_cli.commands.cadre import acces
from sigma_cli.config import Config
from sigma_cli.domain.base.configuration import CLES_FLUX, FLUX, check_keys, known_keys
from sigma_cli.errors import InvalidInput
from sigma_cli.flux import REGISTRE
from sigma_cli.referentiels.reglages import load, shipped
from tests import factories

SERVEUR = "sftp://u@127.0.0.1/x"


def model() -> dict[str, Any]:
    """Return what the model of the configuration says once every line of it counts."""
    texte = files("sigma_cli.referentiels").joinpath("config_modele.toml").read_text("utf-8")
    return tomllib.loads(re.sub(r"^# (?=\[|\w+ = )", "", texte, flags=re.MULTILINE))


def keys(contenu: dict[str, Any], prefixe: str = "") -> list[tuple[str, str]]:
    trouvees = []
    for nom, valeur in contenu.items():
        if isinstance(valeur, dict):
            trouvees += keys(valeur, f"{prefixe}.{nom}".strip("."))
        else:
            trouvees.append((prefixe, nom))
    return trouvees


def read_all(contenu: dict[str, Any], dossier: Path) -> None:
    """Read a configuration as every command together would."""
    load(contenu)
    config = Config(fichier_donne=dossier / "config.toml")
    config.__dict__["contenu"] = contenu
    assert config.passerelle != ""
    for code in contenu.get("flux", {}):
        acces.transport(config, code, personnel=False)


def test_every_key_of_the_model_is_known_and_read(tmp_path: Path) -> None:
    modele = model()
    check_keys(modele)
    read_all(modele, tmp_path)
    assert len(keys(modele)) > 25
    assert {section for section, _ in keys(modele)} > {"delais", "defi", "flux.defi", "p2s"}


@pytest.mark.parametrize(
    ("section", "cle"),
    [paire for paire in keys(model()) + keys(dict(shipped())) if paire[0][:5] != "flux."]
    + [(f"flux.{code}", cle) for code in FLUX for cle in CLES_FLUX],
)
def test_a_known_key_is_read(section: str, cle: str, tmp_path: Path) -> None:
    faux: dict[str, Any] = {cle: {}}
    if section.startswith("flux.") and cle != "destination":
        faux["destination"] = SERVEUR
    for nom in reversed(section.split(".")):
        faux = {nom: faux}
    with pytest.raises(InvalidInput, match=re.escape(f"[{section}] {cle}")):
        read_all(faux, tmp_path)


def test_the_flux_are_those_of_the_register() -> None:
    assert set(FLUX) == set(REGISTRE)
    check_keys(tomllib.loads(factories.configuration()))


@pytest.mark.parametrize(
    ("texte", "dit"),
    [
        ('[flux.defi]\ndestinatoin = "x"', "[flux.defi] destinatoin n’existe pas ; au plus près : destination."),
        ('[flux.defy]\ndestination = "x"', "la section [flux.defy] n’existe pas ; au plus près : [flux.defi]."),
        ("[delai]\nnia_jours = 3", "la section [delai] n’existe pas ; au plus près : [delais]."),
        ("[p2s]\necart_jours = 3", "[p2s] ecart_jours n’existe pas ; cette clé va dans [delais]."),
        ("tous = true", "hors de toute section, tous n’existe pas ; cette clé va dans [defi]."),
        ("[defi]\nzzz = 1", "[defi] zzz n’existe pas ; il y a tous."),
        ('[contacts.paie]\ncouriel = "x"', "[contacts.paie] couriel n’existe pas ; au plus près : courriel."),
        ('[defi]\n"a\\nb" = 1', "[defi] a?b n’existe pas"),
        ('[defi]\ndestination = "x"', "[defi] destination n’existe pas ; il y a tous."),
    ],
)  # fmt: skip
def test_what_nothing_reads_is_refused_with_the_nearest(texte: str, dit: str) -> None:
    with pytest.raises(InvalidInput) as info:
        check_keys(tomllib.loads(texte))
    assert info.value.message.startswith(f"Configuration : {dit}")
    assert "\n" not in info.value.message


def test_nir_12_a_number_out_of_place_is_not_repeated() -> None:
    with pytest.raises(InvalidInput) as info:
        check_keys({"defi": {factories.nir(): 1}})
    assert factories.nir() not in info.value.message


def test_free_keys_and_sections_that_are_values_are_left_to_their_readers() -> None:
    check_keys({"statuts": {"CL": "Clos"}, "remunerations": {"ASS": "x"}, "contacts": {"paie": 3}})
    check_keys({"flux": 3, "delais": [], "identite": "x"})
    assert "attente_secondes" in known_keys()["base"]


def test_a_configuration_is_checked_when_it_is_read(tmp_path: Path) -> None:
    fichier = tmp_path / "config.toml"
    fichier.write_text("[flux.defi]\ndestinatoin = 'x'\n")
    with pytest.raises(InvalidInput, match="destinatoin"):
        Config(fichier_donne=fichier).destination("defi")
