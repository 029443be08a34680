"""Bodies nobody honest sends: mutants of a valid one, and random ones of a schema, each judged by the schema itself."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

Path = tuple[str | int, ...]
DEPTH = 100_000
OPERATORS = ({"$ne": None}, {"$gt": ""}, {"$where": "sleep(1000)"}, {"$regex": ".*"}, ["$ne"], {"": ""})
TEXTS = (
    "",
    " ",
    "$where",
    "x" * 40_000,
    "=HYPERLINK(1)",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "é" * 300,
    "\u202e",
)
NUMBERS = (2**63 - 1, 2**63, -(2**63) - 1, -1, 10**30, 1.5, 1e308)
SCALARS: tuple[Any, ...] = (None, True, [], {})
BROKEN = (
    r'"\u0000"',
    r'"\ud800"',
    "NaN",
    "Infinity",
    "1e999",
    "9" * 400,
    '"\x00"',
    '{"a":1,"a":2}',
    "[" * 200 + "]" * 200,
)
"""JSON text that the strict reader refuses wherever it stands."""

EXTRAS = ("$where", "__proto__", "brand", "_id", "roles", "constructor")
MOMENTS = ("2030-01-01T00:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2026-13-01")
_HOLE = "\ue000hole\ue000"


def leaves(body: Any, at: Path = ()) -> Iterator[Path]:
    """The place of every value in a body, containers too."""
    yield at
    if isinstance(body, dict):
        for name, inner in body.items():
            yield from leaves(inner, (*at, name))
    elif isinstance(body, list) and body:
        yield from leaves(body[0], (*at, 0))


def put(body: Any, at: Path, value: Any) -> Any:
    """A copy of the body with another value at a place."""
    if not at:
        return value
    made = copy.deepcopy(body)
    inside = made
    for step in at[:-1]:
        inside = inside[step]
    inside[at[-1]] = value
    return made


def mutants(body: Any) -> Iterator[Any]:
    """Each place with each value of another kind, each object with each extra field, each container grown huge."""
    for at in leaves(body):
        for value in (*OPERATORS, *TEXTS, *NUMBERS, *SCALARS):
            if at or value is not None:  # nothing at all may be right
                yield put(body, at, value)
    for at in leaves(body):
        there = _at(body, at)
        if isinstance(there, dict):
            for name in EXTRAS:
                if name not in there:
                    yield put(body, at, {**there, name: {"$ne": None}})
        if isinstance(there, list) and there:
            yield put(body, at, there * 2_000)


def broken(body: Any) -> Iterator[bytes]:
    """Texts that are no strict JSON: each broken value in the place of each, and the whole cut, doubled, deep."""
    for at in leaves(body):
        text = json.dumps(put(body, at, _HOLE))
        for value in BROKEN:
            yield text.replace(json.dumps(_HOLE), value).encode()
    whole = json.dumps(body).encode()
    yield from (whole[:-1], whole + whole, b"\xef\xbb\xbf" + whole, b"\xff\xfe" + whole, b"\x00")
    yield b"[" * DEPTH + b"]" * DEPTH
    yield b'{"a":' * DEPTH + b"1" + b"}" * DEPTH


def _at(body: Any, at: Path) -> Any:
    for step in at:
        body = body[step]
    return body


class Schemas:
    """The schemas of a document: whether they take a value, and values of theirs at random."""

    def __init__(self, document: dict[str, Any]) -> None:
        self._document = document
        self._validators: dict[str, Draft202012Validator] = {}

    def takes(self, schema: dict[str, Any], value: Any) -> bool:
        """Whether the document says that this value is right."""
        name = json.dumps(schema, sort_keys=True)
        if name not in self._validators:
            whole = {**schema, "components": self._document["components"]}
            self._validators[name] = Draft202012Validator(whole)
        return bool(self._validators[name].is_valid(value))

    def made(self, schema: dict[str, Any], chance: random.Random, depth: int = 0) -> Any:
        """A value that mostly fits: one in ten fields is left out, is of another kind, or at the end of its range."""
        if chance.random() < 0.02:
            return chance.choice([*OPERATORS, *TEXTS, *NUMBERS, None, [], {}])
        if "$ref" in schema:
            named = self._document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
            return self.made(named, chance, depth + 1)
        for one in ("anyOf", "oneOf"):
            if one in schema:
                return self.made(chance.choice(schema[one]), chance, depth)
        if "const" in schema or "enum" in schema:
            return chance.choice(schema.get("enum", [schema.get("const")]))
        if schema.get("examples") and chance.random() < 0.5:
            return chance.choice(schema["examples"])
        return self._of_type(schema, chance, depth)

    def _of_type(self, schema: dict[str, Any], chance: random.Random, depth: int) -> Any:
        kind = schema.get("type", "object")
        if kind == "object":
            properties, required = schema.get("properties", {}), schema.get("required", ())
            keep = {name for name in properties if name in required or (depth < 4 and chance.random() < 0.5)}
            return {name: self.made(properties[name], chance, depth + 1) for name in properties if name in keep}
        if kind == "array":
            count = schema.get("minItems", 0) + (chance.randrange(3) if depth < 6 else 0)
            return [self.made(schema.get("items", {}), chance, depth + 1) for _ in range(count)]
        if kind == "string":
            return _text(schema, chance)
        if kind in {"integer", "number"}:
            low, high = schema.get("minimum", -5), schema.get("maximum", 2**31)
            found = chance.choice([low, high, chance.uniform(low, high)])
            return int(found) if kind == "integer" else found
        return {"boolean": chance.random() < 0.5}.get(kind)


def _text(schema: dict[str, Any], chance: random.Random) -> str:
    if schema.get("format") == "date-time":
        return chance.choice(MOMENTS)
    most = min(schema.get("maxLength", 40), 5_000)
    made: list[str] = [
        *("en", "abc", "EUR", "general", "nobody"),
        "x" * schema.get("minLength", 0),
        "ß" * most,
        "𝒳" * most,
    ]
    return chance.choice(made)
