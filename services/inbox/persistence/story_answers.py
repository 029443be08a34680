"""Stories' conversations, the answers to them and their ledgers in MongoDB."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from functools import partial
from typing import Any

from pydantic import TypeAdapter

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session, Write, behind, key
from chassis.outbox import Outbox
from chassis.timers import Timers
from services.inbox.application.records import Named, Versioned
from services.inbox.application.story_answer_store import LedgerCounts, StoryAnswerChanges
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.story_answer import StoryAnswer
from services.inbox.domain.story_answer_recipient import BEGUN, WAITING, StoryRecipient, StoryTeller
from services.inbox.persistence.ids import Document, id_of
from services.inbox.persistence.indexes import TEXT
from services.inbox.persistence.replies import MongoReplies, reply_of

_MEMBER: TypeAdapter[StoryTeller] = TypeAdapter(StoryTeller)
_ANSWER: TypeAdapter[StoryAnswer] = TypeAdapter(StoryAnswer)
_RECIPIENT: TypeAdapter[StoryRecipient] = TypeAdapter(StoryRecipient)


class MongoStoryAnswers:
    """The collections `stories`, `story_members`, `story_answers` and `story_recipients`; see StoryAnswerStore."""

    def __init__(self, mongo: Mongo, outbox: Outbox, timers: Timers) -> None:
        """Use one service's database; `outbox` and `timers` are of the same one."""
        self._mongo = mongo
        self._outbox = outbox
        self._timers = timers
        self._stories = mongo.brand_collection("stories")
        self._members = mongo.brand_collection("story_members")
        self._answers = mongo.brand_collection("story_answers")
        self._recipients = mongo.brand_collection("story_recipients")
        self._replies = mongo.brand_collection("replies")
        self._messages = mongo.brand_collection("messages")
        self._reply_writes = MongoReplies(mongo)

    async def join(self, stories: Mapping[Named, Sequence[StoryTeller]]) -> None:
        """See StoryAnswerStore; all of a batch in one transaction."""
        first: dict[Named, tuple[str, StoryTeller]] = {}
        for (brand, story), tellers in stories.items():
            for each in tellers:
                first.setdefault((brand, f"{story}/{each.conversation}"), (story, each))
        known = await self._members.get_many(first, projection={"_id": 1})
        new: defaultdict[Named, list[StoryTeller]] = defaultdict(list)
        for (brand, id_), (story, each) in first.items():
            if (brand, id_) not in known:
                new[brand, story].append(each)
        if new:
            await self._mongo.transaction(partial(self._number, new))

    async def _number(self, new: Mapping[Named, Sequence[StoryTeller]], session: Session) -> None:
        grown = [
            self._stories.update(brand, story, {"$inc": {"members": len(tellers)}}, upsert=True)
            for (brand, story), tellers in new.items()
        ]
        if (await self._stories.write(grown, session=session)).duplicates:
            raise VersionConflict
        stored = await self._stories.get_many(new, projection={"members": 1}, session=session)
        writes = [
            self._members.insert(
                brand, f"{story}/{each.conversation}", {**asdict(each), "story": story, "number": number}
            )
            for (brand, story), tellers in new.items()
            for number, each in enumerate(tellers, stored[brand, story]["members"] - len(tellers) + 1)
        ]
        if (await self._members.write(writes, session=session)).duplicates:
            raise VersionConflict

    async def members(self, brand: str, story: str, after: int, limit: int) -> Sequence[StoryTeller]:
        """See StoryAnswerStore."""
        wanted = {"story": story, "number": {"$gt": after}}
        found = await self._members.find(brand, wanted, sort=[("number", 1)], limit=limit)
        return [_MEMBER.validate_python(each) for each in found]

    async def size(self, brand: str, story: str) -> int:
        """See StoryAnswerStore."""
        stored = await self._stories.get(brand, story)
        return int(stored["members"]) if stored is not None else 0

    async def answer(self, brand: str, id_: str) -> StoryAnswer | None:
        """See StoryAnswerStore."""
        stored = await self._answers.get(brand, id_)
        return _answer_of(stored) if stored is not None else None

    async def newest(
        self, brand: str, story: str | None, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[StoryAnswer]:
        """See StoryAnswerStore."""
        wanted: Document = {} if story is None else {"story": story}
        if after is not None:
            wanted |= behind(brand, ("created_at", -1), 1, after)
        found = await self._answers.find(brand, wanted, sort=[("created_at", -1), ("_id", 1)], limit=limit)
        return [_answer_of(each) for each in found]

    async def recipients(self, brand: str, answer: str, after: int, limit: int) -> Sequence[StoryRecipient]:
        """See StoryAnswerStore."""
        wanted = {"answer": answer, "number": {"$gt": after}}
        found = await self._recipients.find(brand, wanted, sort=[("number", 1)], limit=limit)
        return [_RECIPIENT.validate_python(each) for each in found]

    async def planned(self, brand: str, answer: str, channel: str, limit: int) -> Sequence[StoryRecipient]:
        """See StoryAnswerStore."""
        wanted = {"answer": answer, "channel": channel, "state": "planned"}
        found = await self._recipients.find(brand, wanted, sort=[("number", 1)], limit=limit)
        return [_RECIPIENT.validate_python(each) for each in found]

    async def counts(self, brand: str, answer: str) -> LedgerCounts:
        """See StoryAnswerStore; all are counted in the server, the replies without reading one."""
        rows = await self._recipients.aggregate(brand, _grouped({"answer": answer}, "reason"))
        replies = await self._replies.aggregate(brand, _grouped({"story.answer": answer}, "error_code"))
        withdrawn = {"story.answer": answer, "withdrawal.state": TEXT}
        theirs = await self._replies.aggregate(brand, _grouped(withdrawn, "error_code"))
        withdrawals = await self._replies.aggregate(brand, _grouped(withdrawn, "withdrawal.code", "withdrawal.state"))
        return LedgerCounts(_counted(rows), _counted(replies) - _counted(theirs), _counted(withdrawals))

    async def being_answered(self, brand: str, conversations: Collection[str]) -> Collection[str]:
        """See StoryAnswerStore."""
        wanted = {"conversation": {"$in": list(conversations)}, "state": {"$in": [*WAITING, *BEGUN]}}
        found = await self._replies.find(brand, wanted, limit=10_000, projection={"conversation": 1})
        return {each["conversation"] for each in found}

    async def another_goes_first(self, reply: Reply) -> bool:
        """See StoryAnswerStore."""
        own = key(reply.brand, reply.id)
        others: Document = {"conversation": reply.conversation, "_id": {"$ne": own}}
        first = [
            {"state": {"$in": list(BEGUN)}},
            {"state": {"$in": list(WAITING)}, "story": None},
            {"state": {"$in": list(WAITING)}, "_id": {"$lt": own}},
        ]
        found = await self._replies.find(reply.brand, {**others, "$or": first}, limit=1, projection={"_id": 1})
        return bool(found)

    async def not_claimed(self, brand: str, answer: str, limit: int) -> Sequence[Reply]:
        """See StoryAnswerStore."""
        wanted = {"story.answer": answer, "state": {"$in": list(WAITING)}}
        return [reply_of(each) for each in await self._replies.find(brand, wanted, limit=limit)]

    async def said_after(self, message: Message) -> bool:
        """See StoryAnswerStore."""
        wanted = {"conversation": message.conversation, "place": {"$gt": message.place}, "state": "kept"}
        return bool(await self._messages.find(message.brand, wanted, limit=1, projection={"_id": 1}))

    async def commit(self, changes: StoryAnswerChanges) -> None:
        """See StoryAnswerStore."""
        answers = [self._answer_write(changes.answer)] if changes.answer is not None else []
        rows = [self._row_write(each) for each in changes.recipients]

        async def work(session: Session) -> None:
            for collection, writes in ((self._answers, answers), (self._recipients, rows)):
                done = await collection.write(writes, session=session)
                if done.duplicates or done.inserted + done.matched != len(writes):
                    raise VersionConflict
            await self._reply_writes.write(changes.replies, session)
            await self._outbox.add(changes.events, session)
            await self._timers.done_many(changes.finished, session)
            await self._timers.schedule(changes.timers, session)

        await self._mongo.transaction(work)

    def _answer_write(self, change: Versioned[StoryAnswer]) -> Write:
        after = change.after
        fields = {name: value for name, value in asdict(after).items() if name not in ("brand", "id")}
        if change.before is None:
            return self._answers.insert(after.brand, after.id, fields)
        return self._answers.replace(after.brand, after.id, fields, where={"version": change.before.version})

    def _row_write(self, change: Versioned[StoryRecipient]) -> Write:
        after = change.after
        id_ = f"{after.answer}/{after.conversation}"
        fields = {name: value for name, value in asdict(after).items() if name != "brand"}
        if change.before is None:
            return self._recipients.insert(after.brand, id_, fields)
        return self._recipients.replace(after.brand, id_, fields, where={"state": change.before.state})


def _answer_of(stored: Mapping[str, Any]) -> StoryAnswer:
    return _ANSWER.validate_python({**stored, "id": id_of(stored)})


def _grouped(wanted: Document, reason: str, state: str = "state") -> list[Document]:
    return [{"$match": wanted}, {"$group": {"_id": {"state": f"${state}", "reason": f"${reason}"}, "n": {"$sum": 1}}}]


def _counted(rows: Sequence[Mapping[str, Any]]) -> Counter[tuple[Any, str | None]]:
    return Counter({(each["_id"]["state"], each["_id"].get("reason")): each["n"] for each in rows})
