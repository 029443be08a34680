"""MongoDB for the services: the only package that touches Motor, and the place where every query gets its brand.

Moving to another client is a change of this package alone. Callers import from here, not from the modules below.
"""

from chassis.mongo.brand import BrandCollection
from chassis.mongo.database import Mongo, after_commit
from chassis.mongo.errors import DUPLICATE_KEY, reachable
from chassis.mongo.filters import behind
from chassis.mongo.migrations import STEPS, Migration, Phase, refuse_newer
from chassis.mongo.types import Document, Session, Update
from chassis.mongo.writes import Index, Write, WriteResult, key

__all__ = [
    "DUPLICATE_KEY",
    "STEPS",
    "BrandCollection",
    "Document",
    "Index",
    "Migration",
    "Mongo",
    "Phase",
    "Session",
    "Update",
    "Write",
    "WriteResult",
    "after_commit",
    "behind",
    "key",
    "reachable",
    "refuse_newer",
]
