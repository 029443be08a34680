"""The failures every room of the house knows how to answer."""

from __future__ import annotations


class Unavailable(Exception):
    """A dependency is unavailable. HTTP answers 503 with Retry-After (seconds), a consumer backs off."""

    def __init__(self, what: str, retry_after: float = 1.0) -> None:
        """Name the dependency (`kafka`, `mongodb`, a service) and when it is worth trying again, in seconds."""
        super().__init__(f"{what} is not available")
        self.what = what
        self.retry_after = retry_after


class VersionConflict(Exception):
    """Somebody else wrote the document first: read it again and decide anew."""


class Fenced(Exception):
    """A lease, an epoch or an offset was taken over by another process: drop the result."""


class Unauthenticated(Exception):
    """The credential is missing, wrong or expired; the text is safe to show."""
