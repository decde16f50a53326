"""Opening the base. The only package that knows where it is and how it is configured."""

from sigma_cli.store.engine import open_db

__all__ = ["open_db"]
