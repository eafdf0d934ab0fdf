"""Signs of harm: opened by a person, decided by a person, and what the screen missed."""
