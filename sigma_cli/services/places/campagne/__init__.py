"""Campagnes d’attribution."""
