"""Employees of builds that knew of certificates only ids and ends get `held`, the whole as far as it is known."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.mongo import Document, Migration, Mongo, Update
from services.routing.persistence.held_certificates import (
    MongoHeldCertificates,
    certificates_from,
    held_documents,
)


async def change(mongo: Mongo, employees: Sequence[Document]) -> Sequence[Update]:
    """Give each what is kept apart of them, or else their ids and ends."""
    whole = await MongoHeldCertificates(mongo).whole(employees)
    return [{"$set": {"held": held_documents(certificates_from(each))}} for each in whole]


MIGRATION = Migration(
    number=1,
    sentence="Every employee says in full which certificates they hold",
    phase="expand",
    collection="employees",
    concerned={"held": {"$exists": False}},
    change=change,
)
