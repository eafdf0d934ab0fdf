"""The occasional survey of people served: a list of them, a sample drawn by chance, and what it says of all."""
