"""What one has read and learnt decides what one may do: a rule, a course, a certificate, and the reply it frees."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from deploy.local.api import Api, ApiError
from deploy.local.state import LocalState
from tests.e2e.rig import Brand, eventually, found_brand, words
from tests.e2e.slow_platform import SlowPlatform

SPEAKS = {
    "name": "Speaks for us",
    "level": 1,
    "valid_days": None,
    "renews_before_days": None,
    "importable": False,
    "skills": {},
    "abilities": ["speak_for_brand", "crisis_volunteer"],
    "text": "Ten minutes on how we answer.",
}
QUESTION = {
    "id": "tone",
    "text": "Somebody is angry about a lost suitcase. What comes first?",
    "kind": "single",
    "options": [
        {"id": "sorry", "text": "That we are sorry", "right": True},
        {"id": "rules", "text": "What the conditions say", "right": False, "feedback": "They want their suitcase."},
    ],
}
COURSE = {
    "status": "published",
    "title": "Answering in ten minutes",
    "owner": "anna",
    "languages": ["en"],
    "minutes": 10,
    "lessons": [{"id": "first", "title": "Being asked", "text": "# Listen first", "questions": [QUESTION]}],
    "pass_mark": 100,
    "attempts_max": None,
    "certificates": ["speaks"],
    "audience": None,
    "deadline_days": None,
}


@pytest.fixture(scope="module")
def brand(system: LocalState, platform: SlowPlatform) -> Brand:
    """Give a brand whose replies need a certificate that one course gives."""
    brand = found_brand(system, f"{platform.url}/replies")
    brand.hire("anna")
    brand.admin.put("/v1/certificates/speaks", SPEAKS)
    brand.admin.put("/v1/courses/answering", COURSE)
    rule = {"id": "speakers", "certificate": "speaks", "applies": {}, "why": "Who answers has learnt how"}
    brand.admin.change("/v1/guideline", {"certificates": [rule]})
    return brand


@pytest.fixture(scope="module")
def platform() -> Iterator[SlowPlatform]:
    """Give a platform that takes replies."""
    with SlowPlatform() as platform:
        platform.answering.set()
        yield platform


def attempt(own: Api, option: str) -> dict[str, Any]:
    """Answer the one question of the course."""
    answers = [{"lesson": "first", "question": "tone", "options": [option]}]
    made: dict[str, Any] = own.post("/v1/courses/answering/attempts", {"version": 1, "answers": answers})
    return made


def test_a_reply_stopped_by_a_missing_certificate_is_freed_by_passing_the_course(
    brand: Brand, platform: SlowPlatform
) -> None:
    anna = Api(brand.state.gateway, brand.employees["anna"])
    assert brand.post(words(1)).status == HTTPStatus.ACCEPTED
    (task,) = eventually(lambda: brand.admin.get("/v1/tasks")["items"], "the task")
    conversation = task["conversation"]
    explained = f"/v1/tasks/{conversation}/explanation"
    eventually(lambda: "cert:speaks" in str(brand.admin.get(explained)), "the certificate in the explanation")
    assert anna.get("/v1/offers")["items"] == []

    check = anna.post("/v1/guideline/check", {"text": "We look for it."})
    (missing,) = check["violations"]
    assert (check["verdict"], missing["remedy"], missing["certificate"]) == ("refused", "certificate", "speaks")
    record = anna.get("/v1/employees/me/learning")
    assert "answering" in str(record), "one's own record names the course that leads there"

    anna.post("/v1/courses/answering/enrolments", {})
    assert attempt(anna, "rules")["passed"] is False
    assert anna.get("/v1/offers")["items"] == []
    assert attempt(anna, "sorry")["passed"] is True

    (offer,) = eventually(lambda: anna.get("/v1/offers")["items"], "the offer, once she may answer")
    epoch = anna.post(f"/v1/offers/{offer['id']}/accept", {})["epoch"]
    path = f"/v1/conversations/{conversation}/replies"
    reply = eventually(lambda: _taken(anna, path, epoch), "a reply that is taken")
    eventually(lambda: brand.admin.get(f"/v1/replies/{reply['id']}")["state"] == "sent", "the reply, sent")

    revoked = "/v1/employees/anna/certificates/speaks/revoke"
    brand.admin.post(revoked, {"reason": "A complaint about the tone"})
    eventually(
        lambda: anna.post("/v1/guideline/check", {"text": "We look for it."})["verdict"] == "refused",
        "what was revoked at the next act",
    )


def _taken(own: Api, path: str, epoch: int) -> dict[str, Any] | None:
    """Write a reply; None while the inbox has not heard of the assignment or of the certificate yet."""
    try:
        made: dict[str, Any] = own.post(path, {"text": "We look for it.", "epoch": epoch})
    except ApiError as refusal:
        if refusal.status not in (HTTPStatus.SERVICE_UNAVAILABLE, HTTPStatus.UNPROCESSABLE_ENTITY):
            raise
        return None
    return made
