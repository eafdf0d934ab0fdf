"""What the services stand on: rooms whose imports go downwards only."""
