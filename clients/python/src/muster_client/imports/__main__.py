"""The command: `python -m muster_client.imports zendesk PATH --url URL --key KEY [--integration ID] [--name NAME]`."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import httpx

from muster_client.client import Muster
from muster_client.errors import MusterError
from muster_client.imports.chatwoot import Chatwoot
from muster_client.imports.run import Progress, begin, channel_of, run
from muster_client.imports.zendesk import Zendesk
from muster_client.models import Import
from muster_client.retry import Retry

ATTEMPTS = 8  # an import runs for hours, and a gateway restarts within a minute
TOLD_EVERY_SECONDS = 2.0
REFUSED, STOPPED = 1, 130


def main(arguments: Sequence[str] | None = None, http: httpx.Client | None = None) -> int:
    """Import, and say how far it is: 0 when all of it is there, 1 when something was refused, 130 when interrupted."""
    given = _parser().parse_args(arguments)
    name = given.name or f"{given.source} {given.path.name}"
    try:
        with Muster(given.url, key=given.key, retry=Retry(attempts=ATTEMPTS), http=http) as muster:
            channel = channel_of(muster, given.integration)
            export = Chatwoot(given.path, channel) if given.source == "chatwoot" else Zendesk(given.path, channel)
            owner = begin(muster, given.source, name, given.integration)
            refusals = given.refusals or Path(f"refusals-{owner['id']}.ndjson")
            return _said(run(muster, owner, given.path, export.read(), refusals, _Telling()), refusals)
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped. The same command goes on where it stopped.\n")
        return STOPPED
    except (MusterError, httpx.TransportError, FileNotFoundError) as failed:
        sys.stderr.write(f"\n{failed}\nThe same command goes on where it stopped.\n")
        return REFUSED


def _said(finished: Import, refusals: Path) -> int:
    counts = finished["counts"]
    tallies = {"contacts": counts["contacts"], "conversations": counts["conversations"], "messages": counts["messages"]}
    for kind, tally in tallies.items():
        sys.stdout.write(
            f"{kind}: {tally['stored']} stored, {tally['duplicate']} there already, {tally['rejected']} refused\n"
        )
    if refusals.exists():
        sys.stdout.write(f"What was refused, and why: {refusals}\n")
    return REFUSED if refusals.exists() or any(each["rejected"] for each in tallies.values()) else 0


class _Telling:
    """Writes the progress every two seconds."""

    def __init__(self) -> None:
        self._told = 0.0

    def __call__(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._told >= TOLD_EVERY_SECONDS:
            self._told = now
            sys.stderr.write(progress.line(now) + "\n")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m muster_client.imports", description="Bring in another tool's history.")
    parser.add_argument("source", choices=("chatwoot", "zendesk"), help="the tool that made the export")
    parser.add_argument("path", type=Path, help="a folder with its JSON or NDJSON files, or one file")
    parser.add_argument("--url", default=os.environ.get("MUSTER_URL"), help="where Muster is; or MUSTER_URL")
    parser.add_argument("--key", default=os.environ.get("MUSTER_KEY"), help="an API key; or MUSTER_KEY")
    parser.add_argument("--integration", help="the account where later messages of the same people arrive, by its id")
    parser.add_argument("--name", help="what the import is called; the same name goes on with the same import")
    parser.add_argument("--refusals", type=Path, help="the file for what is refused")
    return parser


if __name__ == "__main__":
    raise SystemExit(main())
