"""A task as a document, between builds that store other fields."""

from dataclasses import replace

from services.routing.domain.handover import Handover
from services.routing.domain.invitation import Invitation
from services.routing.domain.task import Task
from services.routing.persistence.task_documents import from_document, to_document
from tests.support.routing.builders import NOON, a_task

PLACEMENT_OF_OLDER_BUILDS = {"queue", "team", "required", "priority", "rule", "workflow_version"}


def transferred(task: Task) -> Task:
    return replace(task, placement=replace(task.placement, transferred_by="boss"))


def handed_over(task: Task) -> Task:
    handover = Handover(NOON, "anna", "anna", "general", None, "crisis", "invoice", "a note")
    return replace(task, handovers=(handover,))


def invited(task: Task) -> Task:
    return replace(task, invitations=(Invitation("ben", "anna", "why", NOON, NOON, "open", NOON),))


def test_a_task_comes_back_as_it_was_stored() -> None:
    for task in (a_task(), transferred(a_task()), handed_over(a_task()), invited(a_task())):
        assert from_document(to_document(task)) == task


def test_a_build_that_knows_no_transfers_reads_what_this_one_stores() -> None:
    assert set(to_document(transferred(a_task()))["placement"]) == PLACEMENT_OF_OLDER_BUILDS


def test_a_task_of_an_older_build_was_transferred_by_nobody() -> None:
    document = to_document(a_task())
    del document["transferred_by"], document["handovers"], document["invitations"]
    assert from_document(document).placement.transferred_by is None
    assert from_document(document).handovers == ()
    assert from_document(document).invitations == ()


def test_fields_that_a_newer_build_stores_are_left_alone() -> None:
    document = to_document(handed_over(a_task()))
    for part in (document["placement"], document["facts"], *document["decisions"], *document["handovers"]):
        part["newer"] = 1
    assert from_document(document) == handed_over(a_task())
