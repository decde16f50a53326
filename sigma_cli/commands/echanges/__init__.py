"""`sigma import` and `export`."""
