"""THE COMMAND: stands above all, starts what it is told."""
