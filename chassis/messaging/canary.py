"""Canaries: records without a value that go the way of a brand's messages and tell how long that takes.

Every reader, of older builds too, skips a record without a value, so a canary shows in no stream, webhook, number or
list; only a consumer that was given a hop sees it, after the batch in which it stood was handled (ADR 0099).
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace

import structlog
from prometheus_client import Histogram

from chassis.errors import Unavailable
from chassis.messaging.headers import TYPE, header, number, text
from chassis.messaging.log import RawRecord
from chassis.messaging.ports import Outgoing, Publisher
from contracts.ids import derived_id

log = structlog.get_logger()

CANARY = b"muster.canary.v1"
BRAND = "brand"
SENT_AT = "muster-canary-sent-at"  # milliseconds since 1970 UTC
PASSED = "muster-canary-passed"  # the service that sent it on last

SECONDS = Histogram(
    "muster_canary_seconds",
    "From the sending of a canary until this service had handled the batch in which it came.",
    ("hop",),
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 900, 3600),
)


@dataclass(frozen=True, slots=True)
class Canary:
    """One canary of a brand; `sent_ms` is when the gateway sent it, `passed` the service that sent it on last."""

    brand: str
    sent_ms: int
    passed: str

    @classmethod
    def of(cls, raw: RawRecord) -> Canary | None:
        """The canary that a record without a value is, or None."""
        if header(raw.headers, TYPE) != CANARY:
            return None
        return cls(text(raw.headers, BRAND), number(raw.headers, SENT_AT, 0), text(raw.headers, PASSED))

    def onward(self, service: str) -> Canary:
        """The same canary as a service sends it on."""
        return replace(self, passed=service)

    def record(self, topic: str) -> Outgoing:
        """Its record in a topic; a brand's canaries keep to one partition of each, as the messages of a contact do."""
        id_ = derived_id("canary", self.brand, str(self.sent_ms), self.passed)
        headers = (
            ("ce_specversion", b"1.0"),
            ("ce_id", id_.encode()),
            (TYPE, CANARY),
            ("ce_source", f"/muster/{self.passed}".encode()),
            (BRAND, self.brand.encode()),
            (SENT_AT, b"%d" % self.sent_ms),
            (PASSED, self.passed.encode()),
        )
        return Outgoing(topic, f"{self.brand}/canary".encode(), None, headers)


CanaryHop = Callable[[Sequence[Canary]], Awaitable[Sequence[Outgoing]]]
"""Takes the canaries of a handled batch and returns the records to publish for them."""


def observe(service: str, canaries: Sequence[Canary]) -> None:
    """Note how long canaries were under way until `service` had handled them."""
    now_ms = time.time_ns() // 1_000_000
    for canary in canaries:
        SECONDS.labels(service).observe(max(0, now_ms - canary.sent_ms) / 1000)


def forward(service: str, topic: str, *, behind: str | None = None) -> CanaryHop:
    """The hop of a service whose events are published as its handler returns them.

    With `behind` only canaries that this service sent on last are taken, for who meets the same one in several topics.
    """

    async def hop(canaries: Sequence[Canary]) -> Sequence[Outgoing]:
        taken = [each for each in canaries if behind in {None, each.passed}]
        observe(service, taken)
        return [each.onward(service).record(topic) for each in taken]

    return hop


class CanaryPassage:
    """Takes the canaries of a consumer on. One that cannot go on is lost, and never holds records up."""

    def __init__(self, publisher: Publisher, hop: CanaryHop | None) -> None:
        """Without a hop canaries end here unseen."""
        self._publisher = publisher
        self._hop = hop

    async def take(self, canaries: Sequence[Canary]) -> None:
        """Take on the canaries of a batch that was handled and published."""
        if not canaries or self._hop is None:
            return
        try:
            records = await self._hop(canaries)
            if records:
                await self._publisher.send(records)
        except Unavailable as error:
            log.warning("canaries_lost", dependency=error.what, canaries=len(canaries))
        except Exception as failure:  # a bug in what watches must not stop what is watched
            log.error("canaries_lost", error=type(failure).__name__, canaries=len(canaries))
