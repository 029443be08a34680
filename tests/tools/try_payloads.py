"""Tries every channel on a directory of recorded payloads and known-answer signatures, and prints what became of them.

Usage: python -m tests.tools.try_payloads PAYLOADS [--vectors vectors.json]. Ends with 1 when anything raised, when a
payload gave neither an event nor an ignored code, when it gave other ids the second time, or when a vector failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from channels import signing
from channels.meta_webhook import MetaSecrets
from channels.ports import Channel, ChannelSettings, IntegrationRef, ParseResult, SignatureRefused
from channels.registry import channel
from contracts.channel import PayloadUnreadable

FOLDERS = {
    "x_twitter": "x",
    "meta_messenger": "messenger",
    "meta_facebook_page": "messenger",
    "meta_instagram": "instagram",
    "meta_whatsapp": "whatsapp",
}
RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Tally:
    """What became of one folder's files."""

    files: int = 0
    events: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def take(self, tried: Channel, path: Path) -> None:
        """Parse one file twice and count."""
        self.files += 1
        raw = path.read_bytes()
        reference = IntegrationRef("trial", f"trial_{tried.name}", tried.name, ChannelSettings())
        try:
            result = tried.parse(reference, raw, {}, RECEIVED)
            again = tried.parse(reference, raw, {}, RECEIVED)
            for event in result.events:
                event.to_bytes()
        except Exception as error:  # the very thing this program looks for
            self.wrong.append(f"{path.name}: raised {type(error).__name__}")
            return
        if [event.id for event in result.events] != [event.id for event in again.events]:
            self.wrong.append(f"{path.name}: other ids the second time")
        if not result.events and not result.ignored:
            self.wrong.append(f"{path.name}: neither events nor ignored codes")
        self._count(result)

    def _count(self, result: ParseResult) -> None:
        self.ignored += result.ignored
        for event in result.events:
            if isinstance(event, PayloadUnreadable):
                self.unreadable[event.reason] += 1
            else:
                self.events[event.type.split(".")[1]] += 1


def _folders(payloads: Path) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for folder in sorted(payloads.iterdir()):
        name = FOLDERS.get(folder.name, "email" if folder.name.startswith("email") else "")
        if not name or not folder.is_dir():
            continue
        tally = tallies[folder.name] = Tally()
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                tally.take(channel(name), path)
    return tallies


def _codes(counts: Counter[str]) -> str:
    return ", ".join(f"{code} {count}" for code, count in sorted(counts.items())) or "-"


def _vector_holds(vector: dict[str, str]) -> bool | None:
    """Whether a known answer is accepted and the same with another body refused; None for platforms we have not."""
    body = vector.get("body", "").encode()
    if vector["platform"] == "meta":
        tried = channel("messenger")
        known = {"app_secret": vector["secret"], "verify_token": "", "access_token": ""}
        secrets: object = MetaSecrets.model_construct(None, **known)  # unchecked: a document's secret has any form
        headers, now = {"x-hub-signature-256": vector["signature"]}, RECEIVED
    elif vector["platform"] == "standard-webhooks":
        tried = channel("generic")
        secrets = tried.secrets_model.model_validate({"signing_secret": signing.SECRET_PREFIX + vector["secret"]})
        headers = {
            "webhook-id": vector["id"],
            "webhook-timestamp": vector["timestamp"],
            "webhook-signature": vector["signature"],
        }
        now = datetime.fromtimestamp(int(vector["timestamp"]), UTC)
    else:
        return None
    try:
        tried.verify(secrets, headers, body, now)
    except SignatureRefused:
        return False
    try:
        tried.verify(secrets, headers, body + b" ", now)
    except SignatureRefused:
        return True
    return False


def _vectors(path: Path) -> tuple[int, int, int]:
    answers = [_vector_holds(vector) for vector in json.loads(path.read_bytes())]
    return answers.count(True), answers.count(False), answers.count(None)


def main(arguments: list[str]) -> int:
    """Print the table; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description="Try the channels on recorded payloads.")
    parser.add_argument("payloads", type=Path, help="a directory with a folder for each platform")
    parser.add_argument("--vectors", type=Path, help="known-answer signatures; beside the payloads when left out")
    options = parser.parse_args(arguments)
    tallies = _folders(options.payloads)
    wrong = [f"{folder}/{line}" for folder, tally in tallies.items() for line in tally.wrong]
    for folder, tally in tallies.items():
        print(f"{folder}: {tally.files} files, {len(tally.wrong)} wrong")
        print(f"    events      {_codes(tally.events)}")
        print(f"    ignored     {_codes(tally.ignored)}")
        print(f"    unreadable  {_codes(tally.unreadable)}")
    files, kept = sum(t.files for t in tallies.values()), sum(t.unreadable.total() for t in tallies.values())
    events, ignored = sum(t.events.total() for t in tallies.values()), sum(t.ignored.total() for t in tallies.values())
    print(f"total: {files} files, {events} events, {ignored} ignored, {kept} unreadable, {len(wrong)} wrong")
    vectors = options.vectors or options.payloads.parent / "signing_vectors" / "vectors.json"
    if vectors.exists():
        held, failed, others = _vectors(vectors)
        print(f"vectors: {held} hold, {failed} fail, {others} of platforms without a channel")
        wrong.extend(["a signature vector"] * failed)
    for line in wrong:
        print(f"WRONG {line}")
    return 1 if wrong or not tallies else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
