"""The failures that every room handles alike."""

from __future__ import annotations


class Unavailable(Exception):
    """A dependency is unavailable. HTTP answers 503 with Retry-After (seconds), a consumer backs off."""

    def __init__(self, what: str, retry_after: float = 1.0) -> None:
        """Name the dependency (`kafka`, `mongodb`, a service) and when to retry, in seconds."""
        super().__init__(f"{what} is not available")
        self.what = what
        self.retry_after = retry_after


class VersionConflict(Exception):
    """Another writer changed the document first: read it again and decide anew."""


class Fenced(Exception):
    """A lease, an epoch or an offset was taken over by another process: drop the result."""


class Unauthenticated(Exception):
    """The credential is missing, wrong or expired; the text is safe to show."""
