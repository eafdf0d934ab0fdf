"""What the worker does for surveys: sends invitations, opens boxes among others, draws samples, keeps the keys."""
