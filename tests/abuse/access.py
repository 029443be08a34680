"""The access table, `access.csv`: who may call which operation, written down by hand and held to the house over HTTP.

A row is an operation, a column an actor. `yes`: the operation is reached and answers by its own rules. `403`, `401`: it
is refused before. Under `other_brand`, who gives the ids of this one: `own` is shown only its own, `404` is told that
there is nothing.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from gateway.domain.scopes import INTEGRATION_SCOPES, OPERATOR_SCOPES, ROLE_SCOPES

PATH = Path(__file__).with_name("access.csv")
FIELD = "x-scope"
METHODS = ("GET", "PUT", "POST", "DELETE", "PATCH")
NOBODY = ("nobody", "malformed", "unknown", "revoked", "expired")
"""Who has no credential that counts."""

PROGRAM_SCOPES = frozenset({"measures:read"})
"""What the key of a program has that stands for all narrowed keys."""

OTHER_BRAND = "other_brand"
OPERATOR = "operator"
ACTORS = (*ROLE_SCOPES, "program", "integration", OPERATOR, *NOBODY, OTHER_BRAND)

Row = Mapping[str, str]
Table = Mapping[tuple[str, str], Row]


@cache
def access_table(path: Path = PATH) -> Table:
    """The table as it stands, by method and path."""
    with path.open(newline="", encoding="utf-8") as file:
        return {(row.pop("method"), row.pop("path")): row for row in csv.DictReader(file)}


def operations_of(document: Mapping[str, Any]) -> dict[tuple[str, str], Any]:
    """Every operation of an OpenAPI document, by method and path."""
    return {
        (method, path): item[method.lower()]
        for path, item in document["paths"].items()
        for method in METHODS
        if method.lower() in item
    }


def proposed(method: str, path: str, scopes: Sequence[str] | None, *, is_forwarded: bool) -> list[str]:
    """A row as the declared scopes would have it, to be judged by whoever adds the operation; None: it is open."""
    if scopes is None:
        return [method, path, *("yes" for _ in ACTORS)]
    held: dict[str, Collection[str]] = {**ROLE_SCOPES, "program": PROGRAM_SCOPES, "integration": INTEGRATION_SCOPES}
    cells = {who: _cell(scopes, has) for who, has in held.items()}
    cells[OPERATOR] = "403" if is_forwarded else _cell(scopes, OPERATOR_SCOPES)
    cells |= dict.fromkeys(NOBODY, "401")
    cells[OTHER_BRAND] = "404" if "{" in path else "own"
    return [method, path, *(cells[who] for who in ACTORS)]


def _cell(scopes: Sequence[str], held: Collection[str]) -> str:
    return "yes" if not scopes or set(scopes) & set(held) else "403"
