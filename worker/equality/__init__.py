"""Equality: periods and their keys, sealed answers counted together, and what is published of them."""
