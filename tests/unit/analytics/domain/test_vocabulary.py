"""No window grows without bound, and no value breaks a path."""

import pytest

from services.analytics.domain.vocabulary import OTHER, Vocabulary, field_name, value_of


def test_values_beyond_the_limit_are_counted_as_other() -> None:
    vocabulary = Vocabulary(2).admit(["b", "a", "c"])
    assert [vocabulary.line(value) for value in "abc"] == ["a", "b", OTHER]
    assert vocabulary.admit(["d"]) is vocabulary


def test_a_value_that_has_a_line_keeps_it() -> None:
    first = Vocabulary(3).admit(["en"])
    assert first.admit(["nl"]).line("en") == "en"
    assert first.admit(["en"]) is first


@pytest.mark.parametrize("value", ["shop.main", "$set", "100%", "a.b$c%2E", "nl-NL", "a\0b"])
def test_a_value_survives_being_a_field_name(value: str) -> None:
    name = field_name(value)
    assert not set(name) & {".", "$", "\0"}
    assert value_of(name) == value


def test_nothing_becomes_unknown() -> None:
    assert field_name("") == "unknown"
