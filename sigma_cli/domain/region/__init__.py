"""Rules of the requests to the Région."""
