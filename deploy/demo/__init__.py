"""Scenarios that are played through the public API only, as any customer of the API could."""
