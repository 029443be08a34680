"""The generated files of this room: the dashboards, and the reference of settings."""

from collections.abc import Mapping

from deploy.boards.crisis import CRISIS
from deploy.boards.ingest import INGEST
from deploy.boards.overview import OVERVIEW
from deploy.boards.services import SERVICES
from deploy.boards.stores import STORES
from deploy.reference import settings

FOLDER = "deploy/observability/dashboards"


def documents() -> Mapping[str, str]:
    """Give the path and text of each."""
    boards = {f"{FOLDER}/{board.uid}.json": board.text() for board in (OVERVIEW, INGEST, *SERVICES, CRISIS, STORES)}
    return boards | {"docs/reference/settings.md": settings.page()}
