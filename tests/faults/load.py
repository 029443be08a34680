"""The crowd and the employees: threads that post, accept, answer and complete, and note every step in the record."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Any

from tests.e2e.rig import Answer, Brand, ask, words
from tests.faults.record import Answered, Commanded, History, Sent

CONTACTS = 30
PER_SECOND = 60.0
LARGEST_BATCH = 12
MOST_IN_A_POST = 500
PATIENCE_SECONDS = 60.0  # for one batch, then it counts as never acknowledged
RETRY_SECONDS = 0.25
CALL_SECONDS = 10.0
MOST_MESSAGES = 6000
TEXT = "Where is my suitcase? It did not arrive with my flight from Lisbon and nobody answers the telephone."


class Worker(threading.Thread):
    """A thread that turns until it is told to stop, and whose failure is raised where it is waited for."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name, daemon=True)
        self.over = threading.Event()
        self._failure: BaseException | None = None

    def run(self) -> None:
        """Turn until told to stop."""
        try:
            while not self.over.is_set():
                self.turn()
        except BaseException as failure:
            self._failure = failure

    def turn(self) -> None:
        """Do the next thing."""
        raise NotImplementedError

    def finish(self) -> None:
        """Stop after the thing at hand; raises what went wrong."""
        self.over.set()
        self.join(2 * PATIENCE_SECONDS)
        if self._failure is not None:
            raise self._failure


def call(base: str, method: str, path: str, key: str = "", body: object = None) -> Answer:
    """Ask; status 0 when nobody answers, which is what a fault may do."""
    try:
        return ask(base, method, path, key=key, body=body, timeout_seconds=CALL_SECONDS)
    except OSError as failure:
        return Answer(0, {}, type(failure).__name__.encode())


class Crowd(Worker):
    """Posts messages of the same contacts in batches, one after the other; a batch is tried until it is accepted.

    Args:
        gateways: Base URLs, used in turn.
        rate: Messages a second; may be set anew at any time, and so may `contacts`, how many people write.
        times: So many times the messages, people and size of a batch than everything else says.
    """

    def __init__(
        self, brand: Brand, history: History, seed: int, gateways: Sequence[str], rate: float, times: int = 1
    ) -> None:
        super().__init__("crowd")
        self._brand = brand
        self._history = history
        self._chance = random.Random(seed)  # noqa: S311 - a run must repeat, it guards nothing
        self._gateways = list(gateways)
        self._tries = 0
        self._number = 0
        self._times = times
        self.rate, self.contacts = rate, CONTACTS
        self._due = time.monotonic()

    @property
    def posted(self) -> int:
        """Messages whose post ended."""
        return self._number

    def until(self, more: int, within_seconds: float = 90.0) -> None:
        """Wait until so many more messages are posted; returns in any case after the time."""
        wanted, deadline = self._number + more * self._times, time.monotonic() + within_seconds
        while self._number < wanted and time.monotonic() < deadline and self.is_alive():
            time.sleep(0.02)

    def turn(self) -> None:
        """Post the next batch when it is due."""
        if self._number >= MOST_MESSAGES * self._times:
            self.over.wait(RETRY_SECONDS)
            return
        size = self._chance.randint(1, min(LARGEST_BATCH * self._times, MOST_IN_A_POST))
        self._due = max(self._due, time.monotonic() - 1.0) + size / (self.rate * self._times)
        self.over.wait(max(0.0, self._due - time.monotonic()))
        pairs = [
            (self._number + each, f"person-{self._chance.randrange(self.contacts * self._times)}")
            for each in range(size)
        ]
        now = time.time()
        self._history.note(*(Sent(now, f"m-{number}", who) for number, who in pairs))
        self._post([words(number, who, TEXT) for number, who in pairs])
        self._number += size

    def _post(self, items: list[dict[str, Any]]) -> None:
        names, deadline = [each["external_id"] for each in items], time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self._tries += 1
            base = self._gateways[self._tries % len(self._gateways)]
            began = time.monotonic()
            answer = call(base, "POST", "/v1/events", self._brand.generic.key, items)
            took, retry = time.monotonic() - began, answer.headers.get("retry-after")
            self._history.note(Answered(time.time(), names, answer.status, took, retry))
            if answer.status == HTTPStatus.ACCEPTED:
                return
            time.sleep(RETRY_SECONDS)


class Desk(Worker):
    """Employees who accept what they are offered; every second one is answered, the others are just completed.

    After each completion the same command is given again under the epoch that is over: it has to be refused.
    """

    def __init__(self, brand: Brand, history: History, gateway: Callable[[], str], *, replying: bool) -> None:
        super().__init__("desk")
        self._history = history
        self._gateway = gateway
        self._keys = dict(brand.employees)
        self._replying = replying
        self._turn = 0
        self.replies: set[str] = set()

    def hire(self, person: str, key: str) -> None:
        """Have one more employee take offers."""
        self._keys = {**self._keys, person: key}

    def turn(self) -> None:
        """Let everyone look once."""
        for key in self._keys.values():
            offers = call(self._gateway(), "GET", "/v1/offers", key)
            for offer in offers.json()["items"] if offers.status == HTTPStatus.OK else ():
                self._take(key, offer)
        self.over.wait(0.3)

    def _take(self, key: str, offer: dict[str, Any]) -> None:
        conversation = offer["conversation"]
        taken = call(self._gateway(), "POST", f"/v1/offers/{offer['id']}/accept", key, {})
        if taken.status != HTTPStatus.OK:
            return
        epoch = taken.json()["epoch"]
        self._turn += 1
        if self._replying and self._turn % 2:
            self._answer(key, conversation, epoch)
        else:
            self._complete(key, conversation, epoch)

    def _answer(self, key: str, conversation: str, epoch: int) -> None:
        body = {"text": "We are looking for it and will write to you.", "epoch": epoch}
        for _ in range(20):  # the inbox hears through the log who holds it
            made = call(self._gateway(), "POST", f"/v1/conversations/{conversation}/replies", key, body)
            if made.status == HTTPStatus.ACCEPTED:
                self.replies.add(made.json()["id"])
            if made.status not in (0, HTTPStatus.SERVICE_UNAVAILABLE) or self.over.is_set():
                return
            time.sleep(0.2)

    def _complete(self, key: str, conversation: str, epoch: int) -> None:
        path = f"/v1/tasks/{conversation}/complete"
        done = call(self._gateway(), "POST", path, key, {"epoch": epoch})
        if done.status != HTTPStatus.OK:
            return
        again = call(self._gateway(), "POST", path, key, {"epoch": epoch})
        self._history.note(Commanded(time.time(), conversation, epoch, stale=True, status=again.status))
