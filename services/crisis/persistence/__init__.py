"""The documents of crisis in MongoDB."""
