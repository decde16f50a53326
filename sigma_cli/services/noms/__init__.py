"""Objects found by their names, where a reference is expected."""
