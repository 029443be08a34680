"""The replicas of a service: one that dies, hangs or comes is no matter of the caller's, and nothing is sent twice."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.errors import Unavailable
from chassis.http.problem import Problem
from gateway.adapters.addresses import Addresses
from gateway.adapters.upstream import Upstream
from tests.support.gateway import replica as replica_module
from tests.support.promptness import AT_ONCE_SECONDS

WHO = Principal(brand="klm", subject="ada", kind="person", roles=frozenset(), scopes=frozenset())
REQUESTS = 200
AT_ONCE = 8  # callers side by side
CONNECT_SECONDS = 10.0  # no stand-in here is slow to connect to: one passed over is a mistake, however busy the machine


@dataclass(frozen=True)
class Replica:
    """A stand-in that runs."""

    process: subprocess.Popen[bytes]
    port: int

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        if self.process.poll() is None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give what the replicas share."""
    (tmp_path / "done").mkdir()
    (tmp_path / "seen").touch()
    return tmp_path


def start(folder: Path, port: int = 0) -> Replica:
    command = [sys.executable, str(replica_module.__file__), str(folder), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
    assert process.stdout is not None
    with process.stdout as said:
        return Replica(process, int(said.readline()))


@pytest.fixture
def two(folder: Path) -> Iterator[tuple[Replica, Replica]]:
    """Give two replicas."""
    started = start(folder), start(folder)
    try:
        yield started
    finally:
        for each in started:
            each.kill()


@asynccontextmanager
async def upstream(addresses: Addresses, seconds: float = 10.0) -> AsyncIterator[Upstream]:
    tokens = InternalTokens(b"k" * 32, SystemClock())
    made = Upstream(addresses, tokens, seconds=seconds, connect_seconds=CONNECT_SECONDS, connections=64)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


def at(*urls: str) -> Addresses:
    return Addresses({"inbox": urls})


async def ask(to: Upstream, path: str = "/", method: str = "GET", **headers: str) -> int:
    """The process that answered."""
    sent = [(name.replace("_", "-"), value) for name, value in headers.items()]
    async with to.call("inbox", WHO, method, path, sent, b"{}" if method == "POST" else None) as answer:
        assert answer.status == 200
        return int(json.loads(await answer.read())["pid"])


def seen(folder: Path) -> list[tuple[str, str, str]]:
    lines = (folder / "seen").read_text().splitlines()
    return [(method, trace, host) for method, trace, host in (line.split(" ") for line in lines)]


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


async def test_work_is_shared_among_all_replicas(two: Sequence[Replica]) -> None:
    async with upstream(at(*(each.url for each in two))) as to:
        answered = Counter(await asyncio.gather(*(ask(to, "/slow") for _ in range(10))))

    assert answered == {each.process.pid: 5 for each in two}


async def test_a_replica_killed_under_load_costs_no_reader_an_error(two: Sequence[Replica]) -> None:
    numbers = iter(range(REQUESTS))
    async with upstream(at(*(each.url for each in two))) as to:

        async def read() -> None:
            for number in numbers:
                if number == REQUESTS // 2:
                    two[0].kill()
                await ask(to, "/slow")

        await asyncio.gather(*(read() for _ in range(AT_ONCE)))
        assert await ask(to) == two[1].process.pid


async def test_a_command_has_one_effect_and_no_attempt_is_sent_twice_when_a_replica_is_killed(
    two: Sequence[Replica], folder: Path
) -> None:
    numbers = iter(range(REQUESTS))
    refused = list[Problem]()
    async with upstream(at(*(each.url for each in two))) as to:

        async def command() -> None:
            for number in numbers:
                if number == REQUESTS // 2:
                    two[0].kill()
                try:
                    await ask(to, "/slow", "POST", idempotency_key=f"k{number}", traceparent=f"{number}-first")
                except Problem as problem:
                    refused.append(problem)
                    await ask(to, "/slow", "POST", idempotency_key=f"k{number}", traceparent=f"{number}-again")

        await asyncio.gather(*(command() for _ in range(AT_ONCE)))

    assert {each.name for each in (folder / "done").iterdir()} == {f"k{number}" for number in range(REQUESTS)}
    assert set(Counter(trace for _, trace, _ in seen(folder)).values()) == {1}
    assert {problem.status for problem in refused} <= {504}
    assert len(refused) <= AT_ONCE


async def test_a_command_that_was_refused_before_a_byte_was_sent_goes_to_the_next(two: Sequence[Replica]) -> None:
    two[0].kill()
    async with upstream(at(*(each.url for each in two))) as to:
        assert await ask(to, "/", "POST", idempotency_key="k") == two[1].process.pid
        assert {await ask(to, "/", "POST", idempotency_key=f"k{n}") for n in range(5)} == {two[1].process.pid}


async def test_all_replicas_down_is_unavailable_within_a_second_and_over_when_one_is_back(folder: Path) -> None:
    replica = start(folder)
    addresses = at(replica.url, closed_port(), closed_port())
    try:
        async with upstream(addresses) as to:
            assert await ask(to) == replica.process.pid
            replica.kill()
            began = time.monotonic()
            for method in ("GET", "POST"):
                with pytest.raises(Unavailable) as refused:
                    await ask(to, "/", method)
                assert refused.value.retry_after >= 1
            assert time.monotonic() - began < AT_ONCE_SECONDS
            replica = start(folder, replica.port)
            assert await ask(to) == replica.process.pid
    finally:
        replica.kill()


async def test_a_replica_that_accepts_and_never_answers_does_not_hold_the_others_up(two: Sequence[Replica]) -> None:
    hung, well = two
    os.kill(hung.process.pid, signal.SIGSTOP)
    try:
        async with upstream(at(hung.url, well.url), seconds=2.0) as to:
            first = asyncio.gather(
                *(ask(to) for _ in range(4))
            )  # some of them meet it, and go on in half of their time
            assert set(await first) == {well.process.pid}
            began = time.monotonic()
            for _ in range(50):
                assert await ask(to) == well.process.pid
            assert time.monotonic() - began < 2 * AT_ONCE_SECONDS
    finally:
        os.kill(hung.process.pid, signal.SIGCONT)


async def test_an_answer_that_takes_more_than_half_of_the_time_is_waited_for(two: Sequence[Replica]) -> None:
    async with upstream(at(*(each.url for each in two)), seconds=1.0) as to:
        assert await ask(to, "/later") in {each.process.pid for each in two}
        assert await ask(to) in {each.process.pid for each in two}


async def test_a_command_to_a_replica_that_never_answers_is_sent_once_and_its_outcome_unknown(
    two: Sequence[Replica], folder: Path
) -> None:
    async with upstream(at(*(each.url for each in two)), seconds=0.5) as to:
        with pytest.raises(Problem) as refused:
            await ask(to, "/silent", "PUT", idempotency_key="k")

    assert (refused.value.status, str(refused.value)) == (504, "outcome_unknown")
    assert len(seen(folder)) == 1


async def test_a_replica_is_reached_by_each_address_of_a_name_and_told_the_name(
    two: Sequence[Replica], folder: Path
) -> None:
    async def resolver(name: str) -> list[str]:
        assert name == "inbox.example"
        return ["127.0.0.2", "127.0.0.1"]  # nobody listens at the first

    addresses = Addresses({"inbox": [f"http://inbox.example:{two[0].port}"]}, resolver=resolver)
    async with upstream(addresses) as to:
        assert {await ask(to) for _ in range(4)} == {two[0].process.pid}

    assert {host for _, _, host in seen(folder)} == {f"inbox.example:{two[0].port}"}


async def test_a_replica_that_the_file_names_is_used_at_once_and_one_it_leaves_out_no_more(
    two: Sequence[Replica], tmp_path: Path
) -> None:
    file = tmp_path / "addresses.json"

    def write(*urls: str) -> None:
        partial = file.with_suffix(".partial")
        partial.write_text(json.dumps({"inbox": urls, "unheard": []}))
        partial.replace(file)

    write(two[0].url)
    async with upstream(Addresses({"inbox": [closed_port()]}, file)) as to:
        assert {await ask(to) for _ in range(3)} == {two[0].process.pid}
        write(two[0].url, two[1].url)
        assert {await ask(to) for _ in range(3)} == {each.process.pid for each in two}
        write(two[1].url)
        assert {await ask(to) for _ in range(3)} == {two[1].process.pid}
