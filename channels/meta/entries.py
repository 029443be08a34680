"""Parses `entry[]` of Meta webhooks: `messaging[]` and `standby[]` are private messages, `changes[]` comments."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from channels.canonical import Canon
from channels.meta.comments import comment_events
from channels.meta.line import Line
from channels.meta.messaging import messaging_events
from channels.parts import Parts, Read, whole_unreadable
from channels.ports import IntegrationRef, ParseResult
from channels.reading import (
    Json,
    Unreadable,
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
            raise Unreadable("wrong_object", body, "object")
        if not listing(body, "entry"):
            raise Unreadable("missing_field", body, "entry")
    except Unreadable as unreadable:
        return ParseResult((whole_unreadable(canon, unreadable, raw_body),))
    reader = _Webhook(canon, Parts(canon, body), ignored, own, expected)
    return ParseResult(tuple(reader.entries(body)), ignored)


class _Webhook:
    """A payload being read: its entries and their inner items, each of which may fail alone."""

    def __init__(self, canon: Canon, parts: Parts, ignored: Counter[str], own: OwnSide, expected: str) -> None:
        self._canon, self._parts, self._ignored, self._own, self._object = canon, parts, ignored, own, expected

    def entries(self, body: Json) -> Iterator[ChannelEvent]:
        return self._parts.each(body, "entry", self._entry, self._around)

    def _around(self, entry: object) -> Json:
        return {"object": self._object, "entry": [entry]}

    def _entry(self, entry: Json) -> Iterator[ChannelEvent]:
        account = identity(entry, "id", 256)
        if self._own.account and account != self._own.account:
            self._ignored["other_account"] += 1
            return
        ours = Line(self._canon, self._ignored, self._own.app_id, is_standby=False)
        others = replace(ours, is_standby=True)
        lists: list[tuple[str, Read]] = [
            ("messaging", lambda item: messaging_events(ours, item)),
            ("standby", lambda item: messaging_events(others, item)),
            ("changes", lambda change: comment_events(self._canon, self._ignored, account, entry, change)),
        ]
        if not any(name in entry for name, _ in lists):
            raise Unreadable("unknown_kind")
        envelope = {name: entry[name] for name in ("id", "time") if name in entry}
        for name, read in lists:
            yield from self._parts.each(
                entry,
                name,
                read,
                lambda item, name=name: self._around({**envelope, name: [item]}),  # type: ignore[misc]  # bound now
            )
