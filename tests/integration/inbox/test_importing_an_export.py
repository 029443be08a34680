"""The importer of the client for Python against the service: it dies, goes on, and everything is there once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from muster_client import Muster
from muster_client.imports.run import Progress, begin, run
from muster_client.imports.zendesk import Zendesk
from tests.integration.inbox.api import Api
from tests.support.exports import a_zendesk_comment as a_comment
from tests.support.exports import a_zendesk_ticket as a_ticket
from tests.support.exports import a_zendesk_user as a_user
from tests.support.exports import lines

TICKETS, PEOPLE, COMMENTS = 300, 50, 4


class Killed(Exception):
    """The importer died."""


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """Give an export in which one line is broken and one ticket names nobody."""
    lines(tmp_path / "users.ndjson", *[a_user(number) for number in range(1, PEOPLE + 1)], "{broken")
    tickets = [
        a_ticket(
            number,
            by=number % PEOPLE + 1,
            comments=[a_comment(number * 10 + each, author=number % PEOPLE + 1) for each in range(COMMENTS)],
        )
        for number in range(TICKETS)
    ]
    lines(tmp_path / "tickets.ndjson", *tickets, a_ticket(TICKETS, by=999, comments=[a_comment(99_999, 999)]))
    return tmp_path


def test_an_importer_that_died_goes_on_and_everything_is_there_once(api: Api, export: Path, tmp_path: Path) -> None:
    token = api.as_("maria")["Authorization"].removeprefix("Bearer ")
    refusals = tmp_path / "refusals" / "all.txt"
    refusals.parent.mkdir()
    told: list[int] = []

    def dies(progress: Progress) -> None:
        told.append(progress.items)
        if len(told) == 2:
            raise Killed

    http: Any = api.client  # what tests call an application with answers as a client of httpx does
    with Muster("http://testserver", token=token, http=http) as muster:
        owner = begin(muster, "zendesk", "All", None)
        with pytest.raises(Killed):
            run(muster, owner, export, Zendesk(export, None).read(), refusals, dies)
        again = begin(muster, "zendesk", "All", None)
        assert (again["id"], again["counts"]["conversations"]["stored"]) == (owner["id"], 200 - PEOPLE)
        done = run(muster, again, export, Zendesk(export, None).read(), refusals, lambda _: None)
    assert done["counts"] == {
        "contacts": {"stored": PEOPLE, "duplicate": 0, "rejected": 0},
        "conversations": {"stored": TICKETS, "duplicate": 0, "rejected": 0},
        "messages": {"stored": TICKETS * COMMENTS, "duplicate": 0, "rejected": 0},
    }
    assert len(refusals.read_text().splitlines()) == 2
    assert len(api.get("/v1/conversations?q=where&limit=100")["items"]) == 100
