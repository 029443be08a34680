"""Copies of what other services decided: assignments on conversations, certificates of employees, incidents."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chassis.mongo import Mongo
from services.inbox.application.incidents import IncidentBegan, IncidentMoved, IncidentUpdate
from services.inbox.application.records import Assignment, EmployeeRecord
from services.inbox.domain.certificates import Certificates
from services.inbox.domain.incident import ENDED, IncidentCopy, StatementCopy
from services.inbox.persistence.conversations import MongoConversations
from services.inbox.persistence.ids import Document, id_of

INCIDENTS_SHOWN = 10  # more at once would be read by nobody


class MongoCopies:
    """The collections `employees` and `incidents`, and the assignment of a conversation."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._conversations = MongoConversations(mongo)
        self._employees = mongo.brand_collection("employees")
        self._incidents = mongo.brand_collection("incidents")

    async def assign(self, assignments: Sequence[Assignment]) -> None:
        """See Copies."""
        await self._conversations.assign(assignments)

    async def certify(self, employees: Sequence[EmployeeRecord]) -> None:
        """See Copies."""
        await self._employees.write(
            [
                self._employees.update(
                    each.brand,
                    each.employee,
                    {"$set": _employee_document(each)},
                    where={"version": {"$not": {"$gt": each.version}}},
                    upsert=True,
                )
                for each in employees
            ]
        )

    async def update_incidents(self, updates: Sequence[IncidentUpdate]) -> None:
        """See Copies."""
        writes = [
            self._incidents.update(each.brand, each.incident, {"$set": _incident_fields(each)}, upsert=True)
            for each in updates
        ]
        await self._incidents.write(writes, ordered=True)

    async def employee(self, brand: str, employee: str) -> EmployeeRecord:
        """See UnitOfWork."""
        document = await self._employees.get(brand, employee)
        if document is None:
            return EmployeeRecord(brand, employee, Certificates(), 0)
        return _employee_of(brand, document)

    async def employees_among(
        self, brand: str, people: Collection[str], departments: Collection[str], certificate: str | None
    ) -> Mapping[str, EmployeeRecord]:
        """See ApproverCopies."""
        if not people:
            return {}
        wanted: Document = {"employee": {"$in": sorted(people)}}
        if departments:
            wanted["department"] = {"$in": sorted(departments)}
        if certificate is not None:
            wanted["certificates"] = certificate
        found = await self._employees.find(brand, wanted, limit=len(people))
        return {each["employee"]: _employee_of(brand, each) for each in found}

    async def incidents(self, brand: str) -> Sequence[IncidentCopy]:
        """The incidents that are on, the gravest first."""
        on = {"state": {"$nin": list(ENDED)}, "title": {"$exists": True}}
        documents = await self._incidents.find(brand, on, sort=[("severity", -1)], limit=INCIDENTS_SHOWN)
        return [_incident_of(document) for document in documents]


def _employee_document(record: EmployeeRecord) -> Document:
    return {
        "employee": record.employee,
        "certificates": list(record.certificates.ids),
        "certificates_ending": [{"id": id_, "at": at} for id_, at in record.certificates.ending],
        "department": record.department,
        "abilities": sorted(record.abilities),
        "presence": record.presence,
        "version": record.version,
    }


def _employee_of(brand: str, document: Mapping[str, Any]) -> EmployeeRecord:
    ending = tuple((each["id"], each["at"]) for each in document.get("certificates_ending", ()))
    return EmployeeRecord(
        brand,
        document["employee"],
        Certificates(tuple(document["certificates"]), ending),
        document["version"],
        document.get("department"),
        frozenset(document.get("abilities", ())),
        document.get("presence", "offline"),
    )


def _incident_fields(update: IncidentUpdate) -> Document:
    if isinstance(update, IncidentBegan):
        return {
            "title": update.title,
            "severity": update.severity,
            "playbook": update.playbook,
            "state": "declared",
            "declared_at": update.declared_at,
            "began_at": update.began_at,
        }
    if isinstance(update, IncidentMoved):
        severity = {"severity": update.severity} if update.severity is not None else {}
        return {"state": update.state, **severity}
    statement = update.statement
    words = {"language": statement.language, "text": statement.text, "approved_by": statement.approved_by}
    return {f"statements.{statement.id.replace('.', '_')}": words}  # a dot in a path would nest it


def _incident_of(document: Mapping[str, Any]) -> IncidentCopy:
    statements = document.get("statements", {})
    return IncidentCopy(
        id=id_of(document),
        title=document["title"],
        severity=document["severity"],
        state=document["state"],
        playbook=document.get("playbook"),
        statements=tuple([StatementCopy(id=id_, **words) for id_, words in statements.items()]),
        began_at=document.get("began_at", document.get("declared_at")),
    )
