"""From a person to a parcours: enrolment, end, leaving."""
