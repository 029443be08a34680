"""Muster on Kubernetes: manifests by hand, and what follows from the code."""
