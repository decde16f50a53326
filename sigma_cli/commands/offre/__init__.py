"""`sigma etablissement`, `action`, `composante` and `session`."""
