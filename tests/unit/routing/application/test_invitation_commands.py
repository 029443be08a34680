"""Invitations to help with one conversation, in memory."""

from tests.support.routing.invitation_suite import InvitationSuite


class TestInvitationsInMemory(InvitationSuite):
    """The fixture `rig` is in memory here."""
