"""The crisis policy with its versions, and the playbooks, as documents."""

from __future__ import annotations

from datetime import datetime

from services.crisis.domain.playbook import DEFAULT_PLAYBOOK, Playbook
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value

PLAYBOOKS_MOST = 500  # of one brand in one list; a bound on memory, far above what people can tell apart


class MongoPolicies:
    """The collections `policies` (one document, `policy`) and `policy_versions` (by version)."""

    def __init__(self, scope: Scope, default: CrisisPolicy) -> None:
        self._policies = BrandDocuments(scope, "policies")
        self._versions = BrandDocuments(scope, "policy_versions")
        self._default = default

    async def current(self) -> CrisisPolicy:
        """The policy; the default at version 0 where the brand wrote none."""
        stored = await self._policies.get("policy")
        return value(CrisisPolicy, stored) if stored else self._default

    async def write(self, policy: CrisisPolicy, by: str, at: datetime) -> None:
        """Put a new version in place of the present one, which stays among the versions."""
        fields = document(policy)
        await self._policies.put("policy", fields)
        await self._versions.insert({str(policy.version): {**fields, "by": by, "at": at}})


class MongoPlaybooks:
    """The collection `playbooks`, by the playbook's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "playbooks")

    async def find(self, id_: str) -> Playbook | None:
        """A playbook; the built-in one answers to `default` until the brand writes its own."""
        stored = await self._documents.get(id_)
        if stored is None:
            return DEFAULT_PLAYBOOK if id_ == DEFAULT_PLAYBOOK.id else None
        return value(Playbook, stored)

    async def all(self) -> list[Playbook]:
        """Those the brand wrote, by id."""
        stored = await self._documents.find({}, sort=[("_id", 1)], limit=PLAYBOOKS_MOST)
        return [value(Playbook, each) for each in stored]

    async def write(self, playbook: Playbook) -> None:
        """Put a playbook in place of the one by its id."""
        await self._documents.put(playbook.id, document(playbook))
