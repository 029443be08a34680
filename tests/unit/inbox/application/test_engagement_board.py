"""The hub's board: what waits and since when, and who has read the guideline."""

from __future__ import annotations

from tests.support.inbox.builders import NOON, minutes
from tests.support.inbox.events import BRAND, a_message
from tests.unit.inbox.application.rig import ANNA, Rig


async def test_a_board_without_anything_says_so(rig: Rig) -> None:
    board = await rig.inbox.board.of(BRAND)
    assert (board.waiting, board.oldest, board.guideline_version, list(board.reading)) == (0, None, 1, [])


async def test_what_waits_is_counted_with_the_one_that_has_waited_longest(rig: Rig) -> None:
    await rig.rule(approvals=[{"id": "four", "applies": {}, "why": "Four eyes"}])
    await rig.take(a_message())
    await rig.assign()
    await rig.reply()
    rig.clock.advance(600)
    await rig.reply(id_="r2")
    board = await rig.inbox.board.of(BRAND)
    assert (board.waiting, board.oldest, board.at) == (2, NOON, NOON + minutes(10))
    assert board.guideline_version == 2
    await rig.inbox.replies.withdraw(ANNA, "r1", None)
    left = await rig.inbox.board.of(BRAND)
    assert (left.waiting, left.oldest) == (1, NOON + minutes(10))
    assert (await rig.inbox.board.of("dell")).waiting == 0
