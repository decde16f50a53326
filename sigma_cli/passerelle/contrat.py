"""What a gateway is to a service: something asked for one person, that answers, ignores or fails."""

from typing import Protocol

from sigma_cli.domain.personnes.identite import Reponse
from sigma_cli.domain.personnes.nir import Nir


class Muette(Exception):
    """The gateway gave no usable answer; the text is the cause, in French, without personal data."""


class Passerelle(Protocol):
    """An identity gateway."""

    def ask(self, nir: Nir, nom_naissance: str) -> Reponse | None:
        """Return the identity of the bearer of this number and name, None when it knows none.

        Raises Muette when it cannot be reached or makes no sense.
        """
        ...
