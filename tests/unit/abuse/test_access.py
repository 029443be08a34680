"""The access table names every operation, and agrees with what the routes declare but where a rule says more."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

from deploy.checks.api.document import gateway
from gateway.http.document import whole_document
from gateway.openapi import service_documents
from tests.abuse.access import ACTORS, FIELD, access_table, operations_of, proposed
from tests.support.documented_answers import is_forwarded

CELLS = {"yes", "401", "403", "404", "own"}


@cache
def _operations() -> dict[tuple[str, str], Any]:
    return operations_of(whole_document(gateway(dev_issuer=True), service_documents()))


def _row(method: str, path: str) -> list[str]:
    scopes = _operations()[method, path].get(FIELD)
    return proposed(method, path, scopes, is_forwarded=is_forwarded(path))


def test_every_operation_has_a_row_and_every_row_an_operation() -> None:
    missing = [",".join(_row(*key)) for key in sorted(_operations().keys() - access_table().keys())]
    assert not missing, "judge these and add them to tests/abuse/access.csv:\n" + "\n".join(missing)
    assert sorted(access_table().keys() - _operations().keys()) == []


@pytest.mark.parametrize("key", sorted(access_table()), ids=" ".join)
def test_a_row_never_allows_what_the_declared_scopes_refuse(key: tuple[str, str]) -> None:
    row = access_table()[key]
    assert set(row) == set(ACTORS)
    assert set(row.values()) <= CELLS
    declared = dict(zip(ACTORS, _row(*key)[2:], strict=True))
    more = {who for who in ACTORS if row[who] == "yes" and declared[who] != "yes"}
    assert more == set(), f"{key} declares {_operations()[key].get(FIELD)}"
