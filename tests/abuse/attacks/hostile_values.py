"""Values no honest client sends, everywhere a value goes: path, query and body of every operation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from tests.abuse.attack import ANSWERED, INVALID, Attack, Attempts
from tests.abuse.values import OPERATORS, TEXTS, Schemas, broken, mutants
from tests.abuse.wire import Request
from tests.e2e.every_route import Route
from tests.hostile import requests

ENDLESS = "/v1/stream"
SMOKE_REQUESTS = 300
LONGEST_PATH = 2_000
PER_ROUTE = 150
BROKEN_PER_ROUTE = 12
BY_ITSELF = frozenset(
    {
        *("/v1/events", "/v1/webhooks/{integration}", "/v1/session", "/v1/employees/import"),
        *("/v1/imports/{import_id}/items", "/v1/notice-links/{link}"),
    }
)
"""What answers for each item, or for a credential, before it looks at the whole."""


@dataclass(frozen=True, slots=True)
class _Body:
    request: Request
    valid: bool


def _reads(attempts: Attempts) -> list[str]:
    return [each for each in requests(attempts.target.document) if not each.startswith(ENDLESS)]


def _get(attempts: Attempts, path: str) -> None:
    attempts.send(Request("GET", path, attempts.target.own.admin.key), ANSWERED)


def _some_reads(attempts: Attempts) -> None:
    attempts.all(attempts.sample(_reads(attempts), SMOKE_REQUESTS), lambda path: _get(attempts, path))


def _queries(attempts: Attempts) -> Iterator[str]:
    """Operators in the ways frameworks read them from a query: brackets, dots, JSON, the name twice."""
    for route in attempts.target.routes:
        if route.method != "GET" or route.path == ENDLESS:
            continue
        plain = route.at(dict.fromkeys(route.names, "nobody"))
        for name in (*route.queries, "brand", "_id", "$where"):
            yield f"{plain}?{name}[$ne]=1&{name}[]=2&{name}.$gt=3"
            yield f"{plain}?{name}=a&{name}=b&{name}={quote(json.dumps(OPERATORS[0]))}"


def _all_reads(attempts: Attempts) -> None:
    attempts.all([*_reads(attempts), *_queries(attempts)], lambda path: _get(attempts, path))


def commands(attempts: Attempts) -> list[tuple[Route, dict[str, Any]]]:
    """Every operation with a JSON body, and the schema of it."""
    found = []
    for route in attempts.target.routes:
        operation = attempts.target.document["paths"][route.path][route.method.lower()]
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content and route.path not in BY_ITSELF:
            found.append((route, content["application/json"]["schema"]))
    return found


def _send(attempts: Attempts, one: _Body) -> None:
    attempts.send(one.request, ANSWERED if one.valid else INVALID | {403})


def _bodies(
    attempts: Attempts, ids: dict[str, list[str]], key: str, per_route: int, broken_each: int
) -> Iterator[_Body]:
    schemas = Schemas(attempts.target.document)
    for route, schema in commands(attempts):
        at = route.at({name: (ids.get(name) or ["nobody"])[0] for name in route.names})
        for body in attempts.sample(mutants(route.body), per_route):
            yield _Body(Request(route.method, at, key, body), schemas.takes(schema, body))
        for text in attempts.sample(broken(route.body), broken_each):
            yield _Body(Request(route.method, at, key, text), valid=False)


def _some_bodies(attempts: Attempts) -> None:
    made = _bodies(attempts, {}, attempts.target.new_brand().admin.key, per_route=6, broken_each=2)
    attempts.all(made, lambda one: _send(attempts, one))


def _all_bodies(attempts: Attempts) -> None:
    pair = attempts.target.pair
    made = _bodies(attempts, pair.own, pair.asking.admin.key, PER_ROUTE, BROKEN_PER_ROUTE)
    attempts.all(made, lambda one: _send(attempts, one))


def _paths(attempts: Attempts) -> None:
    """Hostile ids in the path of every command."""
    key = attempts.target.own.admin.key

    def tell(one: tuple[Route, str]) -> None:
        route, value = one
        at = route.at(dict.fromkeys(route.names, value))
        attempts.send(Request(route.method, at, key, route.body), ANSWERED)

    values = [
        *(quote(each, safe="") for each in TEXTS if len(each) < LONGEST_PATH),
        "%00",
        "%ED%A0%80",
        "%2e%2e",
        "..%2f",
        "$ne",
    ]
    values.append(quote(json.dumps(OPERATORS[0])))
    routes = [each for each in attempts.target.routes if each.names and each.method != "GET"]
    attempts.all([(route, value) for route in routes for value in values if value], tell)


ATTACKS = [
    Attack("some_hostile_reads", "a sample of hostile paths, queries and cursors", _some_reads, "smoke"),
    Attack("some_hostile_bodies", "a few mutants of every body, by the schema right or wrong", _some_bodies, "smoke"),
    Attack("all_hostile_reads", "every hostile value in every parameter of every read", _all_reads),
    Attack("all_hostile_paths", "hostile ids in the path of every command", _paths),
    Attack("all_hostile_bodies", "many mutants of every body, on things that are there", _all_bodies),
]
