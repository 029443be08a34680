"""The copies of invitations on MongoDB keep what every one promises."""

from datetime import timedelta

import pytest

from chassis.mongo import Mongo
from services.inbox.application.invitation_copies import InvitationCopies
from services.inbox.persistence.indexes import REEMIT_SECONDS
from services.inbox.persistence.invitations import MongoInvitations
from tests.support.inbox.invitation_suite import BRAND, ENDED, OPEN, InvitationCopiesSuite


class TestOnMongo(InvitationCopiesSuite):
    @pytest.fixture
    def copies(self, mongo: Mongo) -> InvitationCopies:
        return MongoInvitations(mongo)

    async def test_a_copy_is_deleted_when_no_older_report_can_come_any_more(
        self, copies: InvitationCopies, mongo: Mongo
    ) -> None:
        collection, kept = mongo.brand_collection("invitations"), timedelta(seconds=REEMIT_SECONDS)
        await copies.keep([OPEN])
        (running,) = await collection.find(BRAND, {})
        assert OPEN.until is not None
        assert running["deleted_at"] == OPEN.until + kept
        await copies.keep([ENDED])
        (over,) = await collection.find(BRAND, {})
        assert over["deleted_at"] == ENDED.at + kept
