"""Closed lists and dated settings shared with the outside world."""
