"""Use cases: one command or one consumed event a function or a small class, and the ports under them."""
