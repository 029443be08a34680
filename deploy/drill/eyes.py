"""Looks at the local stack as `muster status` does, and judges the alert on what the processes say."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from datetime import UTC, datetime

from deploy.cli.status import group_rows
from deploy.drill.alert import GaugeAlert
from deploy.drill.sight import GroupSight, StackSight
from deploy.local.figures import Figures, Samples, figures_from, look
from deploy.local.lag import unread
from deploy.local.state import LocalState, need_state


class StackEyes:
    """Sees what an operator sees; rates are those since the last look.

    Args:
        alert: What is judged.
        began: When the drill began, in seconds of the monotonic clock.
    """

    def __init__(self, alert: GaugeAlert, began: float) -> None:
        self._alert = alert
        self._began = began
        self._before: Mapping[str, Samples] = {}
        self._looked = began

    def begin(self, began: float) -> None:
        """Count the seconds of the drill anew, from this moment of the monotonic clock."""
        self._began = began

    def look(self, *, arriving: bool) -> StackSight:
        """Look once; `arriving` says whether the drill's messages still come.

        Raises:
            StackError: Nothing is up any more, or Kafka does not answer.
        """
        state = need_state()
        waiting = asyncio.run(unread(state.kafka, ""))
        now, at = look([each.url for each in state.processes if each.url is not None]), time.monotonic()
        figures = {
            url: figures_from(samples, self._before.get(url, {}), at - self._looked) for url, samples in now.items()
        }
        groups = group_rows(waiting, figures.values(), datetime.now(UTC))
        drains = self._alert.values(now.values())
        new = now.keys() - self._before.keys()
        self._before, self._looked = now, at
        return StackSight(
            at - self._began,
            {
                row["group"]: GroupSight(
                    service_of(row["group"]),
                    row["lag"],
                    row["oldest_unread_seconds"] or 0.0,
                    max((value for (_, group), value in drains.items() if group == row["group"]), default=0.0),
                    row["partitions"],
                    row["partitions_read"],
                )
                for row in groups
            },
            _replicas(state, figures),
            _rates(state, {url: each for url, each in figures.items() if url not in new}),
            arriving,
        )


def service_of(group: str) -> str:
    """Whose group it is: groups are named as their services, and the gateway has one more for webhooks."""
    return "gateway" if group == "webhooks" else group


def _replicas(state: LocalState, figures: Mapping[str, Figures]) -> dict[str, dict[str, int]]:
    """Partitions of each replica that is up, by service and name."""
    return {
        service: {
            each.name: len(figures[str(each.url)].partitions) if each.url in figures else 0
            for each in state.replicas(service)
            if each.phase == "up"
        }
        for service in state.services
    }


def _rates(state: LocalState, figures: Mapping[str, Figures]) -> dict[str, float]:
    """Records a second, all replicas of a service together; of one that is new nothing is known yet."""
    return {
        service: sum(figures[str(each.url)].rate for each in state.replicas(service) if each.url in figures)
        for service in state.services
    }
