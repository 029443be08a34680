"""Asks the inbox which events are there already, for who posts them with `Prefer: return=representation`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Any

import structlog

from chassis.auth import Principal
from chassis.errors import Unavailable
from chassis.http.problem import Problem
from contracts.channel import ChannelEvent, MessageDeleted, MessageEdited, MessageReceived, ReactionChanged
from contracts.event import Event
from gateway.adapters.upstream import Upstream

log = structlog.get_logger()

PATH = "/internal/arrivals"
WITH_WORDS = (MessageReceived, MessageEdited, MessageDeleted, ReactionChanged)
"""Events of contacts, of which two contents under one id are a conflict."""

Outcomes = Sequence[str | None]


async def known_outcomes(upstream: Upstream, principal: Principal, events: Sequence[Event]) -> Outcomes | None:
    """What each event is: `new`, `duplicate` or `conflict`, None for a sale; None for all where the inbox is away.

    An event that stands twice in the request is told apart here; one that was posted a moment ago and not taken in yet
    still counts as new.
    """
    channel_events = [each for each in events if isinstance(each, ChannelEvent)]
    body = json.dumps({"arrivals": [_arrival(each) for each in channel_events]}).encode()
    headers = [("Content-Type", "application/json")]
    try:
        async with upstream.call("inbox", principal, "POST", PATH, headers, body) as answer:
            if answer.status != HTTPStatus.OK:
                log.warning("outcomes_refused", status=answer.status)
                return None
            found = (await answer.json()).get("outcomes", [])
    except (Unavailable, Problem):
        return None
    return _told_apart(events, iter(found)) if len(found) == len(channel_events) else None


def _told_apart(events: Sequence[Event], found: Iterator[str]) -> Outcomes:
    outcomes: list[str | None] = []
    hashes: dict[str, str] = {}
    for each in events:
        if not isinstance(each, ChannelEvent):
            outcomes.append(None)
            continue
        outcome, first = next(found), hashes.get(each.id)
        if outcome == "new" and first is not None:
            outcome = "conflict" if first != each.body_hash and isinstance(each, WITH_WORDS) else "duplicate"
        hashes.setdefault(each.id, each.body_hash)
        outcomes.append(outcome)
    return outcomes


def _arrival(event: ChannelEvent) -> dict[str, Any]:
    message = isinstance(event, MessageReceived)
    return {
        "id": event.id,
        "body_hash": event.body_hash,
        "integration": event.integration,
        "external_id": event.external_id if message else None,
        "words": isinstance(event, WITH_WORDS),
    }
