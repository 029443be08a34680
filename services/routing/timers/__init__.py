"""One file per kind of timer: the use case a due time calls."""
