"""The things that have states, a table each: they are found by being there."""

from __future__ import annotations

import importlib
import pkgutil

from tests.abuse.states import Thing


def all_things() -> list[Thing]:
    """Every thing of every file of this folder."""
    names = sorted(each.name for each in pkgutil.iter_modules(__path__))
    return [thing for name in names for thing in importlib.import_module(f"{__name__}.{name}").THINGS]
