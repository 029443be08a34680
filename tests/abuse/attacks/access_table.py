"""Everybody calls everything: each actor of the access table, each operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

from gateway.domain.scopes import ROLE_SCOPES
from tests.abuse.access import OPERATOR, PROGRAM_SCOPES, access_table
from tests.abuse.attack import ANSWERED, Attack, Attempts
from tests.abuse.wire import Request
from tests.e2e.every_route import Route
from tests.e2e.rig import Answer, Brand, ask, eventually

ENDLESS = {("GET", "/v1/stream")}
BY_THE_EDGE = {"missing_scope", "no_brand"}
"""Codes of a refusal that comes before the operation; a rule behind it may answer 403 too."""

SMOKE_CALLS = 250
EXPIRES_AFTER_SECONDS = 2.0
KEY_OF = {"malformed": "mst_nobody", "unknown": f"mst_nobody_{'a' * 8}_{'a' * 32}", "nobody": ""}


_Call = tuple[str, Route, str]


def _keys(attempts: Attempts, brand: Brand) -> dict[str, str]:
    """A key of every actor but the other brand."""
    keys = {"administrator": brand.admin.key, "integration": brand.generic.key, **KEY_OF}
    for role in ROLE_SCOPES:
        if role not in keys:
            brand.admin.post("/v1/people", {"id": role, "name": role, "roles": [role]})
            keys[role] = str(brand.admin.post("/v1/keys", {"name": role, "person": role})["key"])
    program = {"name": "program", "scopes": sorted(PROGRAM_SCOPES)}
    keys["program"] = str(brand.admin.post("/v1/keys", program)["key"])
    ends = datetime.now(UTC) + timedelta(seconds=EXPIRES_AFTER_SECONDS)
    of_admin = {"name": "short", "person": f"ada-{brand.id}"}
    keys["expired"] = str(brand.admin.post("/v1/keys", {**of_admin, "expires_at": ends.isoformat()})["key"])
    revoked = brand.admin.post("/v1/keys", of_admin)
    brand.admin.call("DELETE", f"/v1/keys/{revoked['id']}")
    keys["revoked"] = str(revoked["key"])
    keys[OPERATOR] = attempts.target.state.bootstrap_key
    eventually(lambda: _is_over(brand, keys["expired"]), "the end of the key that expires")
    return keys


def _is_over(brand: Brand, key: str) -> bool:
    return ask(brand.state.gateway, "GET", "/v1/queues", key=key).status == HTTPStatus.UNAUTHORIZED


def _came_through(answer: Answer) -> str:
    """The cell that an answer amounts to."""
    if answer.status == HTTPStatus.UNAUTHORIZED:
        return "401"
    code = answer.json().get("type", "") if answer.status == HTTPStatus.FORBIDDEN else ""
    return "403" if any(code.endswith(each) for each in BY_THE_EDGE) else "yes"


def _calls(attempts: Attempts, keys: dict[str, str]) -> Iterator[_Call]:
    for route in attempts.target.routes:
        yield from ((who, route, key) for who, key in keys.items())


def _called(attempts: Attempts, chosen: Callable[[Iterator[_Call]], list[_Call]]) -> None:
    table, brand = access_table(), attempts.target.new_brand()
    keys = _keys(attempts, brand)
    missing = {route.key for route in attempts.target.routes} ^ table.keys()
    attempts.expect(not missing, f"the table and the document differ in {sorted(missing)}")

    def call(one: _Call) -> None:
        who, route, key = one
        wanted = table[route.key][who]
        at = route.at(dict.fromkeys(route.names, "nobody"))
        request = Request(route.method, at, key, route.body, head_only=route.key in ENDLESS)
        answer = attempts.send(request, {401} if wanted == "401" else {403} if wanted == "403" else ANSWERED)
        came = "403" if request.head_only and answer.status == HTTPStatus.FORBIDDEN else _came_through(answer)
        attempts.expect(came == wanted, f"{who}: {request} → {answer.status} {came}, the table says {wanted}")

    attempts.all(chosen(_calls(attempts, keys)), call)


def _somebody(attempts: Attempts) -> None:
    _called(attempts, lambda calls: attempts.sample(calls, SMOKE_CALLS))


def _everybody(attempts: Attempts) -> None:
    _called(attempts, list)


ATTACKS = [
    Attack("some_access", "a sample of actors and operations, held to the access table", _somebody, "smoke"),
    Attack("all_access", "every actor calls every operation, held to the access table", _everybody),
]
