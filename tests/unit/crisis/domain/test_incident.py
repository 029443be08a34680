"""The life of an incident: its states, roles, and the table of what is allowed in which."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.crisis.domain.incident import (
    ALLOWED,
    LEADS_TO,
    Command,
    Incident,
    IncidentNotAllowed,
    State,
    acknowledged,
    cast,
    check,
    moved,
)
from services.crisis.domain.incident_step import opened
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
STATES: tuple[State, ...] = ("declared", "active", "monitoring", "stood_down", "reviewed")


def an_incident(state: State = "declared") -> Incident:
    return Incident("i", "Ash", 2, state, "ann", NOON, steps=opened(DEFAULT_PLAYBOOK))


@pytest.mark.parametrize("command", list(ALLOWED))
@pytest.mark.parametrize("state", STATES)
def test_a_command_is_allowed_as_the_table_says_and_refused_otherwise(command: Command, state: State) -> None:
    if state in ALLOWED[command]:
        check(an_incident(state), command)
    else:
        with pytest.raises(IncidentNotAllowed) as refused:
            check(an_incident(state), command)
        assert refused.value.state == state


def test_an_incident_can_go_from_declared_to_reviewed_and_no_further() -> None:
    incident = an_incident()
    commands: list[Command] = ["activate", "monitor", "activate", "stand_down", "review"]
    for command in commands:
        incident = moved(incident, command)
    assert incident.state == "reviewed"
    assert all(incident.state not in ALLOWED[command] for command in LEADS_TO)


def test_the_first_to_acknowledge_takes_command_and_the_second_does_not() -> None:
    first = acknowledged(an_incident(), "ann", NOON)
    assert first.roles == {"commander": "ann"}
    assert acknowledged(first, "ben", NOON) == first


def test_a_named_commander_keeps_command() -> None:
    incident = cast(an_incident(), {"commander": "cas", "scribe": "dee"})
    assert acknowledged(incident, "ann", NOON).roles["commander"] == "cas"
    assert cast(incident, {"scribe": ""}).roles == {"commander": "cas"}
