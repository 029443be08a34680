"""Analytics without a database, builders of its events, and the suite that both its stores pass."""
