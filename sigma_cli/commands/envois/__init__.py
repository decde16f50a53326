"""`sigma flux`."""
