"""The hash chain of an audit trail: each row carries the hash of the one before, so that no row can be changed unseen.

A row is JSON: its own fields, and `brand`, `position` (from 1), `previous` (the hash of the row before) and `hash`. The
hash is the SHA-256, as hex, of the row without `hash` in the canonical form of RFC 8785: members sorted by name, no
white space, UTF-8. Rows hold texts, whole numbers, and lists and objects of these, so that the form is always the same.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

BEGIN_HASH = "0" * 64
"""What the first row of a brand has as the hash before it."""

AuditRow = Mapping[str, Any]
"""A chained row as it is exported."""

Disagreement = Literal["changed", "missing", "moved", "not_linked", "not_kept"]
"""What does not agree: see `contracts.http.gateway.AuditFault`."""


@dataclass(frozen=True, slots=True)
class Head:
    """The last row of a chain, or of the part that was looked at: its position, 0 for none, and its hash."""

    position: int = 0
    hash: str = BEGIN_HASH


@dataclass(frozen=True, slots=True)
class Fault:
    """The first place where a chain does not agree; `row` is the id of what stands there, None where nothing does."""

    position: int
    row: str | None
    reason: Disagreement


class ChainBroken(Exception):
    """A chain does not agree with itself, or with a head that was kept."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(f"{fault.reason} at {fault.position}")
        self.fault = fault


def canonical(row: AuditRow) -> bytes:
    """What of a row is hashed: everything but its hash."""
    rest = {name: value for name, value in row.items() if name != "hash"}
    text = json.dumps(rest, sort_keys=True, separators=(",", ":"), ensure_ascii=False, default=repr)
    return text.encode(errors="backslashreplace")


def hash_of(row: AuditRow) -> str:
    """The hash that a row has to have."""
    return hashlib.sha256(canonical(row)).hexdigest()


def append(brand: str, head: Head, entries: Iterable[Mapping[str, Any]]) -> tuple[list[dict[str, Any]], Head]:
    """Chain entries behind a head; returns the rows and the head after them."""
    rows: list[dict[str, Any]] = []
    for entry in entries:
        row = {**entry, "brand": brand, "position": head.position + 1, "previous": head.hash}
        row["hash"] = hash_of(row)
        head = Head(row["position"], row["hash"])
        rows.append(row)
    return rows, head


def follow(brand: str, head: Head, row: AuditRow) -> Head:
    """Check that a row follows a head; returns the head after it.

    Raises:
        ChainBroken: It does not; the fault names where and why.
    """
    expected, position, id_ = head.position + 1, row.get("position"), _text(row.get("id"))
    if type(position) is not int or row.get("brand") != brand:
        raise ChainBroken(Fault(expected, id_, "changed"))
    if position != expected:
        missing = position > expected
        raise ChainBroken(Fault(expected, None, "missing") if missing else Fault(position, id_, "moved"))
    if hash_of(row) != row.get("hash"):
        raise ChainBroken(Fault(position, id_, "changed"))
    if row.get("previous") != head.hash:
        raise ChainBroken(Fault(position, id_, "not_linked"))
    return Head(position, str(row["hash"]))


def follow_all(brand: str, head: Head, rows: Iterable[AuditRow], kept: Sequence[Head] = ()) -> Head:
    """Check that rows follow a head and have the hashes of the heads that were `kept`; returns the head after them.

    Only a head that was kept elsewhere tells a chain from one that was made anew from some row on: the hashes of such a
    chain agree with one another.

    Raises:
        ChainBroken: They do not; the fault names the first that does not.
    """
    known = {each.position: each.hash for each in kept}
    for row in rows:
        head = follow(brand, head, row)
        if known.get(head.position, head.hash) != head.hash:
            raise ChainBroken(Fault(head.position, _text(row.get("id")), "not_kept"))
    return head


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
