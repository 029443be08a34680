"""HTTP of a service: problems, pages, entity tags, idempotency, the application itself."""
