"""Recruitment: prescripteurs, candidatures, and what becomes of them."""
