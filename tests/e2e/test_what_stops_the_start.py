"""Closed by default: a process that misses a secret, a key or an index does not start, and says which it is."""

from __future__ import annotations

import os
import subprocess
import sys
import uuid
from concurrent.futures import ThreadPoolExecutor

import pymongo

from deploy.local.services import MODULES, replica_environment
from deploy.local.state import LocalState

NEEDED = {"MUSTER_KAFKA", "MUSTER_MONGO", "MUSTER_INTERNAL_KEY", "MUSTER_SEAL_KEY"}
GATEWAY_NEEDS = {"MUSTER_GATEWAY_BOOTSTRAP_KEY", "MUSTER_GATEWAY_INBOX_URL", "MUSTER_GATEWAY_CRISIS_URL"}
GUESSABLE = {"MUSTER_INTERNAL_KEY": "dG9vc2hvcnQ=", "MUSTER_SEAL_KEY": "not-base64!"}


def _start(service: str, variables: dict[str, str]) -> tuple[int, list[str]]:
    """Start one more process of a service; gives its exit code and what it said last, line by line."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("MUSTER_")}
    command = [sys.executable, "-m", MODULES[service]]
    ended = subprocess.run(command, env=clean | variables, capture_output=True, text=True, timeout=60, check=False)
    return ended.returncode, ended.stderr.splitlines()


def _names(said: list[str]) -> set[str]:
    return {line.partition(":")[0] for line in said}


def test_a_process_without_its_secrets_and_addresses_names_each_and_does_not_start(system: LocalState) -> None:
    variables = {name: value for name, value in replica_environment(system).items() if name not in NEEDED}

    with ThreadPoolExecutor(2) as pool:  # most of a start is the reading of modules
        ended = dict(zip(MODULES, pool.map(lambda service: _start(service, variables), MODULES), strict=True))

    assert {service: (code, _names(said)) for service, (code, said) in ended.items()} == dict.fromkeys(
        MODULES, (2, NEEDED)
    )


def test_a_gateway_without_its_own_secret_and_addresses_names_each_and_does_not_start(system: LocalState) -> None:
    variables = {name: value for name, value in replica_environment(system).items() if name not in GATEWAY_NEEDS}

    code, said = _start("gateway", variables)

    assert (code, _names(said)) == (2, GATEWAY_NEEDS)


def test_a_key_that_could_be_guessed_is_as_good_as_none_and_is_not_shown(system: LocalState) -> None:
    code, said = _start("gateway", replica_environment(system) | GUESSABLE)

    assert (code, _names(said)) == (2, set(GUESSABLE))
    assert not any(value in line for value in GUESSABLE.values() for line in said)


def test_an_index_that_is_not_the_one_the_code_was_written_for_stops_the_start_and_is_named(
    system: LocalState,
) -> None:
    prefix = f"e2e-{uuid.uuid4().hex[:8]}-"
    database = f"{prefix}muster_inbox"
    with pymongo.MongoClient[dict[str, object]](system.mongo) as client:
        client[database]["ledger"].create_index([("brand", 1), ("colour", 1)], name="hour")
        try:
            code, said = _start("inbox", replica_environment(system) | {"MUSTER_PREFIX": prefix})
        finally:
            client.drop_database(database)

    assert code != 0
    assert any("ledger.hour" in line for line in said), said
