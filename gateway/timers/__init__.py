"""One file per kind of timer."""
