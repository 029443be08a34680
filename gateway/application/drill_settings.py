"""Copies the settings of a brand into the brand of a drill, over the services' own API: what they refuse is not there.

Maintenance windows are left out: what is practised has to page. Everything is written whole, so that to write it again
is the same; a copy that broke off is begun anew.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from pydantic import BaseModel

from chassis.auth import Principal
from contracts.http import crisis, inbox, routing
from gateway.application.service_calls import ServiceCalls
from gateway.domain.drill import Drill
from gateway.domain.drill_fitting import fitted_policy, fitted_rotation
from gateway.persistence.people import Person

READS = frozenset({"conversations:read", "tasks:read", "employees:read", "incidents:read", "rules:write"})
WRITES = frozenset({"rules:write", "employees:write"})
MOST_AT_ONCE = 200  # items of a page


@dataclass(frozen=True, slots=True)
class Setting:
    """Settings of a service, written as `update` at `path`; `listed` where there are many, each at its id below."""

    service: str
    path: str
    update: type[BaseModel]
    listed: bool = False
    read: str | None = None


PLAIN = (
    Setting("routing", "/v1/certificates", routing.CertificateDefinitionUpdate, listed=True),
    Setting("routing", "/v1/queues", routing.QueueUpdate, listed=True),
    Setting("routing", "/v1/workflows", routing.WorkflowUpdate, read="/v1/workflows/current"),
    Setting("inbox", "/v1/triage-rules", inbox.TriageRulesUpdate),
    Setting("inbox", "/v1/sla-policy", inbox.SlaPolicyUpdate),
    Setting("inbox", "/v1/guideline", inbox.GuidelineUpdate),
    Setting("crisis", "/v1/playbooks", crisis.PlaybookUpdate, listed=True),
    Setting("crisis", "/v1/incident-rules", crisis.IncidentRuleUpdate, listed=True),  # name playbooks
)
EMPLOYEES = Setting("routing", "/v1/employees", routing.EmployeeUpdate, listed=True)
ROTATIONS = Setting("crisis", "/v1/rotations", crisis.RotationUpdate, listed=True)
POLICY = Setting("crisis", "/v1/crisis-policy", crisis.CrisisPolicyUpdate)


class SettingRefused(Exception):
    """A service did not give or take a setting; `what` is the request and the status it answered."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


class DrillSettings:
    """Makes the copy."""

    def __init__(self, calls: ServiceCalls) -> None:
        self._calls = calls

    async def copy(self, drill: Drill, people: Mapping[str, Person]) -> list[str]:
        """Copy all settings; gives what has no place in the copy, in words.

        Raises:
            SettingRefused: A service refused.
            Unavailable, Problem: A service is away, or did not answer in time.
        """
        for setting in PLAIN:
            async for path, view in self._views(drill.brand, setting):
                await self._put(drill, setting, path, view)
        left_out = [await self._employee(drill, each) for each in drill.participants]
        rotations: list[str] = []
        async for path, view in self._views(drill.brand, ROTATIONS):
            fitted = fitted_rotation(view, people)
            if fitted is None:
                left_out.append(f"Rotation {view['id']}: none of its members takes part.")
            else:
                rotations.append(view["id"])
                await self._put(drill, ROTATIONS, path, fitted)
        roles = {role for person in people.values() for role in person.roles}
        async for path, view in self._views(drill.brand, POLICY):
            policy, missing = fitted_policy(view, people, roles, rotations)
            left_out += missing
            await self._put(drill, POLICY, path, policy)
        return [each for each in left_out if each]

    async def _employee(self, drill: Drill, person: str) -> str:
        """Copy a participant's entry; in words, where there is none."""
        path = f"{EMPLOYEES.path}/{person}"
        view = await self._get(drill.brand, EMPLOYEES.service, path, missing=True)
        if view is None:
            return f"Employee {person}: no entry in the directory, so nothing is offered to them."
        await self._put(drill, EMPLOYEES, path, view)
        return ""

    async def _views(self, brand: str, setting: Setting) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """What somebody wrote of a setting, with where it is written; defaults are everywhere the same."""
        if not setting.listed:
            view = await self._get(brand, setting.service, setting.read or setting.path)
            if view["version"] > 0:
                yield setting.path, view
            return
        cursor: str | None = None
        while True:
            query = urlencode({"limit": MOST_AT_ONCE} | ({"cursor": cursor} if cursor else {}))
            page = await self._get(brand, setting.service, f"{setting.path}?{query}")
            for view in page["items"]:
                if view["version"] > 0:
                    yield f"{setting.path}/{view['id']}", view
            cursor = page["next"]
            if not cursor:
                return

    async def _get(self, brand: str, service: str, path: str, *, missing: bool = False) -> Any:  # noqa: ANN401 - JSON
        answer = await self._calls.ask(service, _as(brand, READS), "GET", path)
        if missing and answer.status == HTTPStatus.NOT_FOUND:
            return None
        if not answer.is_good:
            raise SettingRefused(f"GET {path} answered {answer.status}")
        return answer.body

    async def _put(self, drill: Drill, setting: Setting, path: str, view: Mapping[str, Any]) -> None:
        body = {name: view[name] for name in setting.update.model_fields if name in view}
        answer = await self._calls.ask(setting.service, _as(drill.id, WRITES), "PUT", path, body)
        if not answer.is_good:
            raise SettingRefused(f"PUT {path} answered {answer.status}")


def _as(brand: str, scopes: frozenset[str]) -> Principal:
    return Principal(brand, "drill", "service", scopes=scopes)
