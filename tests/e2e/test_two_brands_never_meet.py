"""Two brands that have everything: no route, filter, cursor, body or stream of one shows or moves the other's."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any

import pytest

from channels.signing import sign_standard
from deploy.local.state import LocalState
from tests.e2e.every_route import STRINGS, Route
from tests.e2e.listener import Listener
from tests.e2e.rig import Answer, Brand, ask, eventually, words
from tests.e2e.two_brands import COUNTED, NO_KEY, WHAT_WE_ASKED, Pair, two_brands

WORDS_OF_THE_PRODUCT = {"name": "volume_in", "number": "0"}
"""Path parameters that name no thing of a brand: a measure, and the place of a step within an incident."""

OWN_NAMES = {
    ("PUT", f"/v1/{path}")
    for path in (
        *("employees/{employee}", "queues/{queue}", "playbooks/{playbook}"),
        *("certificates/{certificate}", "courses/{course}", "rotations/{rotation}"),
        *("escalation-webhooks/{webhook}", "incident-rules/{rule}", "maintenance-windows/{window}"),
    )
}
"""The caller chooses the name, and makes a thing of its own brand under it: a story of its own, below."""

NEEDS_A_SURGE = {
    ("GET", "/v1/proposed-incidents/{proposed}"),
    ("POST", "/v1/proposed-incidents/{proposed}/confirm"),
    ("POST", "/v1/proposed-incidents/{proposed}/dismiss"),
}
"""Only a surge makes one and these brands have none: their own brand finds nothing there either."""

OPERATOR_ONLY = {
    ("POST", "/v1/brands/{brand_id}/administrators"),
    ("PUT", "/v1/brands/{brand_id}/features"),
    ("PUT", "/v1/brands/{brand_id}/quota"),
}
"""Refused to every brand alike, whichever id is asked for."""

OF_A_BROWSER = {("GET", "/v1/session"), ("GET", "/v1/sign-in"), ("GET", "/v1/sign-in/callback")}
"""What a browser signs in by; a key counts for nothing there."""

REMOVES = {
    ("DELETE", f"/v1/{path}")
    for path in (
        *("webhook-endpoints/{endpoint}", "rotations/{rotation}", "escalation-webhooks/{webhook}"),
        *("incident-rules/{rule}", "maintenance-windows/{window}"),
    )
}
"""Takes away what the other stories look at; it has no body that could be wrong."""

WHO_WAS_ASKED = {("POST", "/v1/callouts/{callout}/answers")}
"""A volunteer answers for themselves, an administrator does not."""

FILTERS = {name: name for name in ("contact", "integration", "queue", "employee")} | {
    "holder": "employee",
    "person": "person_id",
}
"""Query parameters that take the id of a thing, with the path parameter of the same thing."""

NAMED_IN_BODIES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("person_id", "/v1/keys", {"name": "a key", "person": "{}"}),
    ("integration", "/v1/keys", {"name": "a key", "integration": "{}"}),
    ("conversation", "/v1/guideline/check", {"text": "hello", "conversation": "{}"}),
    ("playbook", "/v1/incidents", {"title": "Ash", "severity": 1, "playbook": "{}"}),
    ("playbook", "/v1/incidents/{incident}/playbook", {"playbook": "{}"}),
    ("employee", "/v1/tasks/{conversation}/assign", {"epoch": 0, "employee": "{}"}),
    ("queue", "/v1/tasks/{conversation}/transfer", {"epoch": 0, "queue": "{}"}),
)
"""Bodies that name a thing, as (what it is, where it goes, the body)."""


@pytest.fixture(scope="module")
def pair(system: LocalState) -> Iterator[Pair]:
    with two_brands(system) as made:
        yield made


def _unknown(name: str, like: str) -> str:
    """An id of the same form that nobody has."""
    if name == "letter_id":
        return f"{like.rpartition('~')[0]}~999999999"
    return "9999" if name in COUNTED else uuid.uuid4().hex


def _swaps(pair: Pair, route: Route) -> Iterator[tuple[dict[str, str], dict[str, str]]]:
    """The path's values with foreign ids, and with unknown ones: all of them, and each alone beside our own."""
    words_of = {name: WORDS_OF_THE_PRODUCT[name] for name in route.names if name in WORDS_OF_THE_PRODUCT}
    names = [name for name in route.names if name not in words_of]
    foreign = {name: pair.foreign[name][0] for name in names}
    unknown = {name: _unknown(name, foreign[name]) for name in names}
    yield words_of | foreign, words_of | unknown
    for name in names if len(names) > 1 else ():
        ours = words_of | {each: pair.own[each][0] for each in names}
        yield ours | {name: foreign[name]}, ours | {name: unknown[name]}


def _told(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    """All of an answer but the moment it was given."""
    return answer.status, answer.body, {name: text for name, text in answer.headers.items() if name != "date"}


def test_every_path_parameter_is_known_and_has_an_id_to_swap(pair: Pair) -> None:
    names = {name for route in pair.routes for name in route.names}
    known = pair.foreign.keys() | WORDS_OF_THE_PRODUCT.keys()

    assert names == known, "a new path parameter: say in full_brand.py where its ids come from"
    assert [name for name, found in (pair.foreign | pair.own).items() if not found] == []
    excepted = OWN_NAMES | NO_KEY | OPERATOR_ONLY
    assert excepted <= {route.key for route in pair.routes}, "an exception for a route that is no more"


def test_a_foreign_id_is_answered_byte_for_byte_as_an_unknown_one_and_nothing_moves(pair: Pair) -> None:
    before = pair.at_rest()
    walked = [
        route
        for route in pair.routes
        if set(route.names) - WORDS_OF_THE_PRODUCT.keys() and route.key not in OWN_NAMES | NO_KEY
    ]
    assert len(walked) > 50

    for route in walked:
        for foreign, unknown in _swaps(pair, route):
            swapped = pair.asking.ask(route.method, route.at(foreign), route.body)
            nobody = pair.asking.ask(route.method, route.at(unknown), route.body)
            expected = HTTPStatus.FORBIDDEN if route.key in OPERATOR_ONLY else HTTPStatus.NOT_FOUND
            assert swapped.status == expected, (route, foreign, swapped.body)
            assert _told(swapped) == _told(nobody), (route, foreign)
            pair.no_trace(swapped)

    assert pair.readable() == before
    for route in walked:  # each of these requests was right but for who sent it: its own brand is not told 404 or 422
        if route.key in REMOVES | NEEDS_A_SURGE:
            continue
        key = pair.other.employees[f"vic-{pair.other.id}"] if route.key in WHO_WAS_ASKED else pair.other.admin.key
        path = route.at(next(_swaps(pair, route))[0])
        own = ask(pair.other.state.gateway, route.method, path, key=key, body=_of_its_own(pair, route))
        assert own.status in {200, 201, 202, 403, 409}, (route, own.status, own.body)


def _of_its_own(pair: Pair, route: Route) -> object:
    """The body of a request, in which what it names is of the other brand."""
    named: dict[str, object] = {
        "/v1/incidents/{incident}/playbook": {"playbook": pair.foreign["playbook"][0]},
        "/v1/incidents/{incident}/statements/{statement}/publications": {
            "integrations": [pair.foreign["integration"][0]]
        },
    }
    return named.get(route.path, route.body)


def test_no_list_filter_or_cursor_shows_anything_of_another_brand(pair: Pair) -> None:
    reads = [route for route in pair.routes if route.method == "GET" and route.path != "/v1/stream"]
    for route in reads:
        if route.key in NO_KEY | OF_A_BROWSER | NEEDS_A_SURGE:
            continue
        values = {name: WORDS_OF_THE_PRODUCT.get(name) or pair.own[name][0] for name in route.names}
        answer = pair.asking.ask("GET", route.at(values))
        assert answer.status in {HTTPStatus.OK, HTTPStatus.CONFLICT}, (route, answer.body)
        if route.path in WHAT_WE_ASKED:
            continue
        pair.no_trace(answer)
        for query in set(route.queries) & FILTERS.keys():
            wanted = pair.foreign[FILTERS[query]][0]
            swapped = pair.asking.ask("GET", f"{route.at(values)}?{query}={wanted}")
            nobody = pair.asking.ask("GET", f"{route.at(values)}?{query}={_unknown(query, wanted)}")
            assert _told(swapped) == _told(nobody), (route, query)
        _take_a_foreign_cursor(pair, route)


def _take_a_foreign_cursor(pair: Pair, route: Route) -> None:
    """Where the other brand's list has a second page, its cursor shows us none of it."""
    if "cursor" not in route.queries:
        return
    theirs = route.at({name: pair.foreign[name][0] for name in route.names})
    cursor = pair.other.admin.get(f"{theirs}?limit=1").get("next")
    if cursor is not None:
        ours = route.at({name: pair.own[name][0] for name in route.names})
        answer = pair.asking.ask("GET", f"{ours}?limit=200&cursor={cursor}")
        assert answer.status == HTTPStatus.OK, (route, answer.body)
        pair.no_trace(answer)


@pytest.mark.parametrize(("name", "path", "body"), NAMED_IN_BODIES, ids=lambda value: str(value)[:40])
def test_a_foreign_id_in_a_body_is_taken_as_an_unknown_one(
    pair: Pair, name: str, path: str, body: dict[str, Any]
) -> None:
    foreign = pair.foreign[name][0]
    unknown = _unknown(name, foreign)
    at = path.format_map({each: ids[-1] for each, ids in pair.own.items() if ids})

    def tell(id_: str) -> Answer:
        return pair.asking.ask("POST", at, {key: id_ if value == "{}" else value for key, value in body.items()})

    swapped, nobody = tell(foreign), tell(unknown)
    assert swapped.status == nobody.status, (swapped.body, nobody.body)
    pair.no_trace(swapped, foreign)


def test_a_name_the_caller_chooses_is_its_own_whatever_another_brand_has_under_it(
    pair: Pair, new_brand: Callable[[], Brand]
) -> None:
    newcomer = new_brand()
    before = pair.at_rest()

    newcomer.admin.post(
        "/v1/people", {"id": STRINGS[0], "name": "Whom a body of the schema names", "roles": ["analyst"]}
    )
    for route in (each for each in pair.routes if each.key in OWN_NAMES):
        foreign = {name: pair.foreign[name][0] for name in route.names}
        made = newcomer.ask("PUT", route.at(foreign), route.body)
        fresh = newcomer.ask("PUT", route.at({name: uuid.uuid4().hex for name in route.names}), route.body)
        assert made.status == fresh.status in {200, 201}, (route, made.body, fresh.body)
        pair.no_trace(made, *foreign.values())

    assert pair.readable() == before


def test_nothing_comes_in_through_the_integration_of_another_brand(pair: Pair) -> None:
    before = pair.other.inbound()
    item = words(7, f"intruder-of-{pair.asking.id}")
    body = json.dumps(item).encode()
    signed = sign_standard(pair.asking.generic.secrets["signing_secret"], "message-7", int(time.time()), body)
    headers = {"content-type": "application/json", **signed}
    webhook = ask(pair.other.state.gateway, "POST", pair.other.generic.webhook, body=body, headers=headers)
    assert webhook.status == HTTPStatus.UNAUTHORIZED

    for key in (pair.asking.admin.key, pair.asking.generic.key):
        there, nobody = (
            ask(pair.other.state.gateway, "POST", f"/v1/events?integration={name}", key=key, body=item)
            for name in (pair.other.generic.id, f"{pair.other.id}_unknown")
        )
        assert there.status == HTTPStatus.NOT_FOUND
        assert _told(there) == _told(nobody)

    assert pair.other.post(words(8, f"c0-{pair.other.id}", f"Now, {pair.other.id}?")).status == HTTPStatus.ACCEPTED
    eventually(lambda: pair.other.inbound() == before + 1, "the brand's own message, and no other")


def test_one_idempotency_key_of_two_brands_is_two_keys(pair: Pair) -> None:
    key = {"idempotency-key": uuid.uuid4().hex}
    body = {"title": "Ash", "severity": 1}

    answers = [brand.ask("POST", "/v1/incidents", body, headers=key) for brand in (pair.other, pair.asking)]

    assert [answer.status for answer in answers] == [HTTPStatus.CREATED] * 2
    assert answers[0].json()["id"] != answers[1].json()["id"]
    assert "idempotency-replayed" not in answers[1].headers


def test_the_stream_carries_nothing_of_another_brand_live_or_resumed(pair: Pair) -> None:
    here = pair.asking.state.gateway
    pair.asking.post(words(9, f"c0-{pair.asking.id}", f"The last words of {pair.asking.id}."))

    def came(listener: Listener) -> bool:
        return any(b"The last words of" in each.data for each in listener.events)

    eventually(lambda: came(pair.listener), "our own message in the stream")
    start = pair.listener.heard[0].id
    foreign = pair.foreign["conversation"][0]
    with (
        Listener(here, pair.asking.admin.key, last_id=start) as again,
        Listener(here, pair.asking.admin.key, last_id=start, query=f"?conversation={foreign}") as filtered,
    ):
        eventually(lambda: came(again), "our own message in the resumed stream")
        for listener in (pair.listener, again, filtered):
            for each in listener.heard:
                pair.no_trace(Answer(200, {}, each.data))
        assert {json.loads(each.data)["brand"] for each in again.events} == {pair.asking.id}
        assert filtered.events == []
