"""Why a session is not seen, and what to correct before."""
