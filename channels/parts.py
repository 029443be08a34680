"""Reads the parts of a payload one by one: what one of them cannot be read for stands in one record, others go on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from pydantic import ValidationError

from channels.canonical import Canon
from channels.reading import Json, Unreadable, listing, object_at, whole_characters
from contracts.channel import ChannelEvent, PayloadUnreadable

Read = Callable[[Json], Iterator[ChannelEvent]]
Around = Callable[[Any], Json]


class Parts:
    """The parts of one payload. Where something wrong stands in it is looked up only when there is something wrong."""

    __slots__ = ("_canon", "_root", "_within")

    def __init__(self, canon: Canon, root: Json) -> None:
        """`root` is the payload as it was posted."""
        self._canon = canon
        self._root = root
        self._within: dict[int, tuple[str, ...]] = {}

    def each(self, parent: Json, key: str, read: Read, around: Around) -> Iterator[ChannelEvent]:
        """The events of every object of a list, as `one` has them."""
        items = listing(parent, key)
        for number in range(len(items)):
            yield from self.one(items, number, read, around)

    def one(self, parent: Json | list[Any], key: str | int, read: Read, around: Around) -> list[ChannelEvent]:
        """The events of one part, or the one record that it could not be read.

        `around` makes the payload to store, a whole one around this part alone, so that it can be parsed again.
        """
        try:
            return list(read(object_at(parent, key)))
        except Unreadable as unreadable:
            reason, field = unreadable.reason, self._path(unreadable.inside, unreadable.key)
        except ValidationError:  # a field that the canonical form does not take: too long, too many
            reason, field = "out_of_bounds", None
        stored = json.dumps(around(parent[key])).encode()  # type: ignore[index]  # as in object_at
        return [self._canon.unreadable(reason, stored, field or self._path(parent, key))]

    def _path(self, inside: Json | list[Any] | None, key: str | int | None) -> str | None:
        if not self._within:
            self._within = _places(self._root)
        place = self._within.get(id(inside))
        return None if place is None else joined(*place, *(() if key is None else (key,)))


def _places(root: Json) -> dict[int, tuple[str, ...]]:
    """The path of every object and list of a payload, by its identity in this process."""
    places: dict[int, tuple[str, ...]] = {id(root): ()}
    waiting: list[Json | list[Any]] = [root]
    while waiting:
        container = waiting.pop()
        path = places[id(container)]
        inner = container.items() if isinstance(container, dict) else enumerate(container)
        for key, value in inner:
            if isinstance(value, (dict, list)):
                places[id(value)] = (*path, str(key))
                waiting.append(value)
    return places


def joined(*path: str | int) -> str:
    """A path as text, such as `entry/0/messaging/2/timestamp`."""
    return whole_characters("/".join(map(str, path)))


def whole_unreadable(canon: Canon, unreadable: Unreadable, raw_body: bytes) -> PayloadUnreadable:
    """The record of a payload that could not be read at all; what is wrong is a field at its top."""
    field = None if unreadable.key is None else joined(unreadable.key)
    return canon.unreadable(unreadable.reason, raw_body, field)
