"""A person says when they could come, whole, one version after another."""

from __future__ import annotations

from collections.abc import Sequence

from services.crisis.application.caller import CommandCaller
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.availability import Availability, check_spans
from services.crisis.domain.rotation import Period


async def write_availability(units: Units, caller: CommandCaller, spans: Sequence[Period]) -> Availability:
    """Put the caller's own spans in place of those before, earliest first.

    Raises:
        SpanNotAllowed: A span cannot be.
        StaleVersion: The caller saw another version.
    """

    async def work(unit: UnitOfWork) -> Availability:
        check_spans(spans, unit.now)
        before = await unit.store.availabilities.of(caller.person)
        caller.check_version(before.version)
        in_order = tuple(sorted(spans, key=lambda each: (each.begins_at, each.ends_at)))
        following = Availability(caller.person, in_order, before.version + 1)
        await unit.store.availabilities.write(following)
        return following

    return await units.run(caller.brand, caller.command, caller.person, work)
