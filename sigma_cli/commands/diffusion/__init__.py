"""`sigma check`, `diagnose` and `contact`."""
