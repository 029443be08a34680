"""The partition of a key."""

from chassis.messaging.partitioning import partition_of


def test_a_key_keeps_its_partition_for_ever() -> None:
    published = 0xCBF43926  # the check value of CRC-32 over these nine digits
    assert [partition_of(b"123456789", count) for count in (1, 12, 1000)] == [0, published % 12, published % 1000]
    assert {partition_of(None, 3) for _ in range(200)} == {0, 1, 2}
