"""One more gateway of the house as an installation runs it: it may reach the public internet and nothing else."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.local.services import Address, environment, is_ready, service_child
from deploy.local.state import LocalState
from deploy.stack.ports import free_ports
from tests.abuse.wire import Wire

READY_SECONDS = 60.0
OF_DEVELOPMENT = ("MUSTER_ALLOW_LOOPBACK", "MUSTER_API_BASES", "MUSTER_GATEWAY_DEV_ISSUER")


@contextlib.contextmanager
def strict_gateway(state: LocalState, more: Mapping[str, str] | None = None) -> Iterator[Wire]:
    """Start it beside the house's own, on the same data; `more` are variables of its own. It ends with the `with`."""
    (port,) = free_ports(1)
    addresses = [
        Address(name, int(url.rpartition(":")[2])) for name, url in state.services.items() if name != "gateway"
    ]
    variables = environment(state, [*addresses, Address("gateway", port)])
    kept = {name: value for name, value in variables.items() if name not in OF_DEVELOPMENT}
    with tempfile.TemporaryDirectory(prefix="muster-strict-") as logs:
        child = service_child("gateway", {**kept, **(more or {})}, Path(logs), tethered=True)
        child.start()
        try:
            url = f"http://127.0.0.1:{port}"
            child.wait_until(lambda: is_ready(url), within_seconds=READY_SECONDS)
            with contextlib.closing(Wire(url)) as wire:
                yield wire
        finally:
            child.stop()
