#!/usr/bin/env python3
"""Print the life of a candidature as the guide shows it: the very table that the program follows.

The guide holds this text between cog markers; `make fix` writes it again, `make lint` compares it.
"""

import sys

from sigma_cli.domain.recrutement.candidatures import TRANSITIONS


def table() -> str:
    """Return the table of transitions in Markdown, one row each."""
    lignes = [
        (
            ligne.de.value,
            ligne.evenement.label,
            ligne.vers.value,
            " ; ".join(f"{garde.condition} ({garde.regle})" for garde in ligne.gardes),
            f"{ligne.regle}, avec un avertissement" if ligne.alerte else ligne.regle,
        )
        for ligne in TRANSITIONS
    ]
    titres = ("de", "ce qui arrive", "vers", "à condition que", "règle")
    rangs = [titres, ("---",) * len(titres), *lignes]
    return "".join(f"| {' | '.join(rang)} |\n" for rang in rangs)


if __name__ == "__main__":
    sys.stdout.write(table())
