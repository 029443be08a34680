"""The tables of states are whole: commands there are, states that can be made, and answers that each pair must have."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import pytest

from deploy.checks.api.document import gateway
from gateway.http.document import whole_document
from gateway.openapi import service_documents
from services.crisis.domain.incident import ALLOWED
from tests.abuse.access import operations_of
from tests.abuse.states import DONE, NOT_THERE, REFUSED, Command, Thing, pairs, states
from tests.abuse.things import all_things

THINGS = {thing.name: thing for thing in all_things()}


OF_MUSTER_ITSELF = {"signal", "update_late"}
OBJECTS = {
    "reply": "/v1/replies/{reply}",
    "story_answer": "/v1/story-answers/{answer}",
    "incident": "/v1/incidents/{incident}",
    "statement": "/v1/incidents/{incident}/statements/{statement}",
    "incident_step": "/v1/incidents/{incident}/steps/{number}",
    "callout": "/v1/callouts/{callout}",
    "card": "/v1/cards/{card}",
    "import": "/v1/imports/{import_id}",
    "drill": "/v1/drills/{drill}",
    "task": "/v1/tasks/{conversation}",
    "invitation": "/v1/tasks/{conversation}",
}
"""Where what has a state is, by the thing that plays it."""
LEFT_OUT = {
    "/v1/notice-links/{link}": "is a token sent to a person: tests/integration/crisis/test_notice_ways.py",
    "/v1/proposed-incidents/{proposed}": "is made by signals alone: tests/support/crisis/incident_rule_suite.py",
    "/v1/unreadable/{payload}": "is replayed once: tests/unit/inbox/application/test_unreadable_payloads.py",
    "/v1/webhook-endpoints/{endpoint}/deliveries/{delivery}": "is sent again in any state",
}


@cache
def _document() -> dict[str, Any]:
    return whole_document(gateway(dev_issuer=True), service_documents())


@cache
def _paths() -> frozenset[str]:
    return frozenset(path for _, path in operations_of(_document()))


def test_every_thing_has_a_name_of_its_own() -> None:
    assert len(THINGS) == len(all_things())


@pytest.mark.parametrize("thing", all_things(), ids=lambda thing: thing.name)
def test_a_command_is_allowed_in_states_that_can_be_made_and_has_a_path(thing: Thing) -> None:
    for name, command in thing.commands.items():
        assert command.allowed | command.unseen <= thing.made.keys(), name
        end = command.path.removeprefix("{at}").replace("{id}", "{}")
        assert any(re.sub(r"\{\w+\}", "{}", path).endswith(end) for path in _paths()), command.path


def test_an_answer_is_expected_for_every_pair() -> None:
    command = Command("{at}/go", states("open"), unseen=states("gone"))
    assert [command.expected(each) for each in ("open", "gone", "shut")] == [DONE, NOT_THERE, REFUSED]
    thing = Thing("thing", {"open": str, "shut": str}, {"go": command, "stop": command})
    assert len(pairs(thing)) == 4


def test_the_incident_is_played_by_the_table_of_its_rules() -> None:
    commands = THINGS["incident"].commands
    assert set(commands) == set(ALLOWED) - OF_MUSTER_ITSELF
    assert {name: command.allowed for name, command in commands.items()} == {
        name: allowed for name, allowed in ALLOWED.items() if name in commands
    }
    assert set(THINGS["incident"].made) == set().union(*ALLOWED.values())


def test_every_command_on_what_has_a_state_is_played_or_is_left_out_for_a_reason() -> None:
    objects = {path for path in _paths() if _shows_a_state(path)}
    commands = {
        (method, path)
        for method, path in operations_of(_document())
        for of in objects
        if method not in {"GET", "HEAD"} and (path == of or path.startswith(f"{of}/"))
    }
    assert len(commands) > 40
    played = {
        (command.method, command.path.replace("{at}", OBJECTS[thing.name]))
        for thing in all_things()
        if thing.name in OBJECTS
        for command in thing.commands.values()
    }
    assert objects - set(OBJECTS.values()) == {path for path in LEFT_OUT if path in objects}
    left_out = {each for each in commands if any(each[1].startswith(path) for path in LEFT_OUT)}
    assert commands - played == left_out


def _shows_a_state(path: str) -> bool:
    """Whether reading one object there answers with its state."""
    get = _document()["paths"][path].get("get")
    content = get and get["responses"].get("200", {}).get("content", {}).get("application/json")
    return bool(content) and path.endswith("}") and "state" in _properties(content["schema"])


def _properties(schema: dict[str, Any]) -> set[str]:
    while "$ref" in schema:
        schema = _document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    named = set(schema.get("properties", {}))
    return named.union(*(_properties(each) for each in schema.get("allOf", [])))
