"""Services forked from one process: each has its own variables, log and end."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from deploy.local.preloaded import PreloadedChild, Preloader
from deploy.stack.errors import StackError

MODULE = "tests.support.a_service"
READY_SECONDS = 30.0  # the first one waits for the modules to be read


def _started(preloader: Preloader, folder: Path, name: str, module: str = MODULE) -> PreloadedChild:
    child = PreloadedChild(name, module, folder / f"{name}.log", preloader, {"TOLD": name})
    child.start()
    return child


def test_each_has_its_own_variables_log_and_name(preloader: Preloader, tmp_path: Path) -> None:
    children = [_started(preloader, tmp_path, name) for name in ("inbox", "routing")]
    for child in children:
        child.wait_until(lambda child=child: child.logged(b"told"), within_seconds=READY_SECONDS)  # type: ignore[misc]

    assert [child.log.read_text() for child in children] == ["told inbox\n", "told routing\n"]
    assert [psutil.Process(child.pid).name() for child in children] == ["muster-inbox", "muster-routing"]
    for child in children:
        child.stop()
        assert not child.alive


def test_one_that_ends_while_it_is_looked_at_is_not_alive(
    preloader: Preloader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    child = _started(preloader, tmp_path, "inbox")
    child.kill()
    monkeypatch.setattr(psutil.Process, "is_running", lambda _: True)  # it was, a moment ago
    assert not child.alive


def test_the_others_go_on_when_one_is_killed_and_it_can_be_started_again(preloader: Preloader, tmp_path: Path) -> None:
    inbox, routing = (_started(preloader, tmp_path, name) for name in ("inbox", "routing"))
    first = inbox.pid
    inbox.kill()
    assert (inbox.alive, routing.alive) == (False, True)

    inbox.start()
    assert inbox.pid != first
    assert inbox.alive
    inbox.kill()
    routing.kill()


def test_the_modules_of_an_application_are_read_once_for_all_its_processes(
    preloader: Preloader, tmp_path: Path
) -> None:
    first, second = (_started(preloader, tmp_path, name) for name in ("inbox", "inbox-2"))
    other = _started(preloader, tmp_path, "routing", "tests.support.another_service")
    templates = [psutil.Process(each.pid).ppid() for each in (first, second, other)]
    assert templates[0] == templates[1] != templates[2]
    for child in (first, second, other):
        child.kill()


def test_one_that_ends_while_it_starts_is_told_with_its_log(preloader: Preloader, tmp_path: Path) -> None:
    child = _started(preloader, tmp_path, "inbox", "tests.support.no_such_module")

    with pytest.raises(StackError, match="no_such_module"):
        child.wait_until(lambda: False, within_seconds=READY_SECONDS)


@pytest.mark.parametrize("tethered", [True, False])
def test_services_end_with_whoever_started_them_only_when_they_are_tethered(tethered: bool, tmp_path: Path) -> None:
    program = f"""
from pathlib import Path
import psutil
from deploy.local.preloaded import PreloadedChild, Preloader
preloader = Preloader(tethered={tethered})
child = PreloadedChild("inbox", {MODULE!r}, Path({str(tmp_path)!r}) / "inbox.log", preloader, {{}})
child.start()
broken = "tests.support.no_such_module"
other = PreloadedChild("crisis", broken, Path({str(tmp_path)!r}) / "crisis.log", preloader, {{}})
other.start()
template = psutil.Process(child.pid).ppid()
preloader.close()
print(child.pid, template)
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    pid, template = (int(each) for each in ended.stdout.split())

    with contextlib.suppress(psutil.NoSuchProcess):
        psutil.Process(template).wait(READY_SECONDS)
    if tethered:
        with contextlib.suppress(psutil.NoSuchProcess):
            psutil.Process(pid).wait(READY_SECONDS)
    else:
        psutil.Process(pid).kill()
