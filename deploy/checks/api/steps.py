"""The steps of the check: each takes the document's file and gives what is wrong in sentences."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from deploy.checks.api.linting import findings

TOP = Path(__file__).parents[3]
CLIENT = TOP / "clients/typescript"
SCHEMA = CLIENT / "src/schema.ts"
STEP_SECONDS = 120.0  # each takes one or two; on a machine that is busy with others, ten
TYPES = ("--root-types", "--root-types-no-schema-prefix", "--default-non-nullable=false")
"""Each schema has a type of its own name, and what has a default may be left out."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What the steps call: Node, the folder of its packages, and where this run may write."""

    node: str
    packages: Path
    room: Path

    def call(self, script: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a script of a package in the client's folder, with nothing told to anybody."""
        quiet = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_COLOR": "1"}
        return subprocess.run(
            [self.node, str(self.packages / script), *arguments],
            cwd=CLIENT,
            env={**os.environ, **quiet},
            capture_output=True,
            text=True,
            timeout=STEP_SECONDS,
            check=False,
        )


def lint(tools: Tools, document: Path) -> list[str]:
    """Redocly's `recommended` rules; a warning is as wrong as an error."""
    return list(findings(tools.call("@redocly/cli/bin/cli.js", "lint", str(document), "--format=json").stdout))


def validate(_: Tools, document: Path) -> list[str]:
    """The schema of OpenAPI 3.1 itself."""
    if importlib.util.find_spec("openapi_spec_validator") is None:
        return ["openapi-spec-validator is not installed: `make setup` installs it"]
    command = [sys.executable, "-m", "openapi_spec_validator", str(document)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=STEP_SECONDS, check=False)
    return [] if ended.returncode == 0 else [f"no OpenAPI 3.1: {(ended.stdout + ended.stderr).strip()}"]


def generate(tools: Tools, document: Path, target: Path) -> list[str]:
    """Write the TypeScript of the document."""
    ended = tools.call("openapi-typescript/bin/cli.js", str(document), "-o", str(target), *TYPES)
    return [] if ended.returncode == 0 else [f"no TypeScript of it: {ended.stderr.strip()}"]


def current(tools: Tools, document: Path) -> list[str]:
    """Whether the committed TypeScript is what the document gives."""
    made = tools.room / "schema.ts"
    if wrong := generate(tools, document, made):
        return wrong
    same = SCHEMA.is_file() and SCHEMA.read_bytes() == made.read_bytes()
    return [] if same else [f"{SCHEMA.relative_to(TOP)} is not current: write it with `make api ARGS=--write`"]


def compiles(tools: Tools, _: Path) -> list[str]:
    """Whether TypeScript takes it in strict mode, and allows and refuses what `test/types.ts` says."""
    return _compiled(tools, CLIENT / "test")


def build(tools: Tools) -> list[str]:
    """Write the client to `dist`, as it would be published."""
    return _compiled(tools, CLIENT)


def works(tools: Tools, _: Path) -> list[str]:
    """Whether the built client does what its tests say; nothing in them is connected."""
    if wrong := build(tools):
        return wrong
    ended = run_tests(tools.node, "offline.test.js", {})
    return [] if ended.returncode == 0 else [f"a test of the TypeScript client fails:\n{ended.stdout.strip()}"]


def run_tests(node: str, name: str, variables: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a file of tests of the built client."""
    return subprocess.run(
        [node, "--test", f"test/{name}"],
        cwd=CLIENT,
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        timeout=STEP_SECONDS,
        check=False,
    )


def _compiled(tools: Tools, project: Path) -> list[str]:
    ended = tools.call("typescript/bin/tsc", "--project", str(project))
    return ended.stdout.strip().splitlines() if ended.returncode else []
