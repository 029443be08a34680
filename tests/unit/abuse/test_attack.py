"""An attack can fail: each answer that must not be is a fault, and an honest one is none."""

from __future__ import annotations

import random
from types import SimpleNamespace
from typing import cast

from tests.abuse.attack import INVALID, Attack, Attempts, Finding, play
from tests.abuse.attacks import all_attacks
from tests.abuse.report import cells
from tests.abuse.target import Target
from tests.abuse.wire import Request, statuses
from tests.e2e.rig import Answer


def _target(*, alive: bool = True) -> Target:
    """A house that is not there, with one mark of another brand."""

    def still_answers() -> None:
        assert alive, "an ordinary message did not come"

    def traces(said: str, asked: str) -> list[str]:
        return ["other"] if "other" in said and "other" not in asked else []

    return cast("Target", SimpleNamespace(traces=traces, still_answers=still_answers))


def _judged(answer: Answer, expected: range | frozenset[int] = range(200, 500), *, may_wait: bool = False) -> list[str]:
    attempts = Attempts(_target(), random.Random(1))
    attempts.judge(Request("GET", "/v1/me"), answer, expected, may_wait=may_wait)
    return attempts.faults


def test_a_server_error_is_a_fault_that_names_request_and_answer() -> None:
    (fault,) = _judged(Answer(500, {}, b"broken"))
    assert "GET /v1/me" in fault
    assert "500" in fault
    assert "broken" in fault


def test_bad_input_that_is_accepted_is_a_fault() -> None:
    assert len(_judged(Answer(200, {}, b""), INVALID)) == 1
    assert _judged(Answer(422, {}, b""), INVALID) == []


def test_a_503_counts_only_where_waiting_is_meant_and_says_how_long() -> None:
    later = Answer(503, {"retry-after": "1"}, b"")
    assert _judged(later, may_wait=True) == []
    assert len(_judged(later)) == 1
    assert len(_judged(Answer(503, {}, b""), may_wait=True)) == 1


def test_a_mark_of_the_other_brand_is_a_fault_in_a_body_and_in_a_header() -> None:
    assert len(_judged(Answer(200, {}, b'{"brand": "other"}'))) == 1
    assert len(_judged(Answer(200, {"location": "/v1/brands/other"}, b""))) == 1


def _found(attempts_of: object, *, alive: bool = True) -> Finding:
    attack = Attack("one", "says", attempts_of)  # type: ignore[arg-type]  # a stand-in
    return play(attack, _target(alive=alive), seed=7)


def test_an_attack_that_breaks_or_leaves_the_house_silent_is_broken() -> None:
    def breaks(_: Attempts) -> None:
        raise KeyError("x")

    def nothing(_: Attempts) -> None:
        return None

    assert not _found(breaks).good
    assert not _found(nothing, alive=False).good
    assert _found(nothing).good
    assert cells(_found(nothing))[-1] == "held"


def test_every_attack_has_a_name_of_its_own_and_says_what_it_does() -> None:
    attacks = all_attacks()
    assert len({attack.name for attack in attacks}) == len(attacks)
    assert all(attack.says for attack in attacks)
    assert {attack.tier for attack in attacks} == {"smoke", "full"}


def test_the_answers_of_a_bare_connection_are_told_apart() -> None:
    assert statuses(b"HTTP/1.1 400 Bad\r\n\r\nHTTP/1.1 200 OK\r\n\r\n") == [400, 200]
    assert statuses(b"") == []
