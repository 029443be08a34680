"""What stands below unlike texts of several contacts is boilerplate; what they lead with never is."""

from __future__ import annotations

from services.crisis.domain.boilerplate import BLOCKS_MOST, BlockUse, Sighting, laid_out, own_words, sightings, used
from services.crisis.domain.story_text import cleaned

FOOTER = "Registered in Utrecht under number 12345678"


def said(text: str) -> str:
    """Stands for a hash."""
    return f"#{text}"


def seen(*messages: tuple[str, str]) -> dict[str, BlockUse]:
    """The uses of blocks after some messages, each of a contact and a text."""
    uses: dict[str, BlockUse] = {}
    for contact, text in messages:
        uses |= used(uses, sightings(laid_out(text, cleaned), contact, said))
    return uses


def boilerplate(*messages: tuple[str, str]) -> set[str]:
    return {block for block, use in seen(*messages).items() if use.is_boilerplate}


def test_a_block_below_unlike_texts_of_three_contacts_is_boilerplate() -> None:
    texts = [(who, f"{what}\n{FOOTER}") for who, what in (("ann", "My bag?"), ("ben", "A refund?"), ("cas", "Meals?"))]
    assert boilerplate(*texts) == {said(cleaned(FOOTER))}
    assert boilerplate(*texts[:2]) == set()


def test_one_contact_or_one_leading_text_is_no_evidence() -> None:
    assert boilerplate(*[("ann", f"Question {n}?\n{FOOTER}") for n in range(9)]) == set()
    assert boilerplate(*[(f"c{n}", f"Nobody helps us at the desk\n{FOOTER}") for n in range(9)]) == set()


def test_greetings_do_not_make_leading_texts_unlike() -> None:
    greeted = ("Hi,", "Dear KLM,", "Hello there!", "Good day:")
    assert boilerplate(*[(hi, f"{hi}\n\nNobody helps us at the desk\n{FOOTER}") for hi in greeted]) == set()


def test_a_short_cry_above_boilerplate_does_not_save_it() -> None:
    layout = laid_out(f"Great job!\n{FOOTER}", cleaned)
    assert sightings(layout, "ann", said) == []
    assert own_words(layout, {said(cleaned(FOOTER))}, said) == "Great job!"


def test_the_leading_text_stays_whatever_is_boilerplate() -> None:
    layout = laid_out(f"{FOOTER}\nMy bag is gone\n{FOOTER}", cleaned)
    assert own_words(layout, {said(cleaned(FOOTER))}, said) == f"{FOOTER}\nMy bag is gone"
    assert own_words(laid_out("", cleaned), set(), said) == ""


def test_of_a_long_text_the_last_blocks_are_looked_at() -> None:
    lines = [f"line number {n} of a long mail" for n in range(40)]
    layout = laid_out("\n".join(lines), cleaned)
    assert len(layout.blocks) == BLOCKS_MOST
    assert own_words(layout, set(), said).splitlines() == lines


def test_a_use_keeps_the_first_few_and_short_blocks_are_not_looked_at() -> None:
    use = BlockUse(("a", "b", "c"), ("1", "2", "3"))
    assert used({"x": use}, [Sighting("x", "d", "4")]) == {}
    assert sightings(laid_out("My bag is gone\nThanks", cleaned), "ann", said) == []
