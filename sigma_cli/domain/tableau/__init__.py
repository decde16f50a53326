"""Rules of what a tableau de bord says of figures."""
