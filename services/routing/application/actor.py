"""Who acts on tasks, and what nobody or not everybody may act on."""

from __future__ import annotations

from dataclasses import dataclass


class NotTheirs(Exception):
    """The caller may act on their own offers and tasks only; this is somebody else's."""


class UnknownTask(Exception):
    """There is no such task or offer in the brand."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an employee on their own, or somebody who may act for others."""

    brand: str
    employee: str
    for_others: bool
