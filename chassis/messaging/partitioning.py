"""The partition of a key, the same for every publisher."""

from __future__ import annotations

import random
import zlib


def partition_of(key: bytes | None, partitions: int) -> int:
    """Return the partition of a key: CRC-32 modulo the count, as librdkafka's `consistent` has it; none means any.

    aiokafka's own murmur2 is written in Python and costs more than all the rest of sending a record.
    """
    if key is None:
        return random.randrange(partitions)  # noqa: S311 - spreading is no secret
    return zlib.crc32(key) % partitions
