"""SQLModel tables, one module per subject.

Nothing is imported here: a command loads only the tables it touches, and `models.tables`
loads them all for migrations and checks (each table class costs several milliseconds).
"""
