"""Held certificates in MongoDB, so that builds which know only their ids and ends read them, and lose none of the rest.

An employee's `certificates` are for those builds: ids and ends of what stands. `held` beside it is the whole. A build
that does not know `held` drops it when it writes the employee, therefore it is kept apart as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from chassis.mongo import Mongo, Session
from services.routing.application.changes import EmployeeChange
from services.routing.domain.certificate import Certificate, Revocation

Document = Mapping[str, Any]
KNOWN = tuple(each.name for each in fields(Certificate))
KNOWN_OF_REVOCATIONS = tuple(each.name for each in fields(Revocation))


class MongoHeldCertificates:
    """What each employee holds, apart from the employee; read where an older build wrote the employee last."""

    def __init__(self, mongo: Mongo) -> None:
        """Use the `held_certificates` collection."""
        self._held = mongo.brand_collection("held_certificates")

    async def whole(self, documents: Sequence[Document]) -> list[Document]:
        """Documents of employees, each with `held` as far as it is known."""
        bare = [(each["brand"], each["id"]) for each in documents if "held" not in each]
        known = await self._held.get_many(bare)
        return [
            {**each, "held": reconciled(each["certificates"], known[each["brand"], each["id"]]["held"])}
            if (each["brand"], each["id"]) in known and "held" not in each
            else each
            for each in documents
        ]

    async def write(self, changes: Iterable[EmployeeChange], session: Session) -> None:
        """Write what changes in what employees hold."""
        changed = [step for step in changes if step.after.certificates != _held_before(step)]
        writes = [
            self._held.replace(
                step.brand, step.after.id, {"held": held_documents(step.after.certificates)}, upsert=True
            )
            for step in changed
        ]
        await self._held.write(writes, session=session)


def _held_before(step: EmployeeChange) -> tuple[Certificate, ...]:
    return step.before.certificates if step.before is not None else ()


def certificate_fields(held: Sequence[Certificate]) -> dict[str, Any]:
    """The fields of an employee's document that say what they hold."""
    standing = [{"id": each.id, "expires_at": each.expires_at} for each in held if each.revoked is None]
    return {"certificates": standing, "held": held_documents(held)}


def held_documents(held: Sequence[Certificate]) -> list[dict[str, Any]]:
    """Certificates in full."""
    return [asdict(each) | {"skills": dict(each.skills), "abilities": list(each.abilities)} for each in held]


def certificates_from(document: Document) -> tuple[Certificate, ...]:
    """What the employee of a document holds; of one of an older build only ids and ends are known."""
    return tuple(_certificate(each) for each in document.get("held", document["certificates"]))


def reconciled(entries: Sequence[Document], held: Sequence[Document]) -> list[Document]:
    """What is held after a build that knows ids and ends only wrote `entries`.

    What it added or gave another end is an entry; what it left out is gone if an entry governs it. What was revoked
    stays revoked.
    """
    named = {each["id"]: each for each in entries}
    known = {each["id"] for each in held}
    kept = (_kept(each, named.get(each["id"])) for each in held)
    return [*(each for each in kept if each is not None), *(each for each in entries if each["id"] not in known)]


def _kept(held: Document, entry: Document | None) -> Document | None:
    if held.get("revoked") is not None:
        return held
    if entry is None:
        return None if _certificate(held).governed else held
    return held if held.get("expires_at") == entry.get("expires_at") else entry


def _certificate(document: Document) -> Certificate:
    known = {name: document[name] for name in KNOWN if name in document}
    revoked = document.get("revoked")
    return Certificate(
        **known
        | {
            "abilities": tuple(document.get("abilities", ())),
            "revoked": None if revoked is None else _revocation(revoked),
        }
    )


def _revocation(document: Document) -> Revocation:
    return Revocation(**{name: document[name] for name in KNOWN_OF_REVOCATIONS})
