"""What every unit of work of the inbox must show: what was written is read back, and a conflict writes nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from typing import Any, Protocol

import pytest

from chassis.errors import VersionConflict
from chassis.retrying import TRIES, on_conflict
from chassis.timers import DueTimer
from contracts.event import Event
from services.inbox import events
from services.inbox.application.import_ports import ImportRows
from services.inbox.application.incidents import IncidentBegan, IncidentMoved, StatementApproved
from services.inbox.application.ledger import Hour, LedgerRows
from services.inbox.application.ports import (
    Batches,
    BatchRequest,
    Copies,
    OpenReplyWithMark,
    RepliesSentUntil,
    ReplyWithId,
    RuleSetVersions,
)
from services.inbox.application.records import (
    Assignment,
    AuditEntry,
    Changes,
    Emission,
    EmployeeRecord,
    LedgerCell,
    PendingChange,
    RuleVersion,
    SaidReaction,
    SeenEvent,
    Versioned,
)
from services.inbox.application.timers import reply_timer
from services.inbox.domain import lifecycle
from services.inbox.domain.arrival import Seen
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.certificates import Certificates
from services.inbox.domain.contact import Contact, Profile, seen_as
from services.inbox.domain.conversation_record import ConversationRecord, Summary
from services.inbox.domain.enrichment import MessageEnrichment
from services.inbox.domain.guideline_defaults import default_guideline
from services.inbox.domain.imported import ImportMark
from services.inbox.domain.imported_from import ImportedFrom
from services.inbox.domain.imports import Import, ItemOutcome, ItemTally
from services.inbox.domain.incident import StatementCopy
from services.inbox.domain.leaving import taken_up
from services.inbox.domain.message import ChannelMessage, Message, MessageAttachment, from_contact
from services.inbox.domain.reaction import Reaction
from services.inbox.domain.reply import Reply, ReplyState, text_mark
from services.inbox.domain.sentiment import SentimentScore
from services.inbox.domain.story_origin import StoryOrigin
from services.inbox.domain.takeover import Takeover
from services.inbox.domain.thread_control import Control
from services.inbox.domain.unreadable import UnreadablePayload, replayed
from services.inbox.events import guideline_changed
from tests.support.inbox.builders import BOOK, NOON, RESPOND, a_conversation, a_reply, an_inbound, minutes
from tests.support.inbox.events import an_edit

BRAND = "klm"
PARTITION = ("channel.events", 0)
TO_BE_SENT = NOON + timedelta(hours=1)


class ReplyTimerRows(Protocol):
    """Timers as a sender sees them."""

    async def done(self, timer: DueTimer) -> None:
        """Finish a timer."""


@dataclass(frozen=True, slots=True)
class Sides:
    """The sides of one store, and what a test looks at behind them."""

    unit: Batches
    copies: Copies
    rules: RuleSetVersions
    ledger: LedgerRows
    imports: ImportRows
    behind: Any
    """Has `async outbox() -> Sequence[Event]` and `async due(at) -> Sequence[DueTimer]`."""


def a_record(id_: str = "c1", **fields: Any) -> ConversationRecord:
    state = lifecycle.receive(a_conversation(id=id_, **fields), an_inbound(), RESPOND, BOOK).conversation
    return ConversationRecord(state, Summary("Jan Jansen", "@jan", "My flight"))


def a_stored_message(id_: str = "m1", text: str = "My flight is late") -> Message:
    read = MessageEnrichment("en", 0.9, SentimentScore("negative", -0.5, 0.8), ("cancelled",), ("flight",), 12)
    written = ChannelMessage(
        id=id_,
        external_id="1",
        event="e1",
        body_hash="h1",
        origin="channel.events/0/7",
        text=text,
        sent_at=NOON,
        received_at=NOON,
        visibility="public",
        thread="t",
        attachments=(MessageAttachment("image", url="https://example.org/1.png"),),
    )
    return from_contact(written, a_record().conversation, read, RESPOND)


def a_payload() -> UnreadablePayload:
    return UnreadablePayload(BRAND, "u1", "x1", "x", "missing_field", NOON, "e30=", 3, "entry/0/id")


def writing(*records: ConversationRecord) -> Changes:
    return Changes(conversations={record.name: record for record in records})


def said(reaction: Reaction, *other_names: str) -> SaidReaction:
    return SaidReaction(BRAND, "m1", reaction, frozenset({reaction.by, *other_names}))


class UnitOfWorkSuite:
    """Inherit and give the fixture `sides`."""

    async def test_a_conversation_is_read_back_as_it_was_written(self, sides: Sides) -> None:
        await sides.unit.commit(writing(a_record()))
        record = await sides.unit.conversation(BRAND, "c1")
        assert record is not None
        assert (record.conversation, record.summary) == (a_record().conversation, a_record().summary)
        assert record.read is not None
        assert record.read.version == 1
        assert dict(await sides.unit.conversations([(BRAND, "c1"), (BRAND, "c2")])) == {(BRAND, "c1"): record}
        assert await sides.unit.conversation("dell", "c1") is None

    async def test_a_conversation_written_since_it_was_read_is_a_conflict_and_nothing_is_written(
        self, sides: Sides
    ) -> None:
        await sides.unit.commit(writing(a_record()))
        record = await sides.unit.conversation(BRAND, "c1")
        assert record is not None
        after = record.after(lifecycle.touch(record.conversation).conversation)
        await sides.unit.commit(writing(after))

        late = writing(after)
        late.messages[BRAND, "m1"] = Versioned(None, a_stored_message())
        with pytest.raises(VersionConflict):
            await sides.unit.commit(late)

        assert await sides.unit.message(BRAND, "m1") is None

    async def test_a_conversation_that_exists_is_not_begun_again(self, sides: Sides) -> None:
        await sides.unit.commit(writing(a_record()))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(writing(a_record()))

    async def test_a_conversation_assigned_since_it_was_read_is_a_conflict(self, sides: Sides) -> None:
        await sides.unit.commit(writing(a_record()))
        record = await sides.unit.conversation(BRAND, "c1")
        assert record is not None
        await sides.copies.assign([Assignment(BRAND, "c1", "anna", 1, 4), Assignment(BRAND, "c9", "anna", 1, 4)])
        with pytest.raises(VersionConflict):
            await sides.unit.commit(writing(record.after(lifecycle.touch(record.conversation).conversation)))

    async def test_an_older_assignment_changes_nothing(self, sides: Sides) -> None:
        await sides.unit.commit(writing(a_record()))
        await sides.copies.assign([Assignment(BRAND, "c1", "anna", 2, 4)])
        await sides.copies.assign([Assignment(BRAND, "c1", "bob", 1, 3)])
        record = await sides.unit.conversation(BRAND, "c1")
        assert record is not None
        assert (record.conversation.holder, record.conversation.epoch) == ("anna", 2)

    async def test_a_thread_has_one_newest_conversation(self, sides: Sides) -> None:
        await sides.unit.commit(writing(a_record()))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(writing(a_record("c2")))
        (old,) = (await sides.unit.read(BatchRequest(threads={BRAND: {"t1"}}))).conversations
        await sides.unit.commit(writing(old.after(lifecycle.supersede(old.conversation)), a_record("c2")))
        (new,) = (await sides.unit.read(BatchRequest(threads={BRAND: {"t1"}}))).conversations
        assert new.name == (BRAND, "c2")

    async def test_a_message_is_read_back_as_it_was_written_and_changed(self, sides: Sides) -> None:
        message = a_stored_message()
        await sides.unit.commit(Changes(messages={(BRAND, "m1"): Versioned(None, message)}))
        stored = await sides.unit.message(BRAND, "m1")
        assert stored == message
        edited = replace(message, text="Now it is here", revision=2, edited_at=NOON)
        await sides.unit.commit(Changes(messages={(BRAND, "m1"): Versioned(message, edited)}))
        records = await sides.unit.read(BatchRequest(messages={(BRAND, "m1"), (BRAND, "m2")}))
        assert dict(records.messages) == {(BRAND, "m1"): edited}

    async def test_an_post_is_read_back_as_it_was_written_and_an_older_version_is_refused(self, sides: Sides) -> None:
        name = (BRAND, "p1")
        post = BrandPost(BRAND, "p1", "x1", "i1", "s1", "en", "We know of it.", "ann", NOON)
        await sides.unit.commit(Changes(posts={name: Versioned(None, post)}))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(posts={name: Versioned(None, post)}))
        claimed = taken_up(post)
        await sides.unit.commit(Changes(posts={name: Versioned(post, claimed)}))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(posts={name: Versioned(post, claimed)}))
        assert await sides.unit.posts([name, ("dell", "p1")]) == {name: claimed}

    async def test_a_message_that_exists_is_a_conflict(self, sides: Sides) -> None:
        changes = Changes(messages={(BRAND, "m1"): Versioned(None, a_stored_message())})
        await sides.unit.commit(changes)
        with pytest.raises(VersionConflict):
            await sides.unit.commit(changes)

    async def test_a_change_of_a_message_that_is_not_stored_writes_nothing(self, sides: Sides) -> None:
        message = a_stored_message()
        await sides.unit.commit(Changes(messages={(BRAND, "m1"): Versioned(message, replace(message, text="Other"))}))
        assert await sides.unit.message(BRAND, "m1") is None

    async def test_two_changes_of_one_message_do_not_undo_one_another(self, sides: Sides) -> None:
        message = a_stored_message()
        await sides.unit.commit(Changes(messages={(BRAND, "m1"): Versioned(None, message)}))
        deleted = replace(message, text="", state="deleted")
        await sides.unit.commit(Changes(messages={(BRAND, "m1"): Versioned(message, deleted)}))
        edited = replace(message, revision=2)
        await sides.unit.commit(Changes(messages={(BRAND, "m1"): Versioned(message, edited)}))
        assert await sides.unit.message(BRAND, "m1") == replace(deleted, revision=2)

    async def test_reactions_of_several_people_at_once_all_stay(self, sides: Sides) -> None:
        message = a_stored_message()
        await sides.unit.commit(Changes(messages={(BRAND, "m1"): Versioned(None, message)}))
        words = [Reaction(f"p{number}", "$+1.x", NOON) for number in range(12)]
        reacted = [Versioned(message, replace(message, reactions=(word,))) for word in words]
        await asyncio.gather(
            *(
                sides.unit.commit(Changes(messages={(BRAND, "m1"): change}, reactions=[said(word)]))
                for word, change in zip(words, reacted, strict=True)
            )
        )
        stored = await sides.unit.message(BRAND, "m1")
        assert stored is not None
        assert sorted(stored.reactions, key=lambda each: words.index(each)) == words

    async def test_of_one_persons_reactions_the_newest_stays_whichever_is_written_last(self, sides: Sides) -> None:
        first = Reaction("jan", "+1")  # stored before times were
        message = replace(a_stored_message(), reactions=(Reaction("eva", "<3", NOON), first))
        await sides.unit.commit(Changes(messages={(BRAND, "m1"): Versioned(None, message)}))
        for reaction, at, shown in [
            ("+1", 0, "+1"), (None, 5, None), ("+1", 4, None), ("+1", 5, None), ("-1", 6, "-1"), ("!", 6, "!"),
        ]:  # fmt: skip
            word = Reaction("p1", reaction, NOON + minutes(at))
            await sides.unit.commit(Changes(reactions=[said(word, "jan")]))
            stored = await sides.unit.message(BRAND, "m1")
            assert stored is not None
            assert [(each.by, each.reaction) for each in stored.reactions] == [("eva", "<3"), ("p1", shown)]

    async def test_a_reaction_on_a_message_that_is_not_stored_writes_nothing(self, sides: Sides) -> None:
        await sides.unit.commit(Changes(reactions=[said(Reaction("p1", "+1", NOON))]))
        assert await sides.unit.message(BRAND, "m1") is None

    async def test_a_contact_is_replaced_by_the_newest_word(self, sides: Sides) -> None:
        contact = Contact(BRAND, "p1", "x1", "x", "jan", NOON, Profile("Jan", "@jan", 10, "nl"))
        await sides.unit.commit(Changes(contacts={(BRAND, "p1"): contact}))
        changed = replace(contact, profile=Profile("Jan Jansen", "@jan", None, None), version=1)
        await sides.unit.commit(Changes(contacts={(BRAND, "p1"): changed}))
        assert await sides.unit.contact(BRAND, "p1") == changed
        assert await sides.unit.contact(BRAND, "p2") is None
        assert (await sides.unit.read(BatchRequest(contacts={(BRAND, "p1")}))).contacts == {(BRAND, "p1"): changed}

    async def test_a_contact_written_since_it_was_read_is_a_conflict_and_nothing_is_written(self, sides: Sides) -> None:
        contact = Contact(BRAND, "p1", "x1", "x", "jan", NOON, Profile("Jan"))
        await sides.unit.commit(Changes(contacts={(BRAND, "p1"): contact}))
        read = await sides.unit.contact(BRAND, "p1")
        assert read is not None
        linked = seen_as(read, ("jan", "NL.1"), Profile())
        await sides.unit.commit(Changes(contacts={(BRAND, "p1"): linked}))
        for late in (contact, seen_as(read, ("jan", "NL.2"), Profile())):
            changes = Changes(contacts={(BRAND, "p1"): late})
            changes.messages[BRAND, "m1"] = Versioned(None, a_stored_message())
            with pytest.raises(VersionConflict):
                await sides.unit.commit(changes)
        assert await sides.unit.contact(BRAND, "p1") == linked
        assert await sides.unit.message(BRAND, "m1") is None

    async def test_several_writers_who_link_ids_to_one_contact_lose_none(self, sides: Sides) -> None:
        contact = Contact(BRAND, "p1", "x1", "x", "jan", NOON, Profile("Jan"))
        await sides.unit.commit(Changes(contacts={(BRAND, "p1"): contact}))
        names = [f"NL.{number}" for number in range(TRIES)]

        async def link(name: str) -> None:
            read = await sides.unit.contact(BRAND, "p1")
            assert read is not None
            await sides.unit.commit(Changes(contacts={(BRAND, "p1"): seen_as(read, ("jan", name), Profile())}))

        await asyncio.gather(*(on_conflict(partial(link, name)) for name in names))
        after = await sides.unit.contact(BRAND, "p1")
        assert after is not None
        assert sorted(after.also_known_as) == names

    async def test_the_record_of_another_id_leads_to_its_contact(self, sides: Sides) -> None:
        kim = Contact(
            BRAND, "p1", "wa", "whatsapp", "317", NOON, Profile("Kim"), ("NL.1",), control=Control(False, NOON)
        )
        records = [kim, replace(kim, same_as="p3").left(NOON), kim.leading_to("p1")]
        named = [replace(each, id=id_) for each, id_ in zip(records, ("p1", "p2", "p3"), strict=True)]
        await sides.unit.commit(Changes(contacts={(BRAND, each.id): each for each in named}))
        for id_ in ("p1", "p2", "p3"):
            assert await sides.unit.contact(BRAND, id_) == kim
        assert await sides.unit.contact("dell", "p2") is None
        stored = (await sides.unit.read(BatchRequest(contacts={(BRAND, each.id) for each in named}))).contacts
        assert sorted(stored.values(), key=lambda each: each.id) == named

    async def test_a_reply_is_written_on_condition_of_the_version_it_was_read_at(self, sides: Sides) -> None:
        reply = a_reply()
        await sides.unit.commit(Changes(replies={(BRAND, "r1"): Versioned(None, reply)}))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(replies={(BRAND, "r1"): Versioned(None, reply)}))
        sent = replace(reply, state="sent", version=2, sent_at=NOON, external_id="9")
        await sides.unit.commit(Changes(replies={(BRAND, "r1"): Versioned(reply, sent)}))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(replies={(BRAND, "r1"): Versioned(reply, sent)}))
        assert await sides.unit.reply(BRAND, "r1") == sent
        assert await sides.unit.replies([(BRAND, "r1"), (BRAND, "r2")]) == {(BRAND, "r1"): sent}

    async def test_a_reply_waits_for_those_of_its_conversation_that_were_written_before(self, sides: Sides) -> None:
        def at(minute: int, id_: str, state: ReplyState, **fields: Any) -> Reply:
            return a_reply(id=id_, state=state, created_at=NOON + minutes(minute), **fields)

        answer, told = StoryOrigin("a1", NOON), at(9, "last", "queued")
        others = [
            at(0, "sent", "sent"),
            at(1, "elsewhere", "queued", conversation="c9"),
            at(2, "of_story", "queued", story=answer),
            at(3, "waits", "awaiting_approval"),
            at(10, "later", "queued"),
            at(9, "z_at_once", "queued"),
        ]
        await sides.unit.commit(Changes(replies={(BRAND, each.id): Versioned(None, each) for each in [*others, told]}))
        assert await sides.unit.reply_before(told) is None
        for earlier in (
            at(9, "a_at_once", "queued"),
            at(8, "queued", "queued"),
            at(7, "by_hand", "queued", story=replace(answer, by_hand=True)),
            at(6, "on_its_way", "claimed", story=answer),
        ):
            await sides.unit.commit(Changes(replies={(BRAND, earlier.id): Versioned(None, earlier)}))
            assert await sides.unit.reply_before(told) == earlier

    async def test_replies_are_read_by_what_a_channel_reports_of_them(self, sides: Sides) -> None:
        sent = a_reply(state="sent", external_id="9", sent_at=NOON)
        claimed = a_reply(id="r2", state="claimed", text="Other words")
        for reply in (sent, claimed):
            await sides.unit.commit(Changes(replies={(BRAND, reply.id): Versioned(None, reply)}))

        async def ids(*queries: Any) -> set[str]:
            return {reply.id for reply in (await sides.unit.read(BatchRequest(replies=list(queries)))).replies}

        assert await ids() == set()
        assert await ids(ReplyWithId(BRAND, "9")) == {"r1"}
        assert await ids(OpenReplyWithMark(BRAND, text_mark("Other  words"))) == {"r2"}
        assert await ids(RepliesSentUntil(BRAND, "p1", NOON), OpenReplyWithMark(BRAND, "none")) == {"r1"}
        assert await ids(RepliesSentUntil(BRAND, "p1", NOON - minutes(1)), ReplyWithId("dell", "9")) == set()

    async def test_a_payload_is_replayed_once(self, sides: Sides) -> None:
        payload = a_payload()
        await sides.unit.commit(Changes(payloads={(BRAND, "u1"): Versioned(None, payload)}))
        assert await sides.unit.payload(BRAND, "u1") == payload
        after = replayed(payload, "anna", NOON, "1 of 1 parts read")
        await sides.unit.commit(Changes(payloads={(BRAND, "u1"): Versioned(payload, after)}))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(payloads={(BRAND, "u1"): Versioned(payload, after)}))
        assert await sides.unit.payload(BRAND, "u1") == after

    async def test_an_event_is_seen_once_and_what_it_published_is_read_back_in_order(self, sides: Sides) -> None:
        state = a_record().conversation
        message = a_stored_message()
        first = events.message_stored("e1", state, message, NOON)
        second = events.message_changed("e1", "e2", state, message, NOON)
        seen = SeenEvent(BRAND, "e1", Seen("h", "channel.events/0/7"), NOON)
        changes = Changes(seen=[seen], emissions=[Emission("e1", first, NOON), Emission("e1", second, NOON)])
        await sides.unit.commit(changes)
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(seen=[seen]))
        assert await sides.unit.seen([(BRAND, "e1"), (BRAND, "e2")]) == {(BRAND, "e1"): seen.seen}
        assert await sides.unit.emissions({BRAND: {"e1", "e2"}}) == {(BRAND, "e1"): [first, second]}

    async def test_a_change_waits_until_it_has_found_its_message(self, sides: Sides) -> None:
        waiting = PendingChange("m1", an_edit("1", "Newer words"), NOON)
        name = (BRAND, waiting.event.id)
        await sides.unit.commit(Changes(pending={name: waiting}))
        request = BatchRequest(pending={BRAND: {"m1"}})
        assert list((await sides.unit.read(request)).pending) == [waiting]
        await sides.unit.commit(Changes(pending={name: None}))
        assert list((await sides.unit.read(request)).pending) == []

    async def test_numbers_of_the_ledger_add_up_by_hour_and_offsets_move_once(self, sides: Sides) -> None:
        changes = Changes(offsets={PARTITION: (None, 2)})
        changes.ledger[LedgerCell(BRAND, NOON, PARTITION, "received")] += 2
        changes.ledger[LedgerCell(BRAND, NOON, PARTITION, "stored")] += 1
        await sides.unit.commit(changes)
        with pytest.raises(VersionConflict):
            await sides.unit.commit(changes)
        more = Changes(offsets={PARTITION: (2, 3)})
        more.ledger[LedgerCell(BRAND, NOON, ("channel.events.bulk", 0), "received")] += 1
        await sides.unit.commit(more)
        assert (await sides.unit.read(BatchRequest(partitions={PARTITION}))).offsets == {PARTITION: 3}
        assert await sides.ledger.hours(BRAND, NOON, NOON + minutes(60)) == {NOON: Hour(received=3, stored=1)}

    async def test_an_audit_entry_is_written_once(self, sides: Sides) -> None:
        entry = AuditEntry(BRAND, "a1", "conflict", NOON, "x1", "x", "m1", "e1", "h1", "h2", "channel.events/0/7")
        await sides.unit.commit(Changes(audit=[entry]))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(audit=[entry]))

    async def test_an_import_is_written_on_condition_of_the_version_it_was_read_at(self, sides: Sides) -> None:
        begun = Import(BRAND, "i1", "zendesk", "Until May", "x1", NOON, "anna")
        await sides.unit.commit(Changes(imports={(BRAND, "i1"): begun}))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(imports={(BRAND, "i1"): begun}))
        read = await sides.imports.get(BRAND, "i1")
        assert read == begun
        assert read is not None
        outcomes = (
            ItemOutcome("contact", "7", "stored"),
            ItemOutcome("conversation", "9", "conflict", messages=ItemTally(2, 1, 1)),
        )
        added = read.after(outcomes, "line 2")
        mark = ImportMark(BRAND, "k1", "h1", "p1", NOON)
        await sides.unit.commit(Changes(imports={(BRAND, "i1"): added}, import_marks=[mark]))
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(imports={(BRAND, "i1"): added}))
        stored = await sides.imports.get(BRAND, "i1")
        assert stored == added
        assert (added.counts.contacts, added.counts.conversations) == (ItemTally(1), ItemTally(rejected=1))
        assert (added.counts.messages, added.position) == (ItemTally(2, 1, 1), "line 2")
        assert await sides.imports.get("dell", "i1") is None

    async def test_a_mark_is_made_once(self, sides: Sides) -> None:
        mark = ImportMark(BRAND, "k1", "h1", "p1", NOON)
        await sides.unit.commit(Changes(import_marks=[mark]))
        late = Changes(import_marks=[replace(mark, content="h2")])
        late.messages[BRAND, "m1"] = Versioned(None, a_stored_message())
        with pytest.raises(VersionConflict):
            await sides.unit.commit(late)
        assert await sides.unit.message(BRAND, "m1") is None
        assert await sides.imports.marks([(BRAND, "k1"), (BRAND, "k2"), ("dell", "k1")]) == {(BRAND, "k1"): mark}

    async def test_imports_are_listed_the_newest_first(self, sides: Sides) -> None:
        for number in range(3):
            at = NOON + minutes(number // 2)
            begun = Import(BRAND, f"i{number}", "chatwoot", "All", None, at, "anna")
            await sides.unit.commit(Changes(imports={(BRAND, begun.id): begun}))
        assert [each.id for each in await sides.imports.page(BRAND, None, 2)] == ["i2", "i0"]
        assert [each.id for each in await sides.imports.page(BRAND, (NOON, "i0"), 2)] == ["i1"]
        assert await sides.imports.page("dell", None, 2) == []

    async def test_where_a_conversation_and_its_writer_come_from_is_read_back(self, sides: Sides) -> None:
        record = a_record(imported_from=ImportedFrom("zendesk", "9", "solved", ("vip", "bags")))
        message = replace(a_stored_message(), author_name="Robin")
        changes = writing(record)
        changes.messages[BRAND, "m1"] = Versioned(None, message)
        await sides.unit.commit(changes)
        stored = await sides.unit.conversation(BRAND, "c1")
        assert stored is not None
        assert stored.conversation == record.conversation
        assert stored.conversation.imported
        assert await sides.unit.message(BRAND, "m1") == message

    async def test_who_took_a_conversation_over_and_the_rule_of_a_clock_are_read_back(self, sides: Sides) -> None:
        taken = a_record(taken_over_by=Takeover("legal", "court", 2, "Before a court"), reach=12)
        clocks = tuple(replace(each, rule="loud") for each in taken.conversation.clocks)
        record = replace(taken, conversation=replace(taken.conversation, clocks=clocks))
        await sides.unit.commit(writing(record))
        stored = await sides.unit.conversation(BRAND, "c1")
        assert stored is not None
        assert stored.conversation == record.conversation

    async def test_events_and_timers_are_written_with_the_change_or_not_at_all(self, sides: Sides) -> None:
        reply = a_reply()
        requested = events.reply_requested(reply, a_record().conversation, NOON)
        changes = Changes(replies={(BRAND, "r1"): Versioned(None, reply)}, events=[requested])
        changes.schedule([reply_timer(reply, TO_BE_SENT)])
        await sides.unit.commit(changes)
        with pytest.raises(VersionConflict):
            await sides.unit.commit(changes)
        assert await _outbox(sides) == [requested]
        (timer,) = await _due(sides)
        assert (timer.key, timer.payload) == ("reply/klm/r1", {"reply": "r1"})

    async def test_a_timer_that_was_moved_since_it_came_due_is_a_conflict(self, sides: Sides) -> None:
        first = Changes()
        first.schedule([reply_timer(a_reply(), NOON)])
        await sides.unit.commit(first)
        (timer,) = await _due(sides)
        await sides.unit.commit(first)
        with pytest.raises(VersionConflict):
            await sides.unit.commit(Changes(finished=[timer]))
        (moved,) = await _due(sides)
        await sides.unit.commit(Changes(finished=[moved]))
        assert await _due(sides) == []

    async def test_certificates_are_those_of_the_newest_report(self, sides: Sides) -> None:
        newer = Certificates(("speak", "pilot"), (("speak", NOON),))
        reported = EmployeeRecord(BRAND, "anna", newer, 2, "care")
        await sides.copies.certify([reported])
        assert await sides.unit.employee(BRAND, "anna") == reported
        assert await sides.unit.employee(BRAND, "bob") == EmployeeRecord(BRAND, "bob", Certificates(), 0)

    async def test_incidents_that_are_on_are_read_the_gravest_first(self, sides: Sides) -> None:
        statement = StatementCopy("s1", "en", "We are looking at it", "maria")
        await sides.copies.update_incidents(
            [
                IncidentBegan(BRAND, "i1", "Fog", 1, None, NOON, NOON - minutes(9)),
                IncidentBegan(BRAND, "i2", "Ash", 1, "ash", NOON, NOON),
                IncidentBegan(BRAND, "i3", "Over", 3, None, NOON, NOON),
                IncidentMoved(BRAND, "i2", "active", 3),
                IncidentMoved(BRAND, "i3", "stood_down"),
                StatementApproved(BRAND, "i2", statement),
            ]
        )
        gravest, other = await sides.unit.incidents(BRAND)
        assert (gravest.id, gravest.state, gravest.severity, gravest.playbook) == ("i2", "active", 3, "ash")
        assert gravest.statements == (statement,)
        assert (other.id, other.playbook) == ("i1", None)
        assert (gravest.began_at, other.began_at) == (NOON, NOON - minutes(9))

    async def test_a_version_of_the_rules_is_made_once(self, sides: Sides) -> None:
        versions = [RuleVersion(BRAND, "sla", number, {"version": number}, "maria", NOON) for number in (2, 3)]
        for version in versions:
            await sides.rules.add(version)
        with pytest.raises(VersionConflict):
            await sides.rules.add(versions[0])
        assert await sides.rules.newest(BRAND, "sla") == versions[1]
        assert await sides.rules.newest(BRAND, "triage") is None
        stored = await sides.rules.of_brands([BRAND, "dell"])
        assert dict(stored) == {BRAND: versions[::-1]}

    async def test_a_version_is_announced_once_whoever_announces_it(self, sides: Sides) -> None:
        told = [guideline_changed(BRAND, replace(default_guideline(), version=number), NOON) for number in (2, 3)]
        old, new = (RuleVersion(BRAND, "guideline", number, {"version": number}, "maria", NOON) for number in (2, 3))
        await sides.rules.add(old)
        await asyncio.gather(*(sides.rules.announce(BRAND, "guideline", 2, told[0]) for _ in range(3)))
        assert await _outbox(sides) == told[:1]
        await sides.rules.add(new, [told[1]])
        await sides.rules.announce(BRAND, "guideline", 3, told[1])
        await sides.rules.announce(BRAND, "guideline", 2, told[0])
        assert await _outbox(sides) == told


async def _outbox(sides: Sides) -> Sequence[Event]:
    waiting: Sequence[Event] = await sides.behind.outbox()
    return waiting


async def _due(sides: Sides) -> Sequence[DueTimer]:
    due: Sequence[DueTimer] = await sides.behind.due(TO_BE_SENT)
    return due
