"""Commands on rotations: written whole, or changed by their own people, who join, leave, and take times over."""

from __future__ import annotations

from dataclasses import replace

from contracts.ids import derived_id
from services.crisis.application.caller import CommandCaller
from services.crisis.application.people import PeopleCopy, UnknownAt, UnknownPeople
from services.crisis.application.rotation_units import (
    NotYours,
    RotationGap,
    change_rotation,
    found_by,
)
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.rotation import Override, Period, Rotation, first_gap
from services.crisis.domain.rotation_changes import MOST_ROTATIONS, RotationNotAllowed, joined, left, overridden


class RotationCommands:
    """The commands on rotations."""

    def __init__(self, units: Units, people: PeopleCopy) -> None:
        """Only active `people` of the brand are on call."""
        self._units = units
        self._people = people

    async def write(self, caller: CommandCaller, rotation: Rotation) -> Rotation:
        """Write a rotation one version on; its overrides and swaps stay.

        Raises:
            UnknownAt: A member is nobody of the brand.
            RotationGap: Nobody would be on call at times, and it does not allow that.
            RotationNotAllowed: The brand has MOST_ROTATIONS.
            StaleVersion: The caller saw another version.
        """
        await self._people.hear_of(caller.brand, rotation.members)
        self._check_members(caller.brand, rotation)

        async def work(unit: UnitOfWork) -> Rotation:
            before = await unit.store.rotations.find(rotation.id)
            caller.check_version(before.version if before is not None else 0)
            if before is None and len(await unit.store.rotations.all()) >= MOST_ROTATIONS:
                raise RotationNotAllowed("too_many_rotations")
            gap = None if rotation.gaps else first_gap(rotation, unit.now)
            if gap is not None:
                raise RotationGap(gap)
            kept = before or rotation
            following = replace(rotation, overrides=kept.overrides, swaps=kept.swaps, version=kept.version + 1)
            await unit.store.rotations.write(following)
            return following

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def remove(self, caller: CommandCaller, id_: str) -> None:
        """Remove a rotation; raises Missing, StaleVersion, and RotationNotAllowed while the crisis policy names it."""

        async def work(unit: UnitOfWork) -> None:
            before = await found_by(unit.store, id_)
            caller.check_version(before.version)
            levels = (await unit.store.policies.current()).escalation.levels
            if any(id_ in level.rotations for level in levels):
                raise RotationNotAllowed("named_by_policy")
            await unit.store.rotations.remove(id_)

        await self._units.run(caller.brand, caller.command, caller.person, work)

    async def join(self, caller: CommandCaller, id_: str, person: str, *, may_any: bool) -> Rotation:
        """Put a person into the first layer; by themselves where the rotation is open, else with `may_any`.

        Raises:
            Missing: There is no such rotation.
            NotYours: The rotation is not open, or it is another person.
            UnknownPeople: There is no such person.
            RotationNotAllowed: The layer is full.
        """

        def change(before: Rotation, unit: UnitOfWork) -> Rotation:
            open_ = _open(before, caller, person, may_any)
            self._check_person(unit.brand, person)
            return joined(open_, person, unit.now)

        return await change_rotation(self._units, caller, id_, change)

    async def leave(self, caller: CommandCaller, id_: str, person: str, *, may_any: bool) -> Rotation:
        """Take a person out of the first layer; raises as `join` does, and where they are the last one."""

        def change(before: Rotation, unit: UnitOfWork) -> Rotation:
            if person not in before.members and not self._people.knows(unit.brand, person):
                raise Missing  # who has left the company may still be taken out
            return left(_open(before, caller, person, may_any), person, unit.now)

        return await change_rotation(self._units, caller, id_, change)

    async def override(self, caller: CommandCaller, id_: str, person: str, span: Period, *, may_any: bool) -> Rotation:
        """Have a person on call for a while; members do so for themselves.

        Raises:
            Missing: There is no such rotation.
            NotYours: It is another person, or the caller is no member.
            UnknownPeople: There is no such person.
            RotationNotAllowed: There are too many overrides.
        """
        override_id = derived_id("override", id_, caller.command)

        def change(before: Rotation, unit: UnitOfWork) -> Rotation:
            if not may_any and (person != caller.person or person not in before.members):
                raise NotYours
            self._check_person(unit.brand, person)
            override = Override(override_id, person, span.begins_at, span.ends_at, caller.person)
            return overridden(before, override, unit.now)

        return await change_rotation(self._units, caller, id_, change)

    async def remove_override(self, caller: CommandCaller, id_: str, override: str, *, may_any: bool) -> Rotation:
        """Take an override back; its own person may. Raises Missing, NotYours."""

        def change(before: Rotation, _: UnitOfWork) -> Rotation:
            found = next((each for each in before.overrides if each.id == override), None)
            if found is None:
                raise Missing
            if not may_any and caller.person not in {found.person, found.by}:
                raise NotYours
            return replace(before, overrides=tuple(each for each in before.overrides if each.id != override))

        return await change_rotation(self._units, caller, id_, change)

    def _check_person(self, brand: str, person: str) -> None:
        if not self._people.knows(brand, person):
            raise UnknownPeople(["person"])

    def _check_members(self, brand: str, rotation: Rotation) -> None:
        pointers = tuple(
            f"/layers/{place}/members/{number}"
            for place, layer in enumerate(rotation.layers)
            for number, member in enumerate(layer.members)
            if not self._people.knows(brand, member)
        )
        if pointers:
            raise UnknownAt(pointers)


def _open(rotation: Rotation, caller: CommandCaller, person: str, may_any: bool) -> Rotation:  # noqa: FBT001 - a right
    if not may_any and (person != caller.person or not rotation.joining):
        raise NotYours
    return rotation
