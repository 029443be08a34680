"""What every change of a rotation has in common: found, changed, and written one version on, in one unit of work."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from services.crisis.application.caller import CommandCaller
from services.crisis.application.repositories import Repositories
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.rotation import OnCallShift, Rotation


class RotationGap(Exception):
    """Nobody would be on call in `shift`, and the rotation does not allow it."""

    def __init__(self, shift: OnCallShift) -> None:
        super().__init__(shift.begins_at.isoformat())
        self.shift = shift


class NotYours(Exception):
    """The command is for members of the rotation, and for those who may write incidents."""


async def found_by(store: Repositories, id_: str) -> Rotation:
    """A rotation of this brand; raises Missing."""
    rotation = await store.rotations.find(id_)
    if rotation is None:
        raise Missing
    return rotation


async def change_rotation(
    units: Units,
    caller: CommandCaller,
    id_: str,
    change: Callable[[Rotation, UnitOfWork], Rotation],
    then: Callable[[UnitOfWork, Rotation], Awaitable[None]] | None = None,
) -> Rotation:
    """Write what `change` makes of a rotation; what is as before writes nothing. Raises Missing, and what it raises.

    `then` adds what follows from the change to the unit it is written in.
    """

    async def work(unit: UnitOfWork) -> Rotation:
        before = await found_by(unit.store, id_)
        after = change(before, unit)
        if after == before:
            return before
        following = replace(after, version=before.version + 1)
        await unit.store.rotations.write(following)
        if then is not None:
            await then(unit, following)
        return following

    return await units.run(caller.brand, caller.command, caller.person, work)
