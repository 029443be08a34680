"""The committed examples of events, by type."""

import json
from pathlib import Path
from typing import Any

from contracts import channel, crisis, directory, inbox, routing
from contracts.event import Event, event_class, event_classes

FAMILIES = (channel, crisis, directory, inbox, routing)  # importing them registers every event type
TOP = Path(__file__).resolve().parents[2]
FOLDER = TOP / "contracts" / "examples"


def written(event_type: str) -> dict[str, Any]:
    """The example as it was written."""
    found: dict[str, Any] = json.loads((FOLDER / f"{event_type}.json").read_text())
    return found


def parsed(event_type: str) -> Event:
    """The example as its event."""
    known = event_class(event_type)
    assert known is not None, f"{event_type} has an example and no class: a reader of old events is gone"
    return known.model_validate_json((FOLDER / f"{event_type}.json").read_bytes())


def of_topic(topic: str) -> list[Event]:
    """All examples that stand in a topic."""
    types = sorted(type_ for type_, known in event_classes().items() if known.topic == topic)
    return [parsed(type_) for type_ in types]


TYPES = sorted(path.stem for path in FOLDER.glob("*.json"))
