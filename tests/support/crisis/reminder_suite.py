"""What crisis must show of reminders, over every store: once, in time, and not to who has passed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from channels.sending import RetryLater
from services.crisis.adapters.notice_forms import mail_text, words_of
from services.crisis.application.notice_answers import LinkOver
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.notice import Notice
from services.crisis.domain.notice_plan import NoticeAddress, NoticePlan
from tests.support.crisis.builders import NOON, enrolled, passed
from tests.support.crisis.rig import Rig

DAY = timedelta(days=1)
DUE = NOON + 10 * DAY


async def reach(rig: Rig, person: str = "ben", brand: str = "klm") -> None:
    """Give a person an address."""

    async def work(unit: UnitOfWork) -> None:
        await unit.store.notice_plans.write(NoticePlan(person, (NoticeAddress("a1", "email", "b", "s"),), 1))

    await rig.units.run(brand, "cause", person, work)


async def days(rig: Rig, number: float) -> None:
    """Let days pass and what is due happen."""
    rig.clock.advance(number * 86_400)
    await rig.turn()


def told(rig: Rig) -> list[tuple[str, str | None, str]]:
    return [(brand, notice.person, notice.about) for brand, notice, _ in rig.delivery.sent]


async def reminders(rig: Rig, brand: str = "klm") -> list[Notice]:
    return list((await rig.store(brand).notices.newest("ben", None, None, 50, None)).items)


class ReminderSuite:
    """Inherit and give the fixture `rig`."""

    async def test_who_is_to_learn_a_course_is_reminded_three_days_before(self, rig: Rig) -> None:
        await reach(rig)
        await rig.routing(enrolled("ben", "basics", DUE), enrolled("cas", "basics", None))
        await days(rig, 6.9)
        assert told(rig) == []
        await days(rig, 0.1)
        assert told(rig) == [("klm", "ben", "basics")]
        (notice,) = await reminders(rig)
        assert (notice.kind, notice.incident, notice.ends_at, notice.severity) == ("course", None, DUE, 1)
        words = words_of("klm", notice, "https://muster.example/link")
        assert mail_text(words) == f"{notice.title}, and you have not passed it yet.\n\nLearn it in Muster.\n"
        answers = rig.process.application.notice_answers
        assert not (await answers.view("klm", notice.id)).awaited
        with pytest.raises(LinkOver):
            await answers.answer("klm", notice.id, "accept")

    async def test_the_same_word_again_reminds_nobody_again(self, rig: Rig) -> None:
        await reach(rig)
        event = enrolled("ben", "basics", DUE)
        await rig.routing(event, event)
        await days(rig, 8)
        await rig.routing(event)
        await rig.turn()
        await rig.turn(rig.another())
        assert told(rig) == [("klm", "ben", "basics")]

    @pytest.mark.parametrize("late", [False, True], ids=["in order", "the enrolment comes late"])
    async def test_who_has_passed_is_not_reminded(self, rig: Rig, late: bool) -> None:
        await reach(rig)
        events = [enrolled("ben", "basics", DUE), passed("ben", "basics", at=NOON + DAY)]
        for event in reversed(events) if late else events:
            await rig.routing(event)
        await days(rig, 8)
        assert told(rig) == []

    async def test_who_passes_while_they_are_told_is_told_no_more(self, rig: Rig) -> None:
        await reach(rig)
        rig.delivery.results.append(RetryLater(60.0, "http_503"))
        await rig.routing(enrolled("ben", "basics", DUE))
        await days(rig, 7)
        await rig.routing(passed("ben", "basics", at=rig.clock.now()))
        await days(rig, 1)
        assert len(told(rig)) == 1
        assert [each.state for each in await reminders(rig)] == ["answered"]

    async def test_who_has_no_address_is_shown_as_such(self, rig: Rig) -> None:
        await rig.routing(enrolled("ben", "basics", DUE))
        await days(rig, 8)
        assert [each.state for each in await reminders(rig)] == ["no_address"]

    async def test_a_day_that_moved_counts_as_it_stands(self, rig: Rig) -> None:
        await reach(rig)
        await rig.routing(enrolled("ben", "basics", DUE))
        await days(rig, 1)
        await rig.routing(enrolled("ben", "basics", DUE + 5 * DAY, at=NOON + DAY))
        await rig.routing(enrolled("ben", "basics", DUE))
        await days(rig, 10.9)
        assert told(rig) == []
        await days(rig, 0.1)
        assert [each.ends_at for each in await reminders(rig)] == [DUE + 5 * DAY]

    async def test_who_is_enrolled_late_is_told_at_once_and_after_the_day_nobody_is(self, rig: Rig) -> None:
        await reach(rig)
        await rig.routing(enrolled("ben", "basics", NOON + DAY), enrolled("ben", "other", NOON - DAY))
        await rig.turn()
        assert told(rig) == [("klm", "ben", "basics")]

    async def test_a_brand_reminds_its_own(self, rig: Rig) -> None:
        await reach(rig)
        await reach(rig, brand="dell")
        await rig.routing(enrolled("ben", "basics", DUE, brand="dell"))
        await days(rig, 8)
        assert told(rig) == [("dell", "ben", "basics")]
        assert await reminders(rig) == []
