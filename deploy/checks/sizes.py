"""Refuses files and functions that are too long to read in one sitting; `make layers` runs it.

A file has at most 200 lines and a function 40, so that one idea stands in one place. Tests and generated files are not
looked at. What is longer for a reason is named here with its reason, and a name that is not needed any more is refused.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

FILE_LINES = 200
FUNCTION_LINES = 40
ROOMS = ("gateway", "services", "channels", "contracts", "chassis", "deploy")

LONG_FILES: Mapping[str, str] = {
    "chassis/messaging/consumer/batch_loop.py": "the loop and what its lock guards are proven together",
    "contracts/crisis.py": "all events of a service stand in one file",
    "contracts/http/crisis/__init__.py": "a face: all that the service's API takes and gives, by name",
    "contracts/http/inbox/__init__.py": "a face: all that the service's API takes and gives, by name",
    "contracts/inbox.py": "all events of a service stand in one file",
    "contracts/routing.py": "all events of a service stand in one file",
    "services/crisis/events.py": "all events of a service stand in one file",
    "services/inbox/events.py": "all events of a service stand in one file",
    "services/routing/events.py": "all events of a service stand in one file",
}
LONG_FUNCTIONS: Mapping[str, str] = {}


def files(top: Path) -> Iterator[Path]:
    """The modules that are looked at."""
    for room in ROOMS:
        yield from sorted((top / room).rglob("*.py"))


def long_functions(text: str) -> Iterator[tuple[str, int]]:
    """The name and lines of each function that is too long; a decorator and the docstring count."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            first = min([node.lineno, *(each.lineno for each in node.decorator_list)])
            lines = (node.end_lineno or node.lineno) - first + 1
            if lines > FUNCTION_LINES:
                yield node.name, lines


def faults(top: Path) -> Iterator[str]:
    """One sentence for each file and function that is too long, and for each exception nothing needs."""
    unneeded = {*LONG_FILES, *LONG_FUNCTIONS}
    for path in files(top):
        name, text = path.relative_to(top).as_posix(), path.read_text()
        lines = text.count("\n")
        if lines > FILE_LINES:
            unneeded.discard(name)
            if name not in LONG_FILES:
                yield f"{name} has {lines} lines; {FILE_LINES} are read in one sitting"
        for function, length in long_functions(text):
            place = f"{name}:{function}"
            unneeded.discard(place)
            if place not in LONG_FUNCTIONS:
                yield f"{place} has {length} lines; {FUNCTION_LINES} are"
    for place in sorted(unneeded):
        yield f"{place} is short by now: take it from the list in deploy/checks/sizes.py"


def main() -> None:
    """Print what is too long; exit with 1 when something is."""
    found = list(faults(Path(__file__).parents[2]))
    for each in found:
        sys.stderr.write(each + "\n")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
