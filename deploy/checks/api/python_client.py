"""The step of the client for Python: its types are those of the document."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

from deploy.checks.api.steps import STEP_SECONDS, TOP, Tools

MODELS = TOP / "clients/python/src/muster_client/models.py"
GENERATOR = "datamodel_code_generator"
FIRST_LINE = '"""The types of bodies, generated from the OpenAPI document: `make api ARGS=--write`."""'
FORM = (
    *("--input-file-type", "openapi", "--openapi-scopes", "schemas"),
    *("--output-model-type", "typing.TypedDict", "--target-python-version", "3.11", "--no-use-closed-typed-dict"),
    *("--use-standard-collections", "--use-union-operator", "--use-schema-description", "--use-field-description"),
    *("--disable-timestamp", "--formatters", "builtin", "--custom-file-header", FIRST_LINE),
)
"""Closed types would need another package at run time: what a body may not have is the API's to say."""


def generate_models(document: Path, target: Path) -> list[str]:
    """Write the types of the document's schemas."""
    if importlib.util.find_spec(GENERATOR) is None:
        return ["datamodel-code-generator is not installed: `make setup` installs it"]
    command = [sys.executable, "-m", GENERATOR, "--input", str(document), "--output", str(target), *FORM]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=STEP_SECONDS, check=False)
    return [] if ended.returncode == 0 else [f"no Python of it: {ended.stderr.strip()}"]


def models_current(tools: Tools, document: Path) -> list[str]:
    """Whether the committed types are what the document gives."""
    made = tools.room / "models.py"
    if wrong := generate_models(document, made):
        return wrong
    same = MODELS.is_file() and MODELS.read_bytes() == made.read_bytes()
    return [] if same else [f"{MODELS.relative_to(TOP)} is not current: write it with `make api ARGS=--write`"]
