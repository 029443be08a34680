"""A server of the document's examples, for who builds against the API before having one; `make mock` runs it."""
