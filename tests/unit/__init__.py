"""Tests without sockets of services, fast enough to run on every change."""
