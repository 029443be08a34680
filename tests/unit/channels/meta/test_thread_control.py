"""Standby and the handover protocol: what another app holds is seen, and who holds it is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from channels.meta.settings import MetaSettings
from contracts.channel import EchoObserved, MessageReceived, ThreadControlChanged
from tests.support.channels.rig import kinds, parsed

AT = 1_795_695_235_000
PERSON = {"sender": {"id": "4711"}, "recipient": {"id": "61"}, "timestamp": AT}


def told(item: dict[str, Any], line: str = "messaging", app_id: str | None = "12", name: str = "messenger") -> Any:
    settings = MetaSettings(account_id="61", app_id=app_id) if app_id is not None else MetaSettings(account_id="61")
    entry = {"id": "61", "time": AT, line: [{**PERSON, **item}]}
    return parsed(name, json.dumps({"object": "page", "entry": [entry]}).encode(), settings)


def test_a_message_on_standby_is_read_and_marked() -> None:
    for line, standby in (("standby", True), ("messaging", False)):
        (message,) = told({"message": {"mid": "m.1", "text": "I want to book a table, bot"}}, line).events
        assert isinstance(message, MessageReceived)
        assert (message.standby, message.text) == (standby, "I want to book a table, bot")
    (postback,) = told({"postback": {"mid": "m.2", "title": "Start"}}, "standby").events
    assert isinstance(postback, MessageReceived)
    assert postback.standby
    (echo,) = told({"message": {"mid": "m.3", "text": "Which day?", "is_echo": True}}, "standby").events
    assert isinstance(echo, EchoObserved)


@pytest.mark.parametrize(
    ("change", "app_id", "is_ours"),
    [
        ({"pass_thread_control": {"new_owner_app_id": "12", "previous_owner_app_id": "34"}}, "12", True),
        ({"pass_thread_control": {"new_owner_app_id": 12}}, "12", True),
        ({"pass_thread_control": {"new_owner_app_id": "34", "previous_owner_app_id": "12"}}, "12", False),
        ({"pass_thread_control": {"new_owner_app_id": None, "previous_owner_app_id": "34"}}, "12", True),
        ({"pass_thread_control": {"new_owner_app_id": "34"}}, None, True),
        ({"take_thread_control": {"new_owner_app_id": "34", "previous_owner_app_id": "12"}}, "12", False),
        ({"take_thread_control": {"new_owner_app_id": "12", "previous_owner_app_id": "34"}}, "12", True),
        ({"take_thread_control": {"previous_owner_app_id": "12"}}, "12", False),
        ({"take_thread_control": {"previous_owner_app_id": "12"}}, None, False),
    ],
)
def test_a_handover_says_whether_the_thread_is_ours(change: dict[str, Any], app_id: str | None, is_ours: bool) -> None:
    (event,) = told(change, app_id=app_id).events
    assert isinstance(event, ThreadControlChanged)
    assert (event.is_ours, event.contact.external_id, int(event.at.timestamp() * 1000)) == (is_ours, "4711", AT)
    assert told(change, app_id=app_id).events[0].id == event.id


def test_a_request_and_a_role_give_no_control() -> None:
    asked = told({"request_thread_control": {"requested_owner_app_id": "34"}})
    roles = told({"app_roles": {"12": ["primary_receiver"]}})
    assert (kinds(asked.events), asked.ignored) == ([], {"thread_control_requested": 1})
    assert (kinds(roles.events), roles.ignored) == ([], {"app_roles": 1})
