"""The types for TypeScript know every operation, and their lock names no host."""

from __future__ import annotations

import json

from deploy.checks.api.document import served
from deploy.checks.api.steps import CLIENT, SCHEMA
from tests.contract.openapi_documents import operations


def test_every_operation_has_its_type() -> None:
    text = SCHEMA.read_text()
    names = [operation["operationId"] for _, _, operation in operations(served())]
    assert [name for name in names if f"\n    {name}: {{\n" not in text] == [], "write it with `make api ARGS=--write`"


def test_the_lock_names_no_host_and_pins_each_package() -> None:
    text = (CLIENT / "package-lock.json").read_text()
    packages = {name: entry for name, entry in json.loads(text)["packages"].items() if name}
    assert "://" not in text
    assert [name for name, entry in packages.items() if "integrity" not in entry] == []
