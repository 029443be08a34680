"""Copies of routing's catalogue in MongoDB: which certificates give an ability, and which courses those."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.mongo import BrandCollection, Mongo, Write
from services.inbox.application.ability_copies import NAMED
from services.inbox.domain.ability import CertificateCopy, CourseCopy, WaysToLearn
from services.inbox.persistence.ids import Document


class MongoAbilities:
    """The collections `certificates` and `courses`; see AbilityCopies."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._certificates = mongo.brand_collection("certificates")
        self._courses = mongo.brand_collection("courses")
        self._employees = mongo.brand_collection("employees")

    async def define(self, certificates: Sequence[CertificateCopy]) -> None:
        """See AbilityCopies."""
        await self._certificates.write(
            [
                _newer(
                    self._certificates,
                    each,
                    each.certificate,
                    {"certificate": each.certificate, "abilities": list(each.abilities)},
                )
                for each in certificates
            ]
        )

    async def publish(self, courses: Sequence[CourseCopy]) -> None:
        """See AbilityCopies."""
        await self._courses.write(
            [
                _newer(
                    self._courses, each, each.course, {"course": each.course, "certificates": list(each.certificates)}
                )
                for each in courses
            ]
        )

    async def ways_to(self, brand: str, ability: str) -> WaysToLearn:
        """See AbilityCopies."""
        giving = await self._certificates.find(
            brand, {"abilities": ability}, sort=[("certificate", 1)], limit=NAMED, projection={"certificate": 1}
        )
        certificates = tuple(each["certificate"] for each in giving)
        if not certificates:
            return WaysToLearn()
        courses = await self._courses.find(
            brand,
            {"certificates": {"$in": list(certificates)}},
            sort=[("course", 1)],
            limit=NAMED,
            projection={"course": 1},
        )
        return WaysToLearn(certificates, tuple(each["course"] for each in courses))

    async def is_held(self, brand: str, ability: str) -> bool:
        """See AbilityCopies."""
        return bool(await self._employees.find(brand, {"abilities": ability}, limit=1, projection={"_id": 1}))


def _newer(collection: BrandCollection, copy: CertificateCopy | CourseCopy, id_: str, fields: Document) -> Write:
    """The write of a copy, where none of a later version is stored."""
    where = {"version": {"$not": {"$gt": copy.version}}}
    return collection.update(copy.brand, id_, {"$set": fields | {"version": copy.version}}, where=where, upsert=True)
