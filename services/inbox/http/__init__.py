"""The inbox over HTTP: thin routes, the brand always from the verified caller."""
