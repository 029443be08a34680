"""The public API, a file per resource."""
