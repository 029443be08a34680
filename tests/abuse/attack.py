"""An attack, and the attempts it makes: every answer is judged, and what is wrong becomes a fault with the request."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Literal, TypeVar

from tests.abuse.target import Target
from tests.abuse.wire import Request, Wire
from tests.e2e.rig import Answer
from tests.support.documented_answers import undocumented

TAKEN = range(200, 400)
REFUSED = range(400, 500)
ANSWERED = range(200, 500)
INVALID = frozenset({400, 413, 415, 422})
"""What bad input is answered with: before anybody looked whether the thing it is for exists."""

SIDE_BY_SIDE = 4
FAULTS_KEPT = 500

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Attack:
    """`play` makes its attempts; whatever it must never get is an expectation of one of them."""

    name: str
    says: str
    play: Callable[[Attempts], None]
    tier: Literal["smoke", "full"] = "full"


@dataclass(slots=True)
class Attempts:
    """The requests of one attack on one target, each with its expectation.

    Every answer must be no 5xx (but a 503 with Retry-After where `may_wait`), carry no mark of the other brand that the
    request did not name itself, and be in the OpenAPI document with its status.
    """

    target: Target
    chance: random.Random
    statuses: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    fault_count: int = 0
    notes: list[str] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def send(
        self,
        request: Request,
        expected: Collection[int] = ANSWERED,
        *,
        wire: Wire | None = None,
        may_wait: bool = False,
    ) -> Answer:
        """Send it to the gateway (or along `wire`), and judge the answer."""
        answer = (wire or self.target.wire).send(request)
        self.judge(request, answer, expected, may_wait=may_wait)
        if wire is None and not request.head_only:
            media = answer.headers.get("content-type", "")
            wrong = undocumented(request.method, request.path, answer.status, media, answer.body)
            if wrong is not None:
                self.fault(f"{request} → {wrong}")
        return answer

    def judge(self, request: object, answer: Answer, expected: Collection[int], *, may_wait: bool = False) -> None:
        """Count an answer and hold it to what every answer must be."""
        waits = answer.status == HTTPStatus.SERVICE_UNAVAILABLE and "retry-after" in answer.headers
        with self._lock:
            self.statuses[answer.status] += 1
        if answer.status not in expected and not (may_wait and waits):
            self.fault(f"{request} → {answer.status}, expected {_short(expected)}: {answer.body[:300]!r}")
        said = answer.body.decode(errors="replace") + str(answer.headers)
        asked = request.text() if isinstance(request, Request) else str(request)
        if found := self.target.traces(said, asked):
            self.fault(f"{request} → {answer.status} shows {found} of the other brand")

    def expect(self, holds: bool, otherwise: str) -> None:
        """Anything else that must be so; `otherwise` is what to say when it is not."""
        if not holds:
            self.fault(otherwise)

    def fault(self, words: str) -> None:
        """Keep the first few, count them all."""
        with self._lock:
            self.fault_count += 1
            if len(self.faults) < FAULTS_KEPT:
                self.faults.append(words)

    def note(self, words: str) -> None:
        """What to say of the attack beside its figures."""
        self.notes.append(words)

    def all(self, work: Iterable[T], do: Callable[[T], object]) -> None:
        """Do it for each, some side by side; an error of one of them ends the attack."""
        with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for done in [pool.submit(do, each) for each in work]:
                done.result()

    def sample(self, work: Iterable[T], count: int) -> list[T]:
        """So many of them, chosen by the seed."""
        whole = list(work)
        return self.chance.sample(whole, min(count, len(whole)))


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of an attack."""

    attack: Attack
    seed: int
    seconds: float
    statuses: Mapping[int, int]
    faults: tuple[str, ...]
    fault_count: int
    notes: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether it got nothing."""
        return not self.fault_count

    def count(self, among: Collection[int]) -> int:
        """How many answers had one of these statuses."""
        return sum(number for status, number in self.statuses.items() if status in among)

    def as_json(self) -> dict[str, Any]:
        """For the report."""
        return {
            "attack": self.attack.name,
            "says": self.attack.says,
            "seed": self.seed,
            "seconds": round(self.seconds, 2),
            "statuses": {str(status): self.statuses[status] for status in sorted(self.statuses)},
            "fault_count": self.fault_count,
            "faults": list(self.faults),
            "notes": list(self.notes),
        }


def play(attack: Attack, target: Target, seed: int) -> Finding:
    """Play it, then see that the house still takes a message and shows it."""
    attempts = Attempts(target, random.Random(f"{attack.name}/{seed}"))
    began = time.monotonic()
    try:
        attack.play(attempts)
    except Exception as error:  # noqa: BLE001 - an attack that breaks is a finding, and the next one is still played
        attempts.fault(f"the attack came to no end: {error!r}")
    try:
        target.still_answers()
    except AssertionError as silent:
        attempts.fault(f"afterwards {silent}")
    took = time.monotonic() - began
    faults, notes = tuple(attempts.faults), tuple(attempts.notes)
    return Finding(attack, seed, took, attempts.statuses, faults, attempts.fault_count, notes)


def _short(expected: Collection[int]) -> str:
    return f"{min(expected)} to {max(expected)}" if isinstance(expected, range) else str(sorted(expected))
