"""Faults on purpose: break one part of a running house under load, and judge the record of what happened."""
