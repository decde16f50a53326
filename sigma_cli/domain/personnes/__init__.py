"""Rules of persons and numbers."""
