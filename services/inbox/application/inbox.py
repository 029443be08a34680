"""Everything the inbox can do, joined over its ports: what routes, consumers and timers call."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from chassis.clock import Clock
from services.inbox.application.ability_copies import AbilityCopies
from services.inbox.application.approval_telling import ApprovalTelling
from services.inbox.application.approvals import Approvals
from services.inbox.application.campaign_queries import CampaignQueries
from services.inbox.application.campaign_store import CampaignStore
from services.inbox.application.campaign_walk import CampaignWalk
from services.inbox.application.campaigns import Campaigns
from services.inbox.application.card_store import CardStore
from services.inbox.application.cards import Cards
from services.inbox.application.conversation_commands import ConversationCommands
from services.inbox.application.directory import Directory
from services.inbox.application.engagement_board import EngagementBoard
from services.inbox.application.engagement_counting import EngagementCounting
from services.inbox.application.engagement_counts import EngagementCounts
from services.inbox.application.erasure_store import ErasureStore
from services.inbox.application.erasures import Erasures
from services.inbox.application.guideline_history import GuidelineHistory
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.import_ports import ImportRows
from services.inbox.application.imports import Imports
from services.inbox.application.ingest.ingest import Ingest
from services.inbox.application.invitation_copies import InvitationCopies
from services.inbox.application.known_events import KnownEvents
from services.inbox.application.ledger import LedgerQuery, LedgerRows
from services.inbox.application.ports import Batches, Copies, DeadLetterCounts, RuleSetVersions, UnitOfWork
from services.inbox.application.posts import BrandPosts, posts
from services.inbox.application.queries import InboxQueries
from services.inbox.application.reading_access import ReadingAccess
from services.inbox.application.reply_changes import ReplyChanges
from services.inbox.application.reply_commands import ReplyCommands
from services.inbox.application.reply_outcomes import ReplyOutcomes
from services.inbox.application.reply_ports import Sending
from services.inbox.application.reply_sending import ReplySender
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.sla_breaches import SlaBreaches
from services.inbox.application.story_answer_store import StoryAnswerStore
from services.inbox.application.story_answering import StoryAnswering, story_answering
from services.inbox.application.unreadable_payloads import Replays
from services.inbox.application.withdrawing import Withdrawer
from services.inbox.domain.enrichment import FindTerms
from services.inbox.domain.language import Detect
from services.inbox.domain.triage import RuleSet


@dataclass(frozen=True, slots=True)
class Store:
    """The sides of the store."""

    unit: Batches
    copies: Copies
    rules: RuleSetVersions
    queries: InboxQueries
    ledger: LedgerRows
    campaigns: CampaignStore
    imports: ImportRows
    cards: CardStore
    invitations: InvitationCopies
    abilities: AbilityCopies
    story_answers: StoryAnswerStore
    engagement: EngagementCounts
    erasures: ErasureStore


@dataclass(frozen=True, slots=True)
class Outside:
    """The outside: the language and term libraries, the channels, and the dead letters of the log."""

    detect: Detect
    find_terms_of: Callable[[RuleSet], FindTerms]
    sending: Sending
    dead: DeadLetterCounts


@dataclass(frozen=True, slots=True)
class Inbox:
    """The inbox without a database, a log or a platform of its own."""

    clock: Clock
    unit: UnitOfWork
    copies: Copies
    queries: InboxQueries
    invitations: InvitationCopies
    abilities: AbilityCopies
    access: ReadingAccess
    directory: Directory
    rulebook: Rulebook
    guidelines: Guidelines
    history: GuidelineHistory
    board: EngagementBoard
    campaigns: Campaigns
    campaign_queries: CampaignQueries
    campaign_walk: CampaignWalk
    ingest: Ingest
    known_events: KnownEvents
    conversations: ConversationCommands
    erasures: Erasures
    replies: ReplyCommands
    approvals: Approvals
    story_answers: StoryAnswering
    cards: Cards
    sender: ReplySender
    withdrawer: Withdrawer
    posts: BrandPosts
    breaches: SlaBreaches
    replays: Replays
    ledger: LedgerQuery
    imports: Imports


def use_cases(store: Store, outside: Outside, clock: Clock) -> Inbox:
    """Join the use cases over a store and the outside."""
    unit, directory, stories = store.unit, Directory(), store.story_answers
    rulebook = Rulebook(store.rules, clock, outside.find_terms_of, unit.incidents)
    asking, counting = CampaignQueries(store.campaigns, unit, clock), EngagementCounting(unit, directory, clock)
    guidelines = Guidelines(unit, rulebook, asking, directory, store.abilities, store.cards, clock)
    outcomes, cards = ReplyOutcomes(unit, rulebook), Cards(store.cards, unit, rulebook, clock)
    telling, changes = _reply_changes(store, guidelines, outcomes, counting, directory, clock)
    return Inbox(
        clock=clock,
        unit=unit,
        copies=store.copies,
        queries=store.queries,
        invitations=store.invitations,
        abilities=store.abilities,
        access=ReadingAccess(store.invitations, unit, rulebook, clock),
        directory=directory,
        rulebook=rulebook,
        guidelines=guidelines,
        history=GuidelineHistory(store.rules, rulebook, guidelines, unit, store.queries),
        board=EngagementBoard(store.queries, rulebook, store.campaigns, store.engagement, counting, clock),
        campaigns=Campaigns(store.campaigns, asking, rulebook, clock),
        campaign_queries=asking,
        campaign_walk=CampaignWalk(store.campaigns, cards, rulebook, clock),
        cards=cards,
        known_events=KnownEvents(unit),
        ingest=Ingest(unit, rulebook, directory, outside.detect, counting, clock),
        conversations=ConversationCommands(unit, rulebook, counting, clock),
        erasures=Erasures(unit, store.erasures, changes, counting, rulebook, clock),
        replies=ReplyCommands(unit, changes, guidelines, counting, clock),
        approvals=Approvals(unit, store.queries, changes, guidelines, rulebook, clock),
        story_answers=story_answering(stories, unit, guidelines, directory, rulebook, outcomes, telling, clock),
        sender=ReplySender(unit, outcomes, guidelines, counting, directory, outside.sending, stories, changes, clock),
        withdrawer=Withdrawer(unit, stories, rulebook, directory, outside.sending, clock),
        posts=posts(unit, directory, outside.sending, clock),
        breaches=SlaBreaches(unit, clock),
        replays=Replays(unit, directory, clock),
        ledger=LedgerQuery(store.ledger, outside.dead),
        imports=Imports(store.imports, unit, directory, clock),
    )


def _reply_changes(
    store: Store,
    guidelines: Guidelines,
    outcomes: ReplyOutcomes,
    counting: EngagementCounting,
    directory: Directory,
    clock: Clock,
) -> tuple[ApprovalTelling, ReplyChanges]:
    """What tells how approvals move on, and what writes changed replies with it."""
    telling = ApprovalTelling(store.unit, store.copies, directory, clock)
    return telling, ReplyChanges(store.unit, outcomes, guidelines, counting, telling)
