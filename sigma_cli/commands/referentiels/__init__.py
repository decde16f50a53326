"""`sigma referentiel`."""
