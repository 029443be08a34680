"""People who are known under several ids: the contact a record leads to, and all records that lead to it."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.mongo import Mongo
from services.inbox.domain.contact import Contact, led_to
from services.inbox.persistence.contacts import contact_of
from services.inbox.persistence.ids import id_of


class MongoPeople:
    """Reads of the collection `contacts` along `same_as`."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._contacts = mongo.brand_collection("contacts")

    async def contact(self, brand: str, id_: str) -> Contact | None:
        """The contact that the record of this id leads to, or None."""
        records: dict[str, Contact] = {}
        while id_ not in records:
            document = await self._contacts.get(brand, id_)
            if document is None:
                return None
            records[id_] = contact_of(document)
            id_ = led_to(records, id_)
        return records[id_]

    async def ids_of(self, contact: Contact) -> Sequence[str]:
        """The ids of every record that leads to a contact, its own first."""
        found, newest = [contact.id], [contact.id]
        while newest:
            documents = await self._contacts.find(
                contact.brand, {"same_as": {"$in": newest}}, limit=MOST_RECORDS, projection={"_id": 1}
            )
            newest = [id_ for each in documents if (id_ := id_of(each)) not in found]
            found += newest
        return found

    async def ids_of_person(self, brand: str, id_: str) -> Sequence[str]:
        """The ids of every record of the person whom this id leads to; the id alone where there is no record."""
        contact = await self.contact(brand, id_)
        return await self.ids_of(contact) if contact is not None else [id_]


MOST_RECORDS = 100  # a person changes numbers a few times in a life
