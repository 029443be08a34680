"""Reads the JSON Schema of an event into rows for people: each field with its type, flat, in the order of the class."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Schema = dict[str, Any]
DEEPEST = 4  # parts within parts; none of ours has more, and a part that held itself would not end


@dataclass(frozen=True, slots=True)
class FieldRow:
    """A field: `path` leads to it from the event (`conversation.clocks[].kind`), `kind` is its type in words."""

    path: str
    kind: str
    required: bool
    description: str


def rows_of(schema: Schema) -> Iterator[FieldRow]:
    """Every field of an event, those of its parts behind the field that holds them."""
    yield from _rows(schema, schema.get("$defs", {}), "", 0)


def _rows(schema: Schema, parts: Schema, before: str, depth: int) -> Iterator[FieldRow]:
    required = schema.get("required", ())
    for name, field in schema.get("properties", {}).items():
        path = f"{before}{name}"
        kind, inside, mark = _kind(field, parts)
        described = field.get("description") or (inside or {}).get("description", "")
        yield FieldRow(path, kind, name in required, " ".join(described.split()))
        if inside is not None and depth < DEEPEST:
            yield from _rows(inside, parts, f"{path}{mark}.", depth + 1)


def _kind(field: Schema, parts: Schema) -> tuple[str, Schema | None, str]:
    """The type of a field in words, the part it holds, and how a path goes on into that (`[]` for a list)."""
    if "$ref" in field:
        part = parts[field["$ref"].rpartition("/")[2]]
        return ("object", part, "") if "properties" in part else _kind(part, parts)
    if "anyOf" in field:
        found = [_kind(each, parts) for each in field["anyOf"]]
        inside, mark = next(((part, mark) for _, part, mark in found if part is not None), (None, ""))
        return " or ".join(kind for kind, _, _ in found), inside, mark
    if field.get("type") == "array":
        kind, inside, mark = _kind(field.get("items", {}), parts)
        return f"list of {kind}", inside, f"[]{mark}"
    if field.get("type") == "object":
        kind, _, _ = _kind(field.get("additionalProperties") or {}, parts)
        return f"object of {kind} by name", None, ""
    return _plain(field), None, ""


def _plain(field: Schema) -> str:
    """The type of a field that holds one value, with what bounds it."""
    values = field.get("enum") or ([field["const"]] if "const" in field else [])
    if values:
        return "one of " + ", ".join(f"`{json.dumps(value)}`" for value in values)
    kind: str = field.get("type", "any value")
    if field.get("format") == "date-time":
        kind = "time (RFC 3339)"
    bounds = [
        f"{word} {field[name]:g}"
        for name, word in (
            ("minimum", "from"),
            ("exclusiveMinimum", "above"),
            ("maximum", "to"),
            ("maxLength", "up to"),
        )
        if name in field
    ]
    return " ".join([kind, *bounds]) + (" characters" if "maxLength" in field else "")
