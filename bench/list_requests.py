"""The lists and searches of conversations that `bench.lists` gets, each as the query of one request."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import urlencode

from bench.conversations import (
    A_CONTACT,
    APART,
    FIRST_NAMES,
    HELD_EVERY,
    OPEN_EVERY,
    RARE_LANGUAGE,
    SEATS,
    TOGETHER,
    Company,
    booking,
    first_name,
    handle,
)
from chassis.http.paging import Cursor, SortKey

Request = Callable[[Company, random.Random], str]
"""Gives the query of a request, each time another one where there is a choice."""


def _of(**filters: str | int) -> Request:
    return lambda company, chance: urlencode(filters)


def _further(place: Callable[[Company, int], SortKey], **filters: str | int) -> Request:
    """The page after a conversation anywhere in the list."""

    def query(company: Company, chance: random.Random) -> str:
        number = chance.randrange(company.count) // OPEN_EVERY * OPEN_EVERY  # an open one, so it is in every list
        return urlencode({**filters, "cursor": Cursor.encode(place(company, number))})

    return query


def _opened(company: Company, number: int) -> SortKey:
    return company.opened_at(number), company.id(number)


def _due(company: Company, number: int) -> SortKey:
    return company.opened_at(number) + timedelta(hours=1), company.id(number)


def _priority(company: Company, number: int) -> SortKey:
    return number % 100, company.id(number)


def _due_before(company: Company, chance: random.Random) -> str:
    at = company.opened_at(chance.randrange(company.count // 2))
    return urlencode({"sort": "due", "due_before": at.isoformat()})


def _holder(company: Company, chance: random.Random) -> str:
    return f"holder=bench-{chance.randrange(max(1, company.count // (OPEN_EVERY * HELD_EVERY * SEATS)))}"


def _contact(company: Company, chance: random.Random) -> str:
    return f"contact={company.contact(chance.randrange(company.count))}"


def _booking(company: Company, chance: random.Random) -> str:
    return f"q={booking(chance.randrange(company.count))}"


def _handle(company: Company, chance: random.Random) -> str:
    return f"q={handle(chance.randrange(company.count // A_CONTACT))}"


def _first_name(_: Company, chance: random.Random) -> str:
    return f"q={first_name(chance.randrange(FIRST_NAMES))}"


REQUESTS: dict[str, Request] = {
    "newest first": _of(),
    "newest first, further down": _further(_opened),
    "open, newest first": _of(status="open"),
    "open, newest first, further down": _further(_opened, status="open"),
    "due first": _of(sort="due"),
    "due first, further down": _further(_due, sort="due"),
    "due before a moment": _due_before,
    "open, by priority": _of(status="open", sort="priority"),
    "open, by priority, further down": _further(_priority, status="open", sort="priority"),
    "open, priority 90 and above": _of(status="open", sort="priority", min_priority=90),
    "by priority, any status": _of(sort="priority"),
    "of an employee": _holder,
    "of a contact": _contact,
    "of a channel": _of(channel="x"),
    "of a channel, open": _of(channel="x", status="open"),
    "to respond, open, due first": _of(triage="respond", status="open", sort="due"),
    "of a language in one of 20,000": _of(language=RARE_LANGUAGE),
    "search: word of one message": _booking,
    "search: word of a fifth of all": _of(q="suitcase"),
    "search: two words of a fifth of all": _of(q=TOGETHER),
    "search: two words never together": _of(q=APART),
    "search: handle of one contact": _handle,
    "search: name of a sixtieth of contacts": _first_name,
}
