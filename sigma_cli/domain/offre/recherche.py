"""What searches look into: one folded text per object (Q8-05)."""

from sigma_cli.domain.texte import replier


def composante_key(numero: str, intitule: str, certifinfo: str) -> str:
    """Return the text under which a composante is found."""
    return replier(f"{numero} {intitule} {certifinfo}")


def session_key(session: str, intitule: str, certifinfo: str, commune: str, site: str) -> str:
    """Return the text under which a session is found: its own, and that of its composante."""
    return replier(f"{session} {intitule} {certifinfo} {commune} {site}")
