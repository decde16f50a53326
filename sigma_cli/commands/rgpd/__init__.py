"""`sigma rgpd` and `journal`."""
