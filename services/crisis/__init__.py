"""Signals become incidents, and incidents become people at their stations."""
