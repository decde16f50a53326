"""Rules of the offer."""
