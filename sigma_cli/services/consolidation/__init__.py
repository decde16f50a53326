"""What is told of an établissement to the Région, and what several bundles tell together."""
