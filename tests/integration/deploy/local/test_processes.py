"""A process is ended only when its id and its start time are those on record."""

import subprocess
import sys
from collections.abc import Iterator

import pytest

from deploy.local import processes
from deploy.local.state import Running


@pytest.fixture
def sleeper() -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"]) as process:
        yield process
        process.kill()


def test_a_process_is_known_by_its_start_time_too(sleeper: subprocess.Popen[bytes]) -> None:
    began = processes.started_at(sleeper.pid)

    assert processes.find(Running(name="it", pid=sleeper.pid, started_at=began)) is not None
    assert processes.find(Running(name="an older one", pid=sleeper.pid, started_at=began - 60)) is None


def test_only_the_processes_named_are_ended(sleeper: subprocess.Popen[bytes]) -> None:
    began = processes.started_at(sleeper.pid)
    other = Running(name="an older one", pid=sleeper.pid, started_at=began - 60)

    assert processes.end([other]) == 0
    assert sleeper.poll() is None
    assert processes.end([Running(name="it", pid=sleeper.pid, started_at=began)]) == 1
    assert sleeper.poll() is not None
