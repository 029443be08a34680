"""The figures of a run: zeros carry their bound, and all cases together have the smallest."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.faults.checkers.once import MESSAGE_STORED
from tests.faults.record import Answered, History, Row, Told
from tests.faults.report import (
    COLUMNS,
    MORE_COLUMNS,
    figures,
    longest_wait,
    table,
    together,
    write_figures,
    write_page,
    zero,
)
from tests.faults.scene import Case, Finding

FAULTS: dict[str, list[str]] = {
    name: [] for name in ("lost", "doubled", "double owners", "over capacity", "misordered")
}


def _nothing(_: object) -> None:
    """Break nothing."""


def _finding(name: str, acked: int, **faults: list[str]) -> Finding:
    answers = [Answered(1.0 + number / 10, [f"{name}-{number}"], 202, 0.01) for number in range(acked)]
    return Finding(Case(name, "says", _nothing), 7, History(answers), FAULTS | faults, 0.5, 0.0, 9.0)


@pytest.mark.parametrize(
    ("count", "of", "says"),
    [(0, 1_000_000, "0 (≤0.0003%)"), (0, 144, "0 (≤2.1%)"), (0, 0, "0"), (2, 144, "2")],
)
def test_a_zero_carries_its_bound(count: int, of: int, says: str) -> None:
    assert zero(count, of) == says


def test_all_cases_together_count_every_message_and_every_fault() -> None:
    found = together(
        [_finding("first", 100), _finding("second", 200, lost=["m-1 is not stored"], tasks=["a has none"])]
    )
    assert found.cells[:4] == ("all", "300", "1", "0 (≤1%)")
    assert found.cells[7] == "1"
    assert found.cells[-1] == "BROKEN"
    assert len(found.cells) == len(COLUMNS) + len(MORE_COLUMNS) == len(figures(_finding("first", 1)).cells)


def test_a_table_ends_with_all_cases(tmp_path: Path) -> None:
    findings = [_finding("first", 10), _finding("second", 20)]
    assert list(table(findings).columns[0].cells) == ["first", "second", "all"]
    write_page(findings, "python -m tests.faults", tmp_path / "report.html")
    assert re.findall(r"<td>(first|second|all)</td>", (tmp_path / "report.html").read_text()) == [
        "first",
        "second",
        "all",
    ]


def test_the_figures_are_a_table_of_markdown_too(tmp_path: Path) -> None:
    write_figures([_finding("first", 300)], tmp_path / "figures.md")
    head, line, first, whole = (tmp_path / "figures.md").read_text().splitlines()
    assert head.startswith("| case | acked | lost |")
    assert first.startswith("| first | 300 | 0 (≤1%) |")
    assert whole.startswith("| all | 300 | 0 (≤1%) |")
    assert {each.count("|") for each in (head, line, first, whole)} == {len(COLUMNS) + len(MORE_COLUMNS) + 1}


def test_the_longest_wait_is_from_the_first_answer_to_the_first_time_in_the_log() -> None:
    def told(message: str, logged_at: float) -> Told:
        return Told(0.0, MESSAGE_STORED, f"stored-{message}", "a", 1, {"message": message}, logged_at)

    rows: list[Row] = [
        Answered(9.0, ["m-1"], 503, 0.1),
        Answered(10.0, ["m-1", "m-2"], 202, 0.1),
        Answered(15.0, ["m-2"], 202, 0.1),
        told("m-1", 10.5),
        told("m-2", 17.0),
        told("m-2", 40.0),
        told("ours", 99.0),
    ]
    assert longest_wait(History(rows)) == pytest.approx(7.0)
    assert longest_wait(History()) == 0.0
