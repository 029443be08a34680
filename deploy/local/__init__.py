"""Muster on one machine: the real parts, the gateway and the four services as processes, and what a script needs."""
