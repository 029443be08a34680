"""The committed examples of events, by type."""

import json
from pathlib import Path
from typing import Any

from contracts.event import Event
from contracts.registry import EVENT_CLASSES, NOTICES

TOP = Path(__file__).resolve().parents[2]
FOLDER = TOP / "contracts" / "examples"
KNOWN = {**EVENT_CLASSES, **NOTICES}


def written(event_type: str) -> dict[str, Any]:
    """The example as it was written."""
    found: dict[str, Any] = json.loads((FOLDER / f"{event_type}.json").read_text())
    return found


def parsed(event_type: str) -> Event:
    """The example as its event."""
    known = KNOWN.get(event_type)
    assert known is not None, f"{event_type} has an example and no class: a reader of old events is gone"
    return known.model_validate_json((FOLDER / f"{event_type}.json").read_bytes())


def of_topic(topic: str) -> list[Event]:
    """All examples that stand in a topic."""
    return [parsed(type_) for type_, class_ in sorted(EVENT_CLASSES.items()) if class_.topic == topic]


TYPES = sorted(path.stem for path in FOLDER.glob("*.json"))
