"""The HTTP API: routers by resource, presenters, and the table of errors."""
