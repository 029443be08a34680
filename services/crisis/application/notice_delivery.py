"""The port through which notices leave, and what a person is told on any of the ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from channels.sending import SendResult
from services.crisis.domain.notice import Notice
from services.crisis.domain.notice_plan import AddressKind, NoticeAddress


class AddressUnusable(Exception):
    """An address that no notice can be sent to; `code` says why, `field` is which one of the body."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(code)
        self.field = field
        self.code = code


@dataclass(frozen=True, slots=True)
class OpenAddress:
    """An address as its person gives it: `target` is a mail address or a URL; `secret` signs what a webhook gets."""

    id: str
    kind: AddressKind
    target: str
    secret: str | None = None


class NoticeDelivery(Protocol):
    """The ways out: mail, chats and webhooks."""

    async def check(self, address: OpenAddress) -> None:
        """See that notices can be sent to an address; raises AddressUnusable."""

    def seal(self, brand: str, person: str | None, address: OpenAddress) -> tuple[str, str]:
        """The address encrypted for this person alone, None: for the brand itself, and what may be shown of it."""

    def open(self, brand: str, person: str | None, address: NoticeAddress) -> OpenAddress:
        """What was sealed; raises SealBroken."""

    async def send(self, brand: str, home: str, notice: Notice, address: NoticeAddress) -> SendResult:
        """Send a notice, under one key however often it is tried. Never raises for what is outside.

        `home` is the brand of the address: another than `brand` in a drill, which the words then say.
        """

    async def probe(self) -> str | None:
        """See that mail can leave; the code of what is wrong, None where nothing is or no mail server is set."""
