"""The pipeline of cases, and one case with everything that was said and decided."""
