"""What a channel may do beside replying: publish posts of the brand's own, and withdraw a reply that is out."""

from __future__ import annotations

from typing import Any, Protocol

from channels.sending import OutboundPost, Outward, SendResult
from channels.withdrawing import SentReply, WithdrawResult


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


class Withdrawing(Protocol):
    """Deleting replies of the brand's own at their platform; where they may stand is in the channel's abilities."""

    def takes(self, settings: Any) -> bool:  # noqa: ANN401 - its own settings model
        """Whether an account with these settings takes withdrawals."""
        ...

    async def withdraw(self, outward: Outward, secrets: Any, settings: Any, sent: SentReply) -> WithdrawResult:  # noqa: ANN401 - its own models
        """Have one reply deleted; once more is harmless. Never raises for what the platform or the network does."""
        ...
