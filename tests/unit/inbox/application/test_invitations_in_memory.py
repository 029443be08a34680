"""The copies of invitations in memory keep what every one promises."""

import pytest

from services.inbox.application.invitation_copies import InvitationCopies
from tests.support.inbox.invitation_suite import InvitationCopiesSuite
from tests.support.inbox.invitations_in_memory import InMemoryInvitations


class TestInMemory(InvitationCopiesSuite):
    @pytest.fixture
    def copies(self) -> InvitationCopies:
        return InMemoryInvitations()
