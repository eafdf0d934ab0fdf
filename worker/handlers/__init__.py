"""One file for each message that the worker reacts to."""
