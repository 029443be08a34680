"""Contacts of builds that wrote no version get the first one, by which `contacts.py` reads them anyhow."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.mongo import Document, Migration, Mongo, Update

FIRST = 1  # a reader takes a contact without a version for this one, so a write under way loses nothing


async def change(_mongo: Mongo, contacts: Sequence[Document]) -> Sequence[Update]:
    """Give each its version."""
    return [{"$set": {"version": FIRST}} for _ in contacts]


MIGRATION = Migration(
    number=1,
    sentence="Every contact has a version",
    phase="expand",
    collection="contacts",
    concerned={"version": {"$exists": False}},
    change=change,
)
