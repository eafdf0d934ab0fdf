"""Which procedure? An officer tries facts, and nothing is kept."""
