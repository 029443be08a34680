"""Attacks on a running house over loopback, and what each must never get."""
