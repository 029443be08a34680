"""User stories through the gateway over HTTP, on real parts and real processes."""
