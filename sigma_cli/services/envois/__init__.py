"""Files that leave: frozen, delivered, answered, compared."""
