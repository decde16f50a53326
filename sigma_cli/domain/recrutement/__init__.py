"""Rules of recruitment."""
