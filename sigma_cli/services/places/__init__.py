"""Paid places: quota, decisions, requests."""
