"""The scopes of each role, as data; a surge place gives a volunteer those of on-duty work."""

from __future__ import annotations

from collections.abc import Iterable

SCOPES: frozenset[str] = frozenset(
    {
        "conversations:read",
        "conversations:write",
        "contacts:erase",
        "replies:write",
        "replies:approve",
        "tasks:read",
        "tasks:work",
        "tasks:assign",
        "employees:read",
        "employees:write",
        "certificates:import",
        "presence:write",
        "incidents:read",
        "incidents:write",
        "callouts:answer",
        "measures:read",
        "rules:write",
        "events:write",
        "conversions:write",
        "integrations:write",
        "people:write",
        "brands:write",
        "ledger:read",
        "audit:read",
        "stream:read",
    }
)

ON_DUTY: frozenset[str] = frozenset(
    {"tasks:read", "tasks:work", "conversations:read", "replies:write", "presence:write"}
)
"""What a granted place adds while it lasts: see the work, take it, answer it, and say whether one is there."""

WORKING: frozenset[str] = frozenset({"tasks:work", "replies:write"})
"""What somebody needs to take a conversation and answer it."""

_READER = frozenset(
    {"conversations:read", "tasks:read", "employees:read", "incidents:read", "measures:read", "stream:read"}
)
_ANSWERER = frozenset({"conversations:read", "conversations:write", "incidents:read", "callouts:answer", "stream:read"})

ROLE_SCOPES: dict[str, frozenset[str]] = {
    "administrator": SCOPES,
    "strategist": _READER | {"replies:approve", "incidents:write", "rules:write", "ledger:read"},
    "social_media_manager": _READER
    | _ANSWERER
    | ON_DUTY
    | {"replies:approve", "tasks:assign", "employees:write", "incidents:write", "rules:write", "ledger:read"},
    "community_manager": _READER | _ANSWERER | ON_DUTY | {"replies:approve", "tasks:assign"},
    "employee": _ANSWERER | ON_DUTY,
    "volunteer": frozenset({"callouts:answer", "incidents:read", "stream:read"}),
    "analyst": _READER | {"ledger:read"},
    "developer": frozenset(
        {"events:write", "conversions:write", "integrations:write", "ledger:read", "measures:read", "stream:read"}
    ),
}

OPERATOR_SCOPES: frozenset[str] = frozenset({"brands:write", "audit:read"})
"""What the bootstrap key carries: brands and quotas, and the trail of the installation's own acts."""

INTEGRATION_SCOPES: frozenset[str] = frozenset({"events:write", "conversions:write"})
"""The most a key of an integration may carry: it brings events in and reads nothing."""


def scopes_of(roles: Iterable[str], *, on_duty: bool = False) -> frozenset[str]:
    """All scopes of these roles together; `on_duty` adds those of a temporary place. An unknown role gives none."""
    scopes: set[str] = set(ON_DUTY) if on_duty else set()
    for role in roles:
        scopes |= ROLE_SCOPES.get(role, frozenset())
    return frozenset(scopes)


def unknown_scopes(scopes: Iterable[str]) -> list[str]:
    """The scopes that do not exist, in order, so that an error can name each."""
    return sorted(set(scopes) - SCOPES)
