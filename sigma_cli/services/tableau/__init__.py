"""The tableau de bord: how sessions fill, what is left, what is late, and why."""
