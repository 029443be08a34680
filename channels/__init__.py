"""One folder per platform: verify a signature, parse a payload, send a reply."""
