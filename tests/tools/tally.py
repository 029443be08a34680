"""Tries one body on a channel, twice, and counts what became of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from channels.ports import Channel, ChannelSettings, IntegrationRef, ParseResult
from contracts.channel import ChannelEvent, PayloadUnreadable

RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Tally:
    """What became of a number of bodies; `wrong` has what a channel must never do."""

    files: int = 0
    events: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def take(self, tried: Channel, name: str, raw: bytes, settings: ChannelSettings) -> ParseResult:
        """Parse a body, count, and give what it held."""
        self.files += 1
        reference = IntegrationRef("trial", f"trial_{tried.name}", tried.name, settings)
        try:
            result = tried.parse(reference, raw, {}, RECEIVED)
            again = tried.parse(reference, raw, {}, RECEIVED)
            for event in result.events:
                event.to_bytes()
        except Exception as error:  # the very thing this program looks for
            self.wrong.append(f"{name}: raised {type(error).__name__}")
            return ParseResult()
        if [event.id for event in result.events] != [event.id for event in again.events]:
            self.wrong.append(f"{name}: other ids the second time")
        if not result.events and not result.ignored:
            self.wrong.append(f"{name}: neither events nor ignored codes")
        self.ignored += result.ignored
        for event in result.events:
            if isinstance(event, PayloadUnreadable):
                self.unreadable[event.reason] += 1
            else:
                self.events[kind_of(event)] += 1
        return result


def kind_of(event: ChannelEvent) -> str:
    """The event's type without service and version."""
    return event.type.split(".")[1]
