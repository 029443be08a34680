"""Checks of the code base that the tools at hand do not bring."""
