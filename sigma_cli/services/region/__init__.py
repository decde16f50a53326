"""Requests to the Région."""
