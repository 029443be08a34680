"""Every command of the whole API is in the audit trail, or is named as none, with a reason."""

from __future__ import annotations

import re

import pytest

from gateway.domain.audited import COMMANDS, NO_ACTS, is_act, objects_of
from gateway.domain.openapi import Operation, operations
from tests.support.documented_answers import _document

ALL = list(operations("", _document()))
COMMANDED = [each for each in ALL if each.method in COMMANDS]
READS = {"checkText", "previewGuideline"}  # asked with a body, and nothing is stored
NO_RECORDS = {"postEvents", "postWebhook", "createStreamTicket", "createDevToken", "deleteSession"}


@pytest.mark.parametrize("operation", COMMANDED, ids=lambda each: each.id)
def test_a_command_is_an_act_unless_it_is_named(operation: Operation) -> None:
    assert is_act(operation.method, operation) != (operation.id in READS | NO_RECORDS)


def test_what_is_named_as_no_act_is_there_and_has_a_reason() -> None:
    assert NO_ACTS.keys() == READS | NO_RECORDS
    assert NO_ACTS.keys() <= {each.id for each in COMMANDED}
    assert all(NO_ACTS.values())


def test_every_operation_has_a_name_of_its_own() -> None:
    assert len({each.id for each in ALL}) == len(ALL) > 150


def test_no_read_is_an_act() -> None:
    assert not [each.id for each in ALL if each.method == "GET" and is_act(each.method, each)]


def test_a_command_that_no_document_names_is_an_act() -> None:
    assert is_act("POST", None)
    assert not is_act("GET", None)


@pytest.mark.parametrize("operation", COMMANDED, ids=lambda each: each.id)
def test_the_ids_of_a_path_are_its_objects(operation: Operation) -> None:
    names = re.findall(r"\{(\w+)\}", operation.path)
    path = re.sub(r"\{(\w+)\}", r"the-\1", operation.path)
    assert objects_of(operation, path) == tuple(f"the-{name}" for name in names)
