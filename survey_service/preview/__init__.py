"""Practitioners look at a questionnaire as families will see it, and try it: nothing is kept."""
