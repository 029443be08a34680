"""The generated files of this room: the dashboards, references of settings and lanes, parts of deploy/kubernetes."""

from collections.abc import Mapping

from deploy.boards.crisis import CRISIS
from deploy.boards.ingest import INGEST
from deploy.boards.overview import OVERVIEW
from deploy.boards.services import SERVICES
from deploy.boards.stores import STORES
from deploy.kubernetes import following
from deploy.reference import lanes, settings

FOLDER = "deploy/observability/dashboards"


def documents() -> Mapping[str, str]:
    """Give the path and text of each."""
    boards = {f"{FOLDER}/{board.uid}.json": board.text() for board in (OVERVIEW, INGEST, *SERVICES, CRISIS, STORES)}
    references = {"docs/reference/settings.md": settings.page(), lanes.PATH: lanes.page()}
    return boards | references | dict(following.documents())
