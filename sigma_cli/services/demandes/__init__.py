"""Requests to the Région: written, followed, answered; what an answer changes is applied here."""
