"""Runs Schemathesis on the whole OpenAPI document, as a program of its own, and reads what it did from its report.

It stands in an environment of its own, `.muster/schemathesis`, which `make abuse ARGS="--attack schemas"` makes.
"""

from __future__ import annotations

import copy
import json
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

PROGRAM = Path(".muster/schemathesis/bin/schemathesis")
PHASES = ("examples", "coverage", "fuzzing", "stateful")
CHECKS = (
    *("not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance"),
    *("response_schema_conformance", "negative_data_rejection", "missing_required_header"),
    *("use_after_free", "ensure_resource_availability"),
)
"""Not among them: that whatever fits its schema is taken, since rules say more than schemas can; and that no credential
is ignored, since the one of the run stands beside those that are made up. `access_table` asks without it."""

LEFT_OUT: Mapping[str, str] = {
    "DELETE /v1/keys/{key_id}": "ends the very key that asks, which then tests nothing but 401",
    "PATCH /v1/people/{person_id}": "takes the roles of the person whose key asks, which then tests nothing but 403",
    "GET /v1/stream": "never ends, as it should",
    "POST /v1/webhooks/{integration}": "takes a platform's own media types under its signature: `webhook_signatures`",
}
"""Operations that the run does not call, each with its reason."""

EXAMPLES = 12  # bodies at random for each operation: the coverage phase has the edges already
RUN_SECONDS = 900.0
FITTING = range(200, 300)


@dataclass(slots=True)
class SchemaRun:
    """What a run did: answers by status and by phase, links by source and target, and what was wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    taken: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    links: set[tuple[str, str]] = field(default_factory=set)
    links_known: int = 0
    ended: set[str] = field(default_factory=set)
    faults: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def missing(self) -> list[str]:
        """Phases that came to no end."""
        return [phase for phase in PHASES if phase not in self.ended]

    def in_words(self) -> str:
        """How much of what was asked in each phase was taken, and which links were followed."""
        phases = ", ".join(f"{phase} {self.taken[phase]} of {self.asked[phase]}" for phase in PHASES)
        return f"taken (2xx): {phases}; links: {len(self.links)} followed, {self.links_known} known"


def run(document: Mapping[str, Any], url: str, key: str, seed: int) -> SchemaRun:
    """Play every phase against a gateway, as whoever has the key.

    Raises:
        FileNotFoundError: Schemathesis is not installed.
    """
    with tempfile.TemporaryDirectory(prefix="muster-schemas-") as folder:
        schema, report = Path(folder, "openapi.json"), Path(folder, "events.ndjson")
        schema.write_text(json.dumps(document))
        command = [str(PROGRAM.absolute()), "run", str(schema), "--url", url, "--report-ndjson-path", str(report)]
        command += ["--header", f"Authorization: Bearer {key}", "--seed", str(seed), "--phases", ",".join(PHASES)]
        command += ["--checks", ",".join(CHECKS), "--max-examples", str(EXAMPLES), "--no-shrink"]
        command += ["--continue-on-failure", "--workers", "4", "--request-timeout", "30"]
        for operation in LEFT_OUT:
            command += ["--exclude-name", operation]
        subprocess.run(command, cwd=folder, capture_output=True, timeout=RUN_SECONDS, check=False)
        with report.open(encoding="utf-8") as lines:
            return read(json.loads(line) for line in lines)


def knowing(document: Mapping[str, Any], ids: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The document with an id of what is there as the example of each path parameter, by its name."""
    known: dict[str, Any] = copy.deepcopy(dict(document))
    for operation in (each for item in known["paths"].values() for each in item.values() if isinstance(each, dict)):
        for parameter in operation.get("parameters", ()):
            if parameter["in"] == "path" and (found := ids.get(parameter["name"])):
                parameter["example"] = found[0]
    return known


def read(events: Iterable[Mapping[str, Any]]) -> SchemaRun:
    """What the events of a report say."""
    found = SchemaRun()
    for event in events:
        for kind, what in event.items():
            if kind == "PhaseStarted" and what["phase"]["name"] == "stateful":
                found.links_known = (what.get("payload") or {}).get("transitions_total", 0)
            elif kind == "PhaseFinished":
                found.ended |= {what["phase"]["name"]} if what["status"] in {"success", "failure"} else set()
            elif kind == "ScenarioFinished":
                _add(found, what["phase"], what["recorder"])
            elif kind in {"NonFatalError", "FatalError"}:
                found.faults[kind, str(what.get("label"))] = f"{kind}: {json.dumps(what)[:500]}"
    return found


def _add(found: SchemaRun, phase: str, recorder: Mapping[str, Any]) -> None:
    cases = recorder.get("cases") or {}
    for id_, interaction in (recorder.get("interactions") or {}).items():
        answer = interaction.get("response")
        if answer is None:
            found.faults["no answer", recorder["label"]] = f"no answer: {_told(cases, id_)}"
            continue
        status = int(answer["status_code"])
        found.statuses[status] += 1
        found.asked[phase] += 1
        if status in FITTING:
            found.taken[phase] += 1
            found.links |= set(_links(recorder["label"], cases.get(id_, {}).get("value", {})))
    for id_, checks in (recorder.get("checks") or {}).items():
        for check in checks:
            if check["status"] == "failure":
                failure = check["failure_info"]["failure"]
                said = f"{check['name']}: {failure['message']} · {_told(cases, id_)}"
                found.faults.setdefault((check["name"], str(failure.get("operation"))), said)


def _links(label: str, case: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The operations whose answers a case took its values from."""
    target = f"{case.get('method')} {case.get('path')}"
    for draw in (case.get("meta") or {}).get("pool_draws") or ():
        if draw["source_status"] in FITTING:
            yield draw["source_operation"], target


def _told(cases: Mapping[str, Any], id_: str) -> str:
    """A case in one line."""
    case = cases.get(id_, {}).get("value", {})
    values = {name: case[name] for name in ("path_parameters", "query", "body") if case.get(name) is not None}
    return f"{case.get('method')} {case.get('path')} {json.dumps(values)[:600]}"
