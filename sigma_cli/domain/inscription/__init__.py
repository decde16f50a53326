"""Rules of an enrolment."""
