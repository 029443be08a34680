"""Random bodies of every schema, after the manner of property-based API fuzzers: what the schema refuses is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.abuse.attack import ANSWERED, INVALID, Attack, Attempts
from tests.abuse.attacks.hostile_values import commands
from tests.abuse.values import Schemas
from tests.abuse.wire import Request

ROUNDS = 40


def _bodies(attempts: Attempts) -> Iterator[tuple[Request, bool]]:
    pair, schemas = attempts.target.pair, Schemas(attempts.target.document)
    for route, schema in commands(attempts):
        for _ in range(ROUNDS):
            values = {name: attempts.chance.choice(pair.own.get(name) or ["nobody"]) for name in route.names}
            body: Any = schemas.made(schema, attempts.chance)
            yield (
                Request(route.method, route.at(values), pair.asking.admin.key, body),
                body is None or schemas.takes(schema, body),
            )


def _random(attempts: Attempts) -> None:
    def send(one: tuple[Request, bool]) -> None:
        request, valid = one
        waits = request.path.endswith("/replies")  # with an epoch that the inbox has not heard of, it asks to wait
        attempts.send(request, ANSWERED if valid else INVALID | {403}, may_wait=waits)

    attempts.all(_bodies(attempts), send)


ATTACKS = [Attack("random_bodies", "random bodies of every schema, on things that are there", _random)]
