"""What people did shows on the hub's board: rules that stopped and held them, answers, and who of them answered."""

from __future__ import annotations

from typing import Any

import pytest

from contracts.routing import EmployeeChanged
from tests.integration.inbox.api import Api, a_message
from tests.support.inbox.events import an_employee

HUB: dict[str, Any] = {"scopes": ("replies:approve", "conversations:read")}


def at(name: str, department: str) -> EmployeeChanged:
    return an_employee(name, 1).model_copy(update={"department": department})


@pytest.fixture
def path(api: Api, callback: tuple[str, list[str]]) -> str:
    """Give the replies of a conversation of anna's; her crew are six people, and care are five."""
    shown = api.get("/v1/guideline")
    assert shown.pop("version") == 1
    assert shown["care_departments"] == []
    rules = {
        "approvals": [{"id": "all", "applies": {}, "why": "Four eyes"}],
        "blocked_terms": [{"term": "cheap", "why": "Nothing is cheap"}],
        "care_departments": ["care"],
    }
    put = api.client.put("/v1/guideline", json={**shown, **rules}, headers=api.as_())
    assert put.status_code == 200, put.text
    crew = [at(name, "crew") for name in ("anna", "ben", "cleo", "dirk", "eva", "finn")]
    care = [at(f"care-{number}", "care") for number in range(4)]
    api.tell(api.integration(callback[0]), *crew, *care, at("leo", "care"), a_message())
    found = f"/v1/conversations/{api.conversation()['id']}/replies"
    api.until(lambda: len(engagement(api)) == 2)
    return found


def window(api: Api, days: int = 7, brand: str = "klm") -> dict[str, Any]:
    windows = api.get("/v1/engagement/board", brand=brand, subject="leo", **HUB)["windows"]
    found: dict[str, Any] = next(each for each in windows if each["days"] == days)
    return found


def engagement(api: Api) -> list[tuple[str, int, int]]:
    return [(each["department"], each["people"], each["answered"]) for each in window(api)["engagement"]]


def test_a_week_of_a_brand_on_its_board(api: Api, path: str) -> None:
    assert engagement(api) == [("crew", 6, 0), ("care", 5, 0)]
    refused = [api.client.post(path, json={"text": "It is cheap"}, headers=api.as_()) for _ in range(2)]
    assert [each.status_code for each in refused] == [422, 422]
    held = api.client.post(path, json={"text": "On it"}, headers=api.as_()).json()
    assert held["state"] == "awaiting_approval"
    approved = api.client.post(f"/v1/replies/{held['id']}/approve", headers=api.as_("leo", **HUB))
    assert approved.status_code == 200, approved.text
    api.until(lambda: window(api)["answerers"] == 1)
    shown = window(api)
    all_, cheap = {"kind": "approval_needed", "rule": "all"}, {"kind": "blocked_term", "rule": "cheap"}
    assert shown["rules_fired"] == [
        {**cheap, "stopped": 2, "held": 0, "overridden": 0},
        {**all_, "stopped": 0, "held": 1, "overridden": 1},
    ]
    assert shown["rules_overridden"] == [{**all_, "stopped": 0, "held": 1, "overridden": 1}]
    assert (shown["answers"], shown["outside_care_share"]) == ([{"department": "crew", "sent": 1}], 1.0)
    assert engagement(api) == [("crew", 6, 1), ("care", 5, 0)]
    month = window(api, 30)
    assert {**month, "days": 7, "since": shown["since"]} == shown
    other = window(api, brand="dell")
    assert (other["rules_fired"], other["answers"], other["answerers"], other["engagement"]) == ([], [], 0, [])
    assert other["outside_care_share"] is None


def test_a_command_that_comes_again_under_its_key_counts_once(api: Api, path: str) -> None:
    headers = {**api.as_(), "Idempotency-Key": "the-same-draft"}
    answers = [api.client.post(path, json={"text": "It is cheap"}, headers=headers) for _ in range(2)]
    assert [each.status_code for each in answers] == [422, 422]
    assert [each["stopped"] for each in window(api)["rules_fired"]] == [1]
