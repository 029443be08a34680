"""The house under test: three brokers, three mongods, two processes of each service and of the gateway."""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil
from pymongo import MongoClient
from pymongo.errors import PyMongoError

from chassis.crash_points import VARIABLE
from deploy.demo.ash_cloud import TIME
from deploy.local.lag import group_lags
from deploy.local.preloaded import Preloader
from deploy.local.services import choose_addresses, environment, forked_child, is_ready, new_key, service_child
from deploy.local.state import LocalState
from deploy.local.topics import make_topics
from deploy.stack.child import Child
from deploy.stack.errors import StackError
from deploy.stack.stack import Stack
from tests.e2e.rig import eventually
from tests.faults.islands import Islands
from tests.faults.load import call
from tests.faults.mail import MailServer
from tests.faults.own_clock import OwnClock

READY_SECONDS = 120.0  # ten processes of Python start on two cores
BROKERS_TIME = "log.message.timestamp.type=LogAppendTime"  # a record's time is right, whatever clock its writer has
VARIABLES = {**TIME, "MUSTER_INBOX_REPLY_LEASE_SECONDS": "30"}


class Member:
    """One process of a service, which can be ended in every way and started again with its own address."""

    def __init__(
        self, service: str, number: int, port: int, variables: Mapping[str, str], logs: Path, preloader: Preloader
    ) -> None:
        self.service = service
        self.name = f"{service}-{number}"
        self.url = f"http://127.0.0.1:{port}"
        self._variables = {**variables, f"MUSTER_{service.upper()}_PORT": str(port)}
        self._logs = logs / str(number)
        self._preloader = preloader
        self.child = self._made({})

    def _made(self, more: Mapping[str, str], clock: OwnClock | None = None) -> Child:
        variables = {**self._variables, **more}
        if clock is None:
            return forked_child(self.service, variables, self._logs, self._preloader)
        return service_child(self.service, variables | clock.variables, self._logs, tethered=True)

    def start(self, more: Mapping[str, str] | None = None, clock: OwnClock | None = None) -> None:
        """Start it, with settings on top or by a clock of its own, and return at once."""
        self.child = self._made(more or {}, clock)
        self.child.start()

    def wait(self) -> None:
        """Wait until it is ready; raises StackError with what it says of itself."""
        try:
            self.child.wait_until(lambda: is_ready(self.url), within_seconds=READY_SECONDS)
        except StackError as late:
            said = call(self.url, "GET", "/health/ready").body.decode(errors="replace")
            raise StackError(f"{self.name} says {said or 'nothing'}. {late}") from late


class House:
    """Everything of one run. Use it in a `with`; what it started ends with it."""

    def __init__(
        self,
        data: Path,
        logs: Path,
        report: Callable[[str], None],
        *,
        parts: int = 3,
        replicas: int = 2,
        islands: bool = False,
    ) -> None:
        """`parts` is the number of brokers and of mongods, 1 or 3; the services write to `logs`, one folder each.

        With `islands` each broker and each mongod has a network and a disk of its own.
        """
        self._report = report
        self._logs = logs
        logs.mkdir(parents=True, exist_ok=True)
        self._addresses = data / "addresses.json"
        self._replicas = replicas
        self._preloader = Preloader(tethered=True)  # ends with this process
        self.mail = MailServer(data)
        self._islands = Islands(data, parts) if islands else None
        self.stack = Stack(
            data,
            mongo_members=parts,
            kafka_nodes=parts,
            mongo_hosts=[island.host for island in self._islands.mongo] if self._islands else (),
            kafka_hosts=[island.host for island in self._islands.kafka] if self._islands else (),
            report=report,
        )
        for child in self.stack.mongo.children if self.stack.mongo else ():
            child.command += ["--setParameter", "enableTestCommands=1"]  # for its fail points
        for child in self.stack.kafka.children if self.stack.kafka else ():
            child.command += ["--override", BROKERS_TIME]
        self.state = LocalState(
            internal_key=new_key(),
            seal_key=new_key(),
            bootstrap_key=secrets.token_urlsafe(32),
            variables=VARIABLES,
        )
        self.members: dict[str, Member] = {}

    def __enter__(self) -> Self:
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def _start(self) -> None:
        if self._islands:
            self._report("making a network and a disk for each broker and mongod")
            self._islands.make()
            for child in self.stack.children:
                child.command = [*self._islands.of(child).prefix, *child.command]
        self.mail.child.start()
        self.stack.start()
        self.state.mongo, self.state.kafka = self.stack.mongo_url, self.stack.kafka_bootstrap
        asyncio.run(make_topics(self.state.kafka, ""))
        first = choose_addresses()
        self.state.services = {each.service: each.url for each in first}
        self.state.gateway = self.state.services["gateway"]
        known = {"MUSTER_GATEWAY_ADDRESSES_FILE": str(self._addresses)}
        self._variables = environment(self.state, first) | VARIABLES | self.mail.variables | known
        for number in range(1, self._replicas + 1):
            for each in first if number == 1 else choose_addresses():
                self._member(each.service, number, each.port)
        self._tell_addresses()
        for member in self.members.values():
            member.start()
        for done, member in enumerate(self.members.values()):
            self._report(f"waiting for {member.name} ({done} of {len(self.members)} ready)")
            member.wait()

    def _member(self, service: str, number: int, port: int) -> Member:
        made = Member(service, number, port, self._variables, self._logs, self._preloader)
        self.members[made.name] = made
        return made

    def stop(self) -> None:
        """End everything, services first."""
        for member in self.members.values():
            with suppress(StackError, ProcessLookupError):
                member.child.resume()  # one that is frozen takes no other signal
            member.child.ask_to_end()
        for member in self.members.values():
            member.child.stop()
        self.mail.child.kill()
        self.stack.stop()
        if self._islands:
            self._islands.remove()
        for child in self.stack.children:
            with suppress(OSError):
                shutil.copy(child.log, self._logs)

    @property
    def islands(self) -> Islands:
        """The networks and disks of the brokers and mongods; fails where the case did not ask for them."""
        assert self._islands is not None, "the case has no `islands=True`"
        return self._islands

    def another(self, service: str) -> Member:
        """One more process of a service, started."""
        number = 1 + max(int(name.rpartition("-")[2]) for name in self.members if name.startswith(f"{service}-"))
        port = next(each.port for each in choose_addresses() if each.service == service)
        made = self._member(service, number, port)
        self._tell_addresses()
        made.start()
        return made

    def forget(self, member: Member) -> None:
        """Take a process that has ended from the house, for good."""
        del self.members[member.name]
        self._tell_addresses()

    def _tell_addresses(self) -> None:
        """Have the gateways call every process of a service."""
        urls = {each: [member.url for member in self.of(each)] for each in self.state.services if each != "gateway"}
        new = self._addresses.with_suffix(".new")
        new.write_text(json.dumps(urls))
        new.replace(self._addresses)

    def of(self, service: str) -> list[Member]:
        """The processes of a service."""
        return [member for member in self.members.values() if member.service == service]

    @contextmanager
    def armed(self, name: str, point: str) -> Iterator[Member]:
        """Start a member anew with a crash point, and start it without one afterwards, as a supervisor would."""
        member = self.members[name]
        member.child.stop()
        member.start({VARIABLE: point})
        eventually(lambda: is_ready(member.url) or not member.child.alive, f"{name}, armed", READY_SECONDS)
        try:
            yield member
        finally:
            member.child.kill()
            member.start()
            member.wait()

    @contextmanager
    def by_its_own_clock(self, names: Sequence[str]) -> Iterator[OwnClock]:
        """Start members anew so that their clock can be stepped, and start them as usual afterwards."""
        clock = OwnClock(self._logs / "clock")
        for name in names:
            self.members[name].child.stop()
            self.members[name].start(clock=clock)
        try:
            for name in names:
                self.members[name].wait()
            yield clock
        finally:
            for name in names:
                self.members[name].child.stop()
                self.members[name].start()
            for name in names:
                self.members[name].wait()

    def restored(self) -> None:
        """See that every part runs, whatever a fault left."""
        for child in (self.mail.child, *self.stack.children):
            if not child.alive:
                child.start()
            child.resume()
        for member in self.members.values():
            if not member.child.alive:
                member.start()
            member.child.resume()
        for member in self.members.values():
            member.wait()

    def primary(self) -> tuple[Child, str]:
        """The mongod that takes writes, and its host and port."""
        return eventually(self._primary, "a primary", READY_SECONDS)

    def _primary(self) -> tuple[Child, str] | None:
        assert self.stack.mongo is not None
        for child, address in zip(self.stack.mongo.children, self.stack.mongo.addresses, strict=True):
            if not child.alive or psutil.Process(child.pid).status() == psutil.STATUS_STOPPED:
                continue
            with suppress(PyMongoError), direct(address) as client:
                if client.admin.command("hello")["isWritablePrimary"]:
                    return child, address
        return None

    def serving(self) -> None:
        """Wait until the brokers serve and MongoDB takes writes."""
        assert self.stack.kafka is not None
        self.stack.kafka.wait()
        self.primary()

    def brokers(self) -> list[Child]:
        """The brokers."""
        assert self.stack.kafka is not None
        return self.stack.kafka.children

    def behind(self) -> dict[str, int]:
        """Records each group has left to read, without those that have none; all of them while no broker says."""
        try:
            lags = asyncio.run(group_lags(self.state.kafka, ""))
        except (StackError, TimeoutError, OSError, KeyError):
            return {"unknown": 1}
        return {group: lag for group, lag in lags.items() if lag}


def direct(address: str) -> MongoClient[dict[str, object]]:
    """A client of one mongod, whatever the set thinks of it."""
    return MongoClient(address, directConnection=True, serverSelectionTimeoutMS=1000)
