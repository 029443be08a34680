"""Whom a WhatsApp item concerns: by number, by user id, or by both."""

from __future__ import annotations

import json
from typing import Any

import pytest

from contracts.channel import ContactMoved, ContactSeen, MessageReceived, PayloadUnreadable
from tests.support.channels.rig import parsed

NUMBER, USER_ID = "31600000001", "NL.1349120865530274"
KIM = {"profile": {"name": "Kim", "username": "kim.r"}}


def told(message: dict[str, Any], *people: dict[str, Any]) -> Any:
    written = {"id": "wamid.1", "timestamp": "1795693846", **message}
    value = {"metadata": {"phone_number_id": "31"}, "contacts": list(people), "messages": [written]}
    entry = {"id": "waba", "changes": [{"field": "messages", "value": value}]}
    return parsed("whatsapp", json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode())


def person_of(message: dict[str, Any], *people: dict[str, Any]) -> ContactSeen:
    (event,) = told({"type": "text", "text": {"body": "Hi"}, **message}, *people).events
    assert isinstance(event, MessageReceived)
    return event.contact


@pytest.mark.parametrize(
    ("message", "person"),
    [
        ({"from": NUMBER, "from_user_id": USER_ID}, {**KIM, "wa_id": NUMBER, "user_id": USER_ID}),
        ({"from": NUMBER}, {**KIM, "wa_id": NUMBER, "user_id": USER_ID}),
        ({"from_user_id": USER_ID}, {**KIM, "wa_id": NUMBER, "user_id": USER_ID}),
        ({}, {**KIM, "wa_id": NUMBER, "user_id": USER_ID}),
    ],
)
def test_both_ids_are_told_wherever_they_stand(message: dict[str, Any], person: dict[str, Any]) -> None:
    seen = person_of(message, person)
    assert seen == ContactSeen(external_id=NUMBER, also_known_as=(USER_ID,), name="Kim", handle="kim.r")


def test_who_hides_the_number_is_known_by_the_user_id() -> None:
    seen = person_of({"from_user_id": USER_ID}, {**KIM, "user_id": USER_ID})
    assert (seen.external_id, seen.also_known_as, seen.name) == (USER_ID, (), "Kim")


def test_the_ids_of_another_person_in_the_list_are_not_taken() -> None:
    seen = person_of({"from": NUMBER}, {"wa_id": "31600000009", "user_id": "NL.9"}, {**KIM, "wa_id": NUMBER})
    assert (seen.external_id, seen.also_known_as, seen.name) == (NUMBER, (), "Kim")


def test_events_of_one_person_are_keyed_by_the_id_that_lasts() -> None:
    both, one = {"from": NUMBER, "from_user_id": USER_ID}, {"from_user_id": USER_ID}
    words = {"type": "text", "text": {"body": "Hi"}}
    subjects = {told({**words, **person}).events[0].subject for person in (both, one)}
    assert subjects == {f"northwind_whatsapp/{USER_ID}"}


@pytest.mark.parametrize("field", ["wa_id", "new_wa_id"])
def test_a_changed_number_moves_the_contact(field: str) -> None:
    system = {"type": "user_changed_number", "body": "User Kim changed", field: "31600000002", "user_id": "NL.77"}
    result = told({"type": "system", "from": NUMBER, "from_user_id": USER_ID, "system": system})
    (event,) = result.events
    assert isinstance(event, ContactMoved)
    assert (event.contact.external_id, event.contact.also_known_as) == (NUMBER, (USER_ID,))
    assert (event.now.external_id, event.now.also_known_as) == ("31600000002", ("NL.77",))
    assert int(event.at.timestamp()) == 1795693846
    assert not result.ignored


def test_a_changed_user_id_moves_the_contact_where_the_notice_says_whose() -> None:
    body = f"User Kim from US.1 to US.2 changed from {USER_ID} to NL.77"
    system = {"type": "user_changed_user_id", "body": body, "user_id": "NL.77"}
    (event,) = told({"type": "system", "system": system}).events
    assert isinstance(event, ContactMoved)
    assert (event.contact.external_id, event.now.external_id) == (USER_ID, "NL.77")
    unsaid = told({"type": "system", "system": {**system, "body": "Nutzer hat gewechselt"}})
    assert (unsaid.events, unsaid.ignored) == ((), {"system_notice": 1})


def test_other_notices_are_only_counted_and_nobody_is_unreadable() -> None:
    notice = {"type": "system", "from": NUMBER, "system": {"type": "customer_identity_changed"}}
    assert told(notice).ignored == {"system_notice": 1}
    (event,) = told({"type": "text", "text": {"body": "Hi"}}).events
    assert isinstance(event, PayloadUnreadable)
    assert event.reason == "missing_field"
