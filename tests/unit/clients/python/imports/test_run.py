"""A run goes on where the import stands, writes down what was refused, and says how it ended."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from muster_client.imports.__main__ import main
from muster_client.imports.files import fingerprint
from tests.support.answered import Answered, problem, said
from tests.support.exports import a_chatwoot_contact as a_contact
from tests.support.exports import lines


def an_import(**fields: Any) -> dict[str, Any]:
    tally = {"stored": 1, "duplicate": 0, "rejected": 0}
    counts = {"contacts": tally, "conversations": tally, "messages": tally}
    plain = {"id": "i1", "source": "chatwoot", "name": "chatwoot all.ndjson", "integration": None, "state": "open"}
    return {**plain, "position": None, "counts": counts, **fields}


def a_page(*imports: dict[str, Any]) -> Any:
    return said({"items": list(imports), "next": None})


def an_answer(*errors: dict[str, str]) -> Any:
    results = [{"index": 0, "errors": list(errors)}]
    return said({"results": results if errors else [], "counts": {}, "position": None})


def run(rig: Answered, path: Path, *more: str) -> int:
    refusals = path.parent / "refusals.ndjson"
    given = ["chatwoot", str(path), "--url", "http://muster", "--key", "k", "--refusals", str(refusals), *more]
    return main(given, rig.http())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Give an export of three people."""
    return lines(tmp_path / "all.ndjson", *[a_contact(number) for number in range(3)])


def test_a_new_import_is_begun_filled_and_finished(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rig = Answered([a_page(), said(an_import(), 201), an_answer(), said(an_import(state="finished"))])
    assert run(rig, path) == 0
    begun, items = (json.loads(rig.asked[number].content) for number in (1, 2))
    assert begun == {"source": "chatwoot", "name": "chatwoot all.ndjson", "integration": None}
    assert [each["external_id"] for each in items["items"]] == ["0", "1", "2"]
    assert items["position"] == f"{fingerprint(path)} 3"
    assert "contacts: 1 stored, 0 there already, 0 refused" in capsys.readouterr().out


def test_an_open_import_of_the_name_goes_on_behind_its_position(path: Path) -> None:
    open_one = an_import(position=f"{fingerprint(path)} 2")
    rig = Answered([a_page(an_import(id="i0", state="finished"), open_one), an_answer(), said(an_import())])
    run(rig, path)
    assert [each["external_id"] for each in json.loads(rig.asked[1].content)["items"]] == ["2"]


def test_an_export_that_has_changed_is_read_from_its_beginning(path: Path) -> None:
    rig = Answered([a_page(an_import(position="another 2")), an_answer(), said(an_import())])
    run(rig, path)
    assert len(json.loads(rig.asked[1].content)["items"]) == 3


def test_handles_are_those_of_the_integrations_channel(path: Path) -> None:
    path = lines(path, a_contact(email="sam@mail.example", phone_number="+31612345678"))
    answers = [said({"channel": "whatsapp"}), a_page(), said(an_import(), 201), an_answer(), said(an_import())]
    rig = Answered(answers)
    run(rig, path, "--integration", "aurora_wa")
    assert json.loads(rig.asked[3].content)["items"][0]["handles"] == ["31612345678"]


def test_what_is_refused_is_written_down_and_makes_the_command_fail(path: Path) -> None:
    path = lines(path, "{broken", a_contact())
    error = {"pointer": "/items/0/external_id", "detail": "was imported before", "code": "conflict"}
    rig = Answered([a_page(), said(an_import(), 201), an_answer(error), said(an_import())])
    assert run(rig, path) == 1
    written = [json.loads(each) for each in (path.parent / "refusals.ndjson").read_text().splitlines()]
    assert written == [
        {"place": "all.ndjson:1", "pointer": None, "why": "is not JSON"},
        {"place": "all.ndjson:2", "pointer": "/external_id", "why": "conflict: was imported before"},
    ]


def test_a_refusal_of_the_api_ends_the_run_and_says_that_it_can_go_on(
    path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rig = Answered([problem(403, "missing_scope")])
    assert run(rig, path) == 1
    assert "goes on where it stopped" in capsys.readouterr().err


def test_an_interruption_ends_the_run_with_its_own_code(path: Path) -> None:
    assert run(Answered([KeyboardInterrupt()]), path) == 130
