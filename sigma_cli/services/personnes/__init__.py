"""Persons: identity, numbers, sheet."""
