"""Care of the base."""
