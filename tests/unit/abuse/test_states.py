"""The tables of states are whole: commands there are, states that can be made, and answers that each pair must have."""

from __future__ import annotations

import re
from functools import cache

import pytest

from deploy.checks.api.document import gateway
from gateway.http.document import whole_document
from gateway.openapi import service_documents
from services.crisis.domain.incident import ALLOWED
from tests.abuse.access import operations_of
from tests.abuse.states import DONE, NOT_THERE, REFUSED, Command, Thing, pairs, states
from tests.abuse.things import all_things

THINGS = {thing.name: thing for thing in all_things()}


@cache
def _paths() -> frozenset[str]:
    return frozenset(path for _, path in operations_of(whole_document(gateway(dev_issuer=True), service_documents())))


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
    assert commands["activate"].allowed == ALLOWED["activate"]
    assert set(THINGS["incident"].made) == set().union(*ALLOWED.values())
