"""Rules of paid places."""
