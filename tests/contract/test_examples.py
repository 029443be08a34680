"""An event once published can be read for ever."""

from typing import Any

import jsonschema
import pytest

from contracts.generate import schema_of
from contracts.ids import derived_id
from services.inbox.domain.thread import contact_id
from tests.contract.examples import KNOWN, TYPES, parsed, written


def holds(whole: Any, part: Any) -> bool:
    """Whether everything in `part` stands in `whole` too; what was added since is no matter."""
    if isinstance(part, dict):
        return isinstance(whole, dict) and all(name in whole and holds(whole[name], part[name]) for name in part)
    if isinstance(part, list):
        return isinstance(whole, list) and len(whole) == len(part) and all(map(holds, whole, part))
    return bool(whole == part)


def test_every_event_type_has_an_example_and_every_example_a_type() -> None:
    assert set(KNOWN) == set(TYPES)


@pytest.mark.parametrize("event_type", TYPES)
def test_an_example_parses_and_says_the_same_when_written_again(event_type: str) -> None:
    event = parsed(event_type)
    assert type(event).model_validate_json(event.to_bytes()) == event
    assert holds(event.model_dump(mode="json", exclude_none=True), written(event_type))


@pytest.mark.parametrize("event_type", TYPES)
def test_a_field_of_a_later_version_is_no_harm(event_type: str) -> None:
    known = KNOWN.get(event_type)
    assert known is not None
    assert known.model_validate(written(event_type) | {"added_later": {"deep": [1]}}) == parsed(event_type)


@pytest.mark.parametrize("event_type", TYPES)
def test_an_example_fits_its_schema(event_type: str) -> None:
    known = KNOWN.get(event_type)
    assert known is not None
    schema = schema_of(known)
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(written(event_type))


def test_a_schema_refuses_an_event_without_its_brand() -> None:
    known = KNOWN.get("inbox.message_stored.v1")
    assert known is not None
    lacking = {name: value for name, value in written("inbox.message_stored.v1").items() if name != "brand"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(lacking, schema_of(known))


def test_services_that_name_a_contact_derive_the_same_id() -> None:
    assert contact_id("vala-air", "x-vala", "8841") == derived_id("contact", "vala-air", "x-vala", "8841")


def test_holding_less_or_otherwise_is_seen() -> None:
    assert holds({"a": [1, {"b": 2, "new": 3}]}, {"a": [1, {"b": 2}]})
    assert not holds({"a": [1]}, {"a": [1, 2]})
    assert not holds({"a": 1}, {"b": 1})
