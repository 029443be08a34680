"""What was posted before is told apart from what is new, also within one request, and a silent inbox spoils nothing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from channels.generic.canonical_items import to_event
from chassis.auth import Principal
from chassis.errors import Unavailable
from contracts.event import Event
from contracts.http.ingest_reading import read_item
from gateway.application.known_outcomes import known_outcomes

NOW = datetime(2026, 4, 15, 9, tzinfo=UTC)
WHO = Principal("klm", "klm_form", "integration", scopes=frozenset({"events:write"}))


def an_event(number: int, text: str | None = "Where is it?", **fields: Any) -> Event:
    at = {"at": NOW.isoformat(), "contact": {"external_id": "c1"}}
    item = {"kind": "message", "external_id": f"m{number}", "text": text} | at | fields
    return to_event(
        read_item({name: value for name, value in item.items() if value is not None}), "klm", "klm_form", NOW
    )


class Inbox:
    """Answers with what it is given, and keeps what it was asked."""

    def __init__(self, outcomes: list[str] | None, status: int = 200) -> None:
        self.outcomes = outcomes
        self.status = status
        self.asked: list[dict[str, Any]] = []

    @contextlib.asynccontextmanager
    async def call(self, *given: Any) -> AsyncIterator[Any]:
        if self.outcomes is None:
            raise Unavailable("inbox")
        self.asked = json.loads(given[-1])["arrivals"]
        yield self

    async def json(self) -> dict[str, Any]:
        return {"outcomes": self.outcomes}


async def told(inbox: Inbox, *events: Event) -> Any:
    return await known_outcomes(inbox, WHO, events)  # type: ignore[arg-type]  # it calls as upstream does


async def test_the_inbox_s_words_are_given_in_order() -> None:
    inbox = Inbox(["new", "duplicate", "conflict"])
    assert await told(inbox, an_event(1), an_event(2), an_event(3)) == ["new", "duplicate", "conflict"]
    assert [each["external_id"] for each in inbox.asked] == ["m1", "m2", "m3"]
    assert all(each["words"] for each in inbox.asked)


async def test_an_event_twice_in_one_request_is_told_apart() -> None:
    inbox = Inbox(["new", "new", "new"])
    assert await told(inbox, an_event(1), an_event(1), an_event(1, "Other words")) == ["new", "duplicate", "conflict"]


async def test_only_words_can_conflict() -> None:
    receipts = [
        an_event(1, text=None, kind="receipt", status=status, contact={"external_id": "c1"})
        for status in ("read", "read")
    ]
    inbox = Inbox(["new", "new"])
    assert await told(inbox, *receipts) == ["new", "duplicate"]
    assert [each["external_id"] for each in inbox.asked] == [None, None]


async def test_an_inbox_that_is_away_or_answers_something_else_leaves_it_open() -> None:
    assert await told(Inbox(None), an_event(1)) is None
    assert await told(Inbox([], 503), an_event(1)) is None
    assert await told(Inbox([]), an_event(1)) is None
