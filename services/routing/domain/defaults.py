"""The rules of a brand that has written none: two queues, one workflow."""

from __future__ import annotations

from services.routing.domain.queue import Queue, RelaxationStep
from services.routing.domain.workflow import SAME_LANGUAGE, Condition, Requirements, Workflow, WorkflowRule

STEPS = (
    RelaxationStep(60, lower_skills=1),
    RelaxationStep(180, drop=frozenset({"skill"})),
    RelaxationStep(600, drop=frozenset({"lang", "team"})),  # an answer in English beats none
)
GENERAL = Queue("general", name="General", steps=STEPS)
CRISIS = Queue("crisis", name="Crisis", offer_seconds=30.0, prefer_last_seconds=0.0, steps=STEPS)
QUEUES: dict[str, Queue] = {queue.id: queue for queue in (GENERAL, CRISIS)}

WORKFLOW = Workflow(
    version=1,
    rules=(
        WorkflowRule("incident", "crisis", Condition(incident=True), Requirements(language=SAME_LANGUAGE), boost=10),
        WorkflowRule("everything-else", "general", requires=Requirements(language=SAME_LANGUAGE)),
    ),
)
