"""The brand of a drill: a sandbox of its own on this machine, with a key that ends with the drill."""

from __future__ import annotations

import contextlib
import http.client
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit

from deploy.local.api import Api, ApiError
from deploy.local.state import LocalState
from deploy.stack.errors import StackError
from gateway.domain.credentials import read_key

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def need_this_machine(state: LocalState) -> None:
    """Refuse to load what is not here.

    Raises:
        StackError: The gateway is on another machine.
    """
    if urlsplit(state.gateway).hostname not in LOOPBACK:
        raise StackError(f"The gateway at {state.gateway} is not on this machine; a drill loads nobody else's.")


@contextlib.contextmanager
def drill_key(state: LocalState, brand: str, name: str) -> Iterator[str]:
    """Give an administrator's key of the brand, which is made unless it is there; the key ends with the drill."""
    operator = Api(state.gateway, state.bootstrap_key)
    _found(operator, brand, name)
    person = {"person": f"drill-{uuid.uuid4().hex[:12]}", "name": name}
    key = str(operator.post(f"/v1/brands/{brand}/administrators", person)["key"])
    try:
        yield key
    finally:
        revoke(Api(state.gateway, key), key)


def revoke(caller: Api, key: str) -> None:
    """Have a key end."""
    read = read_key(key)
    if read is None:
        raise StackError("The gateway gave a key that is none.")
    caller.call("DELETE", f"/v1/keys/{read.key_id}")


def _found(operator: Api, brand: str, name: str) -> None:
    """Make the brand unless it is there: a sandbox without any channel. The first key of it is forgotten."""
    founder = {"person": "founder", "name": "Founder of the drill's brand"}
    names = {"id": brand, "name": name, "timezone": "UTC", "languages": ["en"]}
    try:
        operator.post("/v1/brands", {**names, "sandbox": True, "administrator": founder})
    except ApiError as refused:
        if refused.status != http.client.CONFLICT:
            raise
