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
from tests.abuse.states import DONE, NOT_THERE, REFUSED, Command, Thing, pairs, shown, states
from tests.abuse.things import all_things

THINGS = {thing.name: thing for thing in all_things()}


OF_MUSTER_ITSELF = {"signal", "update_late"}
SHOWS_A_STATE = {"state", "status", "enabled", "revoked_at", "replayed_at", "closed_at"}
"""Fields by which an object says how it stands."""
OBJECTS = {
    "acceptance": "/v1/guideline/campaigns/{campaign}/people/{person}",
    "callout": "/v1/callouts/{callout}",
    "campaign": "/v1/guideline/campaigns/{campaign}",
    "card": "/v1/cards/{card}",
    "contact": "/v1/contacts/{contact}",
    "conversation": "/v1/conversations/{conversation}",
    "drill": "/v1/drills/{drill}",
    "enrolment": "/v1/courses/{course}",
    "import": "/v1/imports/{import_id}",
    "incident": "/v1/incidents/{incident}",
    "incident_step": "/v1/incidents/{incident}/steps/{number}",
    "integration": "/v1/integrations/{integration}",
    "invitation": "/v1/tasks/{conversation}",
    "key": "/v1/keys/{key_id}",
    "offer": "/v1/offers/{offer}",
    "page": "/v1/pages/{page}",
    "place": "/v1/places/{incident}",
    "proposed_incident": "/v1/proposed-incidents/{proposed}",
    "reply": "/v1/replies/{reply}",
    "session": "/v1/courses/{course}/sessions/{session}",
    "statement": "/v1/incidents/{incident}/statements/{statement}",
    "story_answer": "/v1/story-answers/{answer}",
    "swap": "/v1/rotations/{rotation}/swaps/{swap}",
    "task": "/v1/tasks/{conversation}",
    "unreadable_payload": "/v1/unreadable/{payload}",
    "webhook_delivery": "/v1/webhook-endpoints/{endpoint}/deliveries/{delivery}",
    "webhook_endpoint": "/v1/webhook-endpoints/{endpoint}",
    "withdrawal": "/v1/replies/{reply}",
}
"""Where what has a state is, by the thing that plays it."""
APPROVALS = "/v1/approvals/{reply}"  # the same replies
LEFT_OUT = {
    ("PUT", "/v1/courses/{course}"): "is written as a next version in any state",
    ("POST", "/v1/courses/{course}/sessions"): "makes a session, whatever enrolments there are",
    ("POST", "/v1/dead-letters/{letter_id}/replay"): "no HTTP makes a letter: tests/e2e/test_a_poison_record.py",
    ("PUT", "/v1/incident-rules/{rule}"): "is written whole in any state",
    ("DELETE", "/v1/incident-rules/{rule}"): "is deleted in any state",
    ("POST", "/v1/notice-links/{link}"): "is a token sent to a person: tests/integration/crisis/test_notice_ways.py",
}
"""Commands on what has a state that no thing plays, and why."""


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
        path = _path_of(thing, command)
        assert any(_is_at(path, each) for each in _paths()), path


def test_an_answer_is_expected_for_every_pair() -> None:
    command = Command("{at}/go", states("open"), unseen=states("gone"))
    assert [command.expected(each) for each in ("open", "gone", "shut")] == [DONE, NOT_THERE, REFUSED]
    thing = Thing("thing", {"open": str, "shut": str}, {"go": command, "stop": command})
    assert len(pairs(thing)) == 4


def test_a_state_is_the_same_whichever_way_leads_to_it() -> None:
    assert [shown(each) for each in ("failed", "failed (by a receipt)")] == ["failed", "failed"]
    assert Command("{at}/go", states("failed")).expected("failed (by a receipt)") == DONE


def test_the_incident_is_played_by_the_table_of_its_rules() -> None:
    commands = THINGS["incident"].commands
    assert set(commands) == set(ALLOWED) - OF_MUSTER_ITSELF
    assert {name: command.allowed for name, command in commands.items()} == {
        name: allowed for name, allowed in ALLOWED.items() if name in commands
    }
    assert set(THINGS["incident"].made) == set().union(*ALLOWED.values())


def test_every_command_on_what_has_a_state_is_played_or_is_left_out_for_a_reason() -> None:
    assert THINGS.keys() == OBJECTS.keys()
    objects = {*OBJECTS.values(), APPROVALS}
    commands = {
        (method, path)
        for method, path in operations_of(_document())
        if method not in {"GET", "HEAD"} and any(each in objects or _has_a_state(each) for each in _objects_of(path))
    }
    played = [(each.method, _path_of(thing, each)) for thing in all_things() for each in thing.commands.values()]
    missing = {
        (method, path) for method, path in commands if not any(method == by and _is_at(at, path) for by, at in played)
    }
    assert missing == LEFT_OUT.keys()


def test_what_the_document_shows_a_state_of_is_found_by_itself() -> None:
    found = {each for path in _paths() for each in _objects_of(path) if _has_a_state(each)}
    shown = set(OBJECTS.values()) - found
    assert shown == {  # by another list, by a date, or by what is signed up
        "/v1/contacts/{contact}",
        "/v1/courses/{course}",
        "/v1/courses/{course}/sessions/{session}",
        "/v1/incidents/{incident}/steps/{number}",
        "/v1/offers/{offer}",
        "/v1/rotations/{rotation}/swaps/{swap}",
    }


def _path_of(thing: Thing, command: Command) -> str:
    """Where a command goes, as the document would say it."""
    at = OBJECTS[thing.name]
    return command.path.replace("{at}", at).replace("{id}", at.rpartition("/")[2])


def _is_at(path: str, documented: str) -> bool:
    """Whether a path is one that the document has; ids may be any."""
    return re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", documented), path) is not None


def _objects_of(path: str) -> list[str]:
    """The objects that a path goes through, each by its own path."""
    return [path[: end.end()] for end in re.finditer(r"\}", path)]


def _has_a_state(path: str) -> bool:
    """Whether reading an object, or the list that it stands in, shows how it stands."""
    return bool(SHOWS_A_STATE & (_shown(path) | _shown(path.rpartition("/")[0], "items")))


def _shown(path: str, of: str | None = None) -> set[str]:
    """The fields that reading a path answers with, or those of each of its `items`."""
    get = _document()["paths"].get(path, {}).get("get")
    content = get and get["responses"].get("200", {}).get("content", {}).get("application/json")
    if not content:
        return set()
    fields = _properties(content["schema"])
    return set(fields) if of is None else set(_properties(fields.get(of, {}).get("items", {})))


def _properties(schema: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = _document()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    fields: dict[str, Any] = schema.get("properties", {})
    return fields | {name: field for each in schema.get("allOf", []) for name, field in _properties(each).items()}
