"""Builds on either side of an upgrade read each other's events."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from chassis.messaging.testing import a_delivery
from contracts.event import Event
from contracts.generate import schema_of
from tests.contract.compatible import breaks
from tests.contract.examples import KNOWN, TYPES, written
from tests.support.upgrade import BUILDS, records, schemas

Schema = dict[str, Any]
TYPES_OF_BUILDS = [(build, type_) for build in BUILDS for type_ in sorted(schemas(build))]


def named(value: object) -> str:
    return value.name if isinstance(value, Path) else str(value)


def test_there_is_a_build_to_compare_with() -> None:
    assert BUILDS
    assert all(records(build) and schemas(build) for build in BUILDS)


@pytest.mark.parametrize(("build", "type_"), TYPES_OF_BUILDS, ids=named)
def test_an_event_that_two_builds_know_has_only_gained_fields_that_may_be_missing(build: Path, type_: str) -> None:
    assert type_ in KNOWN, f"{type_} is still in the log of an older build and has no reader"
    assert breaks(schemas(build)[type_], schema_of(KNOWN[type_])) == []


@pytest.mark.parametrize("build", BUILDS, ids=named)
def test_events_of_an_older_build_are_read_by_this_one(build: Path) -> None:
    for record in records(build):
        event = KNOWN[record["type"]].model_validate(record["value"])
        assert event.id == record["value"]["id"]
        assert a_delivery(event).event is event


@pytest.mark.parametrize("build", BUILDS, ids=named)
def test_events_of_this_build_are_read_by_an_older_one_where_it_knows_their_type(build: Path) -> None:
    older = schemas(build)
    for type_ in sorted(older.keys() & set(TYPES)):
        jsonschema.Draft202012Validator(older[type_]).validate(written(type_))
        assert older[type_].get("additionalProperties", True) is True


@pytest.mark.parametrize("known", KNOWN.values(), ids=lambda known: str(known.type))
def test_no_event_refuses_fields_of_a_later_build(known: type[Event]) -> None:
    schema = schema_of(known)
    for each in (schema, *schema.get("$defs", {}).values()):
        assert each.get("additionalProperties", True) is not False


def _demand(schema: Schema) -> None:
    schema["properties"]["mood"] = {"type": "string"}
    schema["required"].append("mood")


def _drop(schema: Schema) -> None:
    del schema["properties"]["state"]
    schema["required"].remove("state")


def _say_more(schema: Schema) -> None:
    schema["properties"]["state"]["enum"].append("asleep")


def _say_less(schema: Schema) -> None:
    schema["properties"]["state"]["enum"].remove("open")


def _retype(schema: Schema) -> None:
    schema["properties"]["parts"]["items"]["type"] = "integer"


def _tighten(schema: Schema) -> None:
    schema["$defs"]["Who"]["properties"]["name"]["maxLength"] = 10


def _empty(schema: Schema) -> None:
    schema["properties"]["who"] = {"anyOf": [{"$ref": "#/$defs/Who"}, {"type": "null"}]}


OLDER: Mapping[str, Any] = {
    "type": "object",
    "required": ["state", "who"],
    "properties": {
        "state": {"type": "string", "enum": ["open", "closed"]},
        "who": {"$ref": "#/$defs/Who"},
        "parts": {"type": "array", "items": {"type": "string"}},
    },
    "$defs": {"Who": {"type": "object", "properties": {"name": {"type": "string", "maxLength": 50}}}},
}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_demand, [".mood: has to be there now, and an older writer leaves it out"]),
        (_drop, [".state: may be left out now, and an older reader needs it"]),
        (_say_more, [".state: an older reader refuses 'asleep'"]),
        (_say_less, [".state: 'open' of an older writer is refused"]),
        (_retype, [".parts[]: was string and is integer"]),
        (_tighten, [".who.name: maxLength was 50 and is 10"]),
        (_empty, [".who: an older reader refuses null"]),
    ],
    ids=lambda value: value.__name__.strip("_") if callable(value) else "",
)
def test_a_change_that_one_side_cannot_read_is_seen(change: Callable[[Schema], None], said: list[str]) -> None:
    newer = copy.deepcopy(dict(OLDER))
    change(newer)
    assert breaks(OLDER, newer) == said


def test_a_field_that_may_be_missing_breaks_nothing() -> None:
    newer = copy.deepcopy(dict(OLDER))
    newer["properties"]["mood"] = {"type": "string", "default": ""}
    assert breaks(OLDER, newer) == []
