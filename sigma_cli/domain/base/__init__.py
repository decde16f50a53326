"""Rules of the base."""
