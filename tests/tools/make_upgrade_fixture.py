"""Makes the data by which later builds try their upgrade: brands as the build of a checkout stores and publishes them.

`python -m tests.tools.make_upgrade_fixture CHECKOUT FOLDER` starts the stack of the checkout in a home of its own, lets
invented people write, work and declare an incident, and keeps what then stands in MongoDB and in the log. Run it for
each release, on its own tree, and add the folder to `tests/fixtures/upgrade`. It uses the libraries installed here.
"""

from __future__ import annotations

import asyncio
import base64
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from chassis.messaging.headers import text
from contracts.registry import TOPICS
from deploy.keeping.backup import take_backup
from deploy.keeping.installation import Installation
from deploy.keeping.log_parts import scanning
from deploy.local.api import Api
from deploy.local.state import BrandAccess, LocalState
from deploy.local.topics import make_topics

SEAL_KEY = "b2YgYSBmaXh0dXJlLCBvZiBubyBzZWNyZXQgYXQgYWw="  # 32 bytes that seal invented secrets alone
RECORDS_OF_A_TYPE = 3
WAIT_SECONDS = 60.0
QUIET_SECONDS = 6.0  # after the last conversation: numbers, stories and tasks follow within a few
TYPE_HEADER = "ce_type"
SAID = (
    ("rosa", "Rosa Invented", "My suitcase did not arrive with the flight of this morning."),
    ("tom", "Tom Invented", "Is the desk at the station open on Sunday?"),
    ("rosa", "Rosa Invented", "It is blue and has a red ribbon."),
    ("ada", "Ada Invented", "This is a scandal, I want my money back!"),
    ("bo", "Bo Invented", "Thank you, that was quick."),
    ("cleo", "Cleo Invented", "I cannot sign in any more, what do I do?"),
    ("dan", "Dan Invented", "The flight is cancelled, who tells me when the next one goes?"),
    ("tom", "Tom Invented", "Hello? Anybody there?"),
)


def make(checkout: Path, folder: Path) -> dict[str, Any]:
    """Write the fixture into an empty folder; returns what `made.json` says of it."""
    with tempfile.TemporaryDirectory() as home, started(checkout, Path(home)) as state:
        brand = next(iter(state.brands))
        live(state, state.brands[brand])
        asyncio.run(make_topics(state.kafka, ""))  # those that only this build reads; the older one has none of them
        at = Installation(state.mongo, state.kafka, "", base64.b64decode(SEAL_KEY))
        manifest = asyncio.run(take_backup(at, folder, None, print))
        records = asyncio.run(records_of_types(at))
    (folder / "records.jsonl").write_text("".join(json.dumps(each) + "\n" for each in records))
    schemas = {path.stem: json.loads(path.read_text()) for path in (checkout / "docs/reference/events").glob("*.json")}
    (folder / "schemas.json.gz").write_bytes(gzip.compress(json.dumps(schemas, sort_keys=True).encode(), mtime=0))
    made = {
        "commit": subprocess.check_output(["git", "rev-parse", "HEAD"], cwd=checkout, text=True).strip(),  # noqa: S607
        "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "brand": brand,
        "seal_key": SEAL_KEY,
        "documents": {f"{each.owner}.{each.name}": each.documents for each in manifest.parts if each.owner},
    }
    (folder / "made.json").write_text(json.dumps(made, indent=2) + "\n")
    return made


@contextmanager
def started(checkout: Path, home: Path) -> Iterator[LocalState]:
    """Run the stack of a checkout, its demo brands made, and erase it afterwards."""
    (home / "stack.json").write_text(json.dumps({"seal_key": SEAL_KEY}))
    environment = {**os.environ, "PYTHONPATH": str(checkout), "MUSTER_HOME": str(home)}

    def muster(*words: str) -> None:
        command = [sys.executable, "-m", "deploy.cli", *words]
        subprocess.run(command, cwd=checkout, env=environment, check=True)  # noqa: S603 - our own command line

    try:
        muster("up")
        yield LocalState.model_validate_json((home / "stack.json").read_bytes())
    finally:
        muster("down", "--erase")


def live(state: LocalState, access: BrandAccess) -> None:
    """Let customers write, somebody be there for them, and an incident be declared and worked on."""
    boss = Api(state.gateway, access.keys["administrator"])
    certificate = {"id": "press", "expires_at": None}
    person = {"id": "admin", "name": "Demo administrator", "languages": ["en", "nl"], "certificates": [certificate]}
    boss.post("/v1/employees/import", {"items": [{**person, "seats": 2, "presence": "online"}]})
    customer = Api(state.gateway, access.integrations["generic"].key)
    for number, (who, name, said) in enumerate(SAID):
        contact = {"external_id": who, "name": name}
        item = {"kind": "message", "external_id": f"said-{number}", "contact": contact, "text": said}
        customer.post("/v1/events", {**item, "at": datetime.now(UTC).isoformat()})
    people = len({who for who, _, _ in SAID})
    eventually(lambda: len(boss.get("/v1/conversations")["items"]) == people, "the conversations")
    declared = boss.post("/v1/incidents", {"title": "Suitcases stay behind", "severity": 2})
    boss.post(f"/v1/incidents/{declared['id']}/notes", {"text": "The belt of hall 2 stands still."})
    boss.post("/v1/incidents", {"title": "Nobody can sign in", "severity": 1})
    eventually(lambda: boss.get("/v1/offers")["items"], "an offer")
    time.sleep(QUIET_SECONDS)


def eventually(holds: Callable[[], object], what: str) -> None:
    """Wait until something holds; raises TimeoutError when it does not come."""
    give_up = time.monotonic() + WAIT_SECONDS
    while not holds():
        if time.monotonic() > give_up:
            raise TimeoutError(what)
        time.sleep(0.5)


async def records_of_types(at: Installation) -> list[dict[str, Any]]:
    """Some records of each type of event that the log has, as they were published."""
    kept: dict[str, list[dict[str, Any]]] = {}
    async with scanning(at, *[topic.name for topic in TOPICS]) as scanner:
        place, ends = await scanner.beginnings(), await scanner.ends()
        scanner.seek(place)
        while any(place[each] < ends[each] for each in place):
            for partition, records in (await scanner.poll(1000, 0.5)).items():
                for record in records:
                    type_ = text(record.headers, TYPE_HEADER)
                    some = kept.setdefault(type_ or "", [])
                    if type_ and record.value is not None and len(some) < RECORDS_OF_A_TYPE:
                        value = json.loads(record.value)
                        some.append({"topic": partition.topic, "type": type_, "value": value})
            place = {each: max(offset, scanner.position(each)) for each, offset in place.items()}
    return [record for type_ in sorted(kept) for record in kept[type_]]


if __name__ == "__main__":
    print(json.dumps(make(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()), indent=2))
