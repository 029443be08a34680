"""What crisis stores, in memory: values by kind, brand and id, in a state that a unit of work forks."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from chassis.errors import VersionConflict
from chassis.timers import NewTimer
from contracts.event import Event
from services.crisis.application.ports import TopicPartition
from services.crisis.application.slices import Slice

T = TypeVar("T")


@dataclass
class Timer:
    """A timer that is set."""

    timer: NewTimer
    epoch: int


@dataclass
class Stored:
    """Everything stored: per kind, values by brand and id, in the order they were inserted."""

    tables: dict[str, dict[tuple[str, str], Any]] = field(default_factory=lambda: defaultdict(dict))
    events: list[Event] = field(default_factory=list)
    timers: dict[str, Timer] = field(default_factory=dict)
    offsets: dict[TopicPartition, int] = field(default_factory=dict)

    def fork(self) -> Stored:
        """A copy to change; stored values are frozen, or copied where they are not."""
        tables: dict[str, dict[tuple[str, str], Any]] = defaultdict(dict)
        tables.update({name: dict(rows) for name, rows in self.tables.items()})
        return Stored(tables, list(self.events), dict(self.timers), dict(self.offsets))


class Rows:
    """The values of one kind of one brand."""

    def __init__(self, state: Stored, kind: str, brand: str) -> None:
        self._rows = state.tables[kind]
        self._brand = brand

    def get(self, id_: str) -> Any:
        return self._rows.get((self._brand, id_))

    def all(self, where: Callable[[Any], bool] = lambda _: True) -> list[Any]:
        return [value for (brand, _), value in self._rows.items() if brand == self._brand and where(value)]

    def add(self, id_: str, value: object) -> None:
        if (self._brand, id_) in self._rows:
            raise VersionConflict
        self._rows[self._brand, id_] = value

    def save(self, id_: str, value: object) -> None:
        if (self._brand, id_) in self._rows:
            self._rows[self._brand, id_] = value

    def put(self, id_: str, value: object) -> None:
        self._rows[self._brand, id_] = value

    def remove(self, id_: str) -> None:
        self._rows.pop((self._brand, id_), None)

    def change(self, where: Callable[[Any], bool], **fields: Any) -> None:
        for key, value in self._rows.items():
            if key[0] == self._brand and where(value):
                self._rows[key] = replace(value, **fields)


def part(values: Iterable[T], key: Callable[[T], Any], limit: int, after: Any) -> Slice[T, Any]:
    """A part of a list, in falling order of its keys."""
    rest = sorted((value for value in values if after is None or key(value) < after), key=key, reverse=True)
    return Slice(rest[:limit], key(rest[limit - 1]) if len(rest) > limit else None)
