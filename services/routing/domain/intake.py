"""The intake of a new version of a conversation: its task is queued, kept, placed anew, or ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.routing.domain import tokens
from services.routing.domain.rules import RoutingRules
from services.routing.domain.task import ACTIVE, Task
from services.routing.domain.task_steps import enqueue, finish, relax_requirements
from services.routing.domain.workflow import (
    ConversationFacts,
    Placement,
    place,
    place_in_queue,
)

ASK_ANEW = ""  # no rules are these circumstances: the next turn holds the offer against what is asked now
ASKS_FOR_SOMEBODY: frozenset[str] = frozenset({"respond", "escalate"})

Effect = Literal["none", "noted", "queued", "requeued", "completed", "resolved", "withdrawn"]


@dataclass(frozen=True, slots=True)
class IntakeOutcome:
    """The task afterwards (None: none is needed) and what happened to it; `before` is as it was."""

    before: Task | None
    after: Task | None
    effect: Effect


def needs_somebody(facts: ConversationFacts) -> bool:
    """Whether an employee has to look at the conversation."""
    return facts.needs_reply and facts.triage in ASKS_FOR_SOMEBODY and facts.status != "resolved"


def take_in(
    task: Task | None,
    facts: ConversationFacts,
    replied_by: str | None,
    rules: RoutingRules,
    now: datetime,
    *,
    asked_anew: bool = True,
    outsider: bool = False,
) -> IntakeOutcome:
    """Apply the newest version of a conversation; versions older than the stored one have no effect.

    `replied_by` is the author of a reply that was sent, where this version comes from one. `asked_anew`: whether this
    version asks for somebody by itself, as a message does and a breached clock does not. What a person has completed
    without an answer comes back only when it does. `outsider`: whether who holds it is not of the department that has
    taken it over; it goes back to its queue then.
    """
    if task is not None and facts.version <= task.facts.version:
        return IntakeOutcome(task, task, "none")
    needed = needs_somebody(facts)
    if task is None:
        return _first(facts, rules, now) if needed else IntakeOutcome(None, None, "none")
    updated = replace(task, facts=facts)
    if task.state not in ACTIVE:
        again = needed and (asked_anew or not needs_somebody(task.facts))
        return _reopened(task, updated, rules, now) if again else IntakeOutcome(task, updated, "noted")
    if needed and outsider and task.state == "assigned":
        return _taken_over(task, updated, rules, now)
    if needed:
        return _still_needed(task, updated, rules, now)
    return _not_needed(task, updated, replied_by, rules, now)


def place_anew(task: Task, rules: RoutingRules, now: datetime) -> IntakeOutcome:
    """Put a waiting task where today's rules want it; it keeps the time it has waited.

    One that a person transferred stays in its queue, under what that queue asks today.
    """
    moved = _placed(task, rules)
    if moved.placement.queue == task.placement.queue:
        return IntakeOutcome(task, relax_requirements(moved, rules.queue(moved.placement.queue), now), "noted")
    reason = f"rule {moved.placement.rule} after a change of rules or crisis"
    return IntakeOutcome(task, enqueue(moved, rules.queue(moved.placement.queue), now, reason, fresh=False), "requeued")


def held_against(task: Task, rules: RoutingRules, held: frozenset[str], now: datetime) -> IntakeOutcome:
    """Hold an open offer against today's rules: one to who lacks a certificate or the department is withdrawn.

    `held` are the tokens of the certificates and the department they have.

    The task then waits where today's rules want it; any other offer stays, under what is asked today.
    """
    guided = rules.guided(task.placement, task.facts)
    asked = {each for each in guided.required if tokens.kind(each) == "cert"}
    if task.facts.department is not None:
        asked.add(tokens.team(task.facts.department))
    missing = asked - held
    if not missing:
        return IntakeOutcome(task, replace(task, placement=guided, circumstances=rules.circumstances), "noted")
    moved = _placed(task, rules)
    reason = f"{task.employee} lacks what is asked now: {', '.join(each.split(':', 1)[1] for each in sorted(missing))}"
    return IntakeOutcome(task, enqueue(moved, rules.queue(moved.placement.queue), now, reason, fresh=False), "requeued")


def transferred(task: Task, queue: str, by: str, rules: RoutingRules) -> Task:
    """The task in the queue a person chose for it."""
    placement = place_in_queue(rules.workflow, task.facts, rules.incident, queue, by)
    return replace(task, placement=rules.guided(placement, task.facts), circumstances=rules.circumstances)


def _placed(task: Task, rules: RoutingRules) -> Task:
    by = task.placement.transferred_by
    if by is not None:
        return transferred(task, task.placement.queue, by, rules)
    return _placed_by_rules(task, rules)


def _placed_by_rules(task: Task, rules: RoutingRules) -> Task:
    return replace(task, placement=_by_rules(task.facts, rules), circumstances=rules.circumstances)


def _by_rules(facts: ConversationFacts, rules: RoutingRules) -> Placement:
    return rules.guided(place(rules.workflow, facts, rules.incident), facts)


def _first(facts: ConversationFacts, rules: RoutingRules, now: datetime) -> IntakeOutcome:
    placement = _by_rules(facts, rules)
    task = Task(facts, placement, rules.circumstances, "waiting", queued_at=now)
    queued = enqueue(task, rules.queue(placement.queue), now, f"rule {placement.rule}", fresh=True)
    return IntakeOutcome(None, queued, "queued")


def _reopened(before: Task, updated: Task, rules: RoutingRules, now: datetime) -> IntakeOutcome:
    placed = _placed_by_rules(updated, rules)
    reason = f"rule {placed.placement.rule}, the contact wrote again"
    return IntakeOutcome(
        before, enqueue(placed, rules.queue(placed.placement.queue), now, reason, fresh=True), "requeued"
    )


def _taken_over(before: Task, updated: Task, rules: RoutingRules, now: datetime) -> IntakeOutcome:
    placed = _placed_by_rules(updated, rules)
    reason = f"{updated.facts.department} takes it over from {before.employee}"
    return IntakeOutcome(
        before, enqueue(placed, rules.queue(placed.placement.queue), now, reason, fresh=False), "requeued"
    )


def _still_needed(before: Task, updated: Task, rules: RoutingRules, now: datetime) -> IntakeOutcome:
    if before.state == "waiting":
        return replace(place_anew(updated, rules, now), before=before)
    priority = _placed(updated, rules).placement.priority
    placement = rules.guided(replace(updated.placement, priority=priority), updated.facts)
    grown = before.state == "offered" and not set(placement.required) <= set(before.placement.required)
    circumstances = ASK_ANEW if grown else updated.circumstances
    return IntakeOutcome(before, replace(updated, placement=placement, circumstances=circumstances), "noted")


def _not_needed(
    before: Task, updated: Task, replied_by: str | None, rules: RoutingRules, now: datetime
) -> IntakeOutcome:
    if before.state != "assigned":
        return IntakeOutcome(
            before, finish(updated, "withdrawn", now, f"nothing to answer ({updated.facts.triage})"), "withdrawn"
        )
    if updated.facts.status == "resolved":
        return IntakeOutcome(before, finish(updated, "done", now, "conversation resolved"), "resolved")
    if updated.facts.triage not in ASKS_FOR_SOMEBODY:
        return IntakeOutcome(before, finish(updated, "withdrawn", now, f"triage {updated.facts.triage}"), "withdrawn")
    if rules.queue(updated.placement.queue).after_reply == "keep":
        return IntakeOutcome(before, updated, "noted")
    by_assignee = replied_by is not None and replied_by == before.employee
    reason = "the holder replied" if by_assignee else "answered elsewhere"
    return IntakeOutcome(before, finish(updated, "done", now, reason), "completed" if by_assignee else "resolved")
