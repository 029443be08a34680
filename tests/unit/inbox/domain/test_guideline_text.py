"""The text of a guideline: in a reader's language, and under a hash that only its words change."""

from dataclasses import replace

import pytest

from services.inbox.domain.guideline import BlockedTerm, Duty, Freedom, Guideline
from services.inbox.domain.guideline_text import Clause, text_hash, text_in

WORDS = {"en": "Say what is true", "nl": "Zeg wat waar is", "pt-BR": "Diga a verdade"}
GUIDELINE = Guideline(
    4,
    duties=(Duty("honest", WORDS),),
    freedoms=(Freedom("own_voice", "Write as yourself", texts={"nl": "Schrijf als jezelf"}),),
)


def test_words_come_in_the_readers_language_else_in_a_relative_else_as_they_are() -> None:
    assert text_in(GUIDELINE, "nl-BE").duties == (Clause("honest", "Zeg wat waar is", "nl"),)
    assert text_in(GUIDELINE, "NL").freedoms == (Clause("own_voice", "Schrijf als jezelf", "nl"),)
    assert text_in(GUIDELINE, "pt").duties == (Clause("honest", "Diga a verdade", "pt-BR"),)
    assert text_in(GUIDELINE, "ja").duties == (Clause("honest", "Say what is true", "en"),)
    assert text_in(GUIDELINE, None).freedoms == (Clause("own_voice", "Write as yourself", None),)


def test_rules_checked_by_machine_may_change_without_a_new_reading() -> None:
    stricter = replace(GUIDELINE, version=5, blocked_terms=(BlockedTerm("soon", "Say when"),), max_length=280)
    assert text_hash(stricter) == text_hash(GUIDELINE)


@pytest.mark.parametrize(
    "duty",
    [
        Duty("honest", {**WORDS, "nl": "Zeg wat waar is."}),
        Duty("honest", {name: text for name, text in WORDS.items() if name != "nl"}),
        Duty("honest", {**WORDS, "fr": "Dites la vérité"}),
        Duty("truth", WORDS),
    ],
)
def test_any_other_word_in_any_language_is_another_text(duty: Duty) -> None:
    assert text_hash(replace(GUIDELINE, duties=(duty,))) != text_hash(GUIDELINE)


def test_the_order_of_languages_is_no_other_text() -> None:
    turned = Duty("honest", dict(reversed(WORDS.items())))
    assert text_hash(replace(GUIDELINE, duties=(turned,))) == text_hash(GUIDELINE)
