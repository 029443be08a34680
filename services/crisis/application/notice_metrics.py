"""What operators see of notices: tries, ends, and when one last went the whole way."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from services.crisis.domain.notice import Notice, NoticeAttempt

ATTEMPTS = Counter("muster_notice_attempts", "Tries to tell a person, by way and outcome.", ["kind", "outcome"])
ENDS = Counter("muster_notices_ended", "Notices that ended, by what they were about and how.", ["about", "state"])
CANARY = Gauge(
    "muster_notice_canary_seconds",
    "When the notifier of this process last went from a due timer to the mail server and back, seconds since 1970.",
)


def count_attempt(attempt: NoticeAttempt) -> None:
    """Count a try."""
    ATTEMPTS.labels(attempt.kind, attempt.outcome).inc()


def count_end(notice: Notice) -> None:
    """Count a notice that ended."""
    ENDS.labels(notice.kind, notice.state).inc()
