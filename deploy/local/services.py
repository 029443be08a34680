"""The gateway and the four services as processes: their modules, ports and environment."""

import base64
import http.client
import os
import secrets
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy.local.preloaded import PROJECT, PreloadedChild, Preloader
from deploy.local.state import LocalState, addresses_path
from deploy.stack.child import Child
from deploy.stack.ports import free_ports, is_free

GATEWAY_PORT = 8800  # what the README speaks of; another one when something listens there
KEY_BYTES = 32
PROBE_SECONDS = 1.0  # a local process that does not answer in this time is not ready
MODULES = {
    "inbox": "services.inbox.main",
    "routing": "services.routing.main",
    "crisis": "services.crisis.main",
    "analytics": "services.analytics.main",
    "gateway": "gateway.main",
}
"""What `python -m` runs for each; the gateway last, because it calls the others."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a service listens."""

    service: str
    port: int

    @property
    def url(self) -> str:
        """Base URL without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"


def new_key() -> str:
    """Make a random key as the settings take it: base64 of 32 bytes."""
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def choose_addresses(*, well_known: bool = False) -> list[Address]:
    """Assign every service a free port; `well_known`: the gateway its own where it can be had.

    Between this and the start of its server another process may take a port. Everybody knows the well-known one, so
    only what people call takes it.
    """
    names = list(MODULES)
    ports = dict(zip(names, free_ports(len(names)), strict=True))
    if well_known and is_free(GATEWAY_PORT):
        ports["gateway"] = GATEWAY_PORT
    return [Address(name, port) for name, port in ports.items()]


def environment(state: LocalState, addresses: list[Address]) -> dict[str, str]:
    """The variables that all processes get; each takes from them what is its own."""
    variables = {
        "MUSTER_KAFKA": state.kafka,
        "MUSTER_MONGO": state.mongo,
        "MUSTER_INTERNAL_KEY": state.internal_key,
        "MUSTER_SEAL_KEY": state.seal_key,
        "MUSTER_ALLOW_LOOPBACK": "true",  # this machine only: stand-ins here play the platforms and the mail server
        "MUSTER_API_BASES": "http://127.0.0.1:*",
        "MUSTER_GATEWAY_BOOTSTRAP_KEY": state.bootstrap_key,
        "MUSTER_GATEWAY_DEV_ISSUER": "true",  # this machine only: tokens for people without an identity provider
    }
    for address in addresses:
        if address.service == "gateway":
            variables["MUSTER_CRISIS_PUBLIC_URL"] = address.url  # what links of notices lead to
        name = address.service.upper()
        variables[f"MUSTER_{name}_HOST"] = "127.0.0.1"
        variables[f"MUSTER_{name}_PORT"] = str(address.port)
        if address.service != "gateway":
            variables[f"MUSTER_GATEWAY_{name}_URL"] = address.url
    return variables


def replica_environment(state: LocalState) -> dict[str, str]:
    """The variables of one more replica of a system that is up: a port of its own, everything else as the others.

    What was set on top for the system counts for the replica too: two replicas that cut time differently would count
    the same message into different windows.
    """
    variables = environment(state, choose_addresses()) | state.variables
    service_urls = {f"MUSTER_GATEWAY_{name.upper()}_URL": url for name, url in state.services.items()}
    return {name: service_urls.get(name, value) for name, value in variables.items()} | addresses_variable()


def addresses_variable() -> dict[str, str]:
    """How the gateway of the local stack follows what is scaled."""
    return {"MUSTER_GATEWAY_ADDRESSES_FILE": str(addresses_path())}


def service_child(service: str, variables: dict[str, str], logs: Path, *, tethered: bool) -> Child:
    """Describe the process of one service; the project's folder is where its modules are found."""
    path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH", "")]))
    return Child(
        service,
        [sys.executable, "-m", MODULES[service]],
        logs / f"{service}.log",
        tethered=tethered,
        environment={**variables, "PYTHONPATH": path, "PYTHONUNBUFFERED": "1"},
    )


def forked_child(service: str, variables: dict[str, str], logs: Path, preloader: Preloader) -> Child:
    """Describe the process of one service that is forked from a preloader: ready in a fraction of the time."""
    return PreloadedChild(service, MODULES[service], logs / f"{service}.log", preloader, variables)


def is_ready(url: str) -> bool:
    """Whether the process behind this base URL says that it is ready."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=PROBE_SECONDS)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
