"""Every attack there is: each module here has `ATTACKS`."""

from importlib import import_module
from pkgutil import iter_modules

from tests.abuse.attack import Attack


def all_attacks() -> list[Attack]:
    """The attacks of every module, by the module's name and then as it lists them."""
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    return [attack for module in modules for attack in module.ATTACKS]
