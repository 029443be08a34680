"""Coverage: how many people of each language or department hold what."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from chassis.auth import Caller
from chassis.http.scopes import needs
from contracts.http import routing as http
from services.routing.domain.coverage import CoverageCounts, CoverageKey
from services.routing.http.dependencies import SIGN_OF_LIFE, Running
from services.routing.http.employees import READ, WRITE

router = APIRouter(prefix="/v1/coverage", dependencies=SIGN_OF_LIFE)


@router.get("", **needs(READ, WRITE))
async def get_coverage(
    caller: Caller,
    routing: Running,
    by: Annotated[http.CoverageGrouping, Query(description="What people are grouped by.")] = "department",
) -> http.Coverage:
    """How many hold each certificate and have each ability, and who loses one within 30 days.

    Asking has it counted anew in the background, at most once a minute; the answer is what was counted last.
    """
    counts = await routing.coverage_reports.read(caller.brand, by)
    return http.Coverage(by=by, as_of=counts.as_of if counts else None, groups=_groups(counts) if counts else [])


def _groups(counts: CoverageCounts) -> list[http.GroupCoverage]:
    groups = sorted({key.group for key in counts.counts}, key=lambda group: (group is None, group or ""))
    keys = sorted(counts.counts, key=lambda key: key.name)
    return [_group(group, [key for key in keys if key.group == group], counts) for group in groups]


def _group(group: str | None, keys: list[CoverageKey], counts: CoverageCounts) -> http.GroupCoverage:
    of = counts.counts
    return http.GroupCoverage(
        group=group,
        people=of.get(CoverageKey(group, "people"), 0),
        certificates=[
            http.CertificateCoverage(
                certificate=key.name, people=of[key], lapsing=of.get(CoverageKey(group, "lapsing", key.name), 0)
            )
            for key in keys
            if key.what == "certificate"
        ],
        abilities=[http.AbilityCoverage(ability=key.name, people=of[key]) for key in keys if key.what == "ability"],
    )
