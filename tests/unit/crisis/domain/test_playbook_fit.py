"""A playbook fits by what is said and what surged; the best fit comes first, and says why."""

from __future__ import annotations

import pytest

from services.crisis.domain.playbook import Playbook, PlaybookFit
from services.crisis.domain.playbook_fit import FittingPlaybook, Happening, ranked

ASH_CLOUD = Happening("Ash cloud over Schiphol", 2, {"volume"}, ["nobody tells us of the strike at the gates"])


def a_playbook(id_: str, fits: PlaybookFit | None) -> Playbook:
    return Playbook(id_, id_.capitalize(), 1, fits=fits)


def ids(*playbooks: Playbook, happening: Happening = ASH_CLOUD) -> list[str]:
    """Give the ids of what fits, in order."""
    return [each.playbook.id for each in ranked(playbooks, happening)]


def reasons(fits: PlaybookFit, happening: Happening = ASH_CLOUD) -> tuple[str, ...]:
    """Give the reasons of the only one that fits, none where it does not."""
    found = ranked([a_playbook("ash", fits)], happening)
    return found[0].reasons if found else ()


def test_words_in_the_title_go_before_words_in_stories_before_signals_before_severity() -> None:
    assert ids(
        a_playbook("grave", PlaybookFit(min_severity=2)),
        a_playbook("surge", PlaybookFit(signals=("volume",))),
        a_playbook("strike", PlaybookFit(words=("strike",))),
        a_playbook("ash", PlaybookFit(words=("ash",))),
        a_playbook("cloud", PlaybookFit(words=("ash", "cloud"))),
        a_playbook("silent", None),
    ) == ["cloud", "ash", "strike", "surge", "grave"]


def test_equals_are_in_the_order_of_their_ids_and_a_graver_least_severity_goes_first() -> None:
    grave, mild = PlaybookFit(("volume",), 2), PlaybookFit(("volume",), 1)
    books = [a_playbook("b", mild), a_playbook("c", grave), a_playbook("a", mild), a_playbook("d", grave)]
    assert ids(*books) == ["c", "d", "a", "b"]


def test_every_reason_is_told_and_quotes_the_words_of_the_playbook_alone() -> None:
    fits = PlaybookFit(("negative_share", "volume"), 2, ("ASH", "strike", "fog"))
    assert reasons(fits) == (
        "named in the title: ASH",
        "named in a growing story: strike",
        "for volume signals",
        "from severity 2",
    )


def test_a_story_that_raised_a_signal_is_read_before_those_that_grow() -> None:
    happening = Happening("Ash", 2, {"story"}, ["a strike in the fog"], ["the strike goes on"])
    fits = PlaybookFit(("story", "reach"), words=("fog", "strike", "ash", "rain"))
    assert reasons(fits, happening) == (
        "named in the title: ash",
        "named in a story that surges: strike",
        "named in a growing story: fog",
        "for story signals",
    )


def test_below_its_least_severity_a_playbook_never_fits() -> None:
    assert reasons(PlaybookFit(("volume",), 3, ("ash",))) == ()


def test_a_severity_alone_ranks_and_tells_nothing_of_the_kind_of_crisis() -> None:
    by_severity, by_signal = PlaybookFit(min_severity=1), PlaybookFit(("volume",))
    (alone,) = ranked([a_playbook("ash", by_severity)], ASH_CLOUD)
    (told,) = ranked([a_playbook("ash", by_signal)], ASH_CLOUD)
    assert (alone.is_telling, told.is_telling) == (False, True)
    assert isinstance(alone, FittingPlaybook)


@pytest.mark.parametrize(
    ("word", "title", "said"),
    [
        ("ash", "The ASH cloud", True),
        ("ash", "Cash is gone", False),
        ("ash", "Ashes", False),
        ("ash cloud", "An ash-cloud, again", True),
        ("ash cloud", "A cloud of ash", False),
        ("straße", "Auf der STRASSE", True),
        ("café", "Cafe\u0301 closed", True),
        ("don't fly", "They say: Don't fly!", True),
        ("火山", "新火山灰", True),
        ("화산", "화산이 터졌다", True),
        ("ภูเขา", "ใกล้ภูเขาไฟ", True),
        ("!!", "Help!!", False),
    ],
)
def test_a_word_is_found_as_a_whole_in_any_case_and_within_where_words_have_no_spaces(
    word: str, title: str, said: bool
) -> None:
    assert bool(reasons(PlaybookFit(words=(word,)), Happening(title, 1))) is said
