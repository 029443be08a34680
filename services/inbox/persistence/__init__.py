"""MongoDB: indexes, the unit of work, and one file an aggregate."""
