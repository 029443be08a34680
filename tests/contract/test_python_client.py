"""The types for Python know every schema, and need nothing but Python."""

from __future__ import annotations

import re

from deploy.checks.api.document import served
from deploy.checks.api.python_client import FIRST_LINE, MODELS

TYPE = re.compile(r"^(?:class )?([A-Za-z_]+)(?:\(|: TypeAlias|\s=)", re.MULTILINE)
IMPORTED = re.compile(r"^(?:from|import) (\S+)", re.MULTILINE)


def test_every_schema_has_its_type() -> None:
    made = set(TYPE.findall(MODELS.read_text()))
    assert served()["components"]["schemas"].keys() - made == set(), "write it with `make api ARGS=--write`"


def test_the_types_say_that_they_are_generated_and_import_the_standard_library_alone() -> None:
    text = MODELS.read_text()
    assert text.startswith(FIRST_LINE)
    assert set(IMPORTED.findall(text)) <= {"__future__", "typing"}
