"""What the gateway keeps in MongoDB: brands, people, integrations, keys, grants and counts, a module for each."""
