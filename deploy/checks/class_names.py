"""Refuses a class name that is defined twice, so that a name means one thing; `make layers` runs it.

Tests are not looked at, nor are the schemas of the public API: each has the name of its resource, and routes write
`http.Task` for it. A name that the skeleton gives to the same thing in every service is listed with its reason, and a
listed name that is defined once is refused.
"""

from __future__ import annotations

import ast
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from deploy.checks.sizes import files

SCHEMAS = "contracts/http/"
READER = "a consumer is named after the topic it reads, in each service that reads it"
SHARED: Mapping[str, str] = {
    "Core": "what the wiring of a service joins over its stores",
    "OnCrisisEvents": READER,
    "OnInboxEvents": READER,
    "OnRoutingEvents": READER,
    "UnitOfWork": "the port of the skeleton, with the repositories of its service",
}


def class_names(modules: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    """The paths that define each class at their top level; `modules` are paths with their texts."""
    places: dict[str, list[str]] = defaultdict(list)
    for path, text in modules:
        if path.startswith(SCHEMAS):
            continue
        for node in ast.parse(text).body:
            if isinstance(node, ast.ClassDef):
                places[node.name].append(path)
    return places


def faults(modules: Iterable[tuple[str, str]], shared: Mapping[str, str] = SHARED) -> Iterator[str]:
    """One sentence for each name that means several things, and for each listed name that does not."""
    places = class_names(modules)
    for name, paths in sorted(places.items()):
        if len(paths) > 1 and name not in shared:
            yield f"class {name} is defined in {', '.join(paths)}: give each a name of its own"
    for name in sorted(shared):
        if len(places.get(name, ())) < 2:
            yield f"class {name} is defined once by now: take it from the list in deploy/checks/class_names.py"


def main() -> None:
    """Print what is defined twice; exit with 1 when something is."""
    top = Path(__file__).parents[2]
    found = list(faults((path.relative_to(top).as_posix(), path.read_text()) for path in files(top)))
    for each in found:
        sys.stderr.write(each + "\n")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
