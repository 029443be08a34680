"""What a channel says it brings is what its folder makes events of."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from channels.ports import Kind
from channels.registry import all_channels
from contracts.http.ingest import IngestItem

MADE_BY = {
    "message": "message",
    "edited": "edit",
    "deleted": "delete",
    "reaction": "reaction",
    "receipt": "receipt",
    "echo": "echo",
    "moved": "contact_moved",
    "thread_control": "thread_control",
}
"""Methods of `channels.canonical.Canon`, and the kinds of event they make."""
FOLDERS = {"x": "x", "messenger": "meta", "instagram": "meta", "whatsapp": "whatsapp", "email": "email"}


def test_the_table_above_has_every_kind_and_the_test_every_channel() -> None:
    assert set(MADE_BY.values()) == set(get_args(Kind))
    assert {*FOLDERS, "generic"} == all_channels().keys()


@pytest.mark.parametrize(("name", "folder"), FOLDERS.items())
def test_a_channel_brings_what_its_folder_makes(name: str, folder: str) -> None:
    texts = [path.read_text() for path in Path("channels", folder).rglob("*.py")]
    made = {MADE_BY[each] for text in texts for each in re.findall(r"canon\.(\w+)\(", text) if each in MADE_BY}
    assert all_channels()[name].abilities.brings == made


def test_the_generic_channel_brings_what_events_may_be_posted_but_conversions() -> None:
    union, *_ = get_args(IngestItem)
    posted = {get_args(each.model_fields["kind"].annotation)[0] for each in get_args(union)}
    assert all_channels()["generic"].abilities.brings == posted - {"conversion"}


@pytest.mark.parametrize("name", sorted(all_channels()))
def test_a_channel_says_that_it_publishes_where_it_has_a_way_to(name: str) -> None:
    found = all_channels()[name]
    assert found.abilities.publishes == (found.publishing is not None)


@pytest.mark.parametrize("name", sorted(all_channels()))
def test_a_channel_says_that_it_withdraws_where_it_has_a_way_to_and_replies_stand(name: str) -> None:
    found = all_channels()[name]
    assert bool(found.abilities.withdraws) == (found.withdrawing is not None)
    assert found.abilities.withdraws <= found.abilities.replies
