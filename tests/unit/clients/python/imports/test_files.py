"""Exports are read a record at a time, and what cannot be read says where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from muster_client.imports.files import Record, Refused, files_of, fingerprint, records_of
from tests.support.exports import lines, whole


def read(path: Path) -> list[object]:
    return [each.value.get("id") if isinstance(each, Record) else (each.place, each.why) for each in records_of(path)]


def test_lines_that_are_broken_or_of_another_encoding_are_refused_for_themselves(tmp_path: Path) -> None:
    latin = '{"id": 3, "name": "Zoë"}'.encode("latin-1")
    path = lines(tmp_path / "all.ndjson", {"id": 1}, '{"id": 2', latin, "", "[4]", {"id": 5})
    assert read(path) == [
        1,
        ("all.ndjson:2", "is not JSON"),
        ("all.ndjson:3", "is not UTF-8, nor UTF-16 with its mark"),
        ("all.ndjson:5#0", "is no object"),
        5,
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings_that_say_what_they_are_are_read(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "all.ndjson"
    path.write_bytes('{"id": "Zoë"}\r\n{"id": 2}\r\n'.encode(encoding))
    assert read(path) == ["Zoë", 2]


def test_pages_as_apis_answer_them_are_read_whichever_member_has_the_records(tmp_path: Path) -> None:
    whole(tmp_path / "1.json", {"meta": {}, "payload": [{"id": 1}]})
    whole(tmp_path / "2.json", {"data": {"meta": {}, "payload": [{"id": 2}]}})
    whole(tmp_path / "3.json", {"tickets": [{"id": 3}], "next_page": None})
    whole(tmp_path / "4.json", [{"id": 4}])
    whole(tmp_path / "5.json", {"id": 5, "messages": [{"id": 6}]})
    lines(tmp_path / "6.json", {"id": 7}, {"id": 8})
    (tmp_path / "notes.txt").write_text("no export")
    assert read(tmp_path) == [1, 2, 3, 4, 5, 7, 8]


def test_lines_are_read_as_they_are_asked_for(tmp_path: Path) -> None:
    path = lines(tmp_path / "all.ndjson", {"id": 1}, *[{"id": 2}] * 50_000)
    reading = records_of(path)
    assert isinstance(first := next(reading), Record)
    assert first.value == {"id": 1}
    path.unlink()  # the open file is read on, and nothing else was read of it
    assert sum(1 for _ in reading) == 50_000


def test_an_export_that_changed_has_another_fingerprint(tmp_path: Path) -> None:
    lines(tmp_path / "all.ndjson", {"id": 1})
    before = fingerprint(tmp_path)
    assert fingerprint(tmp_path) == before
    lines(tmp_path / "all.ndjson", {"id": 1}, {"id": 2})
    assert fingerprint(tmp_path) != before


def test_a_folder_without_an_export_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="ndjson"):
        files_of(tmp_path)


def test_a_place_is_that_of_the_file_in_its_folder(tmp_path: Path) -> None:
    whole(tmp_path / "messages/9.json", {"payload": [{"id": 1}, 2]})
    assert [each.place for each in records_of(tmp_path)] == ["messages/9.json#0", "messages/9.json#1"]
    assert isinstance(list(records_of(tmp_path))[1], Refused)
