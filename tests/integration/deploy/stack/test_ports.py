"""Free ports are found by listening on them."""

from deploy.stack.ports import free_ports


def test_free_ports_are_distinct() -> None:
    assert len(set(free_ports(20))) == 20
