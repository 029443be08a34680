"""What happens to posts and comments of a Page after they were made."""

from __future__ import annotations

import json
from typing import Any

from channels.ports import ParseResult
from contracts.channel import MessageEdited, ReactionChanged
from tests.support.channels.rig import parsed

MADE = 1_795_693_000


def told(time: int, **value: Any) -> ParseResult:
    person = {"id": "43", "name": "Bo"}
    change = {"field": "feed", "value": {"post_id": "p", "from": person, "created_time": MADE, **value}}
    body = {"object": "page", "entry": [{"id": "61", "time": time, "changes": [change]}]}
    return parsed("messenger", json.dumps(body).encode())


def edit(time: int, text: str) -> MessageEdited:
    (event,) = told(time, item="comment", verb="edited", comment_id="p_9", message=text).events
    assert isinstance(event, MessageEdited)
    return event


def reaction(time: int, verb: str) -> ReactionChanged:
    (event,) = told(time, item="reaction", verb=verb, reaction_type="wow").events
    assert isinstance(event, ReactionChanged)
    return event


def test_the_same_edit_made_again_after_another_one_is_another_event_and_told_again_it_is_the_same() -> None:
    edits = [edit(MADE + 1, "A"), edit(MADE + 2, "B"), edit(MADE + 3, "A")]
    assert len({each.id for each in edits}) == 3
    assert [int(each.at.timestamp()) for each in edits] == [MADE + 1, MADE + 2, MADE + 3]
    assert edit(MADE + 3, "A").id == edits[2].id
    assert edit(MADE + 3, "C").id != edits[2].id


def test_a_reaction_and_its_withdrawal_have_the_times_at_which_they_were_made() -> None:
    put, taken_back = reaction(MADE + 1, "add"), reaction(MADE + 2, "remove")
    assert (put.reaction, taken_back.reaction) == ("wow", None)
    assert put.at < taken_back.at
