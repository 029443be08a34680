"""A brand that brings most of what a service handles is named by `muster status`, as the page noisy-brand says."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import count

from deploy.local.noisy_brands import NoisyBrand, noisy_brands
from deploy.local.state import LocalState
from tests.e2e.rig import Brand, eventually, words

BATCH = 90
PAUSE_SECONDS = 1.0  # between two posts: a flood as the log means it, sixty a second and more
NAMED_SECONDS = 120.0  # ten seconds of the brand alone, behind a minute that began before it


def _status(*options: str) -> str:
    """Run the command against the system of the stories."""
    command = [sys.executable, "-m", "deploy.cli", "status", *options]
    environment = {**os.environ, "COLUMNS": "200"}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return ended.stdout


def test_the_brand_that_takes_most_is_named_for_a_program_and_for_a_person(system: LocalState, brand: Brand) -> None:
    numbers = count()

    def named() -> NoisyBrand | None:
        time.sleep(PAUSE_SECONDS)
        answer = brand.post([words(next(numbers)) for _ in range(BATCH)])
        assert answer.status == HTTPStatus.ACCEPTED, answer.body
        found = noisy_brands(system.processes, datetime.now(UTC))
        return next((each for each in found if (each.brand, each.group) == (brand.id, "inbox")), None)

    eventually(named, "the brand among those that take most", NAMED_SECONDS)
    found = json.loads(_status("--json"))["noisy_brands"]
    (noisy,) = [each for each in found if (each["brand"], each["group"]) == (brand.id, "inbox")]
    assert noisy["process"] in {each.name for each in system.processes}
    assert noisy["share"] > 0.5
    assert noisy["per_second"] > 0
    said = _status("--brands")
    assert f"Noisy brand: {brand.id} brought {noisy['share']:.0%} of what {noisy['process']} handled" in said
