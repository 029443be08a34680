"""Cases that are run by name, or by tier: the smoke tier is part of the full one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Tiered(Protocol):
    """What has a name and a tier."""

    @property
    def name(self) -> str:
        """What it is asked for by."""
        ...

    @property
    def tier(self) -> str:
        """`smoke` or `full`."""
        ...


T = TypeVar("T", bound=Tiered)


def chosen(what: str, there_are: Sequence[T], tier: str, names: Sequence[str]) -> list[T]:
    """The ones asked for by name, whatever their tier, or else those of a tier.

    Raises:
        SystemExit: A name is unknown; it says which there are of `what`.
    """
    known = {each.name for each in there_are}
    if unknown := sorted(set(names) - known):
        raise SystemExit(f"unknown {what} {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    if names:
        return [each for each in there_are if each.name in names]
    return [each for each in there_are if tier == "full" or each.tier == "smoke"]
