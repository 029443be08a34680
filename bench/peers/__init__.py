"""The same work written the obvious way, to measure Muster beside it in one run."""
