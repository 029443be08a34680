"""Courses over HTTP, from the author's draft to the certificate, with what is refused and to whom."""

from __future__ import annotations

from typing import Any

from tests.integration.routing.api import LEADS, WORKS, Api
from tests.integration.routing.test_certificates import SPEAK

QUESTION: dict[str, Any] = {
    "id": "q1",
    "text": "Who answers?",
    "kind": "single",
    "options": [
        {"id": "a", "text": "Whoever sees it first", "right": False, "feedback": "Look at the queue first."},
        {"id": "b", "text": "Whoever accepted it", "right": True, "feedback": "Right."},
    ],
    "points": 2,
}
COURSE: dict[str, Any] = {
    "status": "published",
    "title": "How we answer",
    "owner": "boss",
    "languages": ["en", "nl"],
    "minutes": 20,
    "lessons": [{"id": "l1", "title": "Ours", "text": "# Ours", "questions": [QUESTION]}],
    "pass_mark": 100,
    "attempts_max": 2,
    "certificates": ["speak"],
    "audience": None,
    "deadline_days": None,
}


def publish(api: Api, **fields: Any) -> dict[str, Any]:
    """Define the certificate and publish the course."""
    api.client.put("/v1/certificates/speak", json=SPEAK, headers=api.boss)
    answer = api.client.put("/v1/courses/answering", json={**COURSE, **fields}, headers=api.boss)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def pointers(answer: Any) -> list[tuple[str, str]]:  # noqa: ANN401 - of any answer
    """Give what a 422 names."""
    assert answer.status_code == 422, answer.text
    return [(each["pointer"], each["code"]) for each in answer.json()["errors"]]


def attempt(option: str = "b", **fields: Any) -> dict[str, Any]:
    """Give the body of an attempt at the first version."""
    return {"version": 1, "answers": [{"lesson": "l1", "question": "q1", "options": [option]}], **fields}


def test_a_learner_enrols_reads_answers_and_holds_the_certificate(api: Api) -> None:
    api.employee("anna")
    publish(api)
    mine = api.as_(WORKS, "anna")
    assert [each["id"] for each in api.client.get("/v1/courses?language=nl", headers=mine).json()["items"]] == [
        "answering"
    ]
    read = api.client.get("/v1/courses/answering", headers=mine)
    assert read.json()["lessons"][0]["questions"][0]["options"][1] == {"id": "b", "text": "Whoever accepted it"}
    assert "right" not in read.text
    assert "Look at the queue" not in read.text
    enrolled = api.client.post("/v1/courses/answering/enrolments", json={}, headers=mine)
    assert (enrolled.status_code, enrolled.json()["items"][0]["state"]) == (201, "enrolled")
    done = api.client.post("/v1/courses/answering/lessons/l1/complete", headers=mine)
    assert [each["lesson"] for each in done.json()["lessons"]] == ["l1"]
    record = api.client.get("/v1/employees/me/learning", headers=mine).json()
    assert record["missing"] == [
        {"ability": "speak_for_brand", "ways": [{"certificate": "speak", "courses": ["answering"]}]}
    ]
    wrong = api.client.post("/v1/courses/answering/attempts", json=attempt("a"), headers=mine).json()
    assert (wrong["passed"], wrong["attempts_left"]) == (False, 1)
    assert wrong["questions"][0]["feedback"] == ["Look at the queue first."]
    keyed = {**mine, "Idempotency-Key": "k1"}
    passed = api.client.post("/v1/courses/answering/attempts", json=attempt(), headers=keyed)
    assert (passed.json()["percent"], passed.json()["certificates"]) == (100, ["speak"])
    assert api.client.post("/v1/courses/answering/attempts", json=attempt(), headers=keyed).json() == passed.json()
    again = api.client.post("/v1/courses/answering/attempts", json=attempt(), headers=mine)
    assert (again.status_code, again.json()["reason"]) == (409, "passed_already")
    record = api.client.get("/v1/employees/me/learning", headers=mine).json()
    assert (record["abilities"], record["missing"]) == (["speak_for_brand"], [])
    assert record["certificates"][0]["evidence"] == passed.json()["id"]
    assert record["enrolments"][0]["state"] == "passed"


EXERCISES: list[dict[str, Any]] = [
    {
        "id": "practice",
        "title": "Answer",
        "practice": {
            "turns": [{"by": "contact", "text": "My suitcase is gone."}],
            "criteria": [
                {"id": "regret", "kind": "any_term", "terms": ["sorry"], "feedback": "Say that we regret it."},
                {"id": "short", "kind": "max_words", "words": 5, "points": 2},
            ],
        },
    },
    {
        "id": "sort",
        "title": "Sort",
        "triage": [
            {"id": "m1", "text": "There is smoke.", "right": "escalate", "feedback": "Somebody may be in danger."}
        ],
    },
]


def test_exercises_are_graded_on_the_server_and_give_nothing_away(api: Api) -> None:
    api.employee("anna")
    written = publish(api, lessons=EXERCISES)
    assert written["lessons"][0]["practice"]["criteria"][1]["words"] == 5
    mine = api.as_(WORKS, "anna")
    read = api.client.get("/v1/courses/answering", headers=mine)
    shown = {"turns": [{"by": "contact", "text": "My suitcase is gone."}], "points": 3}
    assert [each["practice"] for each in read.json()["lessons"]] == [shown, None]
    assert read.json()["lessons"][1]["triage"] == [{"id": "m1", "text": "There is smoke.", "points": 1}]
    for secret in ("regret", "sorry", "escalate", "danger", "max_words"):
        assert secret not in read.text
    api.client.post("/v1/courses/answering/enrolments", json={}, headers=mine)
    path = "/v1/courses/answering/attempts"
    given = {
        "version": 1,
        "written": [{"lesson": "practice", "text": "One two three four five six"}],
        "sorted": [{"lesson": "sort", "message": "m1", "triage": "ignore"}],
    }
    wrong = api.client.post(path, json=given, headers=mine).json()
    assert [(each["kind"], each["question"], each["points"]) for each in wrong["questions"]] == [
        ("criterion", "regret", 0),
        ("criterion", "short", 0),
        ("triage", "m1", 0),
    ]
    assert wrong["questions"][0]["feedback"] == ["Say that we regret it."]
    assert wrong["questions"][2]["feedback"] == ["Somebody may be in danger."]
    twice = {**given, "sorted": given["sorted"] * 2}  # type: ignore[operator]  # a list
    assert pointers(api.client.post(path, json=twice, headers=mine)) == [("/sorted/1/message", "duplicate")]
    right = {
        "version": 1,
        "written": [{"lesson": "practice", "text": "We are so sorry."}],
        "sorted": [{"lesson": "sort", "message": "m1", "triage": "escalate"}],
    }
    passed = api.client.post(path, json=right, headers=mine).json()
    assert (passed["percent"], passed["passed"], passed["certificates"]) == (100, True, ["speak"])


def test_an_exercise_that_teaches_nothing_is_refused_by_its_pointer(api: Api) -> None:
    api.client.put("/v1/certificates/speak", json=SPEAK, headers=api.boss)

    def put(lesson: dict[str, Any]) -> Any:  # noqa: ANN401 - an answer
        return api.client.put("/v1/courses/answering", json={**COURSE, "lessons": [lesson]}, headers=api.boss)

    unsorted = {"id": "m1", "text": "There is smoke."}
    assert pointers(put({**EXERCISES[1], "triage": [unsorted]})) == [("/lessons/0/triage/0/right", "missing")]
    practice = EXERCISES[0]["practice"]
    judged = {**practice, "criteria": [{"id": "c", "kind": "min_words", "words": 1}]}
    assert pointers(put({**EXERCISES[0], "practice": judged})) == [("/lessons/0/practice/criteria", "cannot_fail")]
    nothing = {**practice, "criteria": []}
    assert [each[0] for each in pointers(put({**EXERCISES[0], "practice": nothing}))] == [
        "/lessons/0/practice/criteria"
    ]


def test_publishing_enrols_the_audience_in_the_background_and_shows_how_far(api: Api) -> None:
    for name in ("anna", "ben"):
        api.employee(name, department="care")
    api.employee("carl", department="it")
    publish(api, audience={"departments": ["care"]}, deadline_days=7)
    mine = api.as_(WORKS, "anna")
    rollout = api.until(lambda: _finished(api, mine))
    assert (rollout["version"], rollout["enrolled"]) == (1, 2)
    items = api.client.get("/v1/courses/answering/enrolments", headers=api.boss).json()["items"]
    assert [(each["employee"], each["enrolled_how"]) for each in items] == [("anna", "audience"), ("ben", "audience")]
    assert api.client.get("/v1/employees/me/learning", headers=mine).json()["due"] == ["answering"]


def test_an_audience_by_role_and_level_takes_in_who_joins_it_later(api: Api) -> None:
    api.employee("anna", role="engineer", level=2)
    api.employee("ben", role="engineer", level=1)
    assert api.client.get("/v1/employees/anna", headers=api.boss).json()["level"] == 2
    publish(api, audience={"roles": ["engineer"], "levels": [2, 3]})
    mine = api.as_(WORKS, "anna")
    api.until(lambda: _finished(api, mine))
    imported = {"items": [{"id": "carl", "role": "engineer", "level": 3}]}
    assert api.client.post("/v1/employees/import", json=imported, headers=api.boss).json()["items"][0]["status"] == 201

    def two() -> list[str] | None:
        items = api.client.get("/v1/courses/answering/enrolments", headers=api.boss).json()["items"]
        return [each["employee"] for each in items] if len(items) > 1 else None

    assert api.until(two) == ["anna", "carl"]


def _finished(api: Api, headers: dict[str, str]) -> dict[str, Any] | None:
    rollout = api.client.get("/v1/courses/answering", headers=headers).json()["rollout"]
    return rollout if rollout is not None and rollout["finished"] else None


def test_what_is_wrong_with_a_course_is_named(api: Api) -> None:
    api.client.put("/v1/certificates/speak", json=SPEAK, headers=api.boss)

    def put(**fields: Any) -> Any:  # noqa: ANN401 - an answer
        return api.client.put("/v1/courses/answering", json={**COURSE, **fields}, headers=api.boss)

    assert pointers(put(pass_mark=None)) == [("/pass_mark", "pass_mark_missing")]
    assert pointers(put(certificates=["fly"])) == [("/certificates/0", "unknown_certificate")]
    assert pointers(put(audience={})) == [("/audience", "empty_audience")]
    moon = put(audience={"departments": ["moon"]})
    assert pointers(moon) == [("/audience/departments/0", "empty_audience")]
    assert moon.json()["errors"][0]["detail"] == "nobody is in this department"
    assert [each[0] for each in pointers(put(languages=["no language"]))] == ["/languages/0"]
    assert api.client.get("/v1/courses/answering", headers=api.boss).status_code == 404
    assert put().headers["etag"] == '"1"'
    stale = api.client.put("/v1/courses/answering", json=COURSE, headers={**api.boss, "If-Match": '"0"'})
    assert stale.status_code == 412


def test_what_is_wrong_with_an_answer_is_named(api: Api) -> None:
    api.employee("anna")
    publish(api)
    mine = api.as_(WORKS, "anna")
    path = "/v1/courses/answering/attempts"
    assert api.client.post(path, json=attempt(), headers=mine).status_code == 404, "not enrolled"
    api.client.post("/v1/courses/answering/enrolments", json={}, headers=mine)
    unknown = {"version": 1, "answers": [{"lesson": "l9", "question": "q1", "options": ["a"]}]}
    assert pointers(api.client.post(path, json=unknown, headers=mine)) == [("/answers/0/lesson", "unknown_lesson")]
    option = api.client.post(path, json=attempt("z"), headers=mine)
    assert pointers(option) == [("/answers/0/options/0", "unknown_option")]
    publish(api)
    newer = api.client.post(path, json=attempt(version=2), headers=mine)
    assert (newer.status_code, newer.json()["reason"], newer.json()["version"]) == (409, "other_version", 1)
    assert api.client.get("/v1/courses/answering", headers=mine).json()["version"] == 1, "theirs, not the newest"
    assert api.client.get("/v1/courses/answering", headers=api.boss).json()["version"] == 2


def test_who_may_do_what_with_courses(api: Api) -> None:
    api.employee("anna")
    api.employee("ben")
    publish(api)
    publish(api, status="draft", title="Next")
    mine = api.as_(WORKS, "anna")
    assert api.client.put("/v1/courses/answering", json=COURSE, headers=mine).status_code == 403
    assert api.client.get("/v1/courses/answering/versions/1", headers=mine).status_code == 403
    assert api.client.get("/v1/courses?status=draft", headers=mine).status_code == 403
    assert [
        each["version"] for each in api.client.get("/v1/courses/answering/versions", headers=api.boss).json()["items"]
    ] == [2, 1]
    written = api.client.get("/v1/courses/answering/versions/1", headers=api.boss).json()
    assert written["lessons"][0]["questions"][0]["options"][1]["right"] is True
    assert api.client.get("/v1/courses/answering", headers=mine).json()["title"] == "How we answer"
    others = api.client.post("/v1/courses/answering/enrolments", json={"employees": ["ben"]}, headers=mine)
    assert others.status_code == 403
    by_boss = api.client.post("/v1/courses/answering/enrolments", json={"employees": ["ben", "no"]}, headers=api.boss)
    assert pointers(by_boss) == [("/employees/1", "unknown_employee")]
    assert api.client.get("/v1/employees/ben/learning", headers=mine).status_code == 403
    assert api.client.get("/v1/employees/ben/learning", headers=api.boss).status_code == 200
    assert api.client.get("/v1/courses/answering/enrolments", headers=mine).status_code == 403
    assert api.client.get("/v1/courses/answering", headers=api.as_(LEADS, "eva", "other")).status_code == 404
