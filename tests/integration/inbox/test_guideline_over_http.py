"""The guideline over HTTP: its versions, a draft to try, and a reading campaign from asking to being freed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from chassis.clock import SystemClock
from contracts.routing import CertificateDefined
from tests.integration.inbox.api import Api, a_message
from tests.support.inbox.events import an_assignment, an_employee

DUTY = {"id": "honest", "texts": {"en": "Say what is true", "nl": "Zeg wat waar is"}, "rules": ["no comment"]}


def in_time(seconds: float) -> str:
    return (SystemClock().now() + timedelta(seconds=seconds)).isoformat()


def write(api: Api, **changes: Any) -> dict[str, Any]:
    """The next version of the guideline, as the one in force with these changes."""
    shown = api.get("/v1/guideline")
    del shown["version"]
    answer = api.client.put("/v1/guideline", json={**shown, **changes}, headers=api.as_("maria"))
    assert answer.status_code == 200, answer.text
    made: dict[str, Any] = answer.json()
    return made


def begin(api: Api, **body: Any) -> Any:
    return api.client.post("/v1/guideline/campaigns", json=body, headers=api.as_("maria"))


def test_versions_are_listed_shown_and_compared(api: Api) -> None:
    write(api, max_length=300)
    write(api, duties=[DUTY])
    listed = api.get("/v1/guideline/versions?limit=1")
    assert [(each["version"], each["made_by"], each["in_force"]) for each in listed["items"]] == [(3, "maria", True)]
    older = api.get(f"/v1/guideline/versions?limit=1&cursor={listed['next']}")
    assert [(each["version"], each["in_force"]) for each in older["items"]] == [(2, False)]
    shown = api.get("/v1/guideline/versions/2")
    assert (shown["guideline"]["max_length"], shown["text_hash"] == listed["items"][0]["text_hash"]) == (300, False)
    since_first = api.get("/v1/guideline/versions/3/changes?since=1")
    assert [(each["field"], each["rule"], each["kind"]) for each in since_first["changes"]] == [
        ("max_length", None, "changed"),
        ("duties", "honest", "added"),
    ]
    assert [each["field"] for each in api.get("/v1/guideline/versions/3/changes")["changes"]] == ["duties"]
    for path in ("/v1/guideline/versions/9", "/v1/guideline/versions/9/changes"):
        assert api.client.get(path, headers=api.as_()).status_code == 404
    assert api.get("/v1/guideline/versions", brand="dell")["items"] == []


def test_a_version_of_later_waits_and_the_next_one_follows_it(api: Api) -> None:
    shown = api.get("/v1/guideline")
    del shown["version"]
    path = f"/v1/guideline?effective_at={in_time(3600).replace('+', '%2B')}"
    later = api.client.put(path, json={**shown, "max_length": 10}, headers=api.as_())
    assert (later.status_code, later.json()["version"], later.headers["etag"]) == (200, 2, '"2"')
    known = api.client.get("/v1/guideline", headers=api.as_())
    assert (known.json()["version"], known.headers["etag"]) == (1, '"2"')
    put = api.client.put("/v1/guideline", json=shown, headers=api.as_() | {"If-Match": known.headers["etag"]})
    assert put.json()["version"] == 3


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"duties": [{**DUTY, "rules": ["no_such"]}]}, "/duties/0/rules/0", "unknown_rule"),
        ({"duties": [DUTY, DUTY]}, "/duties/1/id", "named_twice"),
        ({"duties": [{"id": "x", "texts": {}}]}, "/duties/0/texts", "too_short"),
        ({"duties": [{"id": "x", "texts": {"English": "x"}}]}, "/duties/0/texts/English", "string_pattern_mismatch"),
        ({"own_name": {"mark": "We guarantee", "why": "?"}}, "/own_name/mark", "unsatisfiable"),
        ({"max_length": 5, "own_name": {"mark": "Works here", "why": "?"}}, "/own_name/mark", "unsatisfiable"),
    ],
)
def test_a_guideline_that_contradicts_itself_is_refused_and_says_where(
    api: Api, changes: dict[str, Any], pointer: str, code: str
) -> None:
    shown = api.get("/v1/guideline")
    del shown["version"]
    draft = {**shown, **changes}
    put = api.client.put("/v1/guideline", json=draft, headers=api.as_())
    tried = api.client.post("/v1/guideline/preview", json={"guideline": draft}, headers=api.as_())
    assert put.status_code == tried.status_code == 422
    assert (put.json()["errors"][0]["pointer"], put.json()["errors"][0]["code"]) == (pointer, code)
    assert tried.json()["errors"][0]["pointer"] == f"/guideline{pointer}"


def test_a_draft_shows_which_replies_it_would_have_stopped(api: Api, callback: tuple[str, list[str]]) -> None:
    api.tell(api.integration(callback[0]), a_message())
    id_ = api.conversation()["id"]
    reply = api.client.post(f"/v1/conversations/{id_}/replies", json={"text": "Soon!"}, headers=api.as_()).json()
    shown = api.get("/v1/guideline")
    del shown["version"]
    draft = {**shown, "blocked_terms": [{"term": "soon", "why": "Say when"}]}
    tried = api.client.post("/v1/guideline/preview", json={"guideline": draft, "replies": 5}, headers=api.as_()).json()
    (stopped,) = tried["stopped"]
    assert (tried["looked_at"], tried["freed"]) == (1, [])
    assert (stopped["reply"], stopped["now"], stopped["then"]) == (reply["id"], "allowed", "refused")
    assert stopped["violations"][0]["remedy"] == "rewriting"


def test_who_has_not_accepted_in_time_may_draft_only_until_they_do(api: Api, callback: tuple[str, list[str]]) -> None:
    api.tell(api.integration(callback[0]), an_employee("anna", 1), an_employee("bob", 1), a_message())
    conversation = api.conversation()["id"]
    api.tell(an_assignment(conversation))
    version = write(api, duties=[DUTY], without_acceptance="draft_only")["version"]
    asked = api.until(
        lambda: (a := begin(api, guideline_version=version, due_at=in_time(-1))).status_code == 201 and a
    ).json()
    assert (asked["number"], asked["without_acceptance"], asked["made_by"]) == (1, "draft_only", "maria")

    reading = api.get("/v1/guideline/reading?language=nl-BE", scopes=("tasks:work",))
    assert (reading["left"], reading["duties"][0]["text"]) == ("draft_only", "Zeg wat waar is")
    assert [(each["campaign"], each["state"]) for each in reading["asked"]] == [(1, "pending")]
    refused = api.client.post(
        f"/v1/conversations/{conversation}/replies", json={"text": "On it", "epoch": 1}, headers=api.as_()
    )
    assert refused.status_code == 422
    assert [(each["code"], each["remedy"]) for each in refused.json()["violations"]] == [("not_accepted", "acceptance")]

    word = {"text_hash": reading["text_hash"], "decision": "accepted"}
    other = api.client.post("/v1/guideline/reading", json={**word, "text_hash": "0" * 64}, headers=api.as_())
    assert (other.status_code, other.json()["state"]) == (409, "other_text")
    silent = api.client.post("/v1/guideline/reading", json={**word, "decision": "declined"}, headers=api.as_())
    assert silent.json()["errors"][0]["pointer"] == "/reason"
    accepted = api.client.post("/v1/guideline/reading", json=word, headers=api.as_()).json()
    assert (accepted["left"], accepted["asked"][0]["state"]) == ("everything", "accepted")
    taken = api.client.post(
        f"/v1/conversations/{conversation}/replies", json={"text": "On it", "epoch": 1}, headers=api.as_()
    )
    assert taken.status_code == 202, taken.text

    total = api.get("/v1/guideline/campaigns/1")["total"]
    assert (total["people"], total["accepted"], total["pending"]) == (2, 1, 1)
    assert [each["person"] for each in api.get("/v1/guideline/campaigns/1/people?state=pending")["items"]] == ["bob"]
    ended = api.client.post("/v1/guideline/campaigns/1/close", headers=api.as_("maria")).json()
    assert ended["closed_at"] is not None
    assert api.get("/v1/guideline/reading", subject="bob")["asked"] == []
    assert api.get("/v1/guideline/campaigns", brand="dell")["items"] == []


def test_a_campaign_nobody_could_answer_is_refused_with_the_reason(api: Api) -> None:
    nobody = begin(api, guideline_version=1, departments=["legal"], due_at=in_time(60))
    assert (nobody.status_code, nobody.json()["errors"][0]["pointer"]) == (422, "/departments")
    assert begin(api, guideline_version=7, due_at=in_time(60)).status_code == 404
    late = begin(api, guideline_version=1, due_at="tomorrow")
    assert (late.status_code, late.json()["errors"][0]["pointer"]) == (422, "/due_at")
    for path in ("/v1/guideline/campaigns/9", "/v1/guideline/campaigns/9/people"):
        assert api.client.get(path, headers=api.as_()).status_code == 404


def test_a_rule_on_an_ability_that_nobody_can_have_is_refused_and_one_that_is_given_holds(api: Api) -> None:
    shown = api.get("/v1/guideline")
    del shown["version"]
    rule = {"id": "speak", "voice": "brand", "why": "Eight hours first"}
    body = {**shown, "abilities": [rule]}
    refused = api.client.put("/v1/guideline", json=body, headers=api.as_("maria"))
    assert refused.status_code == 422
    assert [(each["pointer"], each["code"]) for each in refused.json()["errors"]] == [
        ("/abilities/0/voice", "unsatisfiable")
    ]
    drafted = api.client.post("/v1/guideline/preview", json={"guideline": body}, headers=api.as_("maria"))
    assert [each["pointer"] for each in drafted.json()["errors"]] == ["/guideline/abilities/0/voice"]
    api.tell(
        CertificateDefined(
            id="c1",
            brand="klm",
            subject="spokesperson",
            version=1,
            at=SystemClock().now(),
            certificate="spokesperson",
            abilities=("speak_for_brand",),
        )
    )
    api.until(lambda: api.client.put("/v1/guideline", json=body, headers=api.as_("maria")).status_code == 200)
    checked = api.client.post("/v1/guideline/check", json={"text": "Hello!", "voice": "brand"}, headers=api.as_())
    (wrong,) = checked.json()["violations"]
    assert (wrong["code"], wrong["remedy"], wrong["ability"]) == ("missing_ability", "certificate", "speak_for_brand")
    assert wrong["certificates"] == ["spokesperson"]
    own = api.client.post("/v1/guideline/check", json={"text": "Hello!", "voice": "own"}, headers=api.as_())
    assert own.json()["verdict"] == "allowed"
