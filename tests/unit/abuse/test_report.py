"""The page of attacks says what each got, as text, whatever an answer held."""

from __future__ import annotations

import re
from pathlib import Path

from tests.abuse.attack import Attack, Finding
from tests.abuse.report import write_page


def _page(folder: Path, *findings: Finding) -> str:
    path = folder / "abuse" / "report.html"
    write_page(findings, "python -m tests.abuse --tier full (seed 7)", path)
    return path.read_text(encoding="utf-8")


def _finding(statuses: dict[int, int], *faults: str) -> Finding:
    return Finding(Attack("foreign_ids", "ids of <another> brand", print), 7, 1.5, statuses, faults, len(faults))


def test_what_an_answer_held_is_shown_as_text(tmp_path: Path) -> None:
    page = _page(tmp_path, _finding({200: 1}, "GET /x → 200: b'<script>alert(1)</script>'"))
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "ids of &lt;another&gt; brand" in page


def test_the_answers_are_a_bar_in_which_each_status_has_its_share(tmp_path: Path) -> None:
    page = _page(tmp_path, _finding({404: 3, 500: 1}))
    bars = re.findall(r'width="([\d.]+)" height="14" fill="(#\w+)" stroke="#fff"><title>(\d+): (\d+)', page)
    assert bars == [("420.0", "#35608f", "404", "3"), ("140.0", "#c0392b", "500", "1")]


def test_a_row_that_is_broken_stands_out_and_an_attack_without_answers_has_a_row_too(tmp_path: Path) -> None:
    page = _page(tmp_path, _finding({200: 1}, "shown"), _finding({}))
    assert page.count("<tr class=broken>") == 1
    assert page.count("<td>foreign_ids</td>") == 2
    assert "python -m tests.abuse --tier full (seed 7)" in page
