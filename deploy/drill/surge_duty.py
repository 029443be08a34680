"""The operator on duty in the surge drill: looks, does what was decided, and writes down each moment."""

from __future__ import annotations

import time
from collections.abc import Callable

from deploy.drill.alert import GaugeAlert
from deploy.drill.eyes import StackEyes
from deploy.drill.operator import (
    DrainOrder,
    OperatorPhase,
    OperatorRules,
    OperatorWatch,
    ScaleOrder,
    decide,
)
from deploy.drill.sight import StackSight
from deploy.drill.surge_record import EntryKind, ServiceScaling, SurgeRecord, TimelineEntry
from deploy.drill.traffic import FACTOR, Traffic
from deploy.local import scaling
from deploy.local.state import need_state

LOOK_SECONDS = 1.0
SETTLE_SECONDS, WELL_LOOKS = 30.0, 2  # a stack that was started just now works off what its start has told
FIGURES_SECONDS = 5.0  # between two lines of figures in the timeline

Tell = Callable[[TimelineEntry], None]


class OperatorDuty:
    """Stands watch from the start of a drill to its end.

    Args:
        record: Where everything is written down.
        alert: What the operator is alerted by.
        tell: Hears of each moment as it comes.
        tethered: Whether what is started ends with this process.
    """

    def __init__(self, record: SurgeRecord, alert: GaugeAlert, tell: Tell, *, tethered: bool) -> None:
        options = record.options
        self._record, self._tell, self._tethered = record, tell, tethered
        self._rules = OperatorRules(
            options.behind_seconds, options.for_seconds, options.settle_seconds, options.most_replicas
        )
        self._began = time.monotonic()
        self._eyes = StackEyes(alert, self._began)
        self._watch = OperatorWatch()
        self._figures_at = 0.0

    def say(self, kind: EntryKind, text: str, at: float | None = None) -> None:
        """Write down a moment: now, or `at` of the monotonic clock, while the operator was busy."""
        entry = TimelineEntry((time.monotonic() if at is None else at) - self._began, kind, text)
        self._record.entries.append(entry)
        self._tell(entry)

    def settle(self) -> None:
        """Wait until nothing is behind any more, or no longer than that should take; then the drill begins."""
        until, well = time.monotonic() + SETTLE_SECONDS, 0
        while well < WELL_LOOKS and time.monotonic() < until:
            sight = self._eyes.look(arriving=False)
            drains = max((each.drain_seconds for each in sight.groups.values()), default=0.0)
            well = well + 1 if sight.clear and drains <= self._rules.behind else 0
            time.sleep(LOOK_SECONDS)
        self._began = time.monotonic()
        self._eyes.begin(self._began)

    def stand(self, traffic: Traffic, last_due: float) -> None:
        """Watch and act until all is as it was, or the time for it is over."""
        calm, ended = True, False
        until = self._began + last_due + self._record.options.clear_seconds
        while self._watch.phase is not OperatorPhase.OVER and time.monotonic() < until:
            looked = time.monotonic()
            if calm and looked - self._began >= self._record.surge:
                calm = False
                begins = self._began + self._record.surge
                self.say("drill", f"the surge begins: {FACTOR} times as many messages", begins)
            arriving = traffic.is_alive()
            if not arriving and not ended:
                ended = True
                self.say("drill", "all messages are posted", traffic.over_at)
            self._step(self._eyes.look(arriving=arriving))
            time.sleep(max(0.0, looked + LOOK_SECONDS - time.monotonic()))

    def put_back(self) -> None:
        """End what was started and is there still, as after an interruption."""
        for service, count in self._watch.before.items():
            if len(need_state().replicas(service)) > count:
                scaling.scale(service, count, _quiet)
                self.say("done", f"muster scale {service} {count}, because the drill ends")

    def _step(self, sight: StackSight) -> None:
        self._record.sights.append(sight)
        if sight.seconds >= self._figures_at:
            self._figures_at = sight.seconds + FIGURES_SECONDS
            self.say("seen", _figures(sight))
        before = self._watch
        decision = decide(before, sight, self._rules)
        self._watch = decision.watch
        for each in decision.noticed:
            self.say("seen", each)
        self._mark(before, sight)
        if decision.order is not None:
            self._carry_out(decision.order)

    def _mark(self, before: OperatorWatch, sight: StackSight) -> None:
        """Keep the moments that figures are about."""
        record, now = self._record, self._watch
        if now.firing and record.alert is None:
            record.alert = sight.seconds
        if before.phase is OperatorPhase.JOINING and now.joining != before.joining:
            record.scalings[-1].sharing = sight.seconds
        going = {OperatorPhase.GOING_BACK, OperatorPhase.OVER}
        if now.phase in going and before.phase not in going:
            behind = [each.seconds for each in record.sights if each.seconds >= record.surge and not each.clear]
            record.clear = now.clear_since if behind else None
            self.say("seen", "nobody is behind, and nothing more comes")
        if now.phase is OperatorPhase.OVER:
            record.back = sight.seconds

    def _carry_out(self, order: ScaleOrder | DrainOrder) -> None:
        began = time.monotonic()
        if isinstance(order, ScaleOrder):
            done = scaling.scale(order.service, order.replicas, _quiet, tethered=self._tethered)
            ready = time.monotonic()
            self._record.scalings.append(
                ServiceScaling(order.service, order.replicas, began - self._began, ready - self._began)
            )
            self.say("done", f"muster scale {order.service} {order.replicas}: {_ended(done, ready - began)}")
        else:
            done = scaling.drain(order.service, order.replica, _quiet)
            self.say("done", f"muster drain {order.service}/{order.replica}: {_ended(done, time.monotonic() - began)}")


def _ended(done: scaling.Scaled, seconds: float) -> str:
    words = [f"started {', '.join(done.started)}"] if done.started else []
    words += [f"ended {', '.join(done.ended)}"] if done.ended else []
    words += [f"killed {', '.join(done.killed)}"] if done.killed else []
    return f"{'; '.join(words) or 'nothing to do'} in {seconds:.1f} s"


def _figures(sight: StackSight) -> str:
    """The group that has most to read, and the replicas of its service."""
    name, worst = max(sight.groups.items(), key=lambda each: (each[1].lag, each[1].drain_seconds))
    replicas, rate = len(sight.replicas.get(worst.service, {})), sight.rates.get(worst.service, 0.0)
    drain = f"{worst.drain_seconds:.0f} s to drain" if worst.drain_seconds else "nothing to drain"
    lag = f"{worst.lag:,} records to read, the oldest for {worst.oldest_seconds:.1f} s"
    return f"{name}: {lag}, {drain}; {rate:,.0f}/s with {replicas} of {worst.service}"


def _quiet(_: str) -> None:
    """Report to nobody: the timeline says what was done."""
