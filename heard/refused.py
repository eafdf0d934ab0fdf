"""What a command refuses to do, in words that say how to mend it."""


class Refused(RuntimeError):
    """The command changed nothing; its message is for the person who typed it."""
