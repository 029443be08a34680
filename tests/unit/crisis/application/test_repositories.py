"""Repositories in memory."""

from __future__ import annotations

from tests.support.crisis.notice_suite import NoticeSuite
from tests.support.crisis.repository_suite import RepositorySuite


class TestRepositories(RepositorySuite):
    """The suite, over the fixture of this room."""


class TestNotices(NoticeSuite):
    """The suite of notices, over the same."""
