"""`sigma prescripteur` and `candidature`."""
