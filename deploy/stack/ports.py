"""Free ports on this machine."""

import random
import socket
from contextlib import ExitStack
from pathlib import Path

LOOPBACK = "127.0.0.1"
FIRST_PORT = 10_000  # below are those of well-known servers
OUTGOING = Path("/proc/sys/net/ipv4/ip_local_port_range")


def free_ports(count: int) -> list[int]:
    """Return ports of 127.0.0.1 that nothing listens on; distinct, because all are held until the last is found.

    Those that the kernel gives to outgoing connections come last: any connection could take one before its server
    listens, or while its server is away.

    Raises:
        OSError: So many are not free.
    """
    ports = list[int]()
    with ExitStack() as held:
        for port in _candidates():
            if len(ports) == count:
                break
            try:
                held.enter_context(socket.socket()).bind((LOOPBACK, port))
            except OSError:
                continue
            ports.append(port)
    if len(ports) < count:
        raise OSError(f"fewer than {count} ports are free")
    return ports


def _candidates() -> list[int]:
    """Ports in the order to try them, a random one, so that several processes look at different ones."""
    first, last = map(int, OUTGOING.read_text().split())
    ports = list(range(FIRST_PORT, 1 << 16))
    random.Random().shuffle(ports)  # noqa: S311 - seeded by the system: two runs of tests with one seed would collide
    return sorted(ports, key=lambda port: first <= port <= last)


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1 now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
    return True
