"""The overload drill: a brand of its own on the local stack, load in all lanes, and what became of it."""

from __future__ import annotations

import asyncio
import contextlib
import http.client
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

from deploy.drill.figures import LaneFigures
from deploy.drill.load import load
from deploy.local.api import Api, ApiError
from deploy.local.fullness import fullness
from deploy.local.state import LocalState
from deploy.stack.errors import StackError
from gateway.domain.credentials import read_key
from gateway.domain.request_lanes import RequestLane

BRAND = "overload-drill"
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def run_overload(state: LocalState, seconds: float) -> dict[RequestLane, LaneFigures]:
    """Load the local gateway for so many seconds and return what became of the requests of each lane.

    Raises:
        StackError: The gateway is not on this machine, does not answer, or refuses the drill's brand.
    """
    if urlsplit(state.gateway).hostname not in LOOPBACK:
        raise StackError(f"The gateway at {state.gateway} is not on this machine; a drill loads nobody else's.")
    full = fullness(state.gateway)
    if full is None:
        raise StackError(f"The gateway at {state.gateway} does not say how full it is; see `muster status`.")
    with _credential(state) as key:
        return asyncio.run(load(state.gateway, key, full.limit, seconds))


@contextlib.contextmanager
def _credential(state: LocalState) -> Iterator[str]:
    """Give a key of the drill's brand, which ends with the drill."""
    operator = Api(state.gateway, state.bootstrap_key)
    _found(operator)
    person = {"person": f"drill-{uuid.uuid4().hex[:12]}", "name": "Overload drill"}
    key = str(operator.post(f"/v1/brands/{BRAND}/administrators", person)["key"])
    try:
        yield key
    finally:
        _revoke(state.gateway, key)


def _revoke(gateway: str, key: str) -> None:
    """Have a key end, by itself."""
    read = read_key(key)
    if read is None:
        raise StackError("The gateway gave a key that is none.")
    Api(gateway, key).call("DELETE", f"/v1/keys/{read.key_id}")


def _found(operator: Api) -> None:
    """Make the brand unless it is there: a sandbox without any channel. The first key of it is forgotten."""
    founder = {"person": "founder", "name": "Founder of the drill's brand"}
    names = {"id": BRAND, "name": "Overload drill", "timezone": "UTC", "languages": ["en"]}
    try:
        operator.post("/v1/brands", {**names, "sandbox": True, "administrator": founder})
    except ApiError as refused:
        if refused.status != http.client.CONFLICT:
            raise
