"""Reactions: of each contact the newest word by the platform's time."""

from services.inbox.domain.reaction import Reaction, with_reaction
from tests.support.inbox.builders import NOON, minutes

JAN, EVA = frozenset({"p1", "jan"}), frozenset({"p2", "eva"})


def test_a_reaction_stored_before_times_were_gives_way() -> None:
    newest = Reaction("p1", None, NOON)
    assert with_reaction((Reaction("jan", "+1"),), newest, JAN) == (newest,)


def test_an_older_word_changes_nothing_and_another_contacts_word_stands_beside_it() -> None:
    stored = (Reaction("p1", None, NOON),)
    assert with_reaction(stored, Reaction("p1", "+1", NOON - minutes(1)), JAN) is stored
    assert with_reaction(stored, Reaction("p1", "+1", NOON), JAN) is stored
    other_name = (*stored, Reaction("jan", "+1", NOON - minutes(9)))
    assert with_reaction(other_name[::-1], Reaction("p1", "+1", NOON - minutes(1)), JAN) == other_name[::-1]
    eva = Reaction("p2", "+1", NOON - minutes(1))
    assert with_reaction(stored, eva, EVA) == (*stored, eva)
