"""The handover protocol of Messenger and Instagram: which app holds a thread and may answer in it.

An app that asks for control (`request_thread_control`) or gets another role (`app_roles`) changes nothing yet: whoever
holds a thread holds it until it is passed or taken.
"""

from __future__ import annotations

from collections.abc import Iterator

from channels.meta.line import Line
from channels.reading import Json, identity, maybe_identity, moment, part
from contracts.channel import ChannelEvent, ContactSeen


def person(item: Json, side: str) -> ContactSeen:
    """The person on one side of an item, by their id or the reference of a chat plugin."""
    one = part(item, side)
    return ContactSeen(external_id=identity(one, "user_ref" if one.get("id") is None else "id", 256))


def thread_passed(line: Line, item: Json, passed: Json) -> Iterator[ChannelEvent]:
    """An app gave the thread away: to us, to another app, or to nobody, and then we may answer too."""
    yield _control(line, item, passed, otherwise_ours=True)


def thread_taken(line: Line, item: Json, taken: Json) -> Iterator[ChannelEvent]:
    """An app took the thread; the platform tells the one that lost it, and today the others too."""
    yield _control(line, item, taken, otherwise_ours=False)


def _control(line: Line, item: Json, change: Json, *, otherwise_ours: bool) -> ChannelEvent:
    """The change; without our app's id in the settings, the platform's rule of whom it tells says who holds it now."""
    owner, is_ours = maybe_identity(change, "new_owner_app_id", 256), otherwise_ours
    if line.app_id and (owner is not None or "new_owner_app_id" in change):
        is_ours = owner is None or owner == line.app_id
    at = moment(item, "timestamp", line.canon.received_at)
    return line.canon.thread_control(person(item, "sender"), at, is_ours=is_ours)
