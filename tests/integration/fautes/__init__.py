"""Faults of the disk, one demand at a time."""
