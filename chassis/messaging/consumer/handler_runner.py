"""Runs a handler over a batch until every delivery is done, rejected, deferred or proved to be poison."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog

from chassis.errors import Fenced, Unavailable, VersionConflict
from chassis.log_lines import places
from chassis.messaging.consumer.dead_letter_limit import DeadLetterLimitReached
from chassis.messaging.consumer.settings import ConsumerSettings
from chassis.messaging.decoding import FailedRecord
from chassis.messaging.failures import Reject, Retry
from chassis.messaging.ports import Deferred, Delivery, Handler, HandlerResult, Position
from contracts.event import Event

log = structlog.get_logger(__name__)

HANDLER_ERROR = "handler_error"


@dataclass(slots=True)
class BatchOutcome:
    """The outcome of a batch, to publish and then to commit."""

    events: list[Event] = field(default_factory=list)
    failed: list[FailedRecord] = field(default_factory=list)
    deferred: list[tuple[Delivery, Deferred]] = field(default_factory=list)


class HandlerRunner:
    """Calls a handler, and retries over parts of a batch, until each delivery has its outcome.

    Of the settings, `tries` is how often the whole batch is tried, `try_pause_seconds` apart, when the handler fails in
    a way it did not name; `dead_limit` poison in a row end the search for more: the fault is then not in the records; a
    call that takes `handler_seconds` is ended, and the same records come again.
    """

    def __init__(self, handler: Handler, settings: ConsumerSettings) -> None:
        self._handler = handler
        self._settings = settings

    async def run(self, batch: Sequence[Delivery]) -> BatchOutcome:
        """Handle a batch.

        Raises:
            Retry: The handler asks for the same records later.
            DeadLetterLimitReached: Record after record fails.
        """
        outcome = BatchOutcome()
        tried = 0
        while batch:
            try:
                _take(outcome, batch, await self._call(batch))
                return outcome
            except Retry:
                raise
            except (Unavailable, VersionConflict, Fenced) as passing:
                raise _retry(passing) from passing
            except Reject as reject:
                rest = _without(outcome, batch, reject)
                if rest is None:
                    await self._isolate(batch, outcome)
                    return outcome
                batch = rest
            except Exception as error:  # noqa: BLE001 - a bug of the handler must not end the consumer
                tried += 1
                _log_failure(error, len(batch), tried)
                if tried >= self._settings.tries:
                    await self._isolate(batch, outcome)
                    return outcome
                await asyncio.sleep(self._settings.try_pause_seconds)
        return outcome

    async def _call(self, batch: Sequence[Delivery]) -> HandlerResult | Sequence[Event]:
        """Call the handler; one that never returns would hold its partitions for good, and nobody would hear of it."""
        try:
            async with asyncio.timeout(self._settings.handler_seconds) as limit:
                return await self._handler(batch)
        except TimeoutError:
            if not limit.expired():
                raise
            log.error("handler_hung", seconds=self._settings.handler_seconds, records=len(batch))
            raise Retry("handler_hung") from None

    async def _isolate(self, batch: Sequence[Delivery], outcome: BatchOutcome) -> None:
        """Run halves, in order, until what fails stands alone."""
        parts = [batch] if len(batch) == 1 else _halves(batch)
        row = 0
        while parts:
            part = parts.pop()
            try:
                _take(outcome, part, await self._call(part))
                row = 0
            except Retry:
                raise
            except (Unavailable, VersionConflict, Fenced) as passing:
                raise _retry(passing) from passing
            except Exception as error:  # noqa: BLE001 - as above
                if len(part) > 1:
                    parts.extend(_halves(part))
                    continue
                reason = error.reason if isinstance(error, Reject) else HANDLER_ERROR
                outcome.failed.append(FailedRecord.of(part[0], reason))
                row += 1
                if row >= self._settings.dead_limit:
                    raise DeadLetterLimitReached(row, 0) from None


def _retry(passing: Unavailable | VersionConflict | Fenced) -> Retry:
    """A dependency is unavailable, or another process wrote first: the same records later, never a dead letter."""
    if isinstance(passing, Unavailable):
        return Retry.of(passing)
    return Retry("fenced" if isinstance(passing, Fenced) else "version_conflict")


def _halves(batch: Sequence[Delivery]) -> list[Sequence[Delivery]]:
    """Return the halves, the later one first: the list is taken from its end."""
    middle = len(batch) // 2
    return [batch[middle:], batch[:middle]]


def _without(outcome: BatchOutcome, batch: Sequence[Delivery], reject: Reject) -> Sequence[Delivery] | None:
    """Set the rejected delivery aside; None when the handler did not name it."""
    rejected = batch[0].position if len(batch) == 1 else reject.position
    rest = [delivery for delivery in batch if delivery.position != rejected]
    if len(rest) == len(batch):
        return None
    outcome.failed.extend(FailedRecord.of(each, reject.reason) for each in batch if each.position == rejected)
    return rest


def _take(outcome: BatchOutcome, batch: Sequence[Delivery], result: HandlerResult | Sequence[Event]) -> None:
    """Add a handler's result."""
    if not isinstance(result, HandlerResult):
        outcome.events.extend(result)
        return
    outcome.events.extend(result.events)
    if result.rejected or result.deferred:
        by_position = {delivery.position: delivery for delivery in batch}
        for rejected in result.rejected:
            outcome.failed.append(FailedRecord.of(_named(by_position, rejected.position), rejected.reason))
        for deferred in result.deferred:
            outcome.deferred.append((_named(by_position, deferred.position), deferred))


def _named(by_position: dict[Position, Delivery], position: Position) -> Delivery:
    if position not in by_position:
        raise LookupError("the handler named a position that is not in its batch")
    return by_position[position]


def _log_failure(error: Exception, records: int, tried: int) -> None:
    """Log where a handler failed: the kind of error and its place, never its text, which may quote a customer."""
    log.error("handler_failed", error=type(error).__name__, at=places(error), records=records, tried=tried)
