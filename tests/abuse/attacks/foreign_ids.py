"""Another brand's ids in every path and every filter: answered as nothing is, and what there is does not move."""

from __future__ import annotations

from http import HTTPStatus

from tests.abuse.access import OTHER_BRAND, access_table
from tests.abuse.attack import ANSWERED, Attack, Attempts
from tests.abuse.wire import Request
from tests.e2e.every_route import Route
from tests.e2e.two_brands import NO_KEY, WHAT_WE_ASKED

ENDLESS = "/v1/stream"
EXPECTED = {"404": frozenset({404}), "403": frozenset({403}), "401": frozenset({401})}


def _foreign(attempts: Attempts) -> None:
    pair, table = attempts.target.pair, access_table()
    before = pair.at_rest()
    key = pair.asking.admin.key

    def call(route: Route) -> None:
        for number in range(max(len(pair.foreign.get(name) or [""]) for name in route.names)):
            at = route.at({name: _nth(pair.foreign, name, number) for name in route.names})
            expected = EXPECTED.get(table[route.key][OTHER_BRAND], ANSWERED)
            attempts.send(Request(route.method, at, key, route.body), expected)

    attempts.all([route for route in attempts.target.routes if _names_a_thing(route)], call)
    moved = [path for path, answer in pair.at_rest().items() if answer != before[path]]
    attempts.expect(not moved, f"another brand's ids moved what is read at {moved}")


def _names_a_thing(route: Route) -> bool:
    """Whether the path has ids that one brand's credential could reach for.

    Not where the caller chooses the name, which then is of its own brand, nor where a signature is the credential.
    """
    return bool(route.names) and route.key not in NO_KEY and access_table()[route.key][OTHER_BRAND] != "own"


def _nth(ids: dict[str, list[str]], name: str, number: int) -> str:
    found = ids.get(name) or ["0"]  # the place of a step is no id
    return found[number % len(found)]


def _filters(attempts: Attempts) -> None:
    """Every foreign id in every query parameter of every read."""
    pair = attempts.target.pair
    own = {name: found[0] for name, found in pair.own.items() if found}

    def call(route: Route) -> None:
        at = route.at({name: own.get(name, "nobody") for name in route.names})
        for query in route.queries:
            for id_ in pair.marks:
                attempts.send(Request("GET", f"{at}?{query}={id_}", pair.asking.admin.key), ANSWERED)

    passed_over = {ENDLESS, *WHAT_WE_ASKED}
    reads = [each for each in attempts.target.routes if each.method == "GET" and each.queries]
    reads = [each for each in reads if each.path not in passed_over]
    attempts.all(reads, call)


def _integrations(attempts: Attempts) -> None:
    """Events posted through another brand's integration."""
    target = attempts.target
    for key in (target.own.admin.key, target.own.generic.key):
        for name in (target.other.generic.id, target.other.id, f"{target.other.id}_nobody"):
            request = Request("POST", f"/v1/events?integration={name}", key, [])
            attempts.send(request, {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY})


ATTACKS = [
    Attack("foreign_integrations", "events through the integration of another brand", _integrations, "smoke"),
    Attack("foreign_ids", "another brand's ids in the path of every operation", _foreign),
    Attack("foreign_filters", "another brand's ids in every query parameter", _filters),
]
