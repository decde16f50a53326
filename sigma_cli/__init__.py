"""sigma: training sessions, stagiaires, paid places and flux over a local base."""

__version__ = "0.1.0"
