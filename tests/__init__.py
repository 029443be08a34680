"""Unit, contract, integration, end-to-end and fault tests."""
