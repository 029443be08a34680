"""An exported audit trail is checked from the file alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deploy.cli.main import app
from deploy.keeping.audit_trail import _end_of
from gateway.domain.audit_chain import Head, append


def rows(count: int = 4) -> list[dict[str, Any]]:
    made, _ = append("klm", Head(), [{"id": f"r{number}", "kind": "act"} for number in range(1, count + 1)])
    return made


def written(folder: Path, lines: list[dict[str, Any]]) -> Path:
    file = folder / "klm.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in lines))
    return file


def verified(file: Path, *options: str) -> Result:
    return CliRunner().invoke(app, ["audit", "verify", str(file), *options])


def said(told: Result) -> str:
    return " ".join(told.output.split())


def test_a_file_as_it_was_exported_agrees_and_its_head_is_told(tmp_path: Path) -> None:
    made = rows()
    told = verified(written(tmp_path, made), "--kept", f"3:{made[2]['hash']}")
    assert told.exit_code == 0
    assert f"4:{made[3]['hash']}" in said(told).replace(" ", "")


def test_a_changed_row_is_named(tmp_path: Path) -> None:
    made = rows()
    made[1]["kind"] = "event"
    told = verified(written(tmp_path, made))
    assert told.exit_code == 1
    assert said(told) == "Row 2 (r2) was changed after it was chained."


def test_another_hash_than_the_kept_one_is_named(tmp_path: Path) -> None:
    told = verified(written(tmp_path, rows()), "--kept", f"3:{'a' * 64}")
    assert said(told) == "Row 3 (r3) has another hash than the one that was kept."


def test_a_file_whose_end_was_cut_off_does_not_reach_the_kept_head(tmp_path: Path) -> None:
    told = verified(written(tmp_path, rows()[:2]), "--kept", f"4:{'a' * 64}")
    assert told.exit_code == 1
    assert said(told) == "The file ends at 2, before the head 4 that was kept."


@pytest.mark.parametrize("line", ["no json", "[1]", '"text"'])
def test_a_line_that_is_no_row_is_named(tmp_path: Path, line: str) -> None:
    file = written(tmp_path, rows(1))
    file.write_text(file.read_text() + line + "\n")
    assert said(verified(file)) == "Line 2 is no row of an audit trail."


def test_a_head_that_is_none_is_refused(tmp_path: Path) -> None:
    assert verified(written(tmp_path, rows()), "--kept", "4").exit_code == 1


def test_a_file_that_broke_off_goes_on_behind_its_last_whole_line(tmp_path: Path) -> None:
    made = rows(3)
    file = written(tmp_path, made)
    whole = file.read_bytes()
    file.write_bytes(whole + b'{"position":4,"ha')
    assert _end_of(file) == Head(3, made[2]["hash"])
    assert file.read_bytes() == whole
    assert _end_of(tmp_path / "new.jsonl") == Head()
