"""Playbooks as the API shows and takes them, and those that fit an incident."""

from __future__ import annotations

from contracts.http import crisis as http
from services.crisis.domain.incident import Incident
from services.crisis.domain.playbook import Playbook, PlaybookFit, PlaybookStep
from services.crisis.domain.playbook_fit import FittingPlaybook
from services.crisis.http.presenters import fields


def playbook_view(playbook: Playbook) -> http.Playbook:
    """A playbook."""
    return http.Playbook.model_validate({**fields(playbook), "statements": dict(playbook.statements)})


def playbook_of(id_: str, body: http.PlaybookUpdate) -> Playbook:
    """The playbook somebody writes, without a version yet."""
    steps = tuple(PlaybookStep(step.title, step.instructions, step.due_seconds) for step in body.steps)
    return Playbook(id_, body.title, 0, steps, tuple(sorted(body.statements.items())), _fits_of(body.fits))


def _fits_of(body: http.PlaybookFit | None) -> PlaybookFit | None:
    """What is said twice counts once."""
    if body is None:
        return None
    return PlaybookFit(tuple(dict.fromkeys(body.signals)), body.min_severity, tuple(dict.fromkeys(body.words)))


def fitting_view(incident: Incident, fitting: FittingPlaybook) -> http.FittingPlaybook:
    """A playbook that fits an incident."""
    playbook = fitting.playbook
    return http.FittingPlaybook(
        playbook=playbook.id,
        title=playbook.title,
        version=playbook.version,
        reasons=fitting.reasons,
        taken=playbook.id == incident.playbook,
        languages=tuple(language for language, _ in playbook.statements),
    )
