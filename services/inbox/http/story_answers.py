"""Story answers: written, approved by others, run, and looked at recipient by recipient."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from chassis.auth import Caller
from chassis.http.answers import ETAG
from chassis.http.paging import Cursor, Page, PageCursor, PageLimit, after, command_id, page_within
from chassis.http.problem import Conflict, FieldError, Invalid, NotFound, PreconditionFailed
from chassis.http.scopes import needs
from contracts.http import inbox as http
from services.inbox.application.story_answers import StoryAnswerDraft
from services.inbox.domain.story_answer import AnswerVariant, StoryAnswer
from services.inbox.domain.story_answer_text import FAULTS, fault_of
from services.inbox.http import story_answer_presenters as shown
from services.inbox.http.dependencies import IfMatch, Running, tag
from services.inbox.http.errors import GuidelineRefused

router = APIRouter(prefix="/v1/story-answers")

AnswerId = Annotated[str, Path(max_length=64, description="The story answer's `id`, from the answer to its request.")]
COMMAND = [NotFound, Conflict, PreconditionFailed]
NO_NOTE = http.ApprovalNoteCreate()


@router.post("", status_code=201, **needs("tasks:assign", refuses=[NotFound], headers=[ETAG]))
async def create_story_answer(
    body: http.StoryAnswerCreate, caller: Caller, inbox: Running, request: Request, response: Response
) -> http.StoryAnswer:
    """Write an answer to a story; nobody gets it before others have agreed and it was started."""
    draft = _draft(body.story, body)
    return _tagged(
        await inbox.story_answers.commands.draft(caller, draft, command_id(request, "story answer")), response
    )


@router.get("", **needs("conversations:read"))
async def list_story_answers(
    caller: Caller,
    inbox: Running,
    story: Annotated[str | None, Query(max_length=64, description="Only answers to this story, by its id.")] = None,
    limit: PageLimit = 50,
    cursor: PageCursor = None,
) -> Page[http.StoryAnswer]:
    """Story answers, the newest first."""
    found = await inbox.story_answers.ledger.newest(caller.brand, story, after(cursor, datetime), limit + 1)
    return page_within(found, limit, shown.story_answer, lambda each: (each.created_at, each.id))


@router.get("/{answer}", **needs("conversations:read", refuses=[NotFound]))
async def get_story_answer(answer: AnswerId, caller: Caller, inbox: Running) -> http.StoryAnswerDetail:
    """One answer with what became of its recipients."""
    found = await inbox.story_answers.commands.get(caller.brand, answer)
    return shown.detail(found, await inbox.story_answers.ledger.figures(found))


@router.put("/{answer}", **needs("tasks:assign", refuses=COMMAND, headers=[ETAG]))
async def put_story_answer(
    answer: AnswerId,
    body: http.StoryAnswerUpdate,
    caller: Caller,
    inbox: Running,
    response: Response,
    version: IfMatch,
) -> http.StoryAnswer:
    """Write a draft anew, as its author; one that was rejected is a draft again."""
    return _tagged(await inbox.story_answers.commands.rewrite(caller, answer, version, _draft("", body)), response)


@router.get("/{answer}/preview", **needs("tasks:assign", "replies:approve", refuses=[NotFound]))
async def preview_story_answer(answer: AnswerId, caller: Caller, inbox: Running) -> http.StoryAnswerPreview:
    """Who would get it if it ran now, who would not and why, and five examples."""
    found = await inbox.story_answers.commands.get(caller.brand, answer)
    return shown.preview(await inbox.story_answers.previews.of(found))


@router.get("/{answer}/recipients", **needs("conversations:read", refuses=[NotFound]))
async def list_story_answer_recipients(
    answer: AnswerId, caller: Caller, inbox: Running, limit: PageLimit = 50, cursor: PageCursor = None
) -> Page[http.StoryRecipient]:
    """What became of each recipient, in the order in which they told the story."""
    place = int(Cursor.decode(cursor, (int,))[0]) if cursor is not None else 0
    found = await inbox.story_answers.commands.get(caller.brand, answer)
    lines = await inbox.story_answers.ledger.page(found, place, limit + 1)
    return page_within(lines, limit, shown.recipient, lambda each: (each.row.number,))


@router.post("/{answer}/submit", **needs("tasks:assign", refuses=[*COMMAND, GuidelineRefused], headers=[ETAG]))
async def submit_story_answer(
    answer: AnswerId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.StoryAnswer:
    """Ask others to agree, as its author; a language without a text is a 409 with `languages`."""
    return _tagged(await inbox.story_answers.commands.submit(caller, answer, version), response)


@router.post("/{answer}/approve", **needs("replies:approve", refuses=COMMAND, headers=[ETAG]))
async def approve_story_answer(
    answer: AnswerId,
    caller: Caller,
    inbox: Running,
    response: Response,
    version: IfMatch,
    body: http.ApprovalNoteCreate = NO_NOTE,
) -> http.StoryAnswer:
    """Agree; it can be started when everybody has agreed who is asked."""
    return _tagged(await inbox.story_answers.commands.decide(caller, answer, version, body.note, agreed=True), response)


@router.post("/{answer}/reject", **needs("replies:approve", refuses=COMMAND, headers=[ETAG]))
async def reject_story_answer(
    answer: AnswerId,
    caller: Caller,
    inbox: Running,
    response: Response,
    version: IfMatch,
    body: http.ApprovalNoteCreate = NO_NOTE,
) -> http.StoryAnswer:
    """Disagree; it is a draft again."""
    return _tagged(
        await inbox.story_answers.commands.decide(caller, answer, version, body.note, agreed=False), response
    )


@router.post("/{answer}/start", **needs("tasks:assign", refuses=COMMAND, headers=[ETAG]))
async def start_story_answer(
    answer: AnswerId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.StoryAnswer:
    """Begin to send, at its pace."""
    return _tagged(await inbox.story_answers.commands.start(caller, answer, version), response)


@router.post("/{answer}/pause", **needs("tasks:assign", refuses=COMMAND, headers=[ETAG]))
async def pause_story_answer(
    answer: AnswerId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.StoryAnswer:
    """Make no more replies for now; those of the last five seconds still leave."""
    return _tagged(await inbox.story_answers.commands.pause(caller, answer, version), response)


@router.post("/{answer}/resume", **needs("tasks:assign", refuses=COMMAND, headers=[ETAG]))
async def resume_story_answer(
    answer: AnswerId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.StoryAnswer:
    """Go on where it was paused."""
    return _tagged(await inbox.story_answers.commands.resume(caller, answer, version), response)


@router.post("/{answer}/stop", **needs("tasks:assign", refuses=COMMAND, headers=[ETAG]))
async def stop_story_answer(
    answer: AnswerId, caller: Caller, inbox: Running, response: Response, version: IfMatch
) -> http.StoryAnswer:
    """End it for good, and withdraw the replies that nobody has begun to send."""
    return _tagged(await inbox.story_answers.commands.stop(caller, answer, version), response)


@router.get("/{answer}/undo", **needs("tasks:assign", "replies:approve", refuses=[NotFound]))
async def preview_story_answer_undo(answer: AnswerId, caller: Caller, inbox: Running) -> http.StoryAnswerUndoPreview:
    """How many replies an undo could withdraw now, and how many not and why."""
    found = await inbox.story_answers.commands.get(caller.brand, answer)
    return shown.undo_preview(await inbox.story_answers.undoing.preview(found))


@router.post("/{answer}/undo", **needs("tasks:assign", refuses=COMMAND, headers=[ETAG]))
async def undo_story_answer(
    answer: AnswerId,
    body: http.StoryAnswerUndoCreate,
    caller: Caller,
    inbox: Running,
    response: Response,
    version: IfMatch,
) -> http.StoryAnswer:
    """Delete what was sent where its platform allows it, at its pace; one that is not over has to be stopped first."""
    return _tagged(await inbox.story_answers.commands.undo(caller, answer, version, body.reason), response)


def _draft(story: str, body: http.StoryAnswerUpdate) -> StoryAnswerDraft:
    """What a body says. Raises Invalid naming each text whose fields are wrong, and each second text for the same."""
    named: set[tuple[str, str | None]] = set()
    wrong = []
    for number, each in enumerate(body.variants):
        if (fault := fault_of(each.text)) is not None:
            wrong.append(FieldError(f"/variants/{number}/text", FAULTS[fault], fault))
        if (name := (each.language.lower(), each.channel)) in named:
            wrong.append(FieldError(f"/variants/{number}", "is a second text for the same", "duplicate"))
        named.add(name)
    if wrong:
        raise Invalid(wrong)
    variants = [AnswerVariant(each.language, each.text, each.channel) for each in body.variants]
    return StoryAnswerDraft(story, variants, body.pace_per_minute, body.later_joiners, body.ends_at)


def _tagged(answer: StoryAnswer, response: Response) -> http.StoryAnswer:
    tag(response, answer.version)
    return shown.story_answer(answer)
