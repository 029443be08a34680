"""The guide to moving, word for word: the history is there, nobody was told, and who writes next is the same person."""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.e2e.rig import Brand, eventually
from tests.support.snippets import Terminal, snippets_of

TOP = Path(__file__).resolve().parents[2]
GUIDE = TOP / "docs/guides/moving-from-another-tool.md"
COUNTS = """contacts: 1 stored, 0 there already, 0 refused
conversations: 1 stored, 0 there already, 0 refused
messages: 2 stored, 0 there already, 0 refused
"""


def found(printed: str) -> Any:
    (conversation,) = json.loads(printed)["items"]
    return conversation


def test_the_guide_brings_a_history_in_and_a_second_run_finds_it_there(brand: Brand, tmp_path: Path) -> None:
    page = snippets_of(GUIDE.read_text("utf-8"))
    variables = {
        "MUSTER_URL": brand.state.gateway,
        "MUSTER_KEY": brand.admin.key,
        "INTEGRATION": brand.generic.id,
        "PYTHONPATH": str(TOP / "clients/python/src"),
        "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]]),
    }
    with Terminal(tmp_path, variables) as terminal:
        terminal.save(page)
        assert COUNTS in terminal.run(page["import"])
        imported = found(terminal.run(page["find"]))
        assert COUNTS.replace("1 stored, 0 there", "0 stored, 1 there").replace("2 stored, 0", "0 stored, 2") in (
            terminal.run(page["import"])
        )
    assert all(line in GUIDE.read_text("utf-8") for line in COUNTS.splitlines())
    assert (imported["imported"], imported["status"], imported["imported_from"]["external_id"]) == (
        True,
        "resolved",
        "35",
    )
    person = {"external_id": "sam@mail.example", "name": "Sam"}
    said = {"kind": "message", "external_id": "m-1", "contact": person, "text": "Me again, where is it?"}
    assert brand.post({**said, "at": datetime.now(UTC).isoformat()}).status == 202
    live = eventually(lambda: next(iter(brand.every("/v1/conversations", status="open")), None), "the new conversation")
    assert live["contact"] == imported["contact"]
    eventually(lambda: [each["conversation"] for each in brand.every("/v1/tasks")] == [live["id"]], "its task alone")
    eventually(lambda: brand.counted("volume_in") == 1, "the message counted alone")
    assert brand.ledger()["received"] == 1
    assert [each["kind"] for each in brand.every("/v1/audit")].count("import_finished") == 2
