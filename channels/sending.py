"""What sending a reply speaks of: the reply, the one way out, and the four results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

from channels.addresses import Reach

Headers = Mapping[str, str]
"""HTTP headers with lower-case names."""


@dataclass(frozen=True, slots=True)
class OutboundReply:
    """A reply to send. `key` is the reply's id: the same key is the same reply, however often it is tried.

    `also_known_as` are other ids of the contact, for a channel that prefers one kind of them.
    `copy_to` are others who get it too, on a channel that has copies. `begins` means that it answers nothing: its
    subject stands as it is.
    """

    key: str
    contact: str
    text: str
    visibility: Literal["public", "private"]
    thread: str | None = None
    reply_to: str | None = None
    subject_line: str | None = None
    also_known_as: tuple[str, ...] = ()
    copy_to: tuple[str, ...] = ()
    begins: bool = False


@dataclass(frozen=True, slots=True)
class OutboundPost:
    """A post of the brand's own to publish, which answers nobody. `key` is the same however often it is tried."""

    key: str
    text: str
    language: str


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


NotSent = SendFailed | RetryLater | OutcomeUnknown
SendResult = Sent | NotSent


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

    async def delete(self, url: str, headers: Headers) -> HttpAnswer:
        """Ask once that what stands at an address is deleted; refuses and fails as `post`."""
        ...
