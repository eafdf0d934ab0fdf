"""The equality officer's room: who is heard, who is not, and what is not known. All of it comes from releases."""
