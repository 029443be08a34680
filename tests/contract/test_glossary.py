"""The glossary names what is there: its paths exist, every word has one row, and every event and topic has its word."""

from collections import Counter

from contracts.registry import TOPICS
from tests.contract.documents import TOP, paths_in, rows_of
from tests.contract.examples import TYPES

GLOSSARY = (TOP / "docs/glossary.md").read_text()
ROWS = [row for row in rows_of(GLOSSARY) if row[0] not in ("Word", "Event")]  # without the heads of tables
WORD_ROWS = [row for row in ROWS if len(row) == 5]  # word, meaning, term of the field, owner, in code
WORDS = Counter(word for row in WORD_ROWS for word in row[0].split(", "))
EVENTS = Counter(row[0].strip("`") for row in ROWS if len(row) == 3)  # event, what happened, subject
NAMED_AFTER_THEIR_SERVICE = {"conversion.reported.v1"}  # the service's name is the noun


def noun_of(event_type: str) -> str:
    """The first noun of an event: `task` of `routing.task_queued.v1`."""
    service, fact, _ = event_type.split(".")
    return service if event_type in NAMED_AFTER_THEIR_SERVICE else fact.split("_")[0]


def has_a_row(noun: str) -> bool:
    """Whether a word of the glossary is the noun, or says more exactly which: `surge place` for `place`."""
    return any(noun in word.lower().split() for word in WORDS)


def test_every_path_exists() -> None:
    assert [path for path in paths_in(GLOSSARY) if not (TOP / path).exists()] == []


def test_a_row_names_at_least_one_path() -> None:
    assert [row[0] for row in WORD_ROWS if not paths_in(row[4])] == []


def test_a_word_has_one_row() -> None:
    assert [word for word, rows in WORDS.items() if rows > 1] == []


def test_every_event_type_has_its_row() -> None:
    assert sorted(EVENTS) == TYPES
    assert set(EVENTS.values()) == {1}


def test_every_event_is_about_a_word_of_the_glossary() -> None:
    assert [event_type for event_type in TYPES if not has_a_row(noun_of(event_type))] == []


def test_every_topic_is_about_a_word_of_the_glossary() -> None:
    owners = {row[3] for row in WORD_ROWS}
    nouns = {topic.name: topic.name.split(".")[0] for topic in TOPICS}
    assert [name for name, noun in nouns.items() if noun not in owners and not has_a_row(noun)] == []
