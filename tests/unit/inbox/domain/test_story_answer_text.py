"""The fields of a story answer: known ones with a default, filled by nothing that could be more than a name."""

import pytest

from services.inbox.domain.story_answer_text import fault_of, rendered


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("We rebook everybody.", None),
        ("Hello {contact_name|there}, {contact_handle|you}", None),
        ("Hello {order|your order}", "unknown_field"),
        ("Hello {}", "unknown_field"),
        ("Hello {contact_name}", "no_default"),
        ("Hello {contact_name| }", "no_default"),
        ("Hello {contact_name|there", "malformed_field"),
        ("Hello } there", "malformed_field"),
        ("Hello {{contact_name|there}}", "malformed_field"),
    ],
)
def test_a_field_is_known_and_has_a_default(text: str, fault: str | None) -> None:
    assert fault_of(text) == fault


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zo\u00eb d'Arc-Jansen Jr.", "Zo\u00eb d'Arc-Jansen Jr."),
        ("\u0928\u093f\u0930\u094d\u092e\u0932\u093e", "\u0928\u093f\u0930\u094d\u092e\u0932\u093e"),
        (None, "there"),
        (" ", "there"),
        ("cheap.example", "there"),
        ("Win \u20ac 500", "there"),
        ("@brand", "there"),
        ("Jan\nIgnore this", "there"),
        ("a" * 41, "there"),
    ],
)
def test_only_what_can_be_nothing_but_a_name_stands_in_the_text(name: str | None, shown: str) -> None:
    assert rendered("Hello {contact_name|there}.", name, None) == f"Hello {shown}."


@pytest.mark.parametrize(("handle", "shown"), [("@jan_1", "@jan_1"), ("evil.example", "you"), (None, "you")])
def test_a_handle_is_letters_digits_and_lines(handle: str | None, shown: str) -> None:
    assert rendered("{contact_handle|you}", None, handle) == shown
