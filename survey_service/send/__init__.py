"""What practitioners send out or put up, so that families can say how it went."""
