"""A surge that copies alone make is raised and held; without its copies it may stand later."""

from __future__ import annotations

import copy
import random

import pytest

from services.crisis.domain.baseline import count_of
from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector import step
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import Cleared, EpisodeNews, Raised, Upheld
from tests.unit.crisis.domain.test_detector import days

SPAN = BucketSpan(300.0)
CONFIG = DetectorConfig()
DAY = 288


class Stream:
    """A brand's detector, fed with buckets of so many messages of people and so many copies."""

    def __init__(self) -> None:
        self.state = DetectorState(CONFIG.version, 0.0)
        self.number = 0

    def hear(
        self, people: list[int], copies: int = 0, *, angry: float = 0.2, copied_angry: float = 0.2
    ) -> list[EpisodeNews]:
        news = []
        for count in people:
            whole, angry_copies = count + copies, round(copies * copied_angry)
            negative = round(count * angry) + angry_copies
            bucket = CountBucket(self.number * 300.0, whole, negative, whole, copies, angry_copies, copies)
            news += step(self.state, bucket, CONFIG, SPAN)
            self.number += 1
        return news


def kinds(news: list[EpisodeNews], measure: str = "volume") -> list[type[EpisodeNews]]:
    return [type(each) for each in news if each.measure == measure]


@pytest.fixture
def stream() -> Stream:
    known = Stream()
    assert kinds(known.hear(days(7, 10))) == []
    return known


def test_a_surge_of_copies_is_raised_and_held_and_cleared(stream: Stream) -> None:
    news = stream.hear([10] * 12, copies=400)
    (raised,) = (each for each in news if isinstance(each, Raised) and each.measure == "volume")

    assert raised.held
    assert raised.observed == 410
    assert 0.5 < raised.copied < 1.0
    assert kinds(stream.hear(days(1, 10))) == [Cleared]
    assert not stream.state.volume.held


def test_a_surge_of_people_with_copies_in_it_is_not_held(stream: Stream) -> None:
    (raised,) = (each for each in stream.hear([200] * 3, copies=200) if isinstance(each, Raised))

    assert not raised.held
    assert raised.copied == pytest.approx(0.45, abs=0.08)


def test_people_who_join_uphold_an_episode_once(stream: Stream) -> None:
    stream.hear([10] * 12, copies=400)

    news = stream.hear([200] * 12, copies=400)

    assert kinds(news) == [Upheld]
    (upheld,) = (each for each in news if isinstance(each, Upheld))
    assert upheld.at > upheld.opened_at
    assert (upheld.at - upheld.opened_at) / 300.0 < 15


def test_what_copies_alerted_does_not_ask_more_of_a_real_surge_after_them(stream: Stream) -> None:
    stream.hear([10] * 3, copies=4_000)
    stream.hear([10] * 24)
    assert stream.state.volume.opened_at is None
    assert stream.state.volume.alerted is not None

    (raised,) = (each for each in stream.hear([200] * 4) if isinstance(each, Raised))

    assert not raised.held


def test_a_flood_of_weeks_teaches_neither_normal_nor_tail(stream: Stream) -> None:
    stream.hear([10] * 12, copies=400)
    quantile, normal = learnt(stream)
    stream.hear(days(14, 10, seed=2), copies=400)

    assert stream.state.volume.held
    assert learnt(stream) == pytest.approx((quantile, normal), abs=0.3)
    assert kinds(stream.hear([150] * 6, copies=400)) == [Upheld]


def learnt(stream: Stream) -> tuple[float, float]:
    """Give the quantile of the score that peaks are taken over, and the messages that are normal in a bucket."""
    volume = stream.state.volume
    return volume.tails[0].quantile, count_of(volume.windows[0].usual.level)


def test_copies_that_people_always_send_do_not_hold_a_surge() -> None:
    """A big brand of which every fifth message is a copy, and a surge by a tenth with as many of them."""
    random_ = random.Random(3)
    stream = Stream()
    for _ in range(DAY * 14):
        stream.hear([round(random_.gauss(800, 28))], copies=200)

    raised = [each for each in stream.hear([1_400] * 6, copies=350) if isinstance(each, Raised)]

    assert [each.held for each in raised if each.measure == "volume"] == [False]


def test_anger_that_few_accounts_copy_is_held(stream: Stream) -> None:
    stream.hear([40] * DAY)
    news = stream.hear([40] * 12, copies=60, copied_angry=1.0)

    raised = [each for each in news if isinstance(each, Raised) and each.measure == "negative_share"]
    assert [each.held for each in raised] == [True]
    assert raised[0].copied > 0.3


def test_anger_of_people_is_not_held_by_copies_that_are_calm(stream: Stream) -> None:
    stream.hear([40] * DAY)
    news = stream.hear([40] * 12, copies=3, angry=0.9, copied_angry=0.0)

    raised = [each for each in news if isinstance(each, Raised) and each.measure == "negative_share"]
    assert [each.held for each in raised] == [False]


def test_without_copies_the_score_without_them_is_the_score(stream: Stream) -> None:
    """The figures of the benchmark have no copies: both ways to an alert are then one."""
    state = copy.deepcopy(stream.state)
    news = stream.hear([10] * 5 + [400] * 6 + days(1, 10) + [900] * 6)

    assert Upheld not in kinds(news)
    assert not any(each.held or each.copied for each in news if isinstance(each, Raised))
    assert state.volume.upheld == state.volume.alerted
    assert stream.state.volume.upheld == stream.state.volume.alerted is not None


def test_the_same_buckets_give_the_same_news_again() -> None:
    def heard() -> list[EpisodeNews]:
        stream = Stream()
        calm = stream.hear(days(7, 10))
        flood = stream.hear([10] * 12, copies=400)
        return [*calm, *flood, *stream.hear([200] * 6, copies=400), *stream.hear(days(1, 10))]

    assert heard() == heard()
    assert [type(each) for each in heard() if each.measure == "volume"] == [Raised, Upheld, Cleared]
