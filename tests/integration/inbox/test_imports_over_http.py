"""A history comes in over HTTP: resumed where it broke off, nothing twice, and nobody told."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import pytest
from pymongo.database import Database

from tests.integration.inbox.api import Api, a_message
from tests.support.inbox.events import an_integration

CONVERSATIONS, PEOPLE, LINES = 300, 60, 3
SOMETHING_TO_TELL = ("outbox", "timers", "emissions", "ledger", "seen", "replies")
ImportBody = dict[str, Any]


class Killed(Exception):
    """The importer died."""


def history() -> list[ImportBody]:
    people = [{"kind": "contact", "external_id": f"p{n}", "name": f"Person{n}"} for n in range(PEOPLE)]
    talks = [
        {
            "kind": "conversation",
            "external_id": f"t{n}",
            "contact": f"p{n % PEOPLE}",
            "messages": [
                {
                    "external_id": f"m{line}",
                    "direction": "outbound" if line % 2 else "inbound",
                    "text": f"History{n} about a suitcase, line {line}",
                    "sent_at": f"2024-01-02T0{line}:00:00+02:00",
                }
                for line in range(LINES)
            ],
        }
        for n in range(CONVERSATIONS)
    ]
    return [*people, *talks]


def begin(api: Api, **fields: Any) -> str:
    body = {"source": "zendesk", "name": "Until May", **fields}
    answer = api.client.post("/v1/imports", json=body, headers=api.as_("maria"))
    assert answer.status_code == 201, answer.text
    assert answer.headers["location"] == f"/v1/imports/{answer.json()['id']}"
    return str(answer.json()["id"])


def post(api: Api, id_: str, items: Sequence[ImportBody], position: str | None = None, **who: Any) -> Any:
    body = {"items": list(items), "position": position}
    return api.client.post(f"/v1/imports/{id_}/items", json=body, headers=api.as_(**who))


def run(api: Api, id_: str, dies_after: int = 1_000_000) -> None:
    """Bring the history in from where the import stands."""
    whole = history()
    start = int(api.get(f"/v1/imports/{id_}")["position"] or 0)
    for number, at in enumerate(range(start, len(whole), 50)):
        if number == dies_after:
            raise Killed
        answer = post(api, id_, whole[at : at + 50], str(min(at + 50, len(whole))))
        assert answer.status_code == 200, answer.text


def counts_of(shown: Any) -> list[tuple[int, int, int]]:
    kinds = ("contacts", "conversations", "messages")
    return [tuple(shown["counts"][kind][each] for each in ("stored", "duplicate", "rejected")) for kind in kinds]


@pytest.fixture
def database(api: Api, mongo_database: Database[Any]) -> Database[Any]:
    """Give the service's own database, looked at from outside."""
    return mongo_database.client[f"{mongo_database.name}_muster_inbox"]


def test_an_import_that_broke_off_is_resumed_and_a_second_one_finds_everything_there(
    api: Api,
    database: Database[Any],
) -> None:
    before = {name: database[name].count_documents({}) for name in SOMETHING_TO_TELL}
    first = begin(api)
    with pytest.raises(Killed):
        run(api, first, dies_after=3)
    assert api.get(f"/v1/imports/{first}")["position"] == "150"
    run(api, first)
    messages = CONVERSATIONS * LINES
    assert counts_of(api.get(f"/v1/imports/{first}")) == [(PEOPLE, 0, 0), (CONVERSATIONS, 0, 0), (messages, 0, 0)]
    second = begin(api)
    run(api, second)
    assert counts_of(api.get(f"/v1/imports/{second}")) == [(0, PEOPLE, 0), (0, CONVERSATIONS, 0), (0, messages, 0)]
    assert database["messages"].count_documents({}) == messages
    assert database["conversations"].count_documents({}) == CONVERSATIONS
    assert database["contacts"].count_documents({}) == PEOPLE
    assert {name: database[name].count_documents({}) for name in SOMETHING_TO_TELL} == before
    assert [each["id"] for each in api.get("/v1/imports")["items"]] == [second, first]
    assert api.get("/v1/ledger")["items"] == []


def test_what_is_imported_is_found_and_shown_as_history_of_its_contact(api: Api) -> None:
    id_ = begin(api)
    run(api, id_)
    (found,) = api.get("/v1/conversations?q=history7 suitcase")["items"]
    assert (found["imported"], found["status"], found["needs_reply"], found["due_at"]) == (
        True,
        "resolved",
        False,
        None,
    )
    assert found["imported_from"] == {"source": "zendesk", "external_id": "t7", "status": None, "tags": []}
    assert found["opened_at"] == "2024-01-01T22:00:00Z"
    contact = api.get(f"/v1/contacts/{found['contact']}")
    assert contact["name"] == "Person7"
    assert len(contact["conversations"]) == CONVERSATIONS / PEOPLE
    lines = api.get(f"/v1/conversations/{found['id']}/messages")["items"]
    assert [(each["sent_at"], each["direction"]) for each in lines] == [
        ("2024-01-01T22:00:00Z", "inbound"),
        ("2024-01-01T23:00:00Z", "outbound"),
        ("2024-01-02T00:00:00Z", "inbound"),
    ]
    assert api.get("/v1/conversations?status=open")["items"] == []


def test_the_next_message_of_an_imported_contact_begins_a_conversation_beside_the_old_ones(api: Api) -> None:
    api.tell(an_integration())
    id_ = begin(api, integration="x1")
    talk = next(each for each in history() if each["kind"] == "conversation")
    post(api, id_, [{"kind": "contact", "external_id": "p0", "name": "Person0", "handles": ["jan"]}, talk])
    api.tell(a_message(contact="jan"))
    (live,) = api.until(lambda: api.get("/v1/conversations?status=open")["items"])
    assert (live["imported"], live["needs_reply"]) == (False, True)
    conversations = api.get(f"/v1/contacts/{live['contact']}")["conversations"]
    assert (conversations[0], len(conversations)) == (live["id"], 2)


def test_each_item_is_refused_for_itself_with_a_pointer(api: Api) -> None:
    id_ = begin(api)
    wrong = {"kind": "conversation", "external_id": "t1", "contact": "p1", "messages": [{"external_id": "1"}] * 2}
    right = {"kind": "contact", "external_id": "p1"}
    alone = {**wrong, "contact": "p2", "messages": history()[-1]["messages"]}
    answer = post(api, id_, [wrong, right, alone], "3")
    assert answer.status_code == 200, answer.text
    results = answer.json()["results"]
    assert [each["status"] for each in results] == ["rejected", "stored", "rejected"]
    pointers = [[error["pointer"] for error in each["errors"]] for each in results]
    assert "/items/0/messages/1/sent_at" in pointers[0]
    assert (pointers[1], pointers[2]) == ([], ["/items/2/contact"])
    assert counts_of(answer.json()) == [(1, 0, 0), (0, 0, 2), (0, 0, 2 + LINES)]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"items": [{"kind": "ticket"}]}, "/items/0"),
        ({"items": [3]}, "/items/0"),
        ({"items": [{"kind": "contact", "external_id": "1"}] * 101}, "/items"),
        ({"items": [], "position": "x" * 201}, "/position"),
        ({"items": [], "more": 1}, "/more"),
        ({}, "/items"),
    ],
)
def test_a_body_that_is_wrong_as_a_whole_is_refused_and_nothing_is_stored(
    api: Api,
    body: dict[str, Any],
    pointer: str,
) -> None:
    id_ = begin(api)
    answer = api.client.post(f"/v1/imports/{id_}/items", json=body, headers=api.as_())
    assert (answer.status_code, [each["pointer"] for each in answer.json()["errors"]][0]) == (422, pointer)
    assert counts_of(api.get(f"/v1/imports/{id_}")) == [(0, 0, 0)] * 3


def test_an_import_of_an_integration_that_the_brand_does_not_have_is_refused(api: Api) -> None:
    body = {"source": "zendesk", "name": "Until May", "integration": "theirs"}
    answer = api.client.post("/v1/imports", json=body, headers=api.as_())
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/integration")


def test_an_import_of_another_brand_is_not_there(api: Api) -> None:
    id_ = begin(api)
    calls = itertools.product((id_, "nothing"), ((("GET", ""), None), (("POST", "/finish"), None)))
    answers = [
        api.client.request(how, f"/v1/imports/{each}{rest}", headers=api.as_(brand="dell")).content
        for each, ((how, rest), _) in calls
    ]
    answers.append(post(api, id_, [], brand="dell").content)
    assert len(set(answers)) == 1
    assert b'"status":404' in answers[0]
    assert api.get("/v1/imports", brand="dell")["items"] == []


def test_a_finished_import_says_so_and_the_audit_who_did_it(api: Api) -> None:
    id_ = begin(api)
    assert api.client.post(f"/v1/imports/{id_}/finish", headers=api.as_("bo")).json()["state"] == "finished"
    late = post(api, id_, [])
    assert (late.status_code, late.json()["state"]) == (409, "finished")
    entries = api.get("/v1/audit")["items"]
    assert {(each["kind"], each["by"], each["subject"]) for each in entries} == {
        ("import_begun", "maria", id_),
        ("import_finished", "bo", id_),
    }


def test_an_import_needs_the_right_to_connect_accounts(api: Api) -> None:
    answer = api.client.get("/v1/imports", headers=api.as_(scopes=("events:write",)))
    assert (answer.status_code, answer.json()["scope"]) == (403, "integrations:write")
