"""A normal day, a surge, an incident, volunteers with rights for its time, and everything taken back."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from deploy.demo.cast import Company, Member, create_company
from deploy.demo.phrases import REPLIES
from deploy.demo.platform import Platform
from deploy.demo.sender import delivery
from deploy.demo.traffic import Crowd, Shape
from deploy.local.api import Api, ApiError
from deploy.local.state import LocalState
from tests.e2e.rig import Answer, ask, eventually

DAY = Shape(calm=18.0, rise=3.0, peak=5.0, fall=2.0, base_rate=1.5, peak_rate=15.0)
QUICK = {"warmup_buckets": 15, "clear_buckets": 3}
SEED = 3
FEW = 2  # agents there at first: four seats, however fast the machine answers for them
ON_DUTY = {"tasks:read", "tasks:work", "conversations:read", "replies:write", "presence:write"}


def _quickened(boss: Api) -> None:
    """Let the detector of this brand learn and forget sooner than the scenario's, for a shorter day."""
    policy = boss.get("/v1/crisis-policy")
    del policy["version"]
    boss.put("/v1/crisis-policy", {**policy, "detector": QUICK})


def _deliver(system: LocalState, company: Company) -> int:
    """Bring every post of the day at its time; gives how many there were."""
    posts, began = Crowd(SEED, DAY).posts(), time.monotonic()

    def bring(number: int) -> None:
        given = delivery(posts[number], company.integrations[posts[number].channel], company.brand)
        answer = ask(system.gateway, "POST", given.path, body=given.body, headers=given.headers)
        assert answer.status == HTTPStatus.ACCEPTED, answer.body[:300]

    with ThreadPoolExecutor(4) as pool:
        brought = []
        for number, post in enumerate(posts):
            time.sleep(max(0.0, began + post.second - time.monotonic()))
            brought.append(pool.submit(bring, number))
        for each in brought:
            each.result()
    return len(posts)


class Crew:
    """Agents and volunteers on duty, who take what they are offered and answer it, until they are sent home."""

    def __init__(self, system: LocalState, agents: list[Member]) -> None:
        self._system = system
        self._chance = random.Random(SEED)  # noqa: S311 - a scenario must repeat, it guards nothing
        self.working = {member.id: member for member in agents}
        self.answered: set[str] = set()

    def turn(self, pool: ThreadPoolExecutor) -> None:
        """Let everyone accept and answer what is theirs now."""
        list(pool.map(self._look, list(self.working.values())))

    def _look(self, member: Member) -> None:
        own = Api(self._system.gateway, member.key)
        try:
            for offer in own.get("/v1/offers")["items"]:
                self._answer(own, member, offer)
        except ApiError as refusal:
            if refusal.status != HTTPStatus.FORBIDDEN:  # sent home meanwhile
                raise

    def _answer(self, own: Api, member: Member, offer: dict[str, Any]) -> None:
        reply = {"text": self._chance.choice(REPLIES[offer["language"] or "en"])}
        try:
            reply["epoch"] = own.post(f"/v1/offers/{offer['id']}/accept", {})["epoch"]
        except ApiError as refusal:
            if refusal.status not in {HTTPStatus.CONFLICT, HTTPStatus.NOT_FOUND}:  # it came too late
                raise
            return
        path = f"/v1/conversations/{offer['conversation']}/replies"
        written = eventually(lambda: _tried(own, path, reply), "the word of who holds the conversation")
        assert written.status < HTTPStatus.BAD_REQUEST, written.body[:300]
        self.answered.add(member.id)


def _tried(own: Api, path: str, body: dict[str, Any]) -> Answer | None:
    answer = ask(own.base, "POST", path, key=own.key, body=body)
    return None if answer.status == HTTPStatus.SERVICE_UNAVAILABLE else answer


@contextmanager
def _at_work(crew: Crew) -> Iterator[None]:
    """Let the crew work beside the story; what goes wrong there is told at the end."""
    over = threading.Event()

    def work() -> None:
        while not over.wait(0.3):
            crew.turn(pool)

    with ThreadPoolExecutor(6) as pool:
        working = pool.submit(work)
        try:
            yield
        finally:
            over.set()
        working.result()


def _status(system: LocalState, member: Member, path: str) -> int:
    return ask(system.gateway, "GET", path, key=member.key).status


def _me(system: LocalState, member: Member) -> tuple[set[str], list[str]]:
    """The scopes of a person now, and the incidents that gave some of them."""
    me = Api(system.gateway, member.key).get("/v1/me")
    return set(me["scopes"]), [grant["incident"] for grant in me["grants"]]


def _asked(system: LocalState, volunteers: list[Member]) -> list[tuple[Member, str]]:
    """Volunteers who have been asked, with the callout."""
    asks = ((each, Api(system.gateway, each.key).get("/v1/callouts")["items"]) for each in volunteers)
    return [(member, items[0]["callout"]) for member, items in asks if items]


def test_a_surge_calls_volunteers_whose_rights_end_with_the_incident(system: LocalState, platform: Platform) -> None:
    began = datetime.now(UTC)
    company = create_company(system, f"e2e-crisis-{platform.smtp_port}", platform, SEED, lambda _: None)
    boss, members = company.administrator, list(company.members.values())
    volunteers = [each for each in members if each.volunteer]
    agents = [each for each in members if not each.volunteer]
    crew = Crew(system, agents[:FEW])
    _present(boss, agents[FEW:], "offline")
    marco = Api(system.gateway, company.keys["social_media_manager"])

    _quickened(boss)

    with ThreadPoolExecutor(1) as pool, _at_work(crew):
        surge = datetime.now(UTC) + timedelta(seconds=DAY.calm)
        crowd = pool.submit(_deliver, system, company)
        assert {_status(system, each, "/v1/offers") for each in volunteers[:3]} == {HTTPStatus.FORBIDDEN}

        (incident,) = eventually(lambda: boss.get("/v1/incidents")["items"], "an incident", DAY.length + 20)
        assert incident["declared_by"] == "detection"
        assert datetime.fromisoformat(incident["declared_at"]) > surge
        (page, *_) = eventually(lambda: marco.get("/v1/pages")["items"], "a page for the manager")
        marco.post(f"/v1/pages/{page['page']}/acknowledge", {})
        (kind, callout), (unwilling, _) = eventually(lambda: _two(_asked(system, volunteers)), "two volunteers asked")

        Api(system.gateway, unwilling.key).post(f"/v1/callouts/{callout}/answers", {"answer": "decline"})
        Api(system.gateway, kind.key).post(f"/v1/callouts/{callout}/answers", {"answer": "accept"})
        eventually(lambda: _me(system, kind)[1] == [incident["id"]], "the rights of a place")
        assert _me(system, kind)[0] >= ON_DUTY
        assert _status(system, kind, "/v1/offers") == HTTPStatus.OK
        assert _status(system, unwilling, "/v1/offers") == HTTPStatus.FORBIDDEN
        crew.working[kind.id] = kind
        eventually(lambda: kind.id in crew.answered, "work for the volunteer")

        _present(boss, agents[FEW:], "online")
        crew.working |= {each.id: each for each in agents}
        count = crowd.result()
        _all_answered(boss)
        over = eventually(lambda: _stood_down(boss, incident["id"]), "the stand-down")
        eventually(lambda: _me(system, kind)[1] == [], "the rights taken back")
        eventually(lambda: not _held_by(boss, kind), "the end of what they held, by their reply or back in its queue")
        gone = ask(system.gateway, "PUT", "/v1/employees/me/presence", key=kind.key, body={"presence": "offline"})
        assert gone.status == HTTPStatus.OK, gone.body

    assert _status(system, kind, "/v1/offers") == HTTPStatus.FORBIDDEN
    assert not _me(system, kind)[0] & {"tasks:work", "replies:write"}
    assert _me(system, unwilling)[1] == []
    assert [each["id"] for each in boss.get("/v1/incidents")["items"]] == [incident["id"]]
    assert {each["incident"] for each in boss.get("/v1/signals")["items"]} == {incident["id"]}
    assert set(platform.received.values()) == {1}
    _reviewed(boss, over, kind.id)
    _in_the_numbers(boss, over, count, began)


def _present(boss: Api, agents: list[Member], presence: str) -> None:
    for each in agents:
        boss.put(f"/v1/employees/{each.id}/presence", {"presence": presence})


def _held_by(boss: Api, member: Member) -> list[str]:
    tasks = boss.get(f"/v1/tasks?employee={member.id}&limit=200")["items"]
    return [each["conversation"] for each in tasks if each["state"] in {"offered", "assigned"}]


def _all_answered(boss: Api) -> None:
    """Wait as long as the crew gets on: until nothing waits and nobody holds anything."""

    def fewer() -> bool:
        return _unfinished(boss) < left

    while left := _unfinished(boss):
        eventually(fewer, f"an answer to one of {left} conversations")


def _unfinished(boss: Api) -> int:
    states = ("waiting", "offered", "assigned")
    return sum(len(boss.get(f"/v1/tasks?state={state}&limit=200")["items"]) for state in states)


def _two(asked: list[tuple[Member, str]]) -> list[tuple[Member, str]] | None:
    return asked[:2] if len(asked) > 1 else None


def _stood_down(boss: Api, incident: str) -> dict[str, Any] | None:
    found: dict[str, Any] = boss.get(f"/v1/incidents/{incident}")
    return found if found["state"] == "stood_down" else None


def _reviewed(boss: Api, over: dict[str, Any], kind: str) -> None:
    """The review has the figures of the incident, the way to it and who helped."""
    review = boss.get(f"/v1/incidents/{over['id']}/review")
    figures = review["figures"]
    assert figures == over["figures"]
    assert figures["messages"] > 0
    assert figures["negative"] > 0
    assert figures["volunteers_accepted"] == 1
    assert figures["volunteers_asked"] >= 2
    assert figures["pages"] >= 1
    assert review["lasted_seconds"] > 0
    steps = review["milestones"]
    assert 0 <= steps["to_declared"] <= steps["to_acknowledged"] <= steps["to_stood_down"]
    assert steps["to_first_volunteer"] is not None
    assert kind in review["people"]


def _in_the_numbers(boss: Api, over: dict[str, Any], count: int, began: datetime) -> None:
    """Analytics has the same incident and every message of the day."""

    def told() -> dict[str, Any] | None:
        report = boss.get(f"/v1/reports/overview?from={began.strftime('%Y-%m-%dT%H:%M:%SZ')}")
        found = [each for each in report["incidents"] if each["stood_down_at"]]
        return found[0] if len(found) == 1 else None

    report = eventually(told, "the incident in the report")
    assert report["incident"] == over["id"]
    assert report["severity"] == over["severity"]
    assert report["volunteers_accepted"] == report["places"] == 1
    assert report["volunteers_declined"] == 1
    assert report["messages"] == over["figures"]["messages"]
    assert min(report["to_first_page_seconds"], report["to_first_place_seconds"], report["to_stand_down_seconds"]) >= 0
    eventually(lambda: boss.get("/v1/measures/volume_in")["total"]["count"] == count, "every message in the numbers")
