"""What a channel is: verify, answer a handshake, parse, send. One object per platform name, without state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from channels.beside_replies import Publishing, Withdrawing
from channels.destinations import Destination
from channels.sending import Headers, OutboundReply, Outward, SendResult
from contracts.channel import ChannelEvent


class ChannelSettings(BaseModel):
    """Base of an integration's public settings. Unknown names are refused: a misspelt setting must not be silent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    threading: Literal["contact", "thread"] | None = None  # how the inbox makes conversations; None: its own default
    reopen_days: float | None = Field(default=None, ge=0, le=365)  # a resolved conversation wakes within these days


RETIRED_SETTINGS = frozenset({"allow_loopback"})
"""What integrations may still carry from before; an operator's setting of the process has taken its place."""


def stored_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a stored integration, without those that no channel knows any more."""
    return {name: value for name, value in settings.items() if name not in RETIRED_SETTINGS}


class ChannelSecrets(BaseModel):
    """Base of an integration's secrets; never shown by repr, never logged."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(…)"

    __str__ = __repr__


class SignatureRefused(Exception):
    """The request is not shown to come from the platform."""


class SignatureMissing(SignatureRefused):
    """A header the signature needs is not there."""


class SignatureWrong(SignatureRefused):
    """The signature does not match the raw bytes under any current secret."""


class SignatureStale(SignatureRefused):
    """The signed time is too far from now: an old request played again."""


@dataclass(frozen=True, slots=True)
class IntegrationRef:
    """The integration a payload came to; `settings` is the channel's own settings model."""

    brand: str
    id: str
    channel: str
    settings: ChannelSettings


@dataclass(frozen=True, slots=True)
class HandshakeAnswer:
    """What the platform wants to hear before it trusts the address; 403 when its own proof is wrong."""

    status: int
    body: bytes
    content_type: str = "text/plain; charset=utf-8"


@dataclass(frozen=True, slots=True)
class ParseResult:
    """What a payload held: events in the payload's order, and how many parts were known but carry nothing, by code."""

    events: tuple[ChannelEvent, ...] = ()
    ignored: Counter[str] = field(default_factory=Counter)


Kind = Literal["message", "edit", "delete", "reaction", "receipt", "echo", "contact_moved", "thread_control"]
"""A kind of event that a channel may bring; those of `POST /v1/events` have the same names there."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a channel brings and takes.

    `replies` says where an answer can stand, `reply_characters` how long one may be (None: the platform decides),
    `copies` whether it can go to others too, `keyed` whether the platform knows a reply that is sent again by its key.
    `publishes` says whether accounts can publish posts of the brand's own, `withdraws` where a reply of ours that is
    out can be deleted; settings may say that an account does not.
    """

    brings: frozenset[Kind]
    replies: frozenset[Literal["public", "private"]]
    reply_characters: int | None = None
    copies: bool = False
    keyed: bool = False
    publishes: bool = False
    withdraws: frozenset[Literal["public", "private"]] = frozenset()


class Channel(Protocol):
    """One platform. Everything but `send` is pure."""

    @property
    def name(self) -> str:
        """The channel's name in URLs and events."""
        ...

    @property
    def title(self) -> str:
        """The name for people."""
        ...

    @property
    def abilities(self) -> Abilities:
        """What the channel brings and takes."""
        ...

    @property
    def publishing(self) -> Publishing | None:
        """How posts of the brand's own are published; None: the platform has no such thing."""
        ...

    @property
    def withdrawing(self) -> Withdrawing | None:
        """How replies that are out are withdrawn; None: the platform has no such thing."""
        ...

    @property
    def settings_model(self) -> type[ChannelSettings]:
        """The public settings; a missing or wrong one is named by its validation error."""
        ...

    @property
    def secrets_model(self) -> type[ChannelSecrets]:
        """The secrets; a missing or wrong one is named by its validation error."""
        ...

    @property
    def destinations(self) -> tuple[Destination, ...]:
        """Every place that the settings name, and the secrets that go there."""
        ...

    def new_secrets(self) -> Mapping[str, str]:
        """Fresh values for the secrets that we, not the platform, invent (a verify token, a signing secret)."""
        ...

    def verify(self, secrets: Any, headers: Headers, raw_body: bytes, now: datetime) -> None:  # noqa: ANN401 - its own secrets model
        """Check the signature over the raw bytes, in constant time.

        Raises:
            SignatureMissing, SignatureWrong, SignatureStale: the request is refused.
        """
        ...

    def handshake(
        self,
        secrets: Any,  # noqa: ANN401 - its own secrets model
        method: str,
        query: Mapping[str, str],
        headers: Headers,
        body: bytes,
    ) -> HandshakeAnswer | None:
        """Answer the platform's check of the address; None when the request is no such check.

        Anybody may ask. An answer never holds a signature that `verify` would take with any body, and repeats of the
        request only what is short and of a closed alphabet.
        """
        ...

    def parse(
        self, integration: IntegrationRef, raw_body: bytes, headers: Headers, received_at: datetime
    ) -> ParseResult:
        """Turn a native payload into events. Never raises, whatever the bytes are."""
        ...

    async def send(self, outward: Outward, secrets: Any, settings: Any, reply: OutboundReply) -> SendResult:  # noqa: ANN401 - its own models
        """Send one reply. Never raises for anything the platform or the network does."""
        ...
