"""A gateway is killed when an act stands in the trail and nothing of it is done: the trail says what is true."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest

from chassis.crash_points import VARIABLE
from chassis.http.idempotency import RUNNING
from deploy.local.preloaded import Preloader
from deploy.local.services import forked_child, is_ready, replica_environment
from deploy.local.state import LocalState
from tests.e2e.rig import Answer, Brand, ask, eventually

START_SECONDS = 60.0
RELEASED_SECONDS = RUNNING.total_seconds() + 30  # a key whose command died is given back after that
FORWARDED = ("/v1/incidents", {"title": "Ash over the north", "severity": 1})
OWN = ("/v1/people", {"id": "kim", "name": "Kim", "roles": ["employee"]})


@pytest.mark.parametrize(("path", "body"), [FORWARDED, OWN], ids=["a command of a service", "one of its own"])
def test_an_act_whose_gateway_died_has_no_outcome_and_its_repeat_is_done_once(
    system: LocalState, brand: Brand, preloader: Preloader, tmp_path: Path, path: str, body: dict[str, Any]
) -> None:
    before = len(list(brand.every(path)))
    key = {"Idempotency-Key": f"once-{brand.id}"}
    _die_over(system, brand, preloader, tmp_path, ("POST", path, body, key))
    assert len(list(brand.every(path))) == before, "nothing of it was done"

    def repeated() -> Answer | None:
        answer = brand.ask("POST", path, body, headers=key)
        assert answer.status in {HTTPStatus.CREATED, HTTPStatus.CONFLICT}, answer.body
        return answer if answer.status == HTTPStatus.CREATED else None

    first = eventually(repeated, "the repeat with the same key", RELEASED_SECONDS)
    again = brand.ask("POST", path, body, headers=key)
    assert (again.status, again.json()) == (HTTPStatus.CREATED, first.json())
    assert len(list(brand.every(path))) == before + 1

    acts = eventually(lambda: _acts(brand, path), "both acts in the chain")
    assert acts[0]["outcome"] is None, "what came of it is not known, and the trail does not guess"
    assert [each["outcome"]["status"] for each in acts if each["outcome"] is not None][-1] == HTTPStatus.CREATED
    assert len({each["idempotency_key_hash"] for each in acts}) == 1, "whoever reads it sees that it is one command"
    assert "Every row agrees" in _verified(brand)


def _die_over(
    system: LocalState,
    brand: Brand,
    preloader: Preloader,
    logs: Path,
    command: tuple[str, str, dict[str, Any], dict[str, str]],
) -> None:
    """Send the command to a second gateway, which dies over it without an answer."""
    method, path, body, headers = command
    variables = replica_environment(system) | {VARIABLE: "gateway.act_stored_not_done"}
    second = forked_child("gateway", variables, logs, preloader)
    second.start()
    try:
        url = f"http://127.0.0.1:{variables['MUSTER_GATEWAY_PORT']}"
        eventually(lambda: is_ready(url), "the second gateway", START_SECONDS)
        with pytest.raises((http.client.HTTPException, ConnectionError)):
            ask(url, method, path, key=brand.admin.key, body=body, headers=headers)
        eventually(lambda: not second.alive, "its death")
    finally:
        second.kill()


def _acts(brand: Brand, path: str) -> list[dict[str, Any]] | None:
    """The acts on a path, the oldest first, once that which died and the last one's outcome are in the chain."""
    found = [each for each in brand.every("/v1/audit-trail") if (each["method"], each["path"]) == ("POST", path)]
    done = [each for each in found if each["outcome"] is not None and each["outcome"]["status"] == HTTPStatus.CREATED]
    return sorted(found, key=lambda each: each["position"]) if done and len(found) > 1 else None


def _verified(brand: Brand) -> str:
    command = [sys.executable, "-m", "deploy.cli", "audit", "verify", "--gateway", brand.state.gateway]
    environment = {**os.environ, "MUSTER_KEY": brand.admin.key}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return " ".join(ended.stdout.split())
