"""Lines that a program broke by itself (format=flowed)."""

from email.message import Message

from channels.email.flowed import unflowed


def _part(**parameters: str) -> Message:
    part = Message()
    part.add_header("Content-Type", "text/plain", **parameters)
    return part


def test_soft_breaks_are_joined_and_quotes_keep_their_depth() -> None:
    text = "I waited \nfor hours.\n> you \n> wrote\n>> deep \n> other\n-- \nMia"
    assert unflowed(text, _part(format="flowed")) == "I waited for hours.\n> you wrote\n>> deep \n> other\n-- \nMia"


def test_with_delsp_the_space_of_a_soft_break_goes() -> None:
    assert unflowed("荷物が \n届きません", _part(format="Flowed", delsp="yes")) == "荷物が届きません"


def test_a_stuffed_space_goes_in_flowed_text_only() -> None:
    assert unflowed(" From here", _part(format="flowed")) == "From here"
    assert unflowed(" From here \nthere", _part()) == " From here \nthere"
