"""Two at once, twice at once, too late: commands that race for one thing."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from typing import Any

from tests.abuse.attack import Attack, Attempts
from tests.abuse.wire import Request
from tests.e2e.rig import Answer, Brand, ask, eventually, words

AT_ONCE = 8
ROUNDS = 5
GONE = frozenset({403, 404, 409})


def _at_once(do: Callable[[int], Answer], count: int = AT_ONCE) -> list[Answer]:
    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(do, range(count)))


def _offer(brand: Brand, keys: list[str], number: int) -> tuple[str, dict[str, Any]]:
    """A new message's offer, and the key of whom it was made to."""
    brand.post(words(number))

    def offered() -> tuple[str, dict[str, Any]] | None:
        for key in keys:
            for offer in ask(brand.state.gateway, "GET", "/v1/offers", key=key).json()["items"]:
                return key, offer
        return None

    return eventually(offered, "an offer")


def _offers(attempts: Attempts) -> None:
    """Everybody accepts one offer at once, its own employee several times: one task, one assignee, one epoch."""
    brand = attempts.target.new_brand()
    keys = [brand.hire(f"{name}-{brand.id}", seats=ROUNDS) for name in ("ann", "bob")]
    for number in range(ROUNDS):
        whose, offer = _offer(brand, keys, number)
        request = Request("POST", f"/v1/offers/{offer['id']}/accept", whose, {})
        other = Request("POST", request.path, next(key for key in keys if key != whose), {})
        answers = _at_once(lambda each, other=other, mine=request: attempts.send(other if each % 2 else mine))  # type: ignore[misc]
        epochs = {each.json()["epoch"] for each in answers[::2] if each.status == HTTPStatus.OK}
        attempts.expect(len(epochs) == 1, f"{request} at once gave the epochs {epochs}")
        for late in answers[1::2]:
            attempts.expect(late.status in GONE, f"another's offer was answered {late.status}: {late.body[:200]!r}")
        task = brand.admin.get(f"/v1/tasks/{offer['conversation']}")
        attempts.expect({task["epoch"]} == epochs, f"the task has epoch {task['epoch']}, the answers {epochs}")
        _stale(attempts, whose, offer["conversation"], task["epoch"])


def _stale(attempts: Attempts, key: str, conversation: str, epoch: int) -> None:
    """Commands with an epoch that is past, or has not been."""
    for wrong in (epoch - 1, epoch + 1, 0):
        for command, more in (("release", {}), ("complete", {}), ("transfer", {"queue": "general"})):
            body = {"epoch": wrong, **more}
            attempts.send(Request("POST", f"/v1/tasks/{conversation}/{command}", key, body), {409, 422})
    body = {"text": "We found it.", "epoch": epoch - 1}
    attempts.send(
        Request("POST", f"/v1/conversations/{conversation}/replies", key, body), {409, 422, 503}, may_wait=True
    )


def _repeats(attempts: Attempts) -> None:
    """One Idempotency-Key at once: one effect, and every answer that is no conflict is the first one's."""
    brand = attempts.target.new_brand()
    for _ in range(ROUNDS):
        headers = {"idempotency-key": uuid.uuid4().hex}
        request = Request("POST", "/v1/incidents", brand.admin.key, {"title": "Ash", "severity": 1}, headers)
        before = len(list(brand.every("/v1/incidents")))
        answers = _at_once(lambda _, request=request: attempts.send(request, {201, 409}))  # type: ignore[misc]
        made = {each.json()["id"] for each in answers if each.status == HTTPStatus.CREATED}
        after = len(list(brand.every("/v1/incidents")))
        attempts.expect(len(made) == 1 and after == before + 1, f"one key made {made}, and {after - before} incidents")


def _own_reply(attempts: Attempts) -> None:
    """Nobody approves what they wrote themselves, however fast or often they try."""
    brand = attempts.target.new_brand()
    brand.admin.change("/v1/guideline", {"approvals": [{"id": "all", "why": "always"}]})
    brand.post(words(1))
    (conversation,) = eventually(lambda: list(brand.every("/v1/conversations")), "the conversation")
    asked = Request(
        "POST", f"/v1/conversations/{conversation['id']}/replies", brand.admin.key, {"text": "We found it."}
    )
    reply = eventually(lambda: _taken(attempts.send(asked, may_wait=True)), "the reply")

    def approve(number: int) -> Answer:
        body = {"version": reply.get("version", 1)} if number % 2 else {}
        return attempts.send(
            Request("POST", f"/v1/replies/{reply['id']}/approve", brand.admin.key, body), {403, 409, 422}
        )

    _at_once(approve)
    state = brand.admin.get(f"/v1/replies/{reply['id']}")["state"]
    attempts.expect(state == "awaiting_approval", f"a reply its author approved is {state}")


def _taken(answer: Answer) -> dict[str, Any] | None:
    return dict(answer.json()) if answer.status == HTTPStatus.ACCEPTED else None


ATTACKS = [
    Attack("offers_at_once", "two people and many clicks on one offer; wrong epochs", _offers, "smoke"),
    Attack("repeats_at_once", "one Idempotency-Key many times at once", _repeats, "smoke"),
    Attack("own_reply", "somebody approves what they wrote", _own_reply, "smoke"),
]
