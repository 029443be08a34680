"""One file per kind of timer: what happens when a due time has come."""
