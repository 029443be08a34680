"""The first minute: a guideline is written and read, a course is passed, and a reply that was stopped is freed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from deploy.demo.cast import Company, Member
from deploy.demo.heard import eventually
from deploy.local.api import Api, ApiError

CERTIFICATE, COURSE = "answers-for-aurora", "crisis-in-ten-minutes"
DRAFT = "We are sorry. Your flight leaves at six tomorrow."
NEVER_LEARN = 4  # volunteers who do not take the course: a callout does not ask them
WRONG_FIRST_EVERY = 5  # of the others, every fifth answers wrongly before they answer rightly

DUTIES = (
    ("true", "Say what you know, and when you will know more.", "Zeg wat je weet, en wanneer je meer weet."),
    ("private", "Ask for contact data in private only.", "Vraag alleen privé om contactgegevens."),
)
QUESTIONS = (
    ("first", "Everybody asks the same. What comes first?", "An answer to each of them", "One post, and silence"),
    ("unsure", "You do not know when flights leave again. What do you write?", "That, and when you will", "A guess"),
)


@dataclass(frozen=True, slots=True)
class Training:
    """What came of the first minute."""

    stopped: str
    freed: str
    passed: int
    again: int
    asked: int
    accepted: int
    crisis_volunteers: int

    def lines(self) -> Iterator[str]:
        """The minute in sentences."""
        yield f"a reply before the course: {self.stopped}; after it: {self.freed}"
        yield f"the course: {self.passed} passed, {self.again} of them at the second try"
        yield f"the guideline: {self.asked} asked to read it, {self.accepted} accepted"
        yield f"{self.crisis_volunteers} people may be called out in a crisis"


def train(company: Company, report: Callable[[str], None]) -> Training:
    """Write the rules, have them read and learnt, and show what that changes."""
    hub = Api(company.administrator.base, company.keys["strategist"])
    report("writing a course and the guideline that asks for it")
    _write_course(hub)
    campaign = _write_guideline(hub)
    first = next(iter(company.members.values()))
    stopped = eventually(lambda: found if (found := _verdict(company, first)) != "allowed" else None)
    report("reading the guideline and passing the course")
    volunteers = [each for each in company.members.values() if each.volunteer]
    learners = [each for each in company.members.values() if each not in volunteers[-NEVER_LEARN:]]
    learners.append(company.author)
    with ThreadPoolExecutor(4) as pool:
        tries = list(pool.map(lambda each: _learn(company, each), enumerate(learners)))
    figures = hub.get(f"/v1/guideline/campaigns/{campaign}")["total"]
    return Training(
        stopped=stopped,
        freed=eventually(lambda: found if (found := _verdict(company, first)) == "allowed" else None),
        passed=len(tries),
        again=sum(each > 1 for each in tries),
        asked=figures["people"],
        accepted=figures["accepted"],
        crisis_volunteers=sum(each.volunteer for each in learners),
    )


def _write_course(hub: Api) -> None:
    hub.put(
        f"/v1/certificates/{CERTIFICATE}",
        {
            "name": "Answers for Aurora",
            "level": 1,
            "valid_days": 365,
            "renews_before_days": 30,
            "importable": False,
            "skills": {},
            "abilities": ["speak_for_brand", "crisis_volunteer"],
            "text": "Ten minutes on how we answer when everybody asks at once.",
        },
    )
    hub.put(
        f"/v1/courses/{COURSE}",
        {
            "status": "published",
            "title": "A crisis in ten minutes",
            "owner": "sofia",
            "languages": ["en"],
            "minutes": 10,
            "lessons": [{"id": "answering", "title": "Answering", "text": "# Listen first", "questions": _questions()}],
            "pass_mark": 100,
            "attempts_max": None,
            "certificates": [CERTIFICATE],
            "audience": None,
            "deadline_days": None,
        },
    )


def _questions() -> list[dict[str, Any]]:
    return [
        {
            "id": name,
            "text": text,
            "kind": "single",
            "options": [
                {"id": "right", "text": right, "right": True},
                {"id": "wrong", "text": wrong, "right": False, "feedback": "Read the duty once more."},
            ],
        }
        for name, text, right, wrong in QUESTIONS
    ]


def _write_guideline(hub: Api) -> int:
    """The next version, and the campaign that has it read within the hour; gives the campaign's number."""
    trained = {"id": "trained", "certificate": CERTIFICATE, "applies": {}, "why": "Who answers has learnt how"}
    duties = [{"id": name, "texts": {"en": english, "nl": dutch}} for name, english, dutch in DUTIES]
    version = hub.change("/v1/guideline", {"duties": duties, "certificates": [trained]})["version"]
    due_at = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    return int(eventually(lambda: _begun(hub, version, due_at)))


def _learn(company: Company, learner: tuple[int, Member]) -> int:
    """Read and accept, enrol and pass; gives how many tries it took."""
    number, member = learner
    own = Api(company.administrator.base, member.key)
    reading = own.get("/v1/guideline/reading")
    own.post("/v1/guideline/reading", {"text_hash": reading["text_hash"], "decision": "accepted"})
    own.post(f"/v1/courses/{COURSE}/enrolments", {})
    tries = ["wrong", "right"] if number % WRONG_FIRST_EVERY == WRONG_FIRST_EVERY - 1 else ["right"]
    for option in tries:
        answers = [{"lesson": "answering", "question": name, "options": [option]} for name, *_ in QUESTIONS]
        own.post(f"/v1/courses/{COURSE}/attempts", {"version": 1, "answers": answers})
    return len(tries)


def _verdict(company: Company, member: Member) -> str:
    """What the guideline says to a reply of theirs, with what would satisfy it."""
    own = Api(company.administrator.base, member.key)
    check = own.post("/v1/guideline/check", {"text": DRAFT, "channel": "x"})
    asked = {each["certificate"] for each in check["violations"] if each["remedy"] == "certificate"}
    return f"{check['verdict']}, asks for {', '.join(sorted(asked))}" if asked else str(check["verdict"])


def _begun(hub: Api, version: int, due_at: str) -> int | None:
    """The campaign's number; None while the inbox has not heard of any employee."""
    try:
        begun = hub.post("/v1/guideline/campaigns", {"guideline_version": version, "due_at": due_at})
    except ApiError as refusal:
        if refusal.status != HTTPStatus.UNPROCESSABLE_ENTITY:
            raise
        return None
    return int(begun["number"])
