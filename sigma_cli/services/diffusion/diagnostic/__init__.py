"""« Why does my session not appear? »: facts, steps and one advice. Nothing is written."""
