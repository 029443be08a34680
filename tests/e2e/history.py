"""What a brand's history must be after processes died: a plain check of collected rows that names every fault."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class History:
    """Rows as the public API and the event stream gave them.

    `posted` are the platform's message ids, one list a contact in the order of the source; `kept` are those of each
    conversation as the API lists them; `told` is (conversation, version, message id) of each message event, `moved`
    is (subject, version, event id) of each event on a task, both with their repetitions. `tasks` names the conversation
    of each task. `numbers` are the totals that must be the count of `posted`.
    """

    posted: list[list[str]]
    kept: dict[str, list[str]]
    told: list[tuple[str, int, str]]
    moved: list[tuple[str, int, str]]
    tasks: list[str]
    numbers: dict[str, int]
    ledger: dict[str, int]


def faults(history: History) -> list[str]:
    """Say everything that is wrong; nothing lost, doubled, out of order or counted twice gives an empty list."""
    return [*_messages(history), *_order(history), *_tasks(history), *_numbers(history)]


def _messages(history: History) -> Iterable[str]:
    posted = Counter(each for messages in history.posted for each in messages)
    kept = Counter(each for messages in history.kept.values() for each in messages)
    if lost := posted - kept:
        yield f"{lost.total()} lost, such as {min(lost)}"
    if more := kept - posted:
        yield f"{more.total()} doubled or never posted, such as {min(more)}"


def _order(history: History) -> Iterable[str]:
    by_first = {messages[0]: messages for messages in history.posted}
    told: defaultdict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    for conversation, version, message in history.told:
        told[conversation][version].add(message)
    for conversation, messages in history.kept.items():
        source = by_first.get(messages[0], []) if messages else []
        if messages != source:
            yield f"{conversation} keeps {messages}, its source said {source}"
        in_turn = [sorted(told[conversation][version]) for version in sorted(told[conversation])]
        if in_turn != [[each] for each in source]:
            yield f"{conversation} was told of as {in_turn}, its source said {source}"


def _tasks(history: History) -> Iterable[str]:
    tasks, conversations = Counter(history.tasks), Counter(list(history.kept))
    if wrong := (tasks - conversations) + (conversations - tasks):
        yield f"{wrong.total()} conversations have no task or more than one, such as {min(wrong)}"
    facts: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
    for subject, version, event in history.moved:
        facts[subject, version].add(event)
    for (subject, version), events in facts.items():
        if len(events) > 1:
            yield f"the task of {subject} has version {version} {len(events)} times"


def _numbers(history: History) -> Iterable[str]:
    count = sum(len(messages) for messages in history.posted)
    for name, number in history.numbers.items():
        if number != count:
            yield f"{name} is {number}, {count} were posted"
    ledger = history.ledger
    if (
        ledger["difference"]
        or ledger["received"] != ledger["stored"] + ledger["duplicate"]
        or ledger["stored"] != count
    ):
        yield f"the ledger does not balance: {ledger}"
