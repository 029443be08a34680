"""A flood by few accounts: what three of them copy must not declare a crisis, nor bury that of another brand."""

from __future__ import annotations

import time
from typing import Any

from tests.abuse.attack import Attack, Attempts
from tests.e2e.rig import Brand, eventually, words

TEXT = "Everybody must know that this company cancels all flights and leaves its passengers without a word of help"
ACCOUNTS = 3
ROUNDS = 10  # a second apart: of the brand's time, as the house of attacks has it, a minute
COPIES = 60  # in each round
PEOPLE = 60  # a round, of those who have something to say themselves
CALM_ROUNDS = 20  # until a brand is known well enough for a surge


def _tell(attempts: Attempts, brand: Brand, items: list[dict[str, Any]]) -> None:
    answer = brand.post(items)
    attempts.expect(answer.status < 300, f"a flood was answered {answer.status}: {answer.body[:200]!r}")


def _signal(brand: Brand) -> dict[str, Any] | None:
    return next((each for each in brand.every("/v1/signals") if each["measure"] == "volume"), None)


def _flood(attempts: Attempts) -> None:
    """Three accounts flood one brand, people write to the other; then people write to the first one too."""
    flooded, beside = attempts.target.new_brand(), attempts.target.new_brand()
    for round_ in range(CALM_ROUNDS):
        for brand in (flooded, beside):
            _tell(attempts, brand, _people(round_, 2))
        time.sleep(1.0)
    for round_ in range(ROUNDS):
        first = 100_000 + round_ * COPIES
        copies = [words(first + each, f"account-{each % ACCOUNTS}", TEXT) for each in range(COPIES)]
        _tell(attempts, flooded, copies + _people(CALM_ROUNDS + round_, 2))
        _tell(attempts, beside, _people(CALM_ROUNDS + round_, PEOPLE))
        time.sleep(1.0)
    signal = eventually(lambda: _signal(flooded), "a signal of the flood")
    incident = eventually(lambda: next(beside.every("/v1/incidents"), None), "an incident of the brand beside")
    attempts.expect(incident["declared_by"] == "detection", f"an incident of the brand beside is {incident}")
    coordinated = signal["coordinated"] or {}
    attempts.expect(bool(coordinated.get("decisive")), f"the signal of a copied flood says {signal}")
    made = list(flooded.every("/v1/incidents"))
    attempts.expect(not made, f"a flood of {ACCOUNTS} accounts made {made}")
    for round_ in range(ROUNDS):
        _tell(attempts, flooded, _people(CALM_ROUNDS + ROUNDS + round_, PEOPLE))
        time.sleep(1.0)
    eventually(lambda: next(flooded.every("/v1/incidents"), None), "an incident once people wrote")


def _people(round_: int, count: int) -> list[dict[str, Any]]:
    """Messages of people who each write once, in words of their own."""
    return [words(round_ * PEOPLE + each) for each in range(count)]


ATTACKS = [
    Attack("copied_flood", "three accounts copy one text, beside a brand whose crisis is real", _flood),
]
