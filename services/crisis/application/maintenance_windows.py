"""Commands on maintenance windows; what a change of one means for muted signals shows in the next turn of detection."""

from __future__ import annotations

from dataclasses import replace

from services.crisis.application.caller import CommandCaller
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.maintenance_window import MOST_WINDOWS, MaintenanceWindow, TooManyWindows, check_window


class MaintenanceWindowCommands:
    """The commands on maintenance windows."""

    def __init__(self, units: Units) -> None:
        self._units = units

    async def write(self, caller: CommandCaller, window: MaintenanceWindow) -> MaintenanceWindow:
        """Write a window one version on; raises StaleVersion, WindowInvalid, TooManyWindows."""

        async def work(unit: UnitOfWork) -> MaintenanceWindow:
            before = await unit.store.maintenance_windows.find(window.id)
            version = 0 if before is None else before.version
            caller.check_version(version)
            check_window(window, unit.now)
            if before is None and len(await unit.store.maintenance_windows.all()) >= MOST_WINDOWS:
                raise TooManyWindows
            following = replace(window, version=version + 1)
            await unit.store.maintenance_windows.write(following)
            return following

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def remove(self, caller: CommandCaller, id_: str) -> None:
        """Remove a window; what it mutes is judged in the next turn of detection. Raises Missing, StaleVersion."""

        async def work(unit: UnitOfWork) -> None:
            before = await unit.store.maintenance_windows.find(id_)
            if before is None:
                raise Missing
            caller.check_version(before.version)
            await unit.store.maintenance_windows.remove(id_)

        await self._units.run(caller.brand, caller.command, caller.person, work)
