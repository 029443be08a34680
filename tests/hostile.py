"""Values no honest client sends, put into every parameter of every GET operation of an OpenAPI document."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

BIG = 2**63
TIMES = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "9999-12-31T23:59:59+00:00", "2020-01-01T00:00:00")
NUMBERS = (BIG, -BIG - 1, 10**400)
TEXTS = (
    "%00",
    "a%00b",
    "%ED%A0%80",
    "%FF",
    "%F0%9F",
    "%C0%80",
    "é",
    "a/../b",
    "$where",
    "$ne",
    "x" * 3000,
    "NaN",
    "1e999",
    "",
)


def _cursor(*values: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def _cursors() -> Iterator[str]:
    yield from (
        "!",
        "A",
        "=" * 900,
        *(base64.urlsafe_b64encode(each).decode() for each in (b"\xff", b"[" * 700, b"{}")),
    )
    for id_ in ("a", "\ud800", "\0", "x" * 400, {"$ne": None}, BIG, 1.5, True, None):
        yield _cursor(id_)
        for first in (*TIMES, "2020-01-01T00:00:00+00:00", *NUMBERS[:2], 50, {"$gt": ""}, True, 1e300, "\ud800"):
            yield _cursor(first, id_)


CURSORS = tuple(dict.fromkeys(_cursors()))


def requests(document: dict[str, Any]) -> Iterator[str]:
    """Path and query, encoded: each parameter of each GET operation with each value, the others left out or plain."""
    values = [*TEXTS, *(quote(each) for each in TIMES), *map(str, NUMBERS)]
    for path, item in document["paths"].items():
        parameters = [*item.get("parameters", ()), *item.get("get", {}).get("parameters", ())]
        if "get" not in item:
            continue
        plain = re.sub(r"{\w+}", "nobody", path)
        yield plain
        for name in re.findall(r"{(\w+)}", path):
            yield from (re.sub(r"{\w+}", "nobody", path.replace(f"{{{name}}}", value)) for value in values if value)
        for each in parameters:
            if each["in"] == "query":
                offered = CURSORS if each["name"] == "cursor" else values
                yield from (f"{plain}?{each['name']}={value}" for value in offered)
