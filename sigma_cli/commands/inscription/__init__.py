"""`sigma stagiaire`."""
