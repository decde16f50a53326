"""`sigma demande`."""
