"""`sigma place`."""
