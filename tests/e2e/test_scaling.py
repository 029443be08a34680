"""An operator scales a service up, sees the work shared, and drains replicas, while the API answers all along."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator

import pytest
from typer.testing import CliRunner

from deploy.cli.main import app
from deploy.local import scaling
from deploy.local.api import Api
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.state import LocalState
from tests.e2e.rig import eventually, found_brand

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(240)]


@pytest.fixture(scope="module")
def own_system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalState]:
    """Give a system of its own: the others' stories know the processes of theirs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MUSTER_HOME", str(tmp_path_factory.mktemp("scaled")))
        state = launch(LaunchOptions(tethered=True, seed=False), lambda _: None)
        try:
            yield state
        finally:
            stop_all()


def quiet(_: str) -> None:
    """Report to nobody."""


def status() -> dict[str, dict[str, object]]:
    result = CliRunner().invoke(app, ["status", "--json"])
    assert result.exit_code == 0, result.output
    return {each["process"]: each for each in json.loads(result.stdout)["processes"]}


class Reader:
    """Asks two services through the gateway, over and over; `errors` is what was not answered well."""

    def __init__(self, api: Api) -> None:
        self.errors: list[str] = []
        self.answered = 0
        self._api = api
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._read)

    def __enter__(self) -> Reader:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _read(self) -> None:
        while not self._over.is_set():
            try:
                self._api.get("/v1/employees")
                self.answered += 1
            except Exception as failure:  # noqa: BLE001 - whatever it is, it is what a caller saw
                self.errors.append(repr(failure))


def test_a_service_is_scaled_and_drained_while_it_answers(own_system: LocalState) -> None:
    brand = found_brand(own_system)
    with Reader(Api(own_system.gateway, brand.admin.key)) as reader:
        assert scaling.scale("routing", 2, quiet, tethered=True).started == ("routing-2",)
        eventually(lambda: {each["partitions"] for each in _routing(status())} == {12}, "partitions for each", 60)
        assert {each["state"] for each in _routing(status())} == {"ready"}

        assert scaling.drain("routing", "1", quiet).killed == ()
        so_far = reader.answered
        eventually(lambda: reader.answered > so_far + 20, "answers of the one that is left")
        eventually(lambda: [each["partitions"] for each in _routing(status())] == [24], "all partitions for it", 60)

    assert reader.errors == []
    assert scaling.scale("routing", 1, quiet) == scaling.Scaled()


def test_the_doctor_finds_nothing_wrong_with_a_system_as_it_is_started(own_system: LocalState) -> None:
    assert own_system.gateway
    command = [sys.executable, "-m", "deploy.cli", "doctor", "--json"]  # it takes the stack's settings into its process
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)

    found = json.loads(ended.stdout)
    assert [each for each in found if each["level"] != "well" and each["check"] != "disk"] == [], ended.stderr
    assert {"settings", "secrets", "clocks", "mongodb", "indexes", "topics", "lag", "dead letters"} <= {
        each["check"] for each in found
    }
    assert ended.returncode == any(each["level"] == "problem" for each in found)


def _routing(rows: dict[str, dict[str, object]]) -> list[dict[str, object]]:
    return [each for name, each in rows.items() if name.startswith("routing")]
