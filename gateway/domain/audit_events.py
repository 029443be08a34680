"""Which events go into the audit trail: changes that nobody need have asked for over the API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gateway.domain.audit_entry import TrailEntry, event

PROGRESS = frozenset({"delivered", "read"})  # a reply that was sent goes on its way at the platform: nothing we did


@dataclass(frozen=True, slots=True)
class _Kept:
    """What of an event is kept: the fields that hold ids of what it is about, and those that say what changed."""

    objects: tuple[str, ...]
    says: tuple[str, ...] = ()


KEPT: dict[str, _Kept] = {
    "crisis.incident_declared.v1": _Kept(("incident", "signal"), ("declared_by", "severity")),
    "crisis.incident_changed.v1": _Kept(("incident",), ("change", "by", "state", "severity")),
    "crisis.incident_stood_down.v1": _Kept(("incident",), ("by",)),
    "crisis.statement_published.v1": _Kept(("incident", "statement"), ("approved_by",)),
    "crisis.page_acknowledged.v1": _Kept(("page", "incident"), ("person",)),
    "crisis.place_granted.v1": _Kept(("employee", "incident", "callout")),
    "crisis.place_revoked.v1": _Kept(("employee", "incident"), ("reason",)),
    "inbox.publication_changed.v1": _Kept(
        ("publication", "incident", "statement"), ("state", "error_code", "integration")
    ),
    "inbox.reply_delivered.v1": _Kept(("reply", "subject"), ("state", "error_code", "author")),
    "inbox.guideline_changed.v1": _Kept((), ("version",)),
    "inbox.acceptance_changed.v1": _Kept(("person",), ("state", "may_answer", "campaign", "guideline_version")),
}
"""By type. Every field here holds an id, a code or a whole number, never a text."""


def entry_of(type_: str, body: Mapping[str, Any], at: datetime) -> TrailEntry | None:
    """The entry of an event that was logged at a time; None for one that is none of the trail's."""
    kept = KEPT.get(type_)
    if kept is None or body.get("state") in PROGRESS:
        return None
    objects = tuple(str(body[name]) for name in kept.objects if body.get(name))
    says = {name: _plain(body[name]) for name in kept.says if body.get(name) is not None}
    return event(body["brand"], body["id"], at, type_, objects, says)


def _plain(value: object) -> str | int:
    """A value as rows hold it: a truth value as text."""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, int) else str(value)
