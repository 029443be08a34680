"""Publications over the store in memory."""

from __future__ import annotations

from tests.support.crisis.publication_suite import PublicationSuite


class TestPublications(PublicationSuite):
    """The suite, over the fixture of this room."""
