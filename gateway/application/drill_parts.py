"""Joins what drills are made of."""

from __future__ import annotations

from chassis.messaging import Publisher
from chassis.seal import Sealer
from chassis.timers import Timers
from gateway.adapters.upstream import Upstream
from gateway.application.drill_commands import DrillCommands
from gateway.application.drill_place import DrillPlace
from gateway.application.drill_report import DrillReports
from gateway.application.drill_running import DrillRunner
from gateway.application.drill_settings import DrillSettings
from gateway.application.service_calls import ServiceCalls
from gateway.persistence.base import StoreContext
from gateway.persistence.brands import Brands
from gateway.persistence.drills import Drills
from gateway.persistence.integrations import Integrations
from gateway.persistence.keys import Keys
from gateway.persistence.people import People


def drilling(
    context: StoreContext, people: People, keys: Keys, upstream: Upstream, publisher: Publisher, sealer: Sealer
) -> DrillCommands:
    """The commands on drills, with the runner that their timers wake."""
    clock, timers = context.clock, Timers(context.mongo, context.clock)
    stored, brands, calls = Drills(context, timers), Brands(context), ServiceCalls(upstream)
    place = DrillPlace(brands, people, Integrations(context), sealer, clock)
    runner = DrillRunner(stored, place, DrillSettings(calls), DrillReports(calls), publisher, clock)
    return DrillCommands(stored, runner, timers, brands, people, keys, clock)
