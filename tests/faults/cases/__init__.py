"""Every fault there is: each module here has `CASES`."""

from importlib import import_module
from pkgutil import iter_modules

from tests.faults.scene import Case


def all_cases() -> list[Case]:
    """The cases of every module, by the module's name and then as it lists them."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return [case for module in modules for case in module.CASES]
