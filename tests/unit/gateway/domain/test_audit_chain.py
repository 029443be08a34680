"""A chain shows the first row that was changed, taken out or moved; what it cannot show by itself, a kept head does."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.domain.audit_chain import BEGIN_HASH, ChainBroken, Fault, Head, append, canonical, follow_all, hash_of

Rows = list[dict[str, Any]]


def chain(count: int = 5) -> Rows:
    rows, _ = append("klm", Head(), [{"id": f"r{number}", "status": 200} for number in range(1, count + 1)])
    return rows


def fault_of(rows: Rows, kept: tuple[Head, ...] = ()) -> Fault:
    with pytest.raises(ChainBroken) as broken:
        follow_all("klm", Head(), rows, kept)
    return broken.value.fault


def test_a_chain_as_it_was_chained_agrees_up_to_its_head() -> None:
    rows = chain()
    assert follow_all("klm", Head(), rows) == Head(5, rows[-1]["hash"])
    assert rows[0]["previous"] == BEGIN_HASH


def test_chaining_in_two_pieces_makes_the_same_chain() -> None:
    first, head = append("klm", Head(), [{"id": "r1", "status": 200}, {"id": "r2", "status": 200}])
    second, _ = append("klm", head, [{"id": f"r{number}", "status": 200} for number in (3, 4, 5)])
    assert first + second == chain()


@pytest.mark.parametrize("field", ["id", "status", "brand", "previous"])
def test_a_changed_field_is_named_with_its_row(field: str) -> None:
    rows = chain()
    rows[2][field] = "another"
    fault = fault_of(rows)
    assert (fault.position, fault.reason) == (3, "changed")


def test_a_field_that_was_added_is_a_change() -> None:
    rows = chain()
    rows[2]["more"] = ""
    assert fault_of(rows) == Fault(3, "r3", "changed")


def test_a_row_that_was_taken_out_is_missing() -> None:
    rows = chain()
    del rows[1]
    assert fault_of(rows) == Fault(2, None, "missing")


def test_the_first_rows_taken_out_are_missing() -> None:
    assert fault_of(chain()[2:]) == Fault(1, None, "missing")


def test_swapped_rows_stand_where_they_do_not_belong() -> None:
    rows = chain()
    rows[1], rows[2] = rows[2], rows[1]
    assert fault_of(rows) == Fault(2, None, "missing")
    rows = chain()
    rows[1]["position"], rows[2]["position"] = 3, 2
    rows[1], rows[2] = rows[2], rows[1]
    assert fault_of(rows) == Fault(2, "r3", "changed")


def test_a_row_that_stands_twice_is_moved() -> None:
    rows = chain()
    assert fault_of([*rows[:3], rows[2], *rows[3:]]) == Fault(3, "r3", "moved")


def test_a_changed_row_with_its_hash_made_anew_is_seen_at_the_row_after_it() -> None:
    rows = chain()
    rows[2]["status"] = 500
    rows[2]["hash"] = hash_of(rows[2])
    assert fault_of(rows) == Fault(4, "r4", "not_linked")


def test_a_row_of_another_brand_does_not_follow() -> None:
    rows, _ = append("other", Head(), [{"id": "r1"}])
    assert fault_of(rows) == Fault(1, "r1", "changed")


def forged() -> Rows:
    """A chain whose tail was written anew from its third row on, with all hashes of it."""
    kept = chain()[:2]
    tail, _ = append("klm", Head(2, kept[-1]["hash"]), [{"id": f"f{number}"} for number in (3, 4, 5)])
    return kept + tail


def test_a_tail_made_anew_agrees_with_itself() -> None:
    assert follow_all("klm", Head(), forged()).position == 5


def test_a_tail_made_anew_is_shown_by_a_head_that_was_kept() -> None:
    true = chain()
    assert fault_of(forged(), (Head(4, true[3]["hash"]),)) == Fault(4, "f4", "not_kept")


def test_a_head_from_before_the_forgery_shows_nothing() -> None:
    true = chain()
    assert follow_all("klm", Head(), forged(), (Head(2, true[1]["hash"]),)).position == 5


def test_a_row_has_the_same_bytes_whatever_the_order_of_its_members() -> None:
    assert canonical({"b": "ü\n", "a": [1], "hash": "x"}) == '{"a":[1],"b":"ü\\n"}'.encode()
    assert canonical({"a": [1], "b": "ü\n"}) == canonical({"b": "ü\n", "a": [1]})


def test_what_no_chainer_writes_is_a_change_and_no_accident() -> None:
    rows = chain()
    rows[0]["status"] = object()
    rows[0]["id"] = "\ud800"
    assert fault_of(rows).reason == "changed"
    rows = chain()
    rows[1]["position"] = "2"
    assert fault_of(rows) == Fault(2, "r2", "changed")
