"""The generated files of this room: the dashboards."""

from collections.abc import Mapping

from deploy.boards.crisis import CRISIS
from deploy.boards.ingest import INGEST
from deploy.boards.overview import OVERVIEW
from deploy.boards.services import SERVICES
from deploy.boards.stores import STORES

FOLDER = "deploy/observability/dashboards"


def documents() -> Mapping[str, str]:
    """Give each dashboard's path and text."""
    return {f"{FOLDER}/{board.uid}.json": board.text() for board in (OVERVIEW, INGEST, *SERVICES, CRISIS, STORES)}
