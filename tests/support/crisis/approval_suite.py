"""What crisis must show of approvals, over every store: who may decide is told once, in time, and of nothing over."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from channels.sending import RetryLater
from contracts.inbox import ApprovalChanged
from services.crisis.adapters.notice_forms import mail_text, slack_body, webhook_body, words_of
from services.crisis.application.approval_notices import AT_ONCE, MOST_AN_HOUR
from services.crisis.application.notice_answers import LinkOver
from services.crisis.domain.notice import Notice
from tests.support.crisis.builders import NOON, a_story_answer_approval, an_approval
from tests.support.crisis.reminder_suite import reach
from tests.support.crisis.rig import Rig

MINUTE = timedelta(minutes=1)


def agreed(version: int = 2, **fields: Any) -> ApprovalChanged:
    """Give the end of the approval that `an_approval` begins."""
    said: dict[str, Any] = {"state": "agreed", "decided_by": ("cas",), **fields}
    return an_approval(version=version, **said)


async def minutes(rig: Rig, number: float) -> None:
    """Let minutes pass and what is due happen."""
    rig.clock.advance(number * 60)
    await rig.turn()


def told(rig: Rig) -> list[tuple[str, str | None, str]]:
    return [(brand, notice.person, notice.about) for brand, notice, _ in rig.delivery.sent]


async def notices(rig: Rig, person: str = "ben", brand: str = "klm") -> list[Notice]:
    return list((await rig.store(brand).notices.newest(person, None, None, 50, None)).items)


async def states(rig: Rig, person: str = "ben") -> list[str]:
    return [each.state for each in await notices(rig, person)]


class ApprovalSuite:
    """Inherit and give the fixture `rig`."""

    async def test_who_may_decide_is_told_two_minutes_later_until_an_hour_has_passed(self, rig: Rig) -> None:
        await reach(rig)
        await rig.hear([an_approval("ben", "cas")])
        await rig.turn()
        assert await states(rig) == ["pending"]
        await minutes(rig, 1.9)
        assert told(rig) == []
        await minutes(rig, 0.1)
        assert told(rig) == [("klm", "ben", "r1")]
        (notice,) = await notices(rig)
        assert (notice.kind, notice.incident, notice.severity) == ("approval", None, 1)
        assert notice.ends_at == NOON + 60 * MINUTE
        assert [each.outcome for each in notice.attempts] == ["sent"]
        assert await states(rig, "cas") == ["no_address"]

    async def test_the_words_say_where_to_decide_and_no_link_does(self, rig: Rig) -> None:
        await reach(rig)
        until = NOON + 90 * MINUTE
        await rig.hear([an_approval("ben", stage=1, stages=2, expires_at=until)])
        (notice,) = await notices(rig)
        title = "A reply by anna on x waits for your approval, stage 2 of 2, until "
        assert notice.title == f"{title}{until:%Y-%m-%d %H:%M} UTC"
        words = words_of("klm", notice, "https://muster.example/link")
        assert mail_text(words).startswith(f"{notice.title}. Read it in Muster before you decide.")
        assert words.link is None
        assert len(slack_body(words)["blocks"]) == 1
        assert webhook_body("klm", notice, words)["type"] == "muster.notice.approval"
        answers = rig.process.application.notice_answers
        assert not (await answers.view("klm", notice.id)).awaited
        with pytest.raises(LinkOver):
            await answers.answer("klm", notice.id, "accept")

    async def test_who_may_decide_on_a_story_answer_is_told_as_of_a_reply_and_once(self, rig: Rig) -> None:
        await reach(rig)
        for _ in range(2):
            await rig.hear([a_story_answer_approval("ben", "cas")])
        await minutes(rig, 2)
        assert told(rig) == [("klm", "ben", "a1")]
        (notice,) = await notices(rig)
        until = NOON + 30 * MINUTE
        assert notice.kind == "approval"
        assert notice.title == (
            f"An answer by anna to a story waits for your approval, stage 1 of 2, until {until:%Y-%m-%d %H:%M} UTC"
        )
        assert notice.ends_at == until
        await rig.hear([a_story_answer_approval("dora", version=2, stage=1, decided_by=("ben",))])
        await minutes(rig, 3)
        assert len(told(rig)) == 1, "another stage asks others"
        assert await states(rig, "dora") == ["no_address"]

    @pytest.mark.parametrize("state", ["agreed", "rejected", "withdrawn"])
    async def test_nobody_is_told_of_a_story_answer_that_was_decided_or_stopped(self, rig: Rig, state: str) -> None:
        await reach(rig)
        await rig.hear([a_story_answer_approval("ben")])
        await rig.hear([a_story_answer_approval(version=2, state=state)])
        await rig.hear([a_story_answer_approval("ben")])
        await minutes(rig, 5)
        assert told(rig) == []
        assert await states(rig) == ["answered"]

    async def test_a_story_answer_that_has_ended_is_told_to_nobody(self, rig: Rig) -> None:
        await reach(rig)
        await rig.hear([a_story_answer_approval("ben", ends_at=NOON)])
        await minutes(rig, 5)
        assert await notices(rig) == []

    @pytest.mark.parametrize("state", ["agreed", "rejected", "withdrawn", "expired"])
    async def test_nobody_is_told_of_what_was_decided_within_the_two_minutes(self, rig: Rig, state: str) -> None:
        await reach(rig)
        await rig.hear([an_approval("ben")])
        await minutes(rig, 1)
        await rig.hear([agreed(state=state)])
        await rig.turn()
        assert await states(rig) == ["answered"], "at once, not at its next step"
        await minutes(rig, 5)
        assert told(rig) == []

    async def test_what_is_over_is_told_no_further(self, rig: Rig) -> None:
        await reach(rig)
        rig.delivery.results.append(RetryLater(120.0, "http_503"))
        await rig.hear([an_approval("ben")])
        await minutes(rig, 2)
        await rig.hear([agreed()])
        await minutes(rig, 5)
        assert len(told(rig)) == 1
        assert await states(rig) == ["answered"]

    async def test_an_end_that_comes_before_the_beginning_leaves_nothing_to_tell(self, rig: Rig) -> None:
        await reach(rig)
        await rig.hear([agreed()])
        await rig.hear([an_approval("ben")])
        await minutes(rig, 5)
        assert await notices(rig) == []

    async def test_a_beginning_and_its_end_in_one_batch_tell_nobody_in_any_order(self, rig: Rig) -> None:
        await reach(rig)
        await rig.hear([an_approval("ben"), agreed()])
        await rig.hear([agreed(reply="r2"), an_approval("ben", reply="r2")])
        assert await notices(rig) == []

    async def test_the_same_word_again_tells_nobody_again(self, rig: Rig) -> None:
        await reach(rig)
        await rig.hear([an_approval("ben")])
        await minutes(rig, 3)
        await rig.hear([an_approval("ben")], offset=0)
        await minutes(rig, 3)
        assert len(told(rig)) == len(await notices(rig)) == 1

    async def test_a_word_that_comes_when_its_hour_is_over_tells_nobody(self, rig: Rig) -> None:
        await reach(rig)
        rig.clock.advance(3_600)
        await rig.hear([an_approval("ben")])
        await rig.hear([an_approval("ben", reply="r2", opened_at=NOON + 55 * MINUTE, expires_at=NOON + 59 * MINUTE)])
        await minutes(rig, 5)
        assert await notices(rig) == []

    async def test_the_next_stage_lets_the_people_of_the_one_before_go(self, rig: Rig) -> None:
        await reach(rig)
        await reach(rig, "dora")
        await rig.hear([an_approval("ben", stages=2)])
        await minutes(rig, 1)
        await rig.hear([self.second("ben", "dora", opened_at=rig.clock.now(), decided_by=("cas",))])
        await rig.turn()
        assert sorted(await states(rig)) == ["answered", "pending"], "ben is asked anew in the second stage"
        await minutes(rig, 2)
        assert sorted(told(rig)) == [("klm", "ben", "r1"), ("klm", "dora", "r1")]

    async def test_of_several_who_have_to_agree_only_who_did_is_let_go(self, rig: Rig) -> None:
        await reach(rig)
        await reach(rig, "dora")
        await rig.hear([an_approval("ben", "dora")])
        await rig.hear([an_approval("eve", version=2, decided_by=("ben",))])
        await minutes(rig, 3)
        assert told(rig) == [("klm", "dora", "r1")]
        assert (await states(rig), await states(rig, "eve")) == (["answered"], [])

    async def test_a_reply_that_waits_a_second_time_is_told_a_second_time(self, rig: Rig) -> None:
        await reach(rig)
        await rig.hear([an_approval("ben"), agreed()])
        await rig.hear([an_approval("ben", version=3)])
        await minutes(rig, 2)
        assert told(rig) == []
        await rig.hear([an_approval("ben", version=4, opened_at=rig.clock.now())])
        await minutes(rig, 2)
        assert told(rig) == [("klm", "ben", "r1")]

    async def test_nobody_is_told_of_more_than_six_an_hour_and_the_rest_is_listed(self, rig: Rig) -> None:
        await reach(rig)
        await rig.hear([an_approval("ben", reply="quick")])
        await rig.hear([agreed(reply="quick")])
        await rig.turn()
        for number in range(MOST_AN_HOUR + 2):
            await rig.hear([an_approval("ben", reply=f"r{number}")])
        await minutes(rig, 2)
        assert len(told(rig)) == MOST_AN_HOUR, "one that was decided before it was told counts for nothing"
        assert (await states(rig)).count("limited") == 2
        await minutes(rig, 60)
        await rig.hear([self.late("ben", rig.clock.now())])
        await minutes(rig, 2)
        assert len(told(rig)) == MOST_AN_HOUR + 1

    async def test_many_in_one_batch_are_each_known_and_counted_as_one_after_the_other(self, rig: Rig) -> None:
        await reach(rig)
        waiting = [an_approval("ben", reply=f"r{number}") for number in range(2 * AT_ONCE - 1)]
        await rig.hear([*waiting, an_approval("ben", brand="dell")])
        assert len(await notices(rig)) == len(waiting)
        assert (await states(rig)).count("limited") == len(waiting) - MOST_AN_HOUR
        assert len(await notices(rig, brand="dell")) == 1
        await rig.hear([agreed(reply=each.reply) for each in waiting])
        await minutes(rig, 3)
        assert told(rig) == []

    async def test_a_brand_tells_its_own(self, rig: Rig) -> None:
        await reach(rig)
        await reach(rig, brand="dell")
        await rig.hear([an_approval("ben", brand="dell"), agreed()])
        await minutes(rig, 3)
        assert told(rig) == [("dell", "ben", "r1")]
        assert await notices(rig) == []

    async def test_approvals_wait_in_the_lane_of_reminders(self, rig: Rig) -> None:
        await reach(rig)
        await rig.hear([an_approval("ben")])
        kinds = await rig.timer_kinds()
        assert "reminder" in kinds
        assert "notice" not in kinds

    @staticmethod
    def second(*approvers: str, **fields: Any) -> ApprovalChanged:
        """Give the second stage of two."""
        return an_approval(*approvers, version=2, stage=1, stages=2, **fields)

    @staticmethod
    def late(approver: str, at: datetime) -> ApprovalChanged:
        """Give one that opens later."""
        return an_approval(approver, reply="late", opened_at=at)
