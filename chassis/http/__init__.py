"""How a service answers over HTTP: problems, pages, entity tags, idempotency, the application itself."""
