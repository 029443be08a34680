"""Another application than `a_service`, for tests of what starts services."""

from tests.support.a_service import main

__all__ = ["main"]
