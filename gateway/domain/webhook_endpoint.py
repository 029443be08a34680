"""An address that a brand's events are posted to: which of them it takes, and how well it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Literal

from gateway.domain.streams import SCOPE_OF_KIND, StreamFilter, read_filter

OWN_KIND = "gateway"
TESTED = "gateway.webhook_endpoint_tested.v1"
DISABLED = "gateway.webhook_endpoint_disabled.v1"
LATE = "gateway.integration_late.v1"
RECOVERED = "gateway.integration_recovered.v1"
OWN_TYPES = (DISABLED, LATE, RECOVERED, TESTED)
"""What the gateway itself says to endpoints. They are posted, and stand in no topic."""

DisabledReason = Literal["person", "gone", "failing"]
"""Why nothing is sent: a person said so, the endpoint answered 410, or it failed for `DISABLE_AFTER`."""

DISABLE_AFTER = timedelta(days=5)
CAUTIOUS_AFTER = 5  # failures in a row, after which one request at a time tries whether it is back
IN_FLIGHT = 64  # requests to one endpoint at once while it answers: some 400 a second where an answer takes 150 ms
SUCCESS_STORED = timedelta(minutes=1)
LONGEST_PAUSE = 300.0  # seconds between two tries of an endpoint that does not answer


@dataclass(frozen=True, slots=True)
class WebhookEndpoint:
    """An endpoint as it is stored.

    `types` are patterns as of the stream and never empty. `channels` and `topics`, where there are any, leave only
    events that carry one of them. `sealed` opens to its secrets with the context `<brand>/webhook/<endpoint>`.
    """

    brand: str
    id: str
    name: str
    url: str
    types: tuple[str, ...]
    channels: tuple[str, ...]
    topics: tuple[str, ...]
    ordered: bool
    disabled: DisabledReason | None
    sealed: str
    version: int
    created_at: datetime

    def filter(self) -> StreamFilter:
        """Which types it takes."""
        return _filter(self.types)

    @property
    def narrowed(self) -> bool:
        """Whether what an event is about decides too, so that its body has to be read."""
        return bool(self.channels or self.topics)

    def is_about(self, channel: str | None, topics: Iterable[str]) -> bool:
        """Whether an event of this channel and these topics is wanted."""
        if self.channels and channel not in self.channels:
            return False
        return not self.topics or not set(self.topics).isdisjoint(topics)


@dataclass(frozen=True, slots=True)
class WebhookHealth:
    """How an endpoint answered lately; `failing_since` is the first failure after its last success."""

    failures: int = 0
    failing_since: datetime | None = None
    last_success_at: datetime | None = None
    last_failure_at: datetime | None = None
    last_code: str | None = None

    def succeeded(self, now: datetime) -> WebhookHealth:
        """After an answer that took a delivery."""
        return replace(self, failures=0, failing_since=None, last_success_at=now)

    def failed(self, now: datetime, code: str) -> WebhookHealth:
        """After any other outcome."""
        since = self.failing_since or now
        return replace(self, failures=self.failures + 1, failing_since=since, last_failure_at=now, last_code=code)

    def differs(self, later: WebhookHealth) -> bool:
        """Whether a later health says something else worth storing: successes alone are stored once a minute."""
        if self.failures or later.failures or self.last_success_at is None or later.last_success_at is None:
            return True
        return later.last_success_at - self.last_success_at >= SUCCESS_STORED

    @property
    def in_flight(self) -> int:
        """How many requests may be under way."""
        return 1 if self.failures >= CAUTIOUS_AFTER else IN_FLIGHT

    def paused_until(self) -> datetime | None:
        """Before when nothing is tried; None when it may be now."""
        if self.failures < CAUTIOUS_AFTER or self.last_failure_at is None:
            return None
        grown = 2.0 ** min(self.failures - CAUTIOUS_AFTER, 20)  # 20 doublings pass the longest pause
        return self.last_failure_at + timedelta(seconds=min(grown, LONGEST_PAUSE))

    def given_up(self, now: datetime) -> bool:
        """Whether it failed for so long that it is disabled."""
        long = self.failing_since is not None and now - self.failing_since >= DISABLE_AFTER
        return long and self.failures >= CAUTIOUS_AFTER


@lru_cache(maxsize=1_000)
def _filter(types: tuple[str, ...]) -> StreamFilter:
    return read_filter(",".join(types), None)


def kinds_of(types: Iterable[str]) -> set[str]:
    """The kinds of events that patterns speak of, by their first word."""
    return {each.partition(".")[0] for each in types}


def scopes_for(types: Iterable[str]) -> set[str]:
    """What whoever has such events posted must be allowed to read."""
    return {SCOPE_OF_KIND[kind] for kind in kinds_of(types) if kind in SCOPE_OF_KIND}


def types_for(scopes: Iterable[str]) -> tuple[str, ...]:
    """The patterns of everything that these scopes may read, which an endpoint takes that names none."""
    held = set(scopes)
    return (f"{OWN_KIND}.*", *(f"{kind}.*" for kind, scope in sorted(SCOPE_OF_KIND.items()) if scope in held))


def unknown_types(types: Iterable[str], known: Iterable[str]) -> dict[int, str]:
    """The patterns that no event can match, by their place."""
    all_known = {*known, *OWN_TYPES}
    kinds = {OWN_KIND, *SCOPE_OF_KIND}
    wildcards = {f"{kind}.*" for kind in kinds}
    return {
        place: each
        for place, each in enumerate(types)
        if each not in wildcards and not (each in all_known and each.partition(".")[0] in kinds)
    }
