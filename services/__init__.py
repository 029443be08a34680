"""The four services behind the gateway, each with its own database."""
