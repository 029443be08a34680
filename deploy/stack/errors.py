"""What cannot be had, said in one sentence with what to do about it."""


class StackError(RuntimeError):
    """A part of the local stack is missing or did not start; the text is written for the person at the terminal."""
