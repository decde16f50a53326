"""Titles of tables, whoever wrote them."""
