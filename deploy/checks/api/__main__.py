"""`python -m deploy.checks.api`: check the OpenAPI document and its clients; `--write` writes their types anew."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from deploy.checks.api import node, python_client, steps
from deploy.checks.api.document import served
from deploy.stack.errors import StackError

CHECKS: tuple[Callable[[steps.Tools, Path], list[str]], ...] = (
    steps.lint,
    steps.validate,
    steps.current,
    steps.compiles,
    steps.works,
    python_client.models_current,
)


def wrong(*, write: bool) -> list[str]:
    """What is wrong, in sentences; raises StackError when a tool is missing."""
    npm = node.npm_command()
    node.install(steps.CLIENT, npm)
    with tempfile.TemporaryDirectory() as room:
        document = Path(room) / "openapi.json"
        document.write_text(json.dumps(served()))
        tools = steps.Tools(npm[0], steps.CLIENT / "node_modules", Path(room))
        if write and (failed := _written(tools, document)):
            return failed
        with ThreadPoolExecutor() as pool:
            results = pool.map(lambda check: check(tools, document), CHECKS)
            return [each for result in results for each in result]


def _written(tools: steps.Tools, document: Path) -> list[str]:
    """Write the types of the clients anew; what went wrong."""
    failed = steps.generate(tools, document, steps.SCHEMA)
    return failed + python_client.generate_models(document, python_client.MODELS)


def main() -> None:
    """Say what is wrong; exit with 1 when something is."""
    try:
        found = wrong(write="--write" in sys.argv[1:])
    except StackError as missing:
        found = [str(missing)]
    for each in found:
        sys.stderr.write(each + "\n")
    if not found:
        sys.stdout.write("The OpenAPI document and the types of its clients are sound.\n")
    raise SystemExit(1 if found else 0)


if __name__ == "__main__":
    main()
