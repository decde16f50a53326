"""Rules of the work list."""
