"""The audit trail of a brand that runs: exported by the command line, verified, and a changed row is named."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.e2e.rig import Brand, eventually


def _muster(brand: Brand, *words: str, code: int = 0) -> str:
    """Run `muster audit` as an administrator's shell does, and give what it said."""
    command = [sys.executable, "-m", "deploy.cli", "audit", *words]
    environment = {**os.environ, "MUSTER_KEY": brand.admin.key}
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment)
    assert ended.returncode == code, ended.stdout + ended.stderr
    return " ".join((ended.stdout + ended.stderr).split())


def _rows(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_text().splitlines()]


def _written(brand: Brand, playbook: str) -> None:
    """Write a playbook, and wait until the act and what came of it are in the chain."""
    steps = [{"title": "Call"}]
    brand.admin.put(f"/v1/playbooks/{playbook}", {"title": "Ash", "steps": steps, "statements": {}, "fits": None})

    def chained() -> bool:
        items = brand.admin.get("/v1/audit-trail?limit=200")["items"]
        return any(playbook in row["objects"] and row["outcome"] is not None for row in items)

    eventually(chained, f"the act on {playbook} in the chain")


def test_a_trail_is_exported_goes_on_and_names_a_row_that_was_changed(brand: Brand, tmp_path: Path) -> None:
    file = tmp_path / "trail.jsonl"
    here = ("--gateway", brand.state.gateway)
    _written(brand, "first")

    assert "Every row agrees" in _muster(brand, "verify", *here)
    first = _muster(brand, "export", str(file), *here)
    before = len(_rows(file))
    assert f"{before} rows were added" in first
    _written(brand, "second")
    _muster(brand, "export", str(file), *here)
    rows = _rows(file)
    assert [row["position"] for row in rows] == list(range(1, len(rows) + 1))
    assert len(rows) > before
    kept = f"{rows[-1]['position']}:{rows[-1]['hash']}"
    assert kept in _muster(brand, "verify", str(file), "--kept", kept)

    changed = [{**row, "at": "2020-01-01T00:00:00.000000Z"} if row["position"] == 2 else row for row in rows]
    file.write_text("".join(json.dumps(row) + "\n" for row in changed))
    said = _muster(brand, "verify", str(file), code=1)
    assert "was changed after it was chained" in said
    assert str(rows[1]["id"]) in said
