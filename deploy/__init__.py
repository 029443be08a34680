"""How Muster is started: local stack, command line, image parts and observability."""
