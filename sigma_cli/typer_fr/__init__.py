"""Typer made French, lazy and discreet: help pages, usage errors, the error boundary.

Typer has no hook for its own words, so its classes are extended here and nowhere else. Its private
modules are imported where no public name exists: the version is pinned in pyproject.toml, and the
functional tests read every page and message.
"""

from sigma_cli.typer_fr.paresseux import GroupeParesseux

__all__ = ["GroupeParesseux"]
