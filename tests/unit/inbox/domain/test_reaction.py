"""Reactions: of each contact the newest word by the platform's time."""

from services.inbox.domain.reaction import Reaction, with_reaction
from tests.support.inbox.builders import NOON, minutes


def test_a_reaction_stored_before_times_were_gives_way() -> None:
    assert with_reaction((Reaction("jan", "+1"),), Reaction("jan", None, NOON)) == (Reaction("jan", None, NOON),)


def test_an_older_word_changes_nothing_and_another_contacts_word_stands_beside_it() -> None:
    stored = (Reaction("jan", None, NOON),)
    assert with_reaction(stored, Reaction("jan", "+1", NOON - minutes(1))) is stored
    assert with_reaction(stored, Reaction("jan", "+1", NOON)) is stored
    eva = Reaction("eva", "+1", NOON - minutes(1))
    assert with_reaction(stored, eva) == (*stored, eva)
