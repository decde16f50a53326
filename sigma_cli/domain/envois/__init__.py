"""Rules of what leaves."""
