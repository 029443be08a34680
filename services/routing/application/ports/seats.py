"""Seats: capacity slots, each free, held by one conversation, or closed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

from services.routing.domain.matching import FreeSeat
from services.routing.domain.seat import Census, ReturnDue
from services.routing.domain.shortfall import OpenSeat


class Seats(Protocol):
    """Capacity slots: each is free, held by one conversation, or closed; a conversation holds one at most."""

    async def any_free(self, brand: str) -> bool:
        """Whether anybody could take anything."""
        ...

    async def any_open(self, brand: str) -> bool:
        """Whether anybody works, busy or not."""
        ...

    async def count_free_with(self, brand: str, token: str, limit: int) -> int:
        """How many free seats carry a token, counted up to a limit."""
        ...

    async def count_with(self, brand: str, token: str) -> tuple[int, int]:
        """Free seats with a token, and free and held ones together."""
        ...

    async def free_with(self, brand: str, tokens: Sequence[str], limit: int) -> list[FreeSeat]:
        """Free seats with all the tokens, longest idle first; the rarest token stands first."""
        ...

    async def free_of(self, brand: str, employees: Sequence[str]) -> list[FreeSeat]:
        """The free seats of some employees."""
        ...

    async def present(self, brand: str, employees: Sequence[str]) -> set[str]:
        """Which of the employees have a seat that takes work when it is free."""
        ...

    async def open_seats(self, brand: str, token: str, limit: int) -> list[OpenSeat]:
        """Seats of those who work, free or not, those with the token before others."""
        ...

    async def claim(self, brand: str, pairs: Sequence[tuple[str, str]], claim: str) -> set[str]:
        """Claim (seat, conversation) pairs that are still free; returns the seats that were won."""
        ...

    async def claimed(self, brand: str, seats: Sequence[str], claim: str) -> set[str]:
        """Which of the seats are pending under this claim."""
        ...

    async def release(self, brand: str, seats: Iterable[str], claim: str) -> None:
        """Release seats whose claim led to no offer."""

    async def abandoned_claims(self, brand: str, before: datetime, limit: int) -> list[tuple[str, str]]:
        """Claims older than `before` that no task followed: (seat, claim)."""
        ...

    async def mark_recently_served(self, brand: str, employees: Sequence[str]) -> None:
        """Put the other free seats of who just got work behind those of who waits."""

    async def holders(self, brand: str) -> list[str]:
        """Employees who hold or are asked for at least one conversation."""
        ...

    async def census(self, brand: str) -> Census:
        """Present employees, open seats and busy seats."""
        ...

    async def returns_due(self, brand: str, limit: int) -> list[ReturnDue]:
        """What goes back because its employee left or their place ended, the first to go back first."""
        ...
