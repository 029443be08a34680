"""What a channel may do beside replying: publish posts of the brand's own."""

from __future__ import annotations

from typing import Any, Protocol

from channels.sending import OutboundPost, Outward, SendResult


class Publishing(Protocol):
    """Publishing posts of the brand's own on a platform."""

    def takes(self, settings: Any) -> bool:  # noqa: ANN401 - its own settings model
        """Whether an account with these settings takes posts."""
        ...

    def limit(self, settings: Any) -> int | None:  # noqa: ANN401 - its own settings model
        """How long a post may be, as `length` counts; None: the platform decides."""
        ...

    def length(self, text: str) -> int:
        """How long the platform counts a text."""
        ...

    async def publish(self, outward: Outward, secrets: Any, settings: Any, post: OutboundPost) -> SendResult:  # noqa: ANN401 - its own models
        """Publish one post. Never raises for anything the platform or the network does."""
        ...
