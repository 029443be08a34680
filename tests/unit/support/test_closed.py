"""A unit test that opens a socket or starts a process fails with a sentence that says where it belongs."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
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
