"""Pages of reference that are written from the code."""
