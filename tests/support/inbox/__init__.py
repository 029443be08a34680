"""The inbox without a database, builders of its events, and the suite that both its units of work pass."""
