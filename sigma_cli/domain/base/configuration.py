"""What a config.toml may say: a key that nothing reads would be a wish silently lost."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from sigma_cli.domain.discretion import is_sensitive
from sigma_cli.errors import InvalidInput
from sigma_cli.referentiels.reglages import CHAMPS_CONTACT, shipped

FLUX: Final = ("carif", "defi", "agora", "region")
_SANS_VALEUR: Final = {"identite": ("url",), "rgpd": ("decidee_le",)}
CLES_FLUX: Final = ("destination", "cle", "hotes_connus", "attente_secondes")
_FAMILLES: Final = ("flux", "contacts")  # sections of sections
_LIBRES: Final = ("statuts", "remunerations")  # their keys are codes, which their reader judges
_LONGUEUR: Final = 40

Cles = Mapping[str, tuple[str, ...]]


def known_keys() -> Cles:
    """Return the keys of each section: those with a shipped value, and those that have none.

    The empty name stands for what is in no section; `contacts.*` for every subject.
    """
    connues: dict[str, tuple[str, ...]] = {f"flux.{code}": CLES_FLUX for code in FLUX}
    connues |= {nom: tuple(cles) for nom, cles in shipped().items() if nom != "contacts"}
    for nom, cles in _SANS_VALEUR.items():
        connues[nom] = (*connues.get(nom, ()), *cles)
    return connues | {"contacts.*": CHAMPS_CONTACT, "": ()}


def check_keys(contenu: Mapping[str, Any]) -> None:
    """Refuse a section or a key that nothing reads. Raises InvalidInput, naming the nearest one.

    What a key holds is for its reader to judge, and so is a section that is only a value.
    """
    connues = known_keys()
    for section, cles in _sections(contenu, connues):
        attendues = connues.get("contacts.*" if section.startswith("contacts.") else section)
        if attendues is None:
            noms = [nom for nom in connues if nom.isidentifier() or nom.startswith("flux.")]
            raise InvalidInput(
                f"Configuration : la section [{_shown(section)}] n’existe pas ; "
                f"{_nearest(section, noms, '[{}]')}."
            )
        for cle in cles:
            if cle not in attendues and section not in _LIBRES:
                raise InvalidInput(_refusal(section, cle, connues, attendues))


def _sections(contenu: Mapping[str, Any], connues: Cles) -> Iterator[tuple[str, Iterable[str]]]:
    """Yield every section with its keys, first what stands in none."""
    sections = {nom: valeur for nom, valeur in contenu.items() if isinstance(valeur, dict)}
    yield "", contenu.keys() - sections.keys() - connues.keys() - set(_FAMILLES)
    for nom, valeur in sections.items():
        if nom not in _FAMILLES:
            yield nom, valeur
            continue
        for sous, cles in valeur.items():
            yield f"{nom}.{sous}", cles if isinstance(cles, dict) else ()


def _refusal(section: str, cle: str, connues: Cles, attendues: tuple[str, ...]) -> str:
    ou = f"[{_shown(section)}] " if section else "hors de toute section, "
    ailleurs = [nom for nom, cles in connues.items() if cle in cles]
    if ailleurs and cle not in CLES_FLUX:
        suite = f"cette clé va dans [{ailleurs[0]}]"
    else:
        suite = _nearest(cle, attendues or [c for cles in connues.values() for c in cles], "{}")
    return f"Configuration : {ou}{_shown(cle)} n’existe pas ; {suite}."


def _nearest(mot: str, connus: Iterable[str], forme: str) -> str:
    from difflib import get_close_matches

    choix = list(dict.fromkeys(connus))
    proches = get_close_matches(mot, choix, n=1)
    if proches:
        return f"au plus près : {forme.format(proches[0])}"
    return f"il y a {', '.join(forme.format(nom) for nom in choix)}"


def _shown(mot: str) -> str:
    """Return a name fit for a message: one short line, and never what could be a NIR (NIR-12)."""
    if is_sensitive(mot):
        return "•••"
    return "".join(c if c.isprintable() else "?" for c in mot)[:_LONGUEUR]
