"""Routing without a database, and the suites that both its stores pass."""
