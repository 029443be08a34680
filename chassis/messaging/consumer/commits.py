"""What was handled and is not committed yet: a commit that failed is made up for, also where no record comes."""

from __future__ import annotations

from collections.abc import Mapping

import structlog

from chassis.messaging.log import GroupReader, LogError, NotOwner
from chassis.messaging.ports import Partition

log = structlog.get_logger(__name__)


class Commits:
    """The offsets of one member of a group that wait for a commit."""

    def __init__(self, group: str) -> None:
        self._group = group
        self._waiting: dict[Partition, int] = {}

    async def commit(self, reader: GroupReader, offsets: Mapping[Partition, int]) -> None:
        """Commit these offsets and all that wait; what fails is tried again with the next batch, or when none comes.

        Raises:
            NotOwner: A partition is another member's now.
        """
        self._waiting |= offsets
        try:
            await reader.commit(dict(self._waiting))
        except NotOwner:
            raise
        except LogError as error:
            log.warning("commit_failed", group=self._group, error=str(error))
        else:
            self._waiting.clear()

    async def commit_waiting(self, reader: GroupReader) -> None:
        """Commit what an earlier commit failed to, though no record comes: a quiet partition would lag for ever."""
        if self._waiting:
            await self.commit(reader, {})

    def forget(self) -> None:
        """The partitions are gone, and with them what waited."""
        self._waiting.clear()
