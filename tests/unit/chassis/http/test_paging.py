"""Cursors: what was given out is read again, what was made up is refused by name. Pages end where their list ends."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import BaseModel

from chassis.http.paging import Cursor, after, after_id, etag, if_match, page_of, page_of_whole, page_within
from chassis.http.problem import Invalid

AT = datetime(2026, 4, 15, 12, 0, 0, 123000, UTC)


def sealed(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def made_up(*values: Any) -> str:
    return sealed(json.dumps(values, separators=(",", ":")).encode())


@pytest.mark.parametrize(
    ("values", "types"),
    [([AT, "c1"], (datetime, str)), ([7, "é"], (int, str)), (["anna"], (str,)), ([2**63 - 1], (int,))],
)
def test_a_cursor_gives_back_the_values_it_was_made_of(values: list[Any], types: tuple[type, ...]) -> None:
    assert Cursor.decode(Cursor.encode(values), types) == values


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "é",
        made_up("0001-01-01T00:00:00+14:00", "a"),
        made_up("9999-12-31T23:59:59-14:00", "a"),
        made_up("9999-12-31T23:59:59+00:00", "a"),
        made_up("2026-04-15T12:00:00", "a"),
        made_up("2026-04-15T14:00:00+02:00", "a"),
        made_up("2026-04-15", "a"),
        made_up(AT.isoformat(), "\ud800"),
        made_up(AT.isoformat(), "\0"),
        made_up(AT.isoformat(), 2**63),
        made_up(AT.isoformat(), True),
        made_up(AT.isoformat(), {"$ne": None}),
        made_up(AT.isoformat()),
        made_up(AT.isoformat(), "a", "b"),
        sealed(b"[" * 700),
        sealed(b"\xff"),
        sealed(json.dumps([AT.isoformat(), "a"]).encode()),
        Cursor.encode([AT, "a"]) + "=",
    ],
)
def test_a_made_up_cursor_is_refused_by_name(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        Cursor.decode(text, (datetime, str))
    assert refused.value.body["errors"][0]["pointer"] == "#query/cursor"


def test_a_page_gives_the_sort_key_its_next_page_begins_after() -> None:
    by_time = page_of(["a", "b"], str.upper, (AT, "b"))
    by_number = page_of(["a"], str.upper, (7, "a"))
    by_id = page_of(["a"], str.upper, ["a"])

    assert by_time.items == ["A", "B"]
    assert after(by_time.next, datetime) == (AT, "b")
    assert after(by_number.next, int) == (7, "a")
    assert after_id(by_id.next) == "a"


def test_the_first_page_begins_after_nothing_and_the_last_has_no_next() -> None:
    assert after(None, datetime) is None
    assert after_id(None) is None
    assert page_of(["a"], str.upper, None).next is None


def test_a_page_follows_only_where_one_more_item_was_read() -> None:
    def page(read: list[str]) -> tuple[list[str], bool]:
        shown = page_within(read, 2, str.upper, lambda each: [each])
        if shown.next is not None:
            assert after_id(shown.next) == shown.items[-1].lower()
        return shown.items, shown.next is not None

    assert page(["a", "b", "c"]) == (["A", "B"], True)
    assert page(["a", "b"]) == (["A", "B"], False)
    assert page([]) == ([], False)


def test_a_cursor_of_another_list_is_refused() -> None:
    with pytest.raises(Invalid):
        after(Cursor.encode([7, "a"]), datetime)
    with pytest.raises(Invalid):
        after(Cursor.encode([AT, "a"]), int)
    with pytest.raises(Invalid):
        after_id(Cursor.encode([AT, "a"]))


class Shown(BaseModel):
    preview: str


def test_a_tag_is_another_for_each_content_and_names_the_version_to_commands() -> None:
    one, other = (etag(7, Shown(preview=text)) for text in ("a", "b"))
    assert one != other
    assert [if_match(tag) for tag in (one, other, etag(7), f"W/{one}")] == [7, 7, 7, 7]


@pytest.mark.parametrize("tag", ['"7-xyz"', '"7-"', '"-0123456789abcdef"', "7", '"7-0123456789abcdef0"'])
def test_a_tag_that_was_never_given_is_refused(tag: str) -> None:
    with pytest.raises(Invalid):
        if_match(tag)


def test_a_short_list_is_paged_by_places_to_its_end() -> None:
    read: list[int] = []
    cursor = None
    for _ in range(3):
        page = page_of_whole(range(5), 2, cursor)
        read += page.items
        cursor = page.next
    assert (read, cursor) == ([0, 1, 2, 3, 4], None)
    assert page_of_whole([], 2, None).next is None
    assert page_of_whole(range(5), 5, None).next is None
    with pytest.raises(Invalid):
        page_of_whole(range(5), 2, made_up("x"))
