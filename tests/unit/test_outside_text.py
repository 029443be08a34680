"""No text from outside costs more than its length: every pattern and every reader of it is linear."""

from __future__ import annotations

import importlib
import itertools
import pkgutil
import re
from collections.abc import Callable, Iterator
from email import message_from_bytes
from functools import partial
from typing import Any

import pytest

import channels
import chassis
import gateway
import services
from channels.email.bodies import body_of
from channels.email.charsets import decoded
from channels.email.delivery_reports import delivery_reports
from channels.email.fields import first_address, message_ids, shown
from channels.email.html import unmarked
from channels.email.quoting import told_apart
from channels.email.tnef import unpacked
from services.crisis.domain.story_text import cleaned
from services.inbox.adapters.language import detector
from services.inbox.adapters.terms import term_finder
from services.inbox.domain.enrichment import enrich
from services.inbox.domain.guideline_check import check_reply
from services.inbox.domain.guideline_defaults import default_guideline
from services.inbox.domain.guideline_scope import Author, Situation
from services.inbox.domain.personal_data import find_personal_data
from services.inbox.domain.triage_defaults import default_rules
from services.inbox.domain.words import search_words, without_noise
from tests.support.growth import DOUBLED, costs_at_most, grows_linearly

LENGTH = 1_000  # characters; four times as many are compared with it
SIGNS = "a1@. -/<'"
PATTERNS = [
    *SIGNS,
    *map("".join, itertools.permutations(SIGNS, 2)),
    "http://",
    "www.",
    "a@a.",
    "(",
    "(1",
    '"',
    "é",
    "--\n",
    "wrote:\n",
    "From:\n",
    "-- \n\n",
    " \n",
]
WHOLE = {
    "channels.reading._LOST_DIGITS",
    "gateway.domain.streams._PATTERN",
    *(f"channels.email.{name}" for name in ("endings.RULE", "quoting.RULE", "quoting._LABEL", "quoting._MARKED")),
}
"""Patterns that are held against a whole value or line only, or against its beginning."""


def _compiled() -> Iterator[tuple[str, re.Pattern[str] | re.Pattern[bytes]]]:
    for package in (channels, chassis, gateway, services):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, re.Pattern):
                    yield f"{module.name}.{name}", value


COMPILED = dict(_compiled())


def _each_place(pattern: Any, text: str) -> None:
    if isinstance(pattern.pattern, bytes):
        pattern.sub(b"", text.encode())
    else:
        pattern.sub("", text)


@pytest.mark.parametrize("name", COMPILED)
def test_every_pattern_of_the_code_is_linear(name: str) -> None:
    pattern: Any = COMPILED[name]
    work = pattern.fullmatch if name in WHOLE else partial(_each_place, pattern)

    assert [each for each in PATTERNS if not grows_linearly(work, each, LENGTH)] == []


def _mail(html: str) -> object:
    return body_of(message_from_bytes(b"Content-Type: text/html; charset=utf-8\n\n" + html.encode()))


def _field(read: Callable[[str], object]) -> Callable[[str], object]:
    return lambda text: read(text.replace("\n", " "))


def _check(text: str) -> object:
    return check_reply(text, Situation("x", "public", "respond", 50), Author("anna"), default_guideline())


def _report(text: str) -> object:
    raw = b"From: MAILER-DAEMON@mail.example\n\n" + text.encode()
    return delivery_reports(message_from_bytes(raw), raw, "care@klm.example")


READERS: dict[str, Callable[[str], object]] = {
    "without_noise": without_noise,
    "search_words": search_words,
    "cleaned": cleaned,
    "find_personal_data": find_personal_data,
    "check_reply": _check,
    "told_apart": told_apart,
    "decoded": lambda text: decoded(text.encode("utf-16"), "iso-2022-jp"),
    "delivery_reports": _report,
    "shown": _field(shown),
    "first_address": _field(lambda text: first_address(message_from_bytes(f"From: {text}\n\n".encode()), "from")),
    "message_ids": _field(lambda text: message_ids(message_from_bytes(f"A: {text}\n\n".encode()), "a")),
}


@pytest.mark.parametrize("name", READERS)
def test_every_reader_of_outside_text_is_linear(name: str) -> None:
    assert [each for each in PATTERNS if not grows_linearly(READERS[name], each, LENGTH)] == []


MARKUP = ["<a", "<a ", "<", "<!--", "<![", "</a", "&#1", '<a b="', "<a b='>", "<script>", "<?", "<p>", "<b><p>", "<![<"]


@pytest.mark.parametrize("markup", MARKUP)
def test_markup_that_never_ends_is_read_in_linear_time(markup: str) -> None:
    assert grows_linearly(unmarked, markup, LENGTH)


@pytest.mark.parametrize("markup", ["<div>", "<a><b><i><font><p>", "<table><td>", "<span><div>"])
def test_a_mail_of_nothing_but_open_tags_costs_no_more_however_long_it_is(markup: str) -> None:
    assert costs_at_most(lambda: _mail(markup * 80_000), DOUBLED, lambda: _mail(markup * 20_000))


HOSTILE = ["a@", "@a", "a.", "@a.", "www.a@", "http://", "'a", "no comment", "\u0301", "\ufdfa", "a\u2019"]
FRIENDLY = "Where is my suitcase? It did not arrive with flight KL1234, and nobody at the desk could help me. "
SAMPLE, MESSAGE = 25, 2_000  # messages, whose cost is a fixed part of the cost of a batch of them; characters


def test_a_batch_of_hostile_messages_costs_no_more_than_twice_a_friendly_one() -> None:
    detect, find_terms = detector(), term_finder(default_rules())

    def read(sign: str) -> None:
        long = sign * MESSAGE
        for number in range(SAMPLE):
            text = long[number : number + MESSAGE]
            enrich(text, None, None, detect, find_terms)
            search_words(text)
            cleaned(text)

    friendly = partial(read, FRIENDLY)

    assert [each for each in HOSTILE if not costs_at_most(partial(read, each), 2, friendly)] == []


PACKED = {
    "empty attributes": b"\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    "attributes of properties that claim four billion values": (
        b"\x01\x03\x90\x06\x00\x10\x00\x00\x00\x01\x00\x00\x00\x1e\x10\x01\x00\xff\xff\xff\xff\x00\x00\x00\x00\x00\x00"
    ),
    "attachments": b"\x02\x02\x90\x06\x00\x00\x00\x00\x00\x00\x00",
}


@pytest.mark.parametrize("attribute", PACKED)
def test_a_packed_mail_costs_what_it_is_long_whatever_it_claims(attribute: str) -> None:
    def work(text: str) -> object:
        return unpacked(b"\x78\x9f\x3e\x22\x00\x00" + PACKED[attribute] * len(text))

    assert grows_linearly(work, "x", LENGTH)
