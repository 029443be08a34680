"""Callers grant only scopes they hold: those a key may ever carry, and those a caller needs to change a person."""

from __future__ import annotations

from collections.abc import Iterable

from gateway.domain.scopes import INTEGRATION_SCOPES, SCOPES, scopes_of

ADMINISTRATOR = "administrator"


def widest_scopes_of_key(roles: Iterable[str] | None, scopes: Iterable[str] | None) -> frozenset[str]:
    """The most a key may ever carry.

    `roles` are its person's, None for a key of an integration or a service; `scopes` are those it is narrowed to. A key
    that is not narrowed has what its person has, and while they hold a temporary place that of on-duty work too.
    """
    if scopes is not None:
        return frozenset(scopes)
    return INTEGRATION_SCOPES if roles is None else scopes_of(roles, on_duty=True)


def needed_to_change(before: Iterable[str], after: Iterable[str], *, active: bool) -> frozenset[str]:
    """The scopes a caller must hold to give a person the roles `after` in place of `before`.

    All that the roles give afterwards; only ending their access, `active` being false and no role new, is free of that.
    """
    was, becomes = frozenset(before), frozenset(after)
    ended = not active and becomes <= was
    return needed_to_end(scopes_of(was)) | (frozenset() if ended else scopes_of(becomes))


def needed_to_end(holds: frozenset[str]) -> frozenset[str]:
    """The scopes a caller must hold to take away what somebody holds.

    Taking away gives nothing and is free, but not from who holds everything: a part of an administrator's rights is not
    enough to end an administrator.
    """
    return holds if holds >= SCOPES else frozenset()


def missing_scopes(held: frozenset[str], granted: Iterable[str]) -> list[str]:
    """What would be granted and is not held, in order."""
    return sorted(set(granted) - held)
