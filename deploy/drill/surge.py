"""The surge drill: a hundred times as many messages, and an operator who scales by the runbook and scales back."""

from __future__ import annotations

import time
import uuid
from collections.abc import Mapping

from deploy.drill.alert import read_alert
from deploy.drill.brand import need_this_machine
from deploy.drill.surge_duty import OperatorDuty, Tell
from deploy.drill.surge_integration import StoredFigures, SurgeIntegration, surge_integration
from deploy.drill.surge_record import SurgeOptions, SurgeRecord
from deploy.drill.traffic import Traffic, plan
from deploy.local.state import LocalState, need_state

ALERT = "ConsumerBehind"
COUNT_SECONDS = 20.0  # what was read last is committed within moments; the rest is for a machine with two cores


def run_surge(state: LocalState, options: SurgeOptions, tell: Tell, *, tethered: bool = False) -> SurgeRecord:
    """Play the drill on the local stack and return what happened; what was scaled is scaled back in any case.

    Raises:
        StackError: The gateway is not on this machine, does not answer, or refuses the drill's brand.
    """
    need_this_machine(state)
    alert = read_alert(ALERT)
    batches = plan(options.calm_rate, options.calm_seconds, options.messages, options.seconds, options.seed)
    count = sum(len(each.items) for each in batches)
    record = SurgeRecord(options, planned=count, replicas_before=_replicas())
    with surge_integration(state) as integration:
        traffic = Traffic(state.gateway, integration.key, batches, uuid.uuid4().hex[:8])
        duty = OperatorDuty(record, alert, tell, tethered=tethered)
        duty.settle()
        duty.say("drill", f"calm: {options.calm_rate:g} messages a second; {count:,} in all, seed {options.seed}")
        bound = f"{options.behind_seconds:g} s for {options.for_seconds:g} s (the rule: {alert.threshold:g} s)"
        duty.say("drill", f"the alert {ALERT} is judged on {alert.metric} over {bound}")
        traffic.start()
        try:
            duty.stand(traffic, batches[-1].due)
        finally:
            traffic.end()
            duty.put_back()
        record.posted, record.replicas_after = traffic.figures, _replicas()
        record.stored = _counted(integration, record.acknowledged)
        said = f"{record.acknowledged:,} messages acknowledged, {record.stored.in_conversations:,} stored"
        duty.say("drill", said)
    return record


def _counted(integration: SurgeIntegration, expected: int) -> StoredFigures:
    """Count until everything is there, or no longer than that should take."""
    until = time.monotonic() + COUNT_SECONDS
    while (found := integration.stored()).in_conversations < expected or found.difference:
        if time.monotonic() > until:
            break
        time.sleep(1.0)
    return found


def _replicas() -> Mapping[str, int]:
    state = need_state()
    return {service: len(state.replicas(service)) for service in state.services}
