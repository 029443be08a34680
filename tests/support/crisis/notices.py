"""The ways to people, for tests: what was sent is there to be read, and what comes of it is said beforehand."""

from __future__ import annotations

from collections import deque

from channels.sending import SendResult, Sent
from services.crisis.application.notice_delivery import AddressUnusable, OpenAddress
from services.crisis.domain.notice import Notice
from services.crisis.domain.notice_plan import NoticeAddress


class ProcessDied(Exception):
    """Stands for the end of the process between sending and recording."""


class FakeDelivery:
    """NoticeDelivery in memory: `sent` has brand, notice and address of each try; `homes` the brand of the plan;
    `results` what tries come to."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Notice, NoticeAddress]] = []
        self.homes: list[str] = []
        self.results: deque[SendResult] = deque()
        self.wrong: str | None = None
        self.dies = False

    async def check(self, address: OpenAddress) -> None:
        if address.target == "https://refused.example":
            raise AddressUnusable("target", "address_refused")

    def seal(self, brand: str, person: str | None, address: OpenAddress) -> tuple[str, str]:
        return f"{brand}/{person}/{address.target} {address.secret or ''}", address.target

    def open(self, brand: str, person: str | None, address: NoticeAddress) -> OpenAddress:
        target, secret = address.sealed.removeprefix(f"{brand}/{person}/").split(" ")
        return OpenAddress(address.id, address.kind, target, secret or None)

    async def send(self, brand: str, home: str, notice: Notice, address: NoticeAddress) -> SendResult:
        self.sent.append((brand, notice, address))
        self.homes.append(home)
        if self.dies:
            self.dies = False
            raise ProcessDied
        return self.results.popleft() if self.results else Sent("")

    async def probe(self) -> str | None:
        return self.wrong
