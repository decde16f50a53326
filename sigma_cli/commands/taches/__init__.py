"""`sigma todo`."""
