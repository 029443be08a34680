"""Every field of an event that others see says what it means, in more than the words of its name."""

from contracts.generate import schema_of
from contracts.registry import NOTICES, PUBLIC_TOPICS, classes_of
from tests.contract.test_descriptions import properties, says_nothing

PUBLIC = {**classes_of(PUBLIC_TOPICS), **NOTICES}


def test_every_field_of_a_public_event_says_what_it_means() -> None:
    found = {where: each for type_, event in PUBLIC.items() for where, each in properties(type_, schema_of(event))}
    assert len(found) > 200
    silent = [
        where for where, each in found.items() if says_nothing(where.rpartition(".")[2], each.get("description", ""))
    ]
    assert silent == []
