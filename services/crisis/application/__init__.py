"""Events, timers and commands in, rules called, events out."""
