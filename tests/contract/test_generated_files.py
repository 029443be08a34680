"""What is generated from the contracts is current, and what it refers to exists."""

import json
from functools import cache
from typing import Any

from contracts import generate
from contracts.generate import ASYNCAPI
from contracts.registry import TOPICS
from tests.contract.examples import TOP, TYPES

documents = cache(generate.documents)


def references(document: Any) -> set[str]:
    """Every `$ref` in a document."""
    if isinstance(document, dict):
        own = {document["$ref"]} if isinstance(document.get("$ref"), str) else set()
        return own.union(*(references(part) for part in document.values()))
    if isinstance(document, list):
        return set().union(*(references(part) for part in document))
    return set()


def resolves(document: Any, reference: str) -> bool:
    """Whether a local reference leads somewhere."""
    for name in reference.removeprefix("#/").split("/"):
        if not isinstance(document, dict) or name not in document:
            return False
        document = document[name]
    return True


def test_generated_files_are_current() -> None:
    stale = [path for path, text in documents().items() if not _same(path, text)]
    assert stale == [], "write them with `make generate`"


def test_no_schema_is_left_of_an_event_that_is_gone() -> None:
    kept = {path.stem for path in (TOP / "docs/reference/events").glob("*.json")}
    assert kept == set(TYPES)


def test_every_reference_of_the_asyncapi_document_resolves() -> None:
    document = json.loads(documents()[ASYNCAPI])
    found = references(document)
    assert len(found) > len(TYPES)
    assert [each for each in found if not resolves(document, each)] == []


def test_every_topic_is_a_channel_with_a_sender_and_a_receiver() -> None:
    document = json.loads(documents()[ASYNCAPI])
    assert set(document["channels"]) == {topic.name for topic in TOPICS}
    for topic in TOPICS:
        channel = f"#/channels/{topic.name}"
        actions = {each["action"] for each in document["operations"].values() if each["channel"]["$ref"] == channel}
        assert actions == {"send", "receive"}


def _same(path: str, text: str) -> bool:
    return (TOP / path).exists() and (TOP / path).read_text() == text
