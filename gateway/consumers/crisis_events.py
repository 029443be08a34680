"""Takes crisis' places into grants, so that a volunteer's rights begin and end with their place."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from chassis.messaging import Delivery, HandlerResult
from contracts.crisis import PlaceGranted, PlaceRevoked
from gateway.persistence.grants import Grants


class OnCrisisEvents:
    """Handles batches of crisis.events; `changed` is called after grants were written."""

    def __init__(self, grants: Grants, changed: Callable[[], None]) -> None:
        self._grants = grants
        self._changed = changed

    async def __call__(self, batch: Sequence[Delivery], /) -> HandlerResult:
        """Apply the places of a batch with one write; all other events are none of ours."""
        places = [each.event for each in batch if isinstance(each.event, (PlaceGranted, PlaceRevoked))]
        if places:
            await self._grants.apply(places)
            self._changed()
        return HandlerResult()
