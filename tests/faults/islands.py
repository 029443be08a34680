"""A network and a disk of its own for each broker and each mongod, so that either can be taken from it.

It takes root. Everything is made in a network and a mount namespace of the run (`move_apart`): nothing outside sees it,
and the kernel takes it down when the last process of the run has ended.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import struct
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from deploy.stack.child import Child
from deploy.stack.errors import StackError

APART = "MUSTER_FAULTS_APART"  # set in a process that has namespaces of its own
PROGRAMS = ("unshare", "nsenter", "ip", "mkfs.ext4", "mount", "umount")
NETWORK = "10.213.77"  # seen by this run alone
BRIDGE, BRIDGE_NUMBER = "between", 1
DISK_MEGABYTES = 1536  # sparse: what a member writes in a run is far less
ISLAND_SECONDS = 10.0
SHUT_DOWN = 0x8004587D  # ioctl of ext4: from now on nothing reaches the disk
WITHOUT_A_FLUSH = 2


def missing() -> str:
    """Why this machine cannot have islands; empty when it can."""
    if os.geteuid() != 0:
        return "it needs root: namespaces of the network and mounts of images"
    absent = [each for each in PROGRAMS if shutil.which(each) is None]
    return f"it needs the programs {', '.join(absent)}" if absent else ""


def move_apart(arguments: Sequence[str]) -> None:
    """Start this program anew in a network and mounts of its own; returns where that has been done."""
    if os.environ.get(APART):
        _run("ip", "link", "set", "lo", "up")  # a new network has nothing that is up
        return
    command = ["unshare", "--net", "--mount", "--propagation", "private", sys.executable, *arguments]
    os.execvpe(command[0], command, {**os.environ, APART: "1"})  # noqa: S606 - the same program with the same arguments


def _run(*command: str) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise StackError(f"`{' '.join(command)}` failed: {done.stderr.strip()[-300:]}")


class Island:
    """One process's network and disk. `host` is its address, `prefix` what its command begins with."""

    def __init__(self, name: str, number: int, store: Path, directory: Path) -> None:
        self.name = name
        self.host = f"{NETWORK}.{number}"
        self._store = store
        self._image = directory / f"{name}.img"
        self._link = f"to-{number}"
        self._holder = Child(
            f"island-{name}", [*_path("unshare"), "--net", *_path("sleep"), "infinity"], directory / f"{name}.log"
        )

    @property
    def prefix(self) -> list[str]:
        """Moves a command into this network, under the same process id."""
        return [*_path("nsenter"), f"--net={self._network}", "--"]

    @property
    def _network(self) -> str:
        return f"/proc/{self._holder.pid}/ns/net"

    def make(self) -> None:
        """Make the network, joined to all others by the bridge, and an empty disk where the data goes."""
        outside = os.readlink("/proc/self/ns/net")
        self._holder.start()
        self._holder.wait_until(lambda: os.readlink(self._network) != outside, within_seconds=ISLAND_SECONDS)
        _run("ip", "link", "add", self._link, "type", "veth", "peer", "name", "eth0", "netns", str(self._holder.pid))
        _run("ip", "link", "set", self._link, "master", BRIDGE, "up")
        self._ip("addr", "add", f"{self.host}/24", "dev", "eth0")
        self._ip("link", "set", "eth0", "up")
        self._ip("link", "set", "lo", "up")
        self._image.touch()
        os.truncate(self._image, DISK_MEGABYTES << 20)
        _run("mkfs.ext4", "-q", "-F", "-m", "0", str(self._image))
        self._store.mkdir(parents=True, exist_ok=True)
        self._mount()
        (self._store / "lost+found").rmdir()  # Kafka takes it for a partition with a wrong name

    def remove(self) -> None:
        """Take the disk and the network away, after the process that used them has ended."""
        subprocess.run(["umount", "--lazy", str(self._store)], capture_output=True, check=False)
        self._holder.stop()

    def cut_off_from(self, others: Sequence[Island]) -> None:
        """Lose every packet to those; everybody else is still reached."""
        for other in others:
            self._ip("route", "add", "blackhole", f"{other.host}/32")

    def join(self, others: Sequence[Island]) -> None:
        """Reach those again."""
        for other in others:
            self._ip("route", "del", "blackhole", f"{other.host}/32")

    def fill_the_disk(self) -> None:
        """Leave no byte free."""
        filler = os.open(self._filler, os.O_WRONLY | os.O_CREAT)
        try:
            free = os.statvfs(self._store)
            os.posix_fallocate(filler, 0, free.f_bavail * free.f_frsize * 99 // 100)
            while True:
                os.write(filler, b"\0" * (1 << 16))
                os.lseek(filler, 0, os.SEEK_END)
        except OSError:
            pass  # full, which was the aim
        finally:
            os.close(filler)

    def empty_the_disk(self) -> None:
        """Give the space back."""
        self._filler.unlink(missing_ok=True)

    def lose_power(self, process: Child) -> None:
        """Let the disk keep what it has this moment and nothing that the kernel still holds, then end the process."""
        process.pause()  # it says nothing any more that its disk does not have
        directory = os.open(self._store, os.O_RDONLY)
        try:
            fcntl.ioctl(directory, SHUT_DOWN, struct.pack("I", WITHOUT_A_FLUSH))
        finally:
            os.close(directory)
        process.kill()

    def regain_power(self) -> None:
        """Bring the disk back as its journal has it."""
        _run("umount", str(self._store))
        self._mount()

    @property
    def _filler(self) -> Path:
        return self._store / "filler"

    def _ip(self, *command: str) -> None:
        _run("nsenter", f"--net={self._network}", "--", "ip", *command)

    def _mount(self) -> None:
        _run("mount", "-o", "loop", str(self._image), str(self._store))


class Islands:
    """The islands of one house, by the names of the processes: `kafka-1`, `mongod-2` …"""

    def __init__(self, data: Path, parts: int) -> None:
        """`data` is where the stack keeps its files, `parts` the number of brokers and of mongods."""
        self.kafka = [_island(data, "kafka", "kafka", number, 10 + number) for number in range(1, parts + 1)]
        self.mongo = [_island(data, "mongo", "mongod", number, 20 + number) for number in range(1, parts + 1)]

    def make(self) -> None:
        """Make all of them."""
        if not Path(f"/sys/class/net/{BRIDGE}").exists():
            _run("ip", "link", "add", BRIDGE, "type", "bridge")
            _run("ip", "addr", "add", f"{NETWORK}.{BRIDGE_NUMBER}/24", "dev", BRIDGE)
            _run("ip", "link", "set", BRIDGE, "up")
        for island in self.all:
            island.make()

    def remove(self) -> None:
        """Take all of them away."""
        for island in self.all:
            island.remove()

    @property
    def all(self) -> list[Island]:
        """Those of the brokers, then those of the mongods."""
        return [*self.kafka, *self.mongo]

    def of(self, process: Child) -> Island:
        """The island of a broker or a mongod."""
        return next(island for island in self.all if island.name == process.name)

    def peers(self, process: Child) -> list[Island]:
        """Those of the processes of the same kind."""
        own = self.of(process)
        return [island for island in (self.kafka if own in self.kafka else self.mongo) if island is not own]


def _island(data: Path, part: str, kind: str, number: int, address: int) -> Island:
    name = f"{kind}-{number}"
    return Island(name, address, data.absolute() / part / name, data.absolute())


def _path(program: str) -> list[str]:
    return [shutil.which(program) or program]
