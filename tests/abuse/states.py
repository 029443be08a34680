"""Every command of a thing in every state it can be in: what its table does not allow is 409, and changes nothing.

A thing is a row of tables in `things/`: how it is brought into each state over HTTP, and in which states each of its
commands is allowed.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from deploy.local.api import Api
from tests.abuse.attack import Attempts
from tests.abuse.wire import Request
from tests.e2e.rig import Brand, eventually

DONE = range(200, 300)
REFUSED = frozenset({HTTPStatus.CONFLICT})
NOT_THERE = frozenset({HTTPStatus.NOT_FOUND})


@dataclass(slots=True)
class Stage:
    """A brand in which one thing is played: `ada` administers it, whoever else there is was hired for it."""

    brand: Brand
    stack: contextlib.ExitStack
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    kept: dict[str, Any] = field(default_factory=dict)

    def key(self, who: str) -> str:
        """Whose credential a command is given with."""
        return self.brand.admin.key if who == "ada" else self.brand.employees[who]

    def api(self, who: str) -> Api:
        """The API as somebody else than the administrator has it."""
        return Api(self.brand.state.gateway, self.key(who))

    def make(self, path: str, body: Mapping[str, Any]) -> str:
        """Make one in a list, as `ada`; gives its path."""
        return f"{path}/{self.brand.admin.post(path, body)['id']}"

    def give(self, at: str, *commands: str) -> str:
        """Give commands without words to the thing at a path, as `ada`; gives the path."""
        for command in commands:
            self.brand.admin.post(f"{at}/{command}", {})
        return at

    def number(self) -> int:
        """One that was not given before."""
        return next(self.numbers)


Body = Any | Callable[[Stage, str], Any]
"""What a command says: a value, or what gives one for the thing at a path."""


@dataclass(frozen=True, slots=True)
class Command:
    """`path` begins with `{at}`, where the thing is, or names its id as `{id}`.

    It is allowed in the states `allowed`, and in those of `unseen` the thing itself is not there for it.
    """

    path: str
    allowed: frozenset[str]
    body: Body = field(default_factory=dict)
    by: str = "ada"
    method: str = "POST"
    unseen: frozenset[str] = frozenset()

    def request(self, stage: Stage, at: str) -> Request:
        """It, for the thing at a path."""
        path = self.path.format(at=at, id=at.rpartition("/")[2])
        body = self.body(stage, at) if callable(self.body) else self.body
        return Request(self.method, path, stage.key(self.by), body)

    def expected(self, state: str) -> range | frozenset[HTTPStatus]:
        """How it must be answered."""
        now = shown(state)
        return DONE if now in self.allowed else NOT_THERE if now in self.unseen else REFUSED


def shown(state: str) -> str:
    """A state as the thing shows it, without the way that led to it."""
    return state.partition(" (")[0]


def state_field(stage: Stage, at: str) -> str:
    """The state as the thing itself shows it."""
    return str(stage.brand.admin.get(at)["state"])


@dataclass(frozen=True, slots=True)
class Thing:
    """`made` makes one and gives its path, by the state that it is to come into; `state` reads where it is.

    Where several ways lead to a state each has its own: `failed`, and `failed (by a receipt)`.
    `prepare` readies the brand, once, or for each pair when they play `apart`.
    """

    name: str
    made: Mapping[str, Callable[[Stage], str]]
    commands: Mapping[str, Command]
    prepare: Callable[[Stage], object] = lambda _: None
    state: Callable[[Stage, str], str] = state_field
    apart: bool = False


def pairs(thing: Thing) -> list[tuple[str, str]]:
    """Every state with every command."""
    return [(state, command) for state in thing.made for command in thing.commands]


def play_states(thing: Thing, attempts: Attempts) -> None:
    """Bring one into each state for each of its commands, and give the command."""
    with contextlib.ExitStack() as stack:

        def staged() -> Stage:
            stage = Stage(attempts.target.new_brand(), stack)
            thing.prepare(stage)
            return stage

        shared = None if thing.apart else staged()
        for state, name in pairs(thing):
            _play(attempts, thing, shared or staged(), state, name)


def _play(attempts: Attempts, thing: Thing, stage: Stage, made: str, name: str) -> None:
    command, at, state = thing.commands[name], thing.made[made](stage), shown(made)
    eventually(lambda: thing.state(stage, at) == state, f"{thing.name} {at} that is {state}")
    allowed = state in command.allowed
    answer = attempts.send(command.request(stage, at), command.expected(state), may_wait=allowed)
    if answer.status != HTTPStatus.CONFLICT:
        return
    problem = answer.json()
    says_why = str(problem.get("type", "")).endswith("/conflict") and bool({"state", "reason"} & problem.keys())
    attempts.expect(says_why, f"{name} while {state} is refused without a code: {problem}")
    now = thing.state(stage, at)
    attempts.expect(now == state, f"{name} while {state} was refused and led to {now}")


def states(*names: str) -> frozenset[str]:
    """A set of states."""
    return frozenset(names)
