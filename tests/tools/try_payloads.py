"""Tries every channel on recorded payloads, cases and known-answer signatures, and prints what became of them.

Usage: python -m tests.tools.try_payloads DIRECTORY... [--vectors vectors.json]. A directory has a folder for each
platform, which is counted, or cases beside one another, which have a line each; or both. Ends with 1 when anything
raised, when a body gave neither an event nor an ignored code, or other ids the second time, or when a vector failed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from channels import signing
from channels.meta_webhook import MetaSecrets
from channels.ports import ChannelSettings, SignatureRefused
from channels.registry import channel
from tests.tools.cases import case_lines, is_case
from tests.tools.tally import RECEIVED, Tally

FOLDERS = {
    "x_twitter": "x",
    "meta_messenger": "messenger",
    "meta_facebook_page": "messenger",
    "meta_instagram": "instagram",
    "meta_whatsapp": "whatsapp",
}


def _folders(payloads: Path) -> dict[str, Tally]:
    tallies: dict[str, Tally] = {}
    for folder in sorted(payloads.iterdir()):
        name = FOLDERS.get(folder.name, "email" if folder.name.startswith("email") else "")
        if not name or not folder.is_dir():
            continue
        tally = tallies[folder.name] = Tally()
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                tally.take(channel(name), path.name, path.read_bytes(), ChannelSettings())
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
    """Print the tables and lines; 1 when anything is wrong."""
    parser = argparse.ArgumentParser(description="Try the channels on recorded payloads and cases.")
    parser.add_argument("directories", type=Path, nargs="+", help="folders of platforms, or cases beside one another")
    parser.add_argument("--vectors", type=Path, help="known-answer signatures; beside the payloads when left out")
    options = parser.parse_args(arguments)
    tallies: dict[str, Tally] = {}
    for directory in options.directories:
        tallies |= _folders(directory)
        if any(map(is_case, directory.iterdir())):
            tally = tallies[directory.name] = Tally()
            for line in case_lines(directory, tally):
                print(line)
    wrong = _print_tallies(tallies)
    for vectors in filter(Path.exists, _vector_files(options.directories, options.vectors)):
        held, failed, others = _vectors(vectors)
        print(f"vectors: {held} hold, {failed} fail, {others} of platforms without a channel")
        wrong.extend(["a signature vector"] * failed)
    for line in wrong:
        print(f"WRONG {line}")
    return 1 if wrong or not tallies else 0


def _print_tallies(tallies: dict[str, Tally]) -> list[str]:
    for folder, tally in tallies.items():
        print(f"{folder}: {tally.files} bodies, {len(tally.wrong)} wrong")
        print(f"    events      {_codes(tally.events)}")
        print(f"    ignored     {_codes(tally.ignored)}")
        print(f"    unreadable  {_codes(tally.unreadable)}")
    wrong = [f"{folder}/{line}" for folder, tally in tallies.items() for line in tally.wrong]
    files, kept = sum(t.files for t in tallies.values()), sum(t.unreadable.total() for t in tallies.values())
    events, ignored = sum(t.events.total() for t in tallies.values()), sum(t.ignored.total() for t in tallies.values())
    print(f"total: {files} bodies, {events} events, {ignored} ignored, {kept} unreadable, {len(wrong)} wrong")
    return wrong


def _vector_files(directories: list[Path], given: Path | None) -> list[Path]:
    beside = dict.fromkeys(each.parent / "signing_vectors" / "vectors.json" for each in directories)
    return [given] if given is not None else list(beside)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
