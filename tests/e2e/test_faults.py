"""The faults of the smoke tier on a replicated house: what the record of each says keeps every promise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.cases import all_cases
from tests.faults.house import House
from tests.faults.playing import play
from tests.faults.scene import Case

SEED = 20261129
SMOKE = [case for case in all_cases() if case.tier == "smoke"]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Give three brokers, three mongods and two processes of each service."""
    with House(tmp_path_factory.mktemp("house"), tmp_path_factory.mktemp("logs"), lambda _: None) as started:
        yield started


@pytest.mark.e2e
@pytest.mark.faults
@pytest.mark.timeout(300)
@pytest.mark.parametrize("case", SMOKE, ids=[case.name for case in SMOKE])
def test_a_fault_breaks_no_promise(house: House, case: Case) -> None:
    found = play(house, case, SEED, 1, lambda _: None)

    assert found.notes == []
    assert {promise: faults for promise, faults in found.faults.items() if faults} == {}
