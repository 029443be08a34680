"""What every store of copies of invitations must show: the newest report counts, in whatever order they come."""

from __future__ import annotations

from dataclasses import replace

from services.inbox.application.invitation_copies import InvitationCopies
from services.inbox.domain.invitation import InvitationCopy
from tests.support.inbox.builders import NOON, minutes

BRAND = "klm"
OPEN = InvitationCopy(BRAND, "c1", "iris", "open", NOON + minutes(30), 3, NOON)
ENDED = replace(OPEN, state="ended", version=5, at=NOON + minutes(2))


class InvitationCopiesSuite:
    """Inherit and give the fixture `copies`."""

    async def test_a_copy_is_read_back_as_it_was_reported(self, copies: InvitationCopies) -> None:
        endless = replace(OPEN, conversation="c2", until=None)
        await copies.keep([OPEN, endless])
        assert await copies.invitation(BRAND, "c1", "iris") == OPEN
        assert await copies.invitation(BRAND, "c2", "iris") == endless
        assert await copies.invitation(BRAND, "c1", "bob") is None
        assert await copies.invitation("dell", "c1", "iris") is None

    async def test_a_late_older_report_changes_nothing(self, copies: InvitationCopies) -> None:
        await copies.keep([ENDED])
        await copies.keep([OPEN, replace(OPEN, state="accepted", version=4)])
        assert await copies.invitation(BRAND, "c1", "iris") == ENDED
        again = replace(OPEN, version=8)
        await copies.keep([again])
        assert await copies.invitation(BRAND, "c1", "iris") == again

    async def test_those_of_an_employee_are_listed_the_newest_first(self, copies: InvitationCopies) -> None:
        later = replace(ENDED, conversation="c2")
        others = [replace(OPEN, employee="bob"), replace(OPEN, brand="dell")]
        await copies.keep([OPEN, later, *others])
        assert list(await copies.newest_of(BRAND, "iris", 10)) == [later, OPEN]
        assert list(await copies.newest_of(BRAND, "iris", 1)) == [later]
