"""Sessions of courses over HTTP: who sees what, and what is refused to whom."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.integration.routing.api import WORKS, Api
from tests.integration.routing.test_courses import COURSE, pointers, publish

SESSIONS = "/v1/courses/answering/sessions"
LESSONS = [*COURSE["lessons"], {"id": "taught", "title": "With us", "in_session": True}]


def a_body(**fields: Any) -> dict[str, Any]:
    """Give a session tomorrow with one seat."""
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    return {"starts_at": tomorrow, "place": "Room 1", "instructor": "ida", "seats": 1, **fields}


def test_people_sign_up_until_it_is_full_and_only_the_instructor_sees_who(api: Api) -> None:
    for name in ("ida", "anna", "ben"):
        api.employee(name)
    publish(api, lessons=LESSONS)
    ida, anna, ben = (api.as_(WORKS, each) for each in ("ida", "anna", "ben"))
    assert api.client.get("/v1/courses/answering", headers=anna).json()["lessons"][1]["in_session"] is True
    keyed = {**api.boss, "Idempotency-Key": "s1"}
    made = api.client.post(SESSIONS, json=a_body(), headers=keyed)
    assert (made.status_code, made.json()["version"], made.json()["participants"]) == (201, 1, [])
    path = f"{SESSIONS}/{made.json()['id']}"
    seated = api.client.post(f"{path}/sign-up", headers=anna).json()
    assert (seated["signed_up"], seated["taken"], seated["participants"]) == (True, 1, None)
    full = api.client.post(f"{path}/sign-up", headers=ben)
    assert (full.status_code, full.json()["reason"]) == (409, "session_full")
    assert api.client.get(path, headers=ida).json()["participants"] == ["anna"]
    assert api.client.get(SESSIONS, headers=ben).json()["items"][0]["signed_up"] is False
    early = api.client.post(f"{path}/attendance", json={"attended": ["anna"]}, headers=ida)
    assert (early.status_code, early.json()["reason"]) == (409, "session_not_started")
    assert api.client.post(f"{path}/attendance", json={"attended": ["ben"]}, headers=ben).status_code == 403
    assert api.client.post(f"{path}/sign-off", headers=anna).json()["taken"] == 0
    api.client.post("/v1/courses/answering/enrolments", json={}, headers=anna)
    alone = api.client.post("/v1/courses/answering/lessons/taught/complete", headers=anna)
    assert (alone.status_code, alone.json()["reason"]) == (409, "by_attendance")
    asked = {"version": 1, "answers": []}
    waits = api.client.post("/v1/courses/answering/attempts", json=asked, headers=anna)
    assert (waits.status_code, waits.json()["reason"]) == (409, "not_attended")


def test_what_is_wrong_with_a_session_is_named(api: Api) -> None:
    api.employee("ida")
    assert api.client.post(SESSIONS, json=a_body(), headers=api.boss).status_code == 404
    publish(api, lessons=LESSONS)

    def post(**fields: Any) -> Any:  # noqa: ANN401 - an answer
        return api.client.post(SESSIONS, json=a_body(**fields), headers=api.boss)

    assert pointers(post(place="")) == [("/place", "place_missing")]
    assert pointers(post(instructor="nobody")) == [("/instructor", "unknown_employee")]
    assert pointers(post(version=2)) == [("/version", "unknown_version")]
    assert pointers(post(starts_at="2020-01-01T00:00:00Z")) == [("/starts_at", "in_the_past")]
    assert [each[0] for each in pointers(post(seats=0))] == ["/seats"]
    assert [each[0] for each in pointers(post(link="javascript:x"))] == ["/link"]
    assert api.client.post(SESSIONS, json=a_body(), headers=api.as_(WORKS, "ida")).status_code == 403
    assert api.client.get(f"{SESSIONS}/none", headers=api.boss).status_code == 404
