"""Crisis over the store in memory."""

from __future__ import annotations

from collections import defaultdict

from chassis.clock import FixedClock
from chassis.timers import DueTimer
from contracts.event import Event
from services.crisis.adapters.minhash import RensaSigner
from services.crisis.application.accounts import AccountsCopy
from services.crisis.application.approval_notices import ApprovalNotices
from services.crisis.application.counting import CountMessages
from services.crisis.application.crisis import Crisis
from services.crisis.application.notice_sending import NoticeSender
from services.crisis.application.people import PeopleCopy
from services.crisis.application.service_work import RecordServiceWork
from services.crisis.application.watching import WatchBrands
from services.crisis.consumers.inbox_events import OnInboxEvents
from services.crisis.consumers.routing_events import OnRoutingEvents
from services.crisis.domain.story import Story
from services.crisis.timers.course import OnCourseDue
from services.crisis.timers.detect import OnDetect
from services.crisis.timers.notice import OnNoticeDue
from services.crisis.timers.page import OnPageTimeout
from services.crisis.timers.proposed import OnProposedDue
from services.crisis.timers.step import OnIncidentStepDue
from services.crisis.timers.thanks import OnThanksDue
from services.crisis.timers.update import OnUpdateDue
from services.crisis.timers.wave import OnWave
from tests.support.crisis.builders import BRAND, NOON
from tests.support.crisis.in_memory import InMemoryCourseDueCopy, InMemoryCrisis
from tests.support.crisis.in_memory_service_work import InMemoryServiceWorkLedger
from tests.support.crisis.in_memory_state import Rows
from tests.support.crisis.in_memory_watches import InMemoryWatches
from tests.support.crisis.notices import FakeDelivery
from tests.support.crisis.rig import SETTINGS, Process, Rig


class InMemoryRig(Rig):
    """The rig of the unit tests; it opens no socket."""

    def __init__(self) -> None:
        clock = FixedClock(NOON)
        self.people = PeopleCopy(patience_seconds=0)
        self.accounts = AccountsCopy()
        self.memory = InMemoryCrisis(clock, SETTINGS, self.people)
        super().__init__(clock, _process(self.memory, clock, self.people, self.accounts))

    def another(self) -> Process:
        return _process(self.memory, self.clock, self.people, self.accounts)

    async def run_due(self, process: Process) -> int:
        due: dict[str, list[DueTimer]] = defaultdict(list)
        for timer in self.memory.due():
            due[timer.kind].append(timer)
        for kind, timers in due.items():
            await process.timers[kind](timers)
        return sum(len(timers) for timers in due.values())

    async def directory(self, *events: Event) -> None:
        await self.people.take(events)
        await self.accounts.take(events)

    async def waiting(self) -> list[Event]:
        return list(self.memory.state.events)

    async def timer_kinds(self) -> set[str]:
        return {each.timer.kind for each in self.memory.state.timers.values()}

    async def stories(self, brand: str = BRAND) -> list[Story]:
        return sorted(Rows(self.memory.state, "stories", brand).all(), key=lambda each: -each.messages)

    async def lose_detector(self) -> None:
        self.memory.state.tables["detectors"].clear()


def _process(memory: InMemoryCrisis, clock: FixedClock, people: PeopleCopy, accounts: AccountsCopy) -> Process:
    count = CountMessages(memory, RensaSigner(), clock, SETTINGS)
    watches = InMemoryWatches(memory)
    watch = WatchBrands(watches, clock, SETTINGS)
    delivery, record_work = FakeDelivery(), RecordServiceWork(InMemoryServiceWorkLedger(memory))
    application = Crisis.over(memory, SETTINGS, people, accounts, delivery)
    return Process(
        application,
        count,
        OnInboxEvents(count, ApprovalNotices(memory), application.publications, record_work),
        OnRoutingEvents(memory, InMemoryCourseDueCopy(memory), record_work),
        {
            "detect": OnDetect(memory, watch),
            "page": OnPageTimeout(memory),
            "wave": OnWave(memory),
            "step": OnIncidentStepDue(memory),
            "update": OnUpdateDue(memory),
            "proposed": OnProposedDue(memory),
            "notice": OnNoticeDue(NoticeSender(memory, delivery, people)),
            "reminder": OnNoticeDue(NoticeSender(memory, delivery, people)),
            "course": OnCourseDue(memory),
            "thanks": OnThanksDue(memory),
        },
        watches,
        watch,
        delivery,
    )
