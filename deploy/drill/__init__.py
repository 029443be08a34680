"""Drills of the running local stack: what is promised under load is shown on it."""
