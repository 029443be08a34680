"""Whether builds on either side of a change read each other's events, told by their JSON Schemas.

A reader ignores fields that it does not know. So a field may be added if nobody has to have it, and nothing else may
change: what one side newly demands the other does not write, and what one side newly allows the other refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Schema = Mapping[str, Any]
LIMITS = (
    "minLength",
    "maxLength",
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "minItems",
    "maxItems",
    "pattern",
    "format",
)
NULL: Schema = {"type": "null"}


def breaks(older: Schema, newer: Schema) -> list[str]:
    """One sentence for each place at which a build of one side may not read what the other writes."""
    return list(_breaks(older, newer, older.get("$defs", {}), newer.get("$defs", {}), ""))


def _breaks(older: Schema, newer: Schema, old_defs: Schema, new_defs: Schema, at: str) -> Iterator[str]:
    olds, news = _alternatives(older, old_defs), _alternatives(newer, new_defs)
    if len(olds) == len(news) == 1:
        yield from _one(olds[0], news[0], old_defs, new_defs, at)
        return
    for one in news:
        if all(list(_one(each, one, old_defs, new_defs, at)) for each in olds):
            yield f"{at}: an older reader refuses {_named(one)}"
    for one in olds:
        if all(list(_one(one, each, old_defs, new_defs, at)) for each in news):
            yield f"{at}: {_named(one)} of an older writer is refused"


def _one(old: Schema, new: Schema, old_defs: Schema, new_defs: Schema, at: str) -> Iterator[str]:
    if old.get("type") != new.get("type"):
        yield f"{at}: was {old.get('type')} and is {new.get('type')}"
        return
    yield from _values(old, new, at)
    for limit in LIMITS:
        if old.get(limit) != new.get(limit):
            yield f"{at}: {limit} was {old.get(limit)} and is {new.get(limit)}"
    yield from _fields(old, new, old_defs, new_defs, at)
    yield from _parts(old, new, old_defs, new_defs, at)


def _parts(old: Schema, new: Schema, old_defs: Schema, new_defs: Schema, at: str) -> Iterator[str]:
    for inner in ("items", "additionalProperties"):
        if isinstance(old.get(inner), Mapping) and isinstance(new.get(inner), Mapping):
            yield from _breaks(old[inner], new[inner], old_defs, new_defs, f"{at}[]")
    pairs = zip(old.get("prefixItems", ()), new.get("prefixItems", ()), strict=False)
    for place, (before, after) in enumerate(pairs):
        yield from _breaks(before, after, old_defs, new_defs, f"{at}[{place}]")


def _alternatives(schema: Schema, defs: Schema) -> Sequence[Schema]:
    """What a value may be, each with its reference followed."""
    if "$ref" in schema:
        return _alternatives(defs[schema["$ref"].rpartition("/")[2]], defs)
    several = schema.get("anyOf") or schema.get("oneOf")
    return [each for one in several for each in _alternatives(one, defs)] if several else [schema]


def _values(old: Schema, new: Schema, at: str) -> Iterator[str]:
    before = set(old.get("enum", [old["const"]] if "const" in old else []))
    after = set(new.get("enum", [new["const"]] if "const" in new else []))
    if bool(before) != bool(after):
        yield f"{at}: a list of values became any value, or the other way round"
        return
    for value in sorted(after - before, key=str):
        yield f"{at}: an older reader refuses {value!r}"
    for value in sorted(before - after, key=str):
        yield f"{at}: {value!r} of an older writer is refused"


def _fields(old: Schema, new: Schema, old_defs: Schema, new_defs: Schema, at: str) -> Iterator[str]:
    demanded, written = set(new.get("required", ())), set(old.get("required", ()))
    for name in sorted(demanded - written):
        yield f"{at}.{name}: has to be there now, and an older writer leaves it out"
    for name in sorted(written - demanded):
        yield f"{at}.{name}: may be left out now, and an older reader needs it"
    before, after = old.get("properties", {}), new.get("properties", {})
    for name in sorted(before.keys() & after.keys()):
        yield from _breaks(before[name], after[name], old_defs, new_defs, f"{at}.{name}")


def _named(schema: Schema) -> str:
    return str(schema.get("title") or schema.get("const") or schema.get("type"))
