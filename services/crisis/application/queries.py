"""Queries of the API that take more than one read; each of one brand, as typed values."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import partial

from services.crisis.application.explaining import SignalExplanation, explain
from services.crisis.application.fitting_playbooks import FittingPlaybooks
from services.crisis.application.forecasting import Forecast, forecast
from services.crisis.application.incident_spreads import (
    CurrentSpread,
    IncidentSpread,
    spread_of_brand,
    spread_of_incident,
)
from services.crisis.application.people import PeopleCopy
from services.crisis.application.service_records import ServiceRecord, service_record
from services.crisis.application.slices import LargestKey, NewestKey, Slice
from services.crisis.application.spreading import SpreadingStory, spreading
from services.crisis.application.staffing import need_now
from services.crisis.application.stand_down import figures_of
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.company_status import CompanyStatus, status_of
from services.crisis.domain.incident import OPEN, Entry, Incident
from services.crisis.domain.need import Need
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK, Playbook
from services.crisis.domain.playbook_fit import FittingPlaybook
from services.crisis.domain.review import Review, ReviewSources, build
from services.crisis.settings import CrisisSettings

MOST_SHOWN = 50  # incidents of each state in the status of a company


class TooEarly(Exception):
    """The review is there after the stand-down; `state` is the incident's."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


class CrisisQueries:
    """Reads that no single repository answers."""

    def __init__(self, units: Units, settings: CrisisSettings, people: PeopleCopy) -> None:
        self._units = units
        self._settings = settings
        self._people = people

    async def incident(self, brand: str, reader: str, id_: str) -> tuple[Incident, list[Entry]]:
        """One incident with its figures, so far or final, and its timeline; raises Missing."""

        async def work(unit: UnitOfWork) -> Incident:
            incident = await unit.incident(id_)
            if incident.figures is not None:
                return incident
            figures = await figures_of(unit.store, incident, unit.now, self._settings.bucket_seconds)
            return replace(incident, figures=figures)

        incident = await self._units.run(brand, "read", reader, work)
        return incident, await self._units.read(brand).timeline.of_incident(id_)

    async def status(self, brand: str) -> CompanyStatus:
        """How the company stands: what is open, and what ended within a day."""
        incidents = self._units.read(brand).incidents
        found = [await incidents.newest(state, MOST_SHOWN, None) for state in (*sorted(OPEN), "stood_down", "reviewed")]
        every = [incident for each in found for incident in each.items]
        return status_of(every, partial(self._people.name_of, brand), self._units.now_of(brand))

    async def review(self, brand: str, incident_id: str) -> Review:
        """The review of an incident that is over; raises Missing, TooEarly."""
        store = self._units.read(brand)
        incident = await store.incidents.find(incident_id)
        if incident is None:
            raise Missing
        if incident.state in OPEN:
            raise TooEarly(incident.state)
        sources = ReviewSources(
            timeline=await store.timeline.of_incident(incident_id),
            asks=await store.asks.of_incident(incident_id),
            places=await store.places.of_incident(incident_id),
            record=await store.reviews.of(incident_id),
            thanks=await store.thanks.of(incident_id),
            overdue_pages=await store.pages.overdue(incident_id),
        )
        return build(incident, sources, partial(self._people.name_of, brand))

    async def check_person(self, brand: str, person: str) -> None:
        """See that somebody is or was of the brand, as a person or as an employee; raises Missing."""
        is_known = self._people.knows(brand, person) or self._people.has_left(brand, person)
        if not is_known and await self._units.read(brand).workforce.volunteer(person) is None:
            raise Missing

    async def service_record(
        self, brand: str, person: str, limit: int, after: NewestKey | None
    ) -> tuple[str, ServiceRecord]:
        """A person's name, or their id, and what they did."""
        record = await service_record(self._units.read(brand), person, self._units.now_of(brand), limit, after)
        return self._people.name_of(brand, person), record

    async def need(self, brand: str) -> Need:
        """Heads needed for what comes in now."""
        store = self._units.read(brand)
        policy = await store.policies.current()
        return await need_now(store, self._settings, policy, self._units.now_of(brand))

    async def forecast(self, brand: str, at: datetime | None = None) -> Forecast:
        """What is to come, as of now or of an earlier moment; raises HistoryTooShort, NotYet."""
        store = self._units.read(brand)
        policy = await store.policies.current()
        return await forecast(store, self._settings, policy, self._units.now_of(brand), at)

    async def explanation(self, brand: str, at: datetime | None) -> SignalExplanation:
        """Why a minute raised a signal or did not; raises NotYet, NotJudgedYet, NotRemembered."""
        return await explain(self._units.read(brand), self._settings, brand, self._units.now_of(brand), at)

    async def story(self, brand: str, id_: str) -> SpreadingStory:
        """One story that was announced; raises Missing."""
        store = self._units.read(brand)
        counted = await store.stories.find(id_)
        if counted is None:
            raise Missing
        (story,) = await spreading(store, self._settings, self._units.now_of(brand), [counted])
        return story

    async def stories(self, brand: str, limit: int, after: LargestKey | None) -> Slice[SpreadingStory, LargestKey]:
        """Stories that were announced, the largest first."""
        store = self._units.read(brand)
        found = await store.stories.largest(limit, after)
        return Slice(await spreading(store, self._settings, self._units.now_of(brand), found.items), found.next)

    async def spread(self, brand: str) -> CurrentSpread:
        """How what is said of the brand spreads now."""
        return await spread_of_brand(self._units.read(brand), self._settings, self._units.now_of(brand))

    async def incident_spread(self, brand: str, id_: str) -> IncidentSpread:
        """How an incident spreads; raises Missing."""
        store = self._units.read(brand)
        incident = await store.incidents.find(id_)
        if incident is None:
            raise Missing
        return await spread_of_incident(store, self._settings, self._units.now_of(brand), incident)

    async def playbooks(self, brand: str) -> list[Playbook]:
        """All playbooks of the brand, the built-in one among them until it is replaced."""
        written = await self._units.read(brand).playbooks.all()
        if any(playbook.id == DEFAULT_PLAYBOOK.id for playbook in written):
            return written
        return [DEFAULT_PLAYBOOK, *written]

    async def fitting_playbooks(self, brand: str, incident_id: str) -> tuple[Incident, list[FittingPlaybook]]:
        """An incident, and what fits it now, the best first; that of the policy comes last. Raises Missing."""
        store, now = self._units.read(brand), self._units.now_of(brand)
        incident = await store.incidents.find(incident_id)
        if incident is None:
            raise Missing
        signals = await store.signals.many(incident.signals)
        fitting = await FittingPlaybooks(store, self._settings, now).of(incident.title, incident.severity, signals)
        named = await store.playbooks.find((await store.policies.current()).playbook)
        if named is not None and all(each.playbook.id != named.id for each in fitting):
            fitting.append(FittingPlaybook(named, ("named by the crisis policy",)))
        return incident, fitting
