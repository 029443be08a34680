"""The review of an incident says over HTTP which levels nobody took a page of in time, as JSON and as a page."""

from __future__ import annotations

import time
from typing import Any

from tests.integration.crisis.api import Api


def paged(api: Api, person: str) -> Any:
    """The page of a person, once it is there: the level before theirs has a second."""
    deadline = time.monotonic() + 30
    while not (pages := api.call("GET", "/v1/pages", person=person).json()["items"]):
        assert time.monotonic() < deadline, f"{person} was never paged"
        time.sleep(0.02)  # a timer's work has no event a client could wait on
    return pages[0]


def test_the_review_shows_the_level_nobody_took_in_time_and_when_it_was_taken_after_all(api: Api) -> None:
    api.known("ben", "cas", "dee")
    policy = api.call("GET", "/v1/crisis-policy").json()
    del policy["version"]
    levels = [
        {"persons": ["ben"], "timeout_seconds": 1},
        {"persons": ["cas"], "timeout_seconds": 1},
        {"persons": ["dee"], "timeout_seconds": 86_400},
    ]
    policy["escalation"] |= {"levels": levels}
    assert api.call("PUT", "/v1/crisis-policy", policy).status_code == 200
    path = f"/v1/incidents/{api.declare()['id']}"
    in_time = paged(api, "dee")["page"]
    assert api.call("POST", f"/v1/pages/{in_time}/acknowledge", person="dee").status_code == 200
    late = api.call("POST", f"/v1/pages/{paged(api, 'ben')['page']}/acknowledge", person="ben").json()
    silent = paged(api, "cas")
    assert api.call("POST", f"{path}/stand-down").status_code == 200

    review = api.call("GET", f"{path}/review").json()
    page = api.call("GET", f"{path}/review", Accept="text/markdown").text

    shown = [(each["level"], each["round"], each["persons"], each["acknowledged_at"]) for each in review["pages_late"]]
    assert shown == [(1, 1, ["ben"], late["acknowledged_at"]), (2, 1, ["cas"], None)], "dee took the third in time"
    assert review["pages_late"][1]["sent_at"] == silent["sent_at"]
    assert review["pages_late"][1]["overdue_at"] == silent["overdue_at"]
    first, second = (line for line in page.splitlines() if line.startswith("- Level "))
    assert first.startswith("- Level 1, round 1, paged ")
    assert ", taken " in first
    assert second.endswith("nor later")
