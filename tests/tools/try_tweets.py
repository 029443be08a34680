"""Plays a labelled file of tweets through a running system as traffic, and says what the inbox made of them.

`python -m tests.tools.try_tweets FILE.csv.gz [COUNT]`: needs `muster up`. The file has the columns tweet_id,
airline_sentiment and text; tweets are posted as X would post them to the demo brand, and read back over the stream.
"""

from __future__ import annotations

import asyncio
import base64
import csv
import gzip
import hashlib
import hmac
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from itertools import islice

from contracts.inbox import MessageStored
from deploy.local.follow import Follower, client
from deploy.local.state import IntegrationAccess, need_state

BRAND = "aurora-air"
AT_ONCE = 8
QUIET_SECONDS = 20.0


def read(path: str, count: int) -> Iterator[dict[str, str]]:
    """The first `count` rows of the file."""
    with gzip.open(path, "rt", newline="") as file:
        yield from islice(csv.DictReader(file), count)


def payload(row: dict[str, str], account: str) -> bytes:
    """A tweet as X's account activity brings it, by an author derived from its id."""
    now = datetime.now(UTC)
    author = str(int(hashlib.sha256(row["tweet_id"].encode()).hexdigest()[:12], 16))
    tweet = {
        "created_at": now.strftime("%a %b %d %H:%M:%S +0000 %Y"),
        "timestamp_ms": str(int(now.timestamp() * 1000)),
        "id_str": row["tweet_id"],
        "text": row["text"],
        "user": {"id_str": author, "name": "A Traveller", "screen_name": f"t{author}"[:15], "followers_count": 100},
    }
    return json.dumps({"for_user_id": account, "tweet_create_events": [tweet]}).encode()


async def post(gateway: str, integration: IntegrationAccess, rows: list[dict[str, str]]) -> Counter[int]:
    """Post every tweet, signed; gives how often each status was answered."""
    answered: Counter[int] = Counter()
    waiting = iter(rows)

    async def one() -> None:
        for row in waiting:
            body = payload(row, "10010001")
            mark = hmac.new(integration.secrets["consumer_secret"].encode(), body, hashlib.sha256).digest()
            headers = {"x-twitter-webhooks-signature": "sha256=" + base64.b64encode(mark).decode()}
            async with session.post(gateway + integration.webhook, data=body, headers=headers) as answer:
                answered[answer.status] += 1

    async with client() as session:
        await asyncio.gather(*(one() for _ in range(AT_ONCE)))
    return answered


async def play(path: str, count: int) -> None:
    """Post, listen, and print the table."""
    state = need_state()
    brand = state.brands[BRAND]
    rows = list(read(path, count))
    labels = [row["airline_sentiment"] for row in rows]
    by_text = {row["text"]: row["airline_sentiment"] for row in rows}
    seen: list[MessageStored] = []

    async def listen() -> None:
        async with client() as session:
            async for event in Follower(state.gateway, brand.keys["administrator"], [MessageStored.type]).events(
                session
            ):
                if isinstance(event, MessageStored):
                    seen.append(event)

    listening = asyncio.create_task(listen())
    await asyncio.sleep(2.0)
    began = time.perf_counter()
    answered = await post(state.gateway, brand.integrations["x"], rows)
    quiet, stored = time.perf_counter(), -1
    while len(seen) < answered[HTTPStatus.ACCEPTED] and time.perf_counter() - quiet < QUIET_SECONDS:
        if len(seen) != stored:
            quiet, stored = time.perf_counter(), len(seen)
        await asyncio.sleep(0.2)
    listening.cancel()
    tell(answered, seen, by_text, labels, time.perf_counter() - began)


def tell(
    answered: Counter[int], seen: list[MessageStored], labelled: dict[str, str], labels: list[str], seconds: float
) -> None:
    """Print counts: answers, triage, languages, and sentiment held against the labels."""
    known = [(event.enrichment.sentiment.label, labelled.get(event.text)) for event in seen]
    judged = [(ours, theirs) for ours, theirs in known if ours != "unknown" and theirs is not None]
    right = sum(ours == theirs for ours, theirs in judged)
    negative = [ours for ours, theirs in judged if theirs == "negative"]
    lines = {
        "posted": f"{answered.total()} in {seconds:.0f} s, answered {dict(answered)}",
        "stored": len(seen),
        "labels": dict(Counter(labels)),
        "triage": dict(Counter(event.triage.decision for event in seen)),
        "rules": dict(Counter(event.triage.rule for event in seen)),
        "languages": dict(Counter(event.enrichment.language for event in seen).most_common(6)),
        "sentiment": dict(Counter(ours for ours, _ in known)),
        "sentiment as labelled, where known": f"{right} of {len(judged)}",
        "negative ones seen as negative": f"{negative.count('negative')} of {len(negative)}",
    }
    for name, value in lines.items():
        sys.stdout.write(f"{name}: {value}\n")


if __name__ == "__main__":
    asyncio.run(play(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10_000))
