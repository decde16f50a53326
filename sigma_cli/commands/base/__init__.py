"""`sigma init`, `demo` and `base`."""
