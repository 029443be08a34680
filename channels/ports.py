"""What a channel is: verify, answer a handshake, parse, send. One object per platform name, without state."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol

from pydantic import BaseModel, ConfigDict, Field

from channels.addresses import Reach
from channels.destinations import Destination
from contracts.channel import ChannelEvent

Headers = Mapping[str, str]
"""HTTP headers with lower-case names."""


class ChannelSettings(BaseModel):
    """Base of an integration's public settings. Unknown names are refused: a misspelt setting must not be silent."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    threading: Literal["contact", "thread"] | None = None  # how the inbox makes conversations; None: its own default
    reopen_days: float | None = Field(default=None, ge=0, le=365)  # a resolved conversation wakes within these days


RETIRED_SETTINGS = frozenset({"allow_loopback"})
"""What integrations may still carry from before; an operator's setting of the process has taken its place."""


def kept_settings(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The settings of a kept integration, without those that no channel knows any more."""
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


@dataclass(frozen=True, slots=True)
class OutboundReply:
    """A reply to send. `key` is the reply's id: the same key is the same reply, however often it is tried."""

    key: str
    contact: str
    text: str
    visibility: Literal["public", "private"]
    thread: str | None = None
    reply_to: str | None = None
    subject_line: str | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """The platform took it. `external_id` is the id it gave, by which receipts and echoes will speak of it."""

    external_id: str


@dataclass(frozen=True, slots=True)
class SendFailed:
    """It will never be taken as it is; `code` says why (`http_403`, `meta_131047`, `address_refused`)."""

    code: str


@dataclass(frozen=True, slots=True)
class RetryLater:
    """It was certainly not taken; the same reply may be tried again after so many seconds."""

    seconds: float
    code: str


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """It may or may not have been taken and the platform knows no key: a person has to look."""

    code: str


SendResult = Sent | SendFailed | RetryLater | OutcomeUnknown


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """The answer to an outward request; header names are lower case, the body is cut at a limit and never logged."""

    status: int
    headers: Headers
    body: bytes


class NotDelivered(Exception):
    """The request never left: a refused address, no such host, no connection. `code` says which."""

    def __init__(self, code: str, *, permanent: bool = False) -> None:
        """Keep the code, and whether trying again is pointless."""
        super().__init__(code)
        self.code = code
        self.permanent = permanent


class AnswerLost(Exception):
    """The request left and no answer came: nobody knows what became of it."""


class Outward(Protocol):
    """The one way out to addresses others chose; checks each address (see channels.outward)."""

    @property
    def reach(self) -> Reach:
        """How far requests of this process may go; other protocols than HTTP keep to it too."""
        ...

    async def post(self, url: str, body: bytes, headers: Headers) -> HttpAnswer:
        """Post once, without following redirects.

        Raises:
            NotDelivered: the request never left.
            AnswerLost: it left, but its outcome is unknown.
        """
        ...


class Channel(Protocol):
    """One platform. Everything but `send` is pure."""

    @property
    def name(self) -> str:
        """The channel's name in URLs and events."""
        ...

    @property
    def signed_freshness(self) -> bool:
        """Whether a signed time bounds replays; where not, the dedupe store is the only defence."""
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
