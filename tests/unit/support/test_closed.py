"""A unit test that opens a socket or starts a process fails with a sentence that says where it belongs."""

from __future__ import annotations

import asyncio
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support import closed
from tests.support.closed import NotInUnitTests

ROOT = Path(closed.__file__).parents[2]
NOBODY = ("127.0.0.1", 9)  # the discard port, on which nothing listens


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, NOBODY), (socket.AF_INET6, ("::1", 9))])
@pytest.mark.parametrize("call", ["bind", "connect", "connect_ex"])
def test_no_socket_of_a_network_is_bound_or_connected(call: str, family: int, address: tuple[str, int]) -> None:
    with socket.socket(family) as tried, pytest.raises(NotInUnitTests, match=f"socket.{call}.*tests/integration"):
        getattr(tried, call)(address)


async def test_neither_is_one_of_an_event_loop() -> None:
    with pytest.raises(NotInUnitTests):
        await asyncio.open_connection(*NOBODY)
    with pytest.raises(NotInUnitTests):
        await asyncio.start_server(lambda *_: None, *NOBODY)


def test_no_process_is_started() -> None:
    with pytest.raises(NotInUnitTests, match="tests/integration"):
        subprocess.run([sys.executable, "--version"], check=False)


async def test_nor_is_one_by_an_event_loop() -> None:
    with pytest.raises(NotInUnitTests):
        await asyncio.create_subprocess_exec(sys.executable, "--version")


def test_a_pair_of_sockets_of_this_process_is_free() -> None:
    one, other = socket.socketpair()
    with one, other:
        one.sendall(b"awake")
        assert other.recv(5) == b"awake"


@pytest.mark.parametrize(("marker", "refused"), [("integration", 0), ("e2e", 0), ("faults", 0), ("unmarked", 1)])
def test_a_marker_of_the_real_parts_lifts_the_guard(pytester: pytest.Pytester, marker: str, refused: int) -> None:
    markers = "\n    ".join((*closed.OPEN, "unmarked"))
    pytester.makeini(f"[pytest]\nasyncio_default_fixture_loop_scope = function\nmarkers =\n    {markers}\n")
    pytester.makepyfile(
        f"""
        import socket
        import pytest

        @pytest.mark.{marker}
        def test_it():
            assert "bind" not in vars(socket.socket)
        """
    )
    pytester.syspathinsert(ROOT)

    with pytest.MonkeyPatch.context() as lifted:
        lifted.delattr(socket.socket, "bind")  # the guard of this test itself
        result = pytester.runpytest_inprocess("-p", "no:randomly", "-p", closed.__name__)

    result.assert_outcomes(passed=1 - refused, failed=refused)


@pytest.fixture(scope="module")
def looking_late() -> Iterator[tuple[threading.Event, queue.Queue[BaseException | None]]]:
    """A thread of before the test, as a client of another one leaves behind, which reaches out when it is told."""
    told = threading.Event()
    came_of: queue.Queue[BaseException | None] = queue.Queue()

    def look() -> None:
        told.wait(60)
        with socket.socket() as late:
            try:
                late.connect(NOBODY)
            except BaseException as error:
                came_of.put(error)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    yield told, came_of
    thread.join(60)


def test_a_thread_of_an_earlier_test_is_let_alone(
    looking_late: tuple[threading.Event, queue.Queue[BaseException | None]],
) -> None:
    told, came_of = looking_late
    told.set()
    assert isinstance(came_of.get(timeout=60), ConnectionRefusedError)


def test_a_thread_that_the_test_starts_is_refused() -> None:
    found: list[BaseException] = []

    def look() -> None:
        with socket.socket() as own:
            try:
                own.connect(NOBODY)
            except BaseException as error:
                found.append(error)

    thread = threading.Thread(target=look)
    thread.start()
    thread.join(60)
    assert [type(error) for error in found] == [NotInUnitTests]
