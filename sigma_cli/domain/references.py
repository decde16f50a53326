"""References of the objects (`20F0011_03/01`, `S000001`): written and read in one place."""

import re
from typing import Final, NamedTuple

from sigma_cli.errors import InvalidInput

_ACTION: Final = re.compile(r"[0-9A-Z]{3,16}", re.ASCII)
_CONVENTION: Final = re.compile(r"[0-9A-Z]{3,16}(_[0-9]{1,3})?", re.ASCII)
_COMPOSANTE: Final = re.compile(r"([0-9A-Z]{3,16})_([0-9]{2,3})", re.ASCII)
_SESSION: Final = re.compile(r"([0-9A-Z]{3,16}_[0-9]{2,3})/([0-9]{1,4})", re.ASCII)
_NUMERO: Final = re.compile(r"[0-9]{1,4}", re.ASCII)
NUMERO_MAX: Final = 9999  # of a session: what a reference can hold


class Composante(NamedTuple):
    """A composante’s reference: its action’s number and its rank in it."""

    action: str
    rang: int

    def __str__(self) -> str:
        """Write `20F0011_03`."""
        return f"{self.action}_{self.rang:02d}"


class Session(NamedTuple):
    """A session’s reference: its composante’s number and its own, which restarts in each."""

    composante: str
    numero: int

    def __str__(self) -> str:
        """Write `20F0011_03/01`."""
        return f"{self.composante}/{self.numero:02d}"


def read_action(valeur: str) -> str:
    """Return the number of an action, `20F0011`. Raises InvalidInput."""
    texte = valeur.strip().upper()
    if not _ACTION.fullmatch(texte):
        raise InvalidInput("N° d’action : lettres et chiffres seulement, comme 20F0011.")
    return texte


def read_convention(valeur: str, champ: str) -> str:
    """Return the number of a convention, `20005341_1`. Raises InvalidInput naming `champ`."""
    texte = valeur.strip().upper()
    if not _CONVENTION.fullmatch(texte):
        raise InvalidInput(f"{champ} : un numéro comme 20005341_1 est attendu.")
    return texte


def read_composante(valeur: str) -> Composante:
    """Return the reference of a composante, `20F0011_03`. Raises InvalidInput."""
    lue = _COMPOSANTE.fullmatch(valeur.strip().upper())
    if lue is None or int(lue[2]) == 0:
        raise InvalidInput(
            "Composante : écrire le n° d’action, « _ » et le rang sur deux chiffres, "
            "comme 20F0011_03."
        )
    return Composante(lue[1], int(lue[2]))


def read_session(valeur: str) -> Session:
    """Return the reference of a session, `20F0011_03/01`. Raises InvalidInput."""
    lue = _SESSION.fullmatch(valeur.strip().upper())
    if lue is None or int(lue[2]) == 0:
        raise InvalidInput(
            "Session : écrire la composante, « / » et le numéro, comme 20F0011_03/01."
        )
    return Session(str(read_composante(lue[1])), int(lue[2]))


def read_numero_session(valeur: str, champ: str) -> int:
    """Return a session number, `01`, as an integer. Raises InvalidInput naming `champ`."""
    texte = valeur.strip()
    if not _NUMERO.fullmatch(texte) or int(texte) == 0:
        raise InvalidInput(f"{champ} : un numéro de session comme 01 est attendu.")
    return int(texte)


def stagiaire(ident: int) -> str:
    """Write the reference of a person, `S000001`."""
    return f"S{ident:06d}"


def parcours(ident: int) -> str:
    """Write the reference of a parcours, `P000001`."""
    return f"P{ident:06d}"


def tache(ident: int) -> str:
    """Write the reference of a task, `T000001`."""
    return f"T{ident:06d}"


def candidature(ident: int) -> str:
    """Write the reference of a candidature, `C000001`."""
    return f"C{ident:06d}"


def prescripteur(ident: int) -> str:
    """Write the reference of a prescripteur, `PR0001`."""
    return f"PR{ident:04d}"


def read_candidature(valeur: str) -> int:
    """Return the row number of a candidature. Raises InvalidInput."""
    return _read_numbered(valeur, "C", "Candidature")


def read_prescripteur(valeur: str) -> int:
    """Return the row number of a prescripteur. Raises InvalidInput."""
    return _read_numbered(valeur, "PR", "Prescripteur", chiffres=4)


def campagne(ident: int) -> str:
    """Write the reference of a campagne d’attribution, `CA0001`."""
    return f"CA{ident:04d}"


def demande(ident: int) -> str:
    """Write the reference of a request, `D0001`."""
    return f"D{ident:04d}"


def read_campagne(valeur: str) -> int:
    """Return the row number of a campagne. Raises InvalidInput."""
    return _read_numbered(valeur, "CA", "Campagne", chiffres=4)


def read_demande(valeur: str) -> int:
    """Return the row number of a request. Raises InvalidInput."""
    return _read_numbered(valeur, "D", "Demande", chiffres=4)


def read_tache(valeur: str) -> int:
    """Return the row number of a task. Raises InvalidInput."""
    return _read_numbered(valeur, "T", "Tâche")


def read_stagiaire(valeur: str) -> int:
    """Return the row number of a person. Raises InvalidInput."""
    return _read_numbered(valeur, "S", "Stagiaire")


def read_parcours(valeur: str) -> int:
    """Return the row number of a parcours. Raises InvalidInput."""
    return _read_numbered(valeur, "P", "Parcours")


def _read_numbered(valeur: str, lettres: str, quoi: str, *, chiffres: int = 6) -> int:
    texte = valeur.strip().upper()
    if not re.fullmatch(rf"{lettres}[0-9]{{{chiffres},9}}", texte, re.ASCII):
        exemple = f"{lettres}{1:0{chiffres}d}"
        raise InvalidInput(f"{quoi} : une référence comme {exemple} est attendue.")
    return int(texte.removeprefix(lettres))
