"""Crisis without a database, builders of its values, and the suites that both its units of work pass."""
