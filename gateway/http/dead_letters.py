"""Dead letters of the caller's brand: records a consumer could not use, listed, shown, and sent back after a fix."""

from __future__ import annotations

import asyncio
import base64
import json
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query

from chassis.auth import Caller
from chassis.errors import Unavailable
from chassis.http.paging import Page, PageCursor, PageLimit, page_of_whole, place_in_whole
from chassis.http.problem import FieldError, Invalid, NotFound
from chassis.http.scopes import needs
from chassis.messaging import LogError, Position
from chassis.messaging.dead_letters import DeadLetter
from contracts.http import gateway as http
from contracts.registry import READERS, dead_topic
from gateway.application.gateway import Gateway
from gateway.http.dependencies import Running

router = APIRouter(prefix="/v1/dead-letters")
READ, REPLAY = "ledger:read", "integrations:write"
DeadLetterId = Annotated[
    str, Path(alias="letter_id", description="The letter's `id`, from the list.")
]  # as the public API names it
LOOKED_AT = 2_000  # newest letters of a group that are searched for the caller's


@router.get("", **needs(READ))
async def list_dead_letters(
    caller: Caller,
    gateway: Running,
    group: Annotated[str | None, Query(description="Only those of this service; left out: all.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.DeadLetter]:
    """The newest letters of the brand first."""
    if group is not None and group not in READERS:
        raise Invalid([FieldError("#query/group", f"must be one of {', '.join(READERS)}", "group")])
    place_in_whole(cursor)  # a wrong one is not worth reading the log for
    groups = READERS if group is None else [group]
    try:
        listed = await asyncio.gather(*(gateway.dead_letters.list(each, limit=LOOKED_AT) for each in groups))
    except LogError as error:
        raise Unavailable("kafka") from error
    of_brand = [letter for letters in listed for letter in letters if letter.brand == caller.brand]
    of_brand.sort(key=lambda letter: (letter.dead_at, str(letter.position)), reverse=True)
    return page_of_whole([http.DeadLetter(**_view(letter)) for letter in of_brand], limit, cursor)


@router.get("/{letter_id}", **needs(READ, refuses=[NotFound]))
async def get_dead_letter(dead_letter_id: DeadLetterId, caller: Caller, gateway: Running) -> http.DeadLetterDetail:
    """One letter with its record; seeing it needs the scope of reading conversations when it may hold a message."""
    letter = await _require_letter(gateway, caller.brand, dead_letter_id)
    value = letter.record.value or b""
    if "conversations:read" not in caller.scopes:
        return http.DeadLetterDetail(**_view(letter))
    try:
        return http.DeadLetterDetail(**_view(letter), value=json.loads(value))
    except ValueError:
        return http.DeadLetterDetail(**_view(letter), value_base64=base64.b64encode(value).decode())


@router.post(
    "/{letter_id}/replay",
    **needs(REPLAY, refuses=[NotFound]),
)
async def replay_dead_letter(
    dead_letter_id: DeadLetterId,
    caller: Caller,
    gateway: Running,
    again: Annotated[bool, Query(description="Also where it was sent back before.")] = False,
) -> http.Replay:
    """Give a letter back to its consumer; once, unless `again`."""
    letter = await _require_letter(gateway, caller.brand, dead_letter_id)
    try:
        return http.Replay(replayed=await gateway.dead_letters.replay(letter.group, letter.position, again=again))
    except LogError as error:
        raise Unavailable("kafka") from error


async def _require_letter(gateway: Gateway, brand: str, dead_letter_id: str) -> DeadLetter:
    """The letter of this id when it is the brand's; one of another brand is not found either."""
    group, position = _read_id(dead_letter_id)
    try:
        letter = await gateway.dead_letters.show(group, position)
    except LogError as error:
        raise Unavailable("kafka") from error
    if letter is None or letter.brand != brand:
        raise NotFound
    return letter


def _id(letter: DeadLetter) -> str:
    return f"{letter.group}~{letter.origin.topic}~{letter.position.partition}~{letter.position.offset}"


def _read_id(text: str) -> tuple[str, Position]:
    """Group and position of `<group>~<topic>~<partition>~<offset>`; anything else is not found."""
    parts = text.split("~")
    if len(parts) != 4 or parts[1] not in READERS.get(parts[0], ()):
        raise NotFound
    partition, offset = parts[2], parts[3]
    if not all(each.isascii() and each.isdigit() and len(each) <= 18 for each in (partition, offset)):
        raise NotFound
    return parts[0], Position(dead_topic(parts[1], parts[0]), int(partition), int(offset))


def _view(letter: DeadLetter) -> dict[str, Any]:
    return {
        "id": _id(letter),
        "group": letter.group,
        "origin_topic": letter.origin.topic,
        "origin_partition": letter.origin.partition,
        "origin_offset": letter.origin.offset,
        "reason": letter.reason,
        "attempts": letter.attempts,
        "first_failed_at": letter.first_failed_at,
        "event_id": letter.event_id or None,
        "event_type": letter.event_type or None,
        "replayed_at": letter.replayed_at,
    }
