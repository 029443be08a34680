"""Parses `entry[]` of Meta webhooks: `messaging[]` and `standby[]` are private messages, `changes[]` comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from channels.canonical import Canon
from channels.meta.comments import comment_events
from channels.meta.line import Line
from channels.meta.messaging import messaging_events
from channels.ports import IntegrationRef, ParseResult
from channels.reading import (
    Json,
    Unreadable,
    as_object,
    guarded,
    identity,
    listing,
    whole,
)
from contracts.channel import ChannelEvent


class OwnSide(NamedTuple):
    """Who we are to Meta: the account and the app; empty where the settings do not say."""

    account: str = ""
    app_id: str = ""


def parse_entries(
    ref: IntegrationRef, own: OwnSide, expected: str, raw_body: bytes, received_at: datetime
) -> ParseResult:
    """Every inner event; entries of another account than ours (when given) are left aside."""
    canon, ignored = Canon(ref, received_at), Counter[str]()
    try:
        body = whole(raw_body)
        if body.get("object") != expected:
            raise Unreadable("wrong_object")
        entries = listing(body, "entry")
        if not entries:
            raise Unreadable("missing_field")
    except Unreadable as unreadable:
        return ParseResult((canon.unreadable(unreadable.reason, raw_body),))
    events: list[ChannelEvent] = []
    for entry in entries:
        reader = _Entry(canon, ignored, own, expected, entry)
        events.extend(guarded(canon, reader.events, reader.payload))
    return ParseResult(tuple(events), ignored)


class _Entry:
    """One entry being read: the account it concerns and its inner items, each of which may fail alone."""

    def __init__(self, canon: Canon, ignored: Counter[str], own: OwnSide, expected: str, entry: object) -> None:
        self._canon, self._ignored, self._own, self._object, self._entry = canon, ignored, own, expected, entry

    def payload(self) -> Json:
        return {"object": self._object, "entry": [self._entry]}

    def events(self) -> Iterator[ChannelEvent]:
        entry = as_object(self._entry)
        account = identity(entry, "id", 256)
        if self._own.account and account != self._own.account:
            self._ignored["other_account"] += 1
            return
        ours = Line(self._canon, self._ignored, self._own.app_id, is_standby=False)
        others = replace(ours, is_standby=True)
        lists: list[tuple[str, Callable[[Json], Iterator[ChannelEvent]]]] = [
            ("messaging", lambda item: messaging_events(ours, item)),
            ("standby", lambda item: messaging_events(others, item)),
            ("changes", lambda change: comment_events(self._canon, self._ignored, account, entry, change)),
        ]
        if not any(name in entry for name, _ in lists):
            raise Unreadable("unknown_kind")
        envelope = {name: entry[name] for name in ("id", "time") if name in entry}
        for name, read in lists:
            for item in listing(entry, name):
                payload: Json = {"object": self._object, "entry": [{**envelope, name: [item]}]}
                yield from guarded(
                    self._canon,
                    lambda item=item, read=read: read(as_object(item)),  # type: ignore[misc]  # bound now
                    lambda payload=payload: payload,  # type: ignore[misc]  # as above
                )
