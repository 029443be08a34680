"""Swaps: one member of a rotation asks another to be on call in their place, and perhaps the other way round."""

from __future__ import annotations

from dataclasses import dataclass

from contracts.ids import derived_id
from services.crisis.application.caller import CommandCaller
from services.crisis.application.notices import of_swap, raise_notices
from services.crisis.application.people import PeopleCopy, UnknownPeople
from services.crisis.application.rotation_units import change_rotation
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.rotation import Period, Rotation, Swap, SwapState
from services.crisis.domain.rotation_changes import RotationNotAllowed, answered, proposed, swap_title


@dataclass(frozen=True, slots=True)
class SwapWish:
    """A swap as it is asked for."""

    person: str
    other: str
    gives: Period
    takes: Period | None


class SwapCommands:
    """The commands on swaps."""

    def __init__(self, units: Units, people: PeopleCopy) -> None:
        """Only active `people` of the brand are asked."""
        self._units = units
        self._people = people

    async def propose(self, caller: CommandCaller, id_: str, wish: SwapWish) -> Swap:
        """Ask another person to swap, and tell them; raises Missing, UnknownPeople, RotationNotAllowed."""
        swap_id = derived_id("swap", id_, caller.command)

        def change(before: Rotation, unit: UnitOfWork) -> Rotation:
            if not self._people.knows(unit.brand, wish.other):
                raise UnknownPeople(["other"])
            swap = Swap(swap_id, wish.person, wish.other, wish.gives, wish.takes, unit.now)
            return proposed(before, swap, unit.now)

        async def tell(unit: UnitOfWork, rotation: Rotation) -> None:
            swap = _swap_of(rotation, swap_id)
            title = swap_title(rotation, swap, unit.name_of(swap.person))
            await raise_notices(unit, [of_swap(rotation, swap, title)])

        return _swap_of(await change_rotation(self._units, caller, id_, change, tell), swap_id)

    async def answer(self, caller: CommandCaller, id_: str, swap_id: str, state: SwapState) -> Swap:
        """Accept or decline as the person asked, or withdraw as the one who asked; the same answer again is fine.

        Raises:
            Missing: There is no such swap.
            RotationNotAllowed: It is not this person's to answer so, it was answered otherwise, it has begun, or one of
                both is not on call any more.
        """

        def change(before: Rotation, unit: UnitOfWork) -> Rotation:
            swap = _swap_of(before, swap_id)
            if caller.person != (swap.person if state == "withdrawn" else swap.other):
                raise RotationNotAllowed("not_asked")
            if swap.state == state:
                return before
            ids = derived_id("override", swap_id, "gives"), derived_id("override", swap_id, "takes")
            return answered(before, swap, state, ids, unit.now)

        return _swap_of(await change_rotation(self._units, caller, id_, change), swap_id)


def _swap_of(rotation: Rotation, swap: str) -> Swap:
    found = next((each for each in rotation.swaps if each.id == swap), None)
    if found is None:
        raise Missing
    return found
