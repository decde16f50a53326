"""`sigma tableau`."""
