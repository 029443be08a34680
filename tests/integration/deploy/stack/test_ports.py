"""Free ports are found by listening on them."""

from deploy.stack.ports import OUTGOING, free_ports


def test_free_ports_are_distinct() -> None:
    assert len(set(free_ports(20))) == 20


def test_free_ports_are_none_that_an_outgoing_connection_gets() -> None:
    first, last = map(int, OUTGOING.read_text().split())
    assert not [port for port in free_ports(20) if first <= port <= last]
