"""The types of bodies, generated from the OpenAPI document: `make api ARGS=--write`."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypeAlias, TypedDict


class Administrator(TypedDict):
    """
    A first administrator.
    """

    person: str
    """
    The person's id, for `GET /v1/people/{person_id}`.
    """
    key: str
    """
    Their API key, which is not shown again.
    """


class AdministratorCreate(TypedDict):
    """
    The first person of a brand.
    """

    person: NotRequired[str]
    """
    The id they get, which is the employee's in routing too.
    """
    name: NotRequired[str]
    """
    What colleagues call them.
    """
    login: NotRequired[str | None]
    """
    The subject that their token of the identity provider names; null: their id.
    """


class AuditFault(TypedDict):
    """
    The first row that does not agree.
    """

    position: int
    """
    Where in the chain.
    """
    row: str | None
    """
    The id of what stands there; null where nothing does.
    """
    reason: Literal['changed', 'missing', 'moved', 'not_linked', 'not_kept']
    """
    `changed`: its hash is not that of its content. `missing`: there is no row. `moved`: the row belongs elsewhere.
    `not_linked`: the row before is another than when it was chained. `not_kept`: its hash is not the one that was kept.
    """


class AuditHead(TypedDict):
    """
    A place in the chain. Keep it elsewhere: by it one sees whether the chain up to there is still the same.
    """

    position: int
    """
    The row's position; 0 before the first.
    """
    hash: str
    """
    The row's hash, 64 hex digits; all zeros before the first.
    """


class AuditOutcome(TypedDict):
    """
    What came of an act.
    """

    at: str
    """
    When the work was over (UTC).
    """
    status: int
    """
    The HTTP status that the caller was answered: below 400 it was done; 504 may have been done.
    """
    etag: str | None
    """
    The version after it; null where the answer named none.
    """
    location: str | None
    """
    The path of what it made; null where it made nothing that has one.
    """


class AuditRecord(TypedDict):
    """
    An act of a caller, or an event by which something changed without one, as it stands in the chain.
    """

    position: int
    """
    Its place in the brand's chain, from 1.
    """
    hash: str
    """
    The SHA-256 that the row after it carries, as 64 hex digits.
    """
    id: str
    """
    What it is known by: an event's is that of the event.
    """
    kind: Literal['act', 'event']
    """
    `act`: a command that came over the API. `event`: something that happened, such as a reply that was sent.
    """
    at: str
    """
    When it came in or was logged (UTC).
    """
    principal: str | None
    """
    Who acted: a person, an integration or a service, by id; null for an event.
    """
    principal_kind: Literal['person', 'integration', 'service', 'bootstrap'] | None
    """
    What the principal is; `bootstrap` is the operator of the installation; null for an event.
    """
    credential: str | None
    """
    By which: `key:` and the key's id, `session:` and a mark of it, `token` or `bootstrap`; null for an event.
    """
    roles: list[str]
    """
    The roles they had then; empty for what is no person.
    """
    operation: str | None
    """
    The `operationId` of what was asked; null for an event, and for a command that no document names.
    """
    method: str | None
    """
    The HTTP method; null for an event.
    """
    path: str | None
    """
    The path that was asked; null for an event.
    """
    type: str | None
    """
    The event's type; null for an act.
    """
    objects: list[str]
    """
    The ids of what it is about: those in the path, or those of the event.
    """
    says: dict[str, str | int]
    """
    What an event says changed, in codes, ids and numbers; empty for an act.
    """
    if_match: str | None
    """
    The version that the caller meant; null where none was named.
    """
    idempotency_key_hash: str | None
    """
    A keyed hash of the Idempotency-Key: the same for the same key of the brand; null without one.
    """
    request_hash: str | None
    """
    A keyed hash of query and body, which are not kept; null for an event.
    """
    outcome: AuditOutcome | None
    """
    What came of an act; null while it is under way, where the process ended before it knew, and for an event.
    """
    unreadable: bool
    """
    Whether somebody changed the row in the database so that it cannot be read: then it has `position`, `kind` and
    `at`, and `id` and `hash` where these are left, and nothing else. True also where that was done to the row of its
    outcome, which is null then. `GET /v1/audit-trail/verification` names the first row that was changed.
    """


class AuditRecordList(TypedDict):
    """
    A page of a list.
    """

    items: list[AuditRecord]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class AuditVerification(TypedDict):
    """
    What a piece of the chain was found to be.
    """

    intact: bool
    """
    Whether every row that was looked at agrees.
    """
    fault: AuditFault | None
    """
    The first that does not; null while all agree.
    """
    reached: AuditHead
    """
    The last row that agrees.
    """
    head: AuditHead
    """
    The last row of the chain when the check began.
    """
    next: int | None
    """
    There is more: ask again with this as `after`; null when the head was reached, or a row does not agree.
    """


class Brand(TypedDict):
    """
    A brand: a company that is spoken to.
    """

    id: str
    """
    Names it in every credential, integration and path; it never changes.
    """
    name: str
    """
    What people call it; other than the id, it may change.
    """
    timezone: str
    """
    Its zone by the IANA name: the hours and days of reports are this zone's.
    """
    languages: list[str]
    """
    The languages it answers in (BCP 47).
    """
    origins: list[str]
    """
    Origins of pages that may call the API from a browser with credentials of this brand.
    """
    sandbox: bool
    """
    Whether it is for tests: its clock can be moved ahead.
    """
    publishes_response_time: bool
    """
    Whether everybody may read how soon it answers, at `GET /v1/badges/{brand_id}/response-time`.
    """
    drill_of: str | None
    """
    The brand that practises in this one, by its id; null: it is no drill's.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """


Language: TypeAlias = str


Origin: TypeAlias = str


class BrandCreate(TypedDict):
    """
    A new brand; with `administrator` its first person too, whose key the answer shows once.
    """

    id: str
    """
    Lower-case letters, digits and dashes, up to 40; every id of an integration and every key begins with it.
    """
    name: str
    """
    The brand's name for people.
    """
    timezone: NotRequired[str]
    """
    Its zone by the IANA name, such as `Europe/Amsterdam`: the hours and days of reports are this zone's.
    """
    languages: NotRequired[list[Language]]
    """
    The languages it answers in (BCP 47).
    """
    origins: NotRequired[list[Origin]]
    """
    Origins (scheme, host and port) of pages that may call the API from a browser; empty: none.
    """
    sandbox: NotRequired[bool]
    """
    Whether it is for tests: its clock can be moved ahead. It never changes afterwards.
    """
    publishes_response_time: NotRequired[bool]
    """
    Whether everybody may read how soon it answers, at `GET /v1/badges/{brand_id}/response-time`.
    """
    administrator: NotRequired[AdministratorCreate | None]
    """
    Its first person; null: none, until one is added.
    """


class BrandFeatures(TypedDict):
    """
    What a brand may do now.
    """

    replies: bool
    """
    Whether replies and statements leave for their channels; those that wait go within half a minute.
    """
    webhooks: bool
    """
    Whether deliveries to the brand's endpoints are sent; those that wait go within half a minute of the change.
    """
    imports: bool
    """
    Whether conversations, employees and certificates may be imported.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class BrandFeaturesUpdate(TypedDict):
    """
    What a brand may do, in place of what it might before.
    """

    replies: bool
    """
    Whether replies leave for their channels; while not, they are taken, checked and approved, and wait queued.
    Publishing a statement is 403 `feature_off` meanwhile, and one on its way waits.
    """
    webhooks: bool
    """
    Whether deliveries to the brand's endpoints are sent; while not, they are stored and wait.
    """
    imports: bool
    """
    Whether conversations, employees and certificates may be imported; while not, it is 403 `feature_off`.
    """


class BrandList(TypedDict):
    """
    A page of a list.
    """

    items: list[Brand]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class BrandUpdate(TypedDict):
    """
    What to change of a brand; what is left out stays.
    """

    name: NotRequired[str | None]
    """
    The brand's name for people; null stays.
    """
    timezone: NotRequired[str | None]
    """
    Its zone by the IANA name, such as `Europe/Amsterdam`; null stays.
    """
    languages: NotRequired[list[Language] | None]
    """
    The languages it answers in (BCP 47), in place of those before; null stays.
    """
    origins: NotRequired[list[Origin] | None]
    """
    Origins of pages that may call the API from a browser, in place of those before; null stays.
    """
    publishes_response_time: NotRequired[bool | None]
    """
    Whether everybody may read how soon it answers; null stays.
    """


class BrandWithKey(TypedDict):
    """
    A brand just made.
    """

    id: str
    """
    Names it in every credential, integration and path; it never changes.
    """
    name: str
    """
    What people call it; other than the id, it may change.
    """
    timezone: str
    """
    Its zone by the IANA name: the hours and days of reports are this zone's.
    """
    languages: list[str]
    """
    The languages it answers in (BCP 47).
    """
    origins: list[str]
    """
    Origins of pages that may call the API from a browser with credentials of this brand.
    """
    sandbox: bool
    """
    Whether it is for tests: its clock can be moved ahead.
    """
    publishes_response_time: bool
    """
    Whether everybody may read how soon it answers, at `GET /v1/badges/{brand_id}/response-time`.
    """
    drill_of: str | None
    """
    The brand that practises in this one, by its id; null: it is no drill's.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    administrator: NotRequired[str | None]
    """
    The id of its first person; null where none was asked for.
    """
    key: NotRequired[str | None]
    """
    That person's API key, which is not shown again; null where none was asked for.
    """


class Channel(TypedDict):
    """
    A kind of platform.
    """

    name: str
    """
    Its name in integrations and events.
    """
    title: str
    """
    What people call it, such as `WhatsApp`.
    """
    settings: dict[str, Any]
    """
    JSON Schema of `settings` of an integration.
    """
    secrets: dict[str, Any]
    """
    JSON Schema of `secrets` of an integration.
    """
    made_here: list[str]
    """
    Secrets that are made here and shown once when they are not given.
    """
    brings: list[str]
    """
    Kinds of events that its webhook brings.
    """
    replies: list[str]
    """
    Where a reply can stand: `public`, `private`.
    """
    reply_characters: int | None
    """
    The longest reply; null where the platform alone decides.
    """
    copies: bool
    """
    Whether a reply can go to others too (`copy_to`).
    """
    keyed: bool
    """
    Whether the receiver knows a reply that is sent twice. Where it does not, a lost answer is shown to a person
    as `unknown`.
    """
    publishes: bool
    """
    Whether accounts can publish posts of the brand's own, such as a statement; of `generic` where `takes_posts` of
    its settings says so.
    """
    withdraws: list[str]
    """
    Where a reply of ours that is out can be deleted: `public`, `private`; empty: nowhere. Of `generic` where
    `takes_withdrawals` of its settings says so.
    """


class ChannelList(TypedDict):
    """
    A page of a list.
    """

    items: list[Channel]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class DeadLetter(TypedDict):
    """
    A record a consumer could not use: where it lies, where it came from, and why.
    """

    id: str
    """
    Where it lies: consumer group, topic, partition and offset, joined by `~`.
    """
    group: str
    """
    The service that could not use it.
    """
    origin_topic: str
    """
    The topic it first stood in.
    """
    origin_partition: int
    """
    The partition of `origin_topic` it stood in.
    """
    origin_offset: int
    """
    Its place in that partition.
    """
    reason: str
    """
    Why, as a code; never text of a customer.
    """
    attempts: int
    """
    How often it was tried.
    """
    first_failed_at: str | None
    """
    When it failed first (UTC).
    """
    event_id: str | None
    """
    The id of the event; null where it could not be read.
    """
    event_type: str | None
    """
    The type of the event; null where it could not be read.
    """
    replayed_at: str | None
    """
    When it was sent back last; null where it never was.
    """


class DeadLetterDetail(TypedDict):
    """
    A dead letter with its record.
    """

    id: str
    """
    Where it lies: consumer group, topic, partition and offset, joined by `~`.
    """
    group: str
    """
    The service that could not use it.
    """
    origin_topic: str
    """
    The topic it first stood in.
    """
    origin_partition: int
    """
    The partition of `origin_topic` it stood in.
    """
    origin_offset: int
    """
    Its place in that partition.
    """
    reason: str
    """
    Why, as a code; never text of a customer.
    """
    attempts: int
    """
    How often it was tried.
    """
    first_failed_at: str | None
    """
    When it failed first (UTC).
    """
    event_id: str | None
    """
    The id of the event; null where it could not be read.
    """
    event_type: str | None
    """
    The type of the event; null where it could not be read.
    """
    replayed_at: str | None
    """
    When it was sent back last; null where it never was.
    """
    value: NotRequired[Any]
    """
    The record, where it is JSON and the caller may read conversations; null otherwise.
    """
    value_base64: NotRequired[str | None]
    """
    Its bytes, where it is not JSON and the caller may read conversations; null otherwise.
    """


class DeadLetterList(TypedDict):
    """
    A page of a list.
    """

    items: list[DeadLetter]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


Participant: TypeAlias = str


class DrillIncident(TypedDict):
    """
    An incident of a drill; its times are seconds since the first phase began.
    """

    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    title: str
    """
    What was going on, in a line.
    """
    worst_severity: int
    """
    The highest severity it had, 1 to 3.
    """
    declared_seconds: float
    """
    How long the crowd wrote before somebody, or detection, declared it.
    """
    paged_seconds: float | None
    """
    When the first page went out; null: none did.
    """
    acknowledged_seconds: float | None
    """
    When somebody took a page; null: nobody did.
    """
    first_place_seconds: float | None
    """
    When the first volunteer had a place; null: nobody had.
    """
    stood_down_seconds: float | None
    """
    When it ended, with the drill if not before.
    """
    pages: int
    """
    How many went out, each to one person.
    """
    volunteers_asked: int
    """
    People asked in its callouts.
    """
    volunteers_accepted: int
    """
    Those of them who said yes.
    """


class DrillKey(TypedDict):
    """
    A participant's key for the brand of a drill.
    """

    brand: str
    """
    The brand it is of: whatever is done with it is done in the drill.
    """
    key: str
    """
    What is sent in `X-API-Key` or `Authorization: Bearer`; it is not shown again.
    """
    expires_at: str
    """
    When it ends: with the drill (UTC).
    """


class DrillPhase(TypedDict):
    """
    A part of a scenario with one rate of messages.
    """

    seconds: int
    """
    How long it lasts.
    """
    messages_per_minute: float
    """
    How many come in, evenly; 0: none.
    """


class DrillReport(TypedDict):
    """
    What came of a drill.
    """

    messages: int
    """
    How many were received and counted.
    """
    answered: int
    """
    Conversations that had a first response.
    """
    first_response_median_seconds: float | None
    """
    Half of those had it sooner; null: none had one.
    """
    first_response_p90_seconds: float | None
    """
    Nine of ten had it sooner; null: none had one.
    """
    signals: int
    """
    How many detection raised.
    """
    first_signal_seconds: float | None
    """
    When the bucket began that raised the first one, after the first phase began; null: there was none.
    """
    incidents: list[DrillIncident]
    """
    What was declared, the earliest first.
    """


Text: TypeAlias = str


class DrillScenario(TypedDict):
    """
    What strangers write in a drill: 20,000 messages at most, within 8 hours at most.
    """

    texts: list[Text]
    """
    What they say: the messages have these in turn, each by another writer.
    """
    phases: list[DrillPhase]
    """
    How many come when, one phase after the other; such as a quiet quarter of an hour, and then the crowd.
    """


class EventLimit(TypedDict):
    """
    A token bucket of events.
    """

    events_per_second: float
    """
    How many flow back each second.
    """
    burst: int
    """
    How many may come at once.
    """


class Grant(TypedDict):
    """
    A temporary place that gives on-duty scopes until `until` or until it is taken back.
    """

    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    until: str
    """
    When it ends by itself (UTC).
    """


class Integration(TypedDict):
    """
    An integration, without its secrets.
    """

    id: str
    """
    The brand, `_` and a short name; it never changes.
    """
    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    name: str
    """
    What people call it, such as the name of the account.
    """
    enabled: bool
    """
    false: its webhook is unknown, its keys are refused, and no reply is sent by it.
    """
    settings: dict[str, Any]
    """
    As they were given, by the channel's schema.
    """
    secret_names: list[str]
    """
    The secrets it has; what they are is never shown.
    """
    webhook: str
    """
    The path of this API that the platform posts to.
    """
    lane: Literal['live', 'bulk']
    """
    Whether its events go at once (`live`) or wait while those do (`bulk`); it never changes.
    """
    expected_every_seconds: int | None
    """
    How often it should bring an event; null: no matter.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """


class IntegrationCreate(TypedDict):
    """
    A new connection to one account of a channel; a secret that is needed and not given is made and shown once.
    """

    channel: str
    """
    The kind of platform, by a name of `GET /v1/channels`; it never changes.
    """
    name: str
    """
    What people call it, such as the name of the account.
    """
    slug: NotRequired[str | None]
    """
    The end of its id, behind the brand and `_`: lower-case letters, digits and dashes, up to 23. Null: made up.
    """
    settings: NotRequired[dict[str, Any]]
    """
    What the channel needs to know, by its schema in `GET /v1/channels`.
    """
    secrets: NotRequired[dict[str, str]]
    """
    What the channel has to keep, by its schema in `GET /v1/channels`; it is sealed and never shown.
    """
    expected_every_seconds: NotRequired[int | None]
    """
    How often it should bring an event, a minute to 30 days; late when none came for so long. Null: no matter.
    """
    lane: NotRequired[Literal['live', 'bulk']]
    """
    `bulk` for a firehose or a listening tool: its events wait while `live` ones do. It never changes.
    """


class IntegrationError(TypedDict):
    """
    Something wrong that an integration sent.
    """

    at: str
    """
    When it was refused or found unreadable.
    """
    source: Literal['events', 'webhook']
    """
    Whether it was posted to `/v1/events` or to its webhook.
    """
    pointer: str
    """
    Where in the body: a JSON pointer for posted events, the name of a field for a payload; empty for the whole.
    """
    code: str
    """
    What is wrong, for programs, such as `missing` or `signature_wrong`.
    """
    detail: str
    """
    The same in words, without the value.
    """


class IntegrationHeartbeat(TypedDict):
    """
    Whether events come as often as they are expected to.
    """

    expected_every_seconds: int
    """
    How often one should come.
    """
    due_at: str
    """
    By when the next is expected.
    """
    late_since: str | None
    """
    Since when it is late, as the webhook endpoints were told; null while it is in time.
    """


class IntegrationList(TypedDict):
    """
    A page of a list.
    """

    items: list[Integration]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class IntegrationQuota(TypedDict):
    """
    What is left of the quotas in the process that answers; each process has its own.
    """

    events_per_second: float
    """
    How many events flow back each second.
    """
    burst: int
    """
    How many may come at once.
    """
    remaining: int
    """
    How many may come now.
    """
    brand_remaining: int
    """
    The same of the brand, all its integrations together.
    """


class IntegrationStats(TypedDict):
    """
    What the edge counted for one integration since it was made.
    """

    integration: str
    """
    The integration it came by: the brand, `_` and a short name.
    """
    accepted: int
    """
    Events the log has.
    """
    rejected: int
    """
    Posted events that were wrong.
    """
    signature_missing: int
    """
    Requests to its webhook without a signature.
    """
    signature_wrong: int
    """
    Those whose signature, or check of the address, did not fit any secret.
    """
    signature_stale: int
    """
    Those that were signed too long ago.
    """
    unreadable: int
    """
    Items of signed payloads that could not be read; see `GET /v1/unreadable`.
    """
    throttled: int
    """
    Posted events, and requests to its webhook, that were over a quota.
    """
    last_accepted_at: str | None
    """
    When the last event was accepted; null where none was.
    """
    last_refused_at: str | None
    """
    When the last was rejected, refused for its signature or throttled; null where none was.
    """
    recent_errors: list[IntegrationError]
    """
    The last 20 things that were wrong, the newest last.
    """
    heartbeat: IntegrationHeartbeat | None
    """
    Whether it is late; null where nothing is expected of it.
    """
    quota: IntegrationQuota
    """
    How much of its quota is left.
    """


class IntegrationUpdate(TypedDict):
    """
    What to change of an integration; what is left out stays.

    Settings that change where a secret goes need that secret again in `secrets`; alone, secrets are rotated.
    """

    name: NotRequired[str | None]
    """
    What people call it; null stays.
    """
    enabled: NotRequired[bool | None]
    """
    Whether anything is taken from it or sent by it; null stays.
    """
    settings: NotRequired[dict[str, Any] | None]
    """
    All its settings, in place of those before; null stays.
    """
    secrets: NotRequired[dict[str, str]]
    """
    Secrets in place of those of their names, at once and without an overlap.
    """
    expected_every_seconds: NotRequired[int | Literal[0] | None]
    """
    How often it should bring an event, a minute to 30 days; 0 expects nothing any more; null stays.
    """


class IntegrationWithSecrets(TypedDict):
    """
    An integration whose secrets were just made: they are shown this once.
    """

    id: str
    """
    The brand, `_` and a short name; it never changes.
    """
    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    name: str
    """
    What people call it, such as the name of the account.
    """
    enabled: bool
    """
    false: its webhook is unknown, its keys are refused, and no reply is sent by it.
    """
    settings: dict[str, Any]
    """
    As they were given, by the channel's schema.
    """
    secret_names: list[str]
    """
    The secrets it has; what they are is never shown.
    """
    webhook: str
    """
    The path of this API that the platform posts to.
    """
    lane: Literal['live', 'bulk']
    """
    Whether its events go at once (`live`) or wait while those do (`bulk`); it never changes.
    """
    expected_every_seconds: int | None
    """
    How often it should bring an event; null: no matter.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    secrets: dict[str, str]
    """
    Those that were made here, by name; they are not shown again.
    """


class Key(TypedDict):
    """
    A key as it is kept; the key itself is not.
    """

    id: str
    """
    Eight characters, which stand in the key too.
    """
    name: str
    """
    What it is used for, in words of whoever made it.
    """
    kind: Literal['person', 'integration', 'service']
    """
    Whose it is: a `person`'s (their roles decide), an `integration`'s (it brings events in), or a `service`'s
    (its scopes decide).
    """
    person: str | None
    """
    The person it is of, by id; null for other kinds.
    """
    integration: str | None
    """
    The integration it is of, by id; null for other kinds.
    """
    scopes: list[str] | None
    """
    What it is narrowed to; null: it follows its owner.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    expires_at: str | None
    """
    When it ends by itself; null: it does not.
    """
    revoked_at: str | None
    """
    When it was revoked; null where it was not.
    """


class KeyCreate(TypedDict):
    """
    A new key: of a person (their roles decide), of an integration, or of a service (its scopes decide).
    """

    name: str
    """
    What it is used for, in words of whoever made it.
    """
    person: NotRequired[str | None]
    """
    The person it is of, by id; null: see `integration`.
    """
    integration: NotRequired[str | None]
    """
    The integration it is of, by id; null with `person` null: it is a service's.
    """
    scopes: NotRequired[list[str] | None]
    """
    What it is narrowed to; a service's key needs them. Null: all its owner has, as far as the caller may give it.
    """
    expires_at: NotRequired[str | None]
    """
    When it ends, in the future; null: when it is revoked.
    """


class KeyList(TypedDict):
    """
    A page of a list.
    """

    items: list[Key]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class KeyWithSecret(TypedDict):
    """
    A key just made, shown this once.
    """

    id: str
    """
    Eight characters, which stand in the key too.
    """
    name: str
    """
    What it is used for, in words of whoever made it.
    """
    kind: Literal['person', 'integration', 'service']
    """
    Whose it is: a `person`'s (their roles decide), an `integration`'s (it brings events in), or a `service`'s
    (its scopes decide).
    """
    person: str | None
    """
    The person it is of, by id; null for other kinds.
    """
    integration: str | None
    """
    The integration it is of, by id; null for other kinds.
    """
    scopes: list[str] | None
    """
    What it is narrowed to; null: it follows its owner.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    expires_at: str | None
    """
    When it ends by itself; null: it does not.
    """
    revoked_at: str | None
    """
    When it was revoked; null where it was not.
    """
    key: str
    """
    What is sent in `X-API-Key` or `Authorization: Bearer`; it is not shown again.
    """


class Me(TypedDict):
    """
    Who the credential says is calling, and what they may do now.
    """

    brand: str | None
    """
    The brand by id; null for the operator's bootstrap key, which has none.
    """
    sandbox: bool
    """
    Whether the brand is for tests: its clock can be moved ahead.
    """
    principal: str
    """
    The person or the integration by id, `key:` and the key's id for a service, or `bootstrap`.
    """
    kind: Literal['person', 'integration', 'service', 'bootstrap']
    """
    Who calls: a `person`, an `integration`, a `service`, or the operator by the `bootstrap` key.
    """
    name: str | None
    """
    What people call the caller; null for the bootstrap key.
    """
    roles: list[str]
    """
    A person's roles; empty for others.
    """
    scopes: list[str]
    """
    What the caller may do now: by roles and grants, as far as the key is not narrowed.
    """
    grants: list[Grant]
    """
    Surge places that give rights for a time.
    """
    expires_at: str | None
    """
    When the credential ends; null: it does not by itself.
    """


class Person(TypedDict):
    """
    A person with their roles.
    """

    id: str
    """
    The id, which is the employee's in routing too; it never changes.
    """
    name: str
    """
    What colleagues call them, as reviews and reports show it.
    """
    roles: list[Literal['administrator', 'strategist', 'social_media_manager', 'community_manager', 'employee', 'volunteer', 'analyst', 'developer']]
    """
    What they may do, each a set of scopes.
    """
    login: str
    """
    The subject that their token of the identity provider names.
    """
    active: bool
    """
    false: their keys and tokens are refused, and they get no work.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """


class PersonCreate(TypedDict):
    """
    A new person of the brand.
    """

    id: NotRequired[str | None]
    """
    The id, which is the employee's in routing too; null: made up.
    """
    name: str
    """
    What colleagues call them, as reviews and reports show it.
    """
    roles: NotRequired[list[Literal['administrator', 'strategist', 'social_media_manager', 'community_manager', 'employee', 'volunteer', 'analyst', 'developer']]]
    """
    What they may do, each a set of scopes that the caller holds too; empty: nothing.
    """
    login: NotRequired[str | None]
    """
    The subject that their token of the identity provider names; null: their id.
    """


class PersonList(TypedDict):
    """
    A page of a list.
    """

    items: list[Person]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class PersonUpdate(TypedDict):
    """
    What to change of a person; what is left out stays.
    """

    name: NotRequired[str | None]
    """
    Their name for people; null stays.
    """
    roles: NotRequired[list[Literal['administrator', 'strategist', 'social_media_manager', 'community_manager', 'employee', 'volunteer', 'analyst', 'developer']] | None]
    """
    Their roles in place of those before; null stays.
    """
    active: NotRequired[bool | None]
    """
    Whether they may sign in and work; null stays.
    """


class Replay(TypedDict):
    """
    What became of a replay.
    """

    replayed: bool
    """
    Whether it was sent back now; false when it had been before, and `again` was not asked for.
    """


class SandboxClock(TypedDict):
    """
    The clock of a sandbox brand.
    """

    now: str
    """
    The time of the brand (UTC).
    """
    ahead_seconds: int
    """
    How far it is ahead of the server's clock; 0 until it is moved.
    """


class SandboxClockUpdate(TypedDict):
    """
    How far to move the clock of a sandbox brand ahead.
    """

    advance_seconds: int
    """
    By so much, from where it stands: at most 31 days at once, and in all a year ahead. It never goes back.
    """


class SecretsUpdate(TypedDict):
    """
    New secrets; the old ones still verify for `overlap_seconds`. Without `secrets` a new one is made and shown.
    """

    secrets: NotRequired[dict[str, str]]
    """
    Secrets in place of those of their names; empty: those that are made here are made anew.
    """
    overlap_seconds: NotRequired[int]
    """
    How long signatures under the replaced ones are taken as well; 0: not at all.
    """


class Session(TypedDict):
    """
    Who is signed in by the cookie, and until when.
    """

    brand: str
    """
    The brand that the session sees, by its id.
    """
    person: str
    """
    Who is signed in, by the id that `GET /v1/people` gives.
    """
    name: str
    """
    What people call them.
    """
    issuer: str
    """
    By which issuer they signed in.
    """
    started_at: str
    """
    When they signed in (UTC).
    """
    expires_at: str
    """
    When the session ends unless it is used again; a stream that is open is no use of it.
    """
    ends_at: str
    """
    When it ends in any case.
    """
    csrf_token: str
    """
    What every command by this session sends in `X-Muster-CSRF`; the same as long as the session.
    """


class SignOut(TypedDict):
    """
    What is left to do after signing out.
    """

    sign_out_url: str | None
    """
    Where the browser goes to end its session at the issuer too; null where there is no such place.
    """


class StreamTicket(TypedDict):
    """
    A ticket for one stream: `GET /v1/stream?ticket=…`. It stands for the credential that asked for it.
    """

    ticket: str
    """
    Used once; after that, and after `expires_at`, it is refused.
    """
    expires_at: str
    """
    Until when the stream can be opened with it (UTC): a minute.
    """


class WebhookAttempt(TypedDict):
    """
    One try of a delivery.
    """

    at: str
    """
    When the request was begun.
    """
    status: int | None
    """
    The HTTP status that came back; null when no answer did.
    """
    code: str
    """
    The outcome in a word: `http_200`, `no_answer`, `not_connected`, `address_refused` and the like.
    """
    milliseconds: int
    """
    How long it took until the answer or the failure.
    """
    answer: str
    """
    What the endpoint answered: the first 500 characters of its body.
    """


class WebhookDelivery(TypedDict):
    """
    An event for an endpoint.
    """

    id: str
    """
    The event's own, which is the `webhook-id` of every try.
    """
    type: str
    """
    What happened, such as `inbox.message_stored.v1`.
    """
    subject: str
    """
    Whom or what the event is about, such as a conversation.
    """
    state: Literal['pending', 'delivered', 'failed', 'erased']
    """
    `pending` until it is `delivered`, or `failed` after ten tries within 76 hours; `erased` is not sent any more.
    """
    stored_at: str
    """
    When the event was read from the log for this endpoint.
    """
    due_at: str | None
    """
    When it is tried next; null when it is not pending.
    """
    erased_at: str | None
    """
    When its body was deleted, because the contact of its conversation was erased; null: it is there.
    """
    attempts: list[WebhookAttempt]
    """
    The newest 20 tries, the oldest first.
    """


class WebhookDeliveryDetail(TypedDict):
    """
    A delivery with what is posted.
    """

    id: str
    """
    The event's own, which is the `webhook-id` of every try.
    """
    type: str
    """
    What happened, such as `inbox.message_stored.v1`.
    """
    subject: str
    """
    Whom or what the event is about, such as a conversation.
    """
    state: Literal['pending', 'delivered', 'failed', 'erased']
    """
    `pending` until it is `delivered`, or `failed` after ten tries within 76 hours; `erased` is not sent any more.
    """
    stored_at: str
    """
    When the event was read from the log for this endpoint.
    """
    due_at: str | None
    """
    When it is tried next; null when it is not pending.
    """
    erased_at: str | None
    """
    When its body was deleted, because the contact of its conversation was erased; null: it is there.
    """
    attempts: list[WebhookAttempt]
    """
    The newest 20 tries, the oldest first.
    """
    body: dict[str, Any] | None
    """
    The posted JSON: `type`, `timestamp`, and the event as `data`; null from `erased_at` on.
    """


class WebhookDeliveryList(TypedDict):
    """
    A page of a list.
    """

    items: list[WebhookDelivery]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


Type: TypeAlias = str


Channel1: TypeAlias = str


Topic: TypeAlias = str


class WebhookEndpointCreate(TypedDict):
    """
    A new address for events. Without a secret one is made; the answer shows it this once.
    """

    name: str
    """
    What people call it, such as the system that is behind the address.
    """
    url: str
    """
    Where events are posted: https, to a host on the public internet.
    """
    types: NotRequired[list[Type]]
    """
    Which events: types such as `inbox.message_stored.v1`, or `inbox.*` for a kind; none: all its maker may read.
    """
    channels: NotRequired[list[Channel1]]
    """
    Leaves only events that carry one of these channels; none leaves all.
    """
    topics: NotRequired[list[Topic]]
    """
    Leaves only events of conversations with one of these topics, and erasures of any; none leaves all.
    """
    ordered: NotRequired[bool]
    """
    Whether an event waits until the one before of its conversation was taken or given up. It cannot be changed.
    """
    secret: NotRequired[str | None]
    """
    A Standard Webhooks secret, `whsec_` and base64 of 16 bytes or more; null: one is made.
    """


class WebhookEndpointUpdate(TypedDict):
    """
    What to change of an endpoint; what is left out stays.
    """

    name: NotRequired[str | None]
    """
    What people call it; null stays.
    """
    url: NotRequired[str | None]
    """
    Where events are posted from now on; null stays.
    """
    types: NotRequired[list[Type] | None]
    """
    Which events, in place of those before; empty: all that the caller may read; null stays.
    """
    channels: NotRequired[list[Channel1] | None]
    """
    The channels that are left, in place of those before; null stays.
    """
    topics: NotRequired[list[Topic] | None]
    """
    The topics that are left, in place of those before; null stays.
    """
    enabled: NotRequired[bool | None]
    """
    False pauses it, and events are stored meanwhile; true sends what waits; null stays.
    """


class WebhookHealth(TypedDict):
    """
    How an endpoint answered lately.
    """

    failures: int
    """
    Tries in a row that were not taken; 0 after one that was.
    """
    failing_since: str | None
    """
    When the first of them was; null when the last try was taken.
    """
    last_success_at: str | None
    """
    When it took a delivery, to the minute; null before the first.
    """
    last_failure_at: str | None
    """
    When a try was not taken; null before the first.
    """
    last_code: str | None
    """
    Why that try was not taken: `http_500`, `no_answer`, `not_connected`, `address_refused` and the like.
    """


class WebhookRedelivery(TypedDict):
    """
    How many deliveries are sent again.
    """

    redelivered: int
    """
    How many of them wait to be sent now, 10,000 at most.
    """
    next_since: str | None
    """
    There are more: ask again with this as `since`; null when these were all.
    """


class WebhookRedeliveryCreate(TypedDict):
    """
    Which deliveries to send again: those of a time in some states.
    """

    since: str
    """
    The earliest to send again, by `stored_at`.
    """
    until: NotRequired[str | None]
    """
    Only those stored before; null: up to now.
    """
    states: NotRequired[list[Literal['pending', 'delivered', 'failed']]]
    """
    Which of them: those that failed by default; `delivered` sends again what was taken.
    """


class WebhookSecretUpdate(TypedDict):
    """
    A new secret; the one before signs beside it for `overlap_seconds`. Without `secret` one is made and shown.
    """

    secret: NotRequired[str | None]
    """
    A Standard Webhooks secret, `whsec_` and base64 of 16 bytes or more; null: one is made.
    """
    overlap_seconds: NotRequired[int]
    """
    How long the one before goes on signing; a day by default, 30 days at most.
    """


class WebhookTest(TypedDict):
    """
    A test under way.
    """

    delivery: str
    """
    Its id among the endpoint's deliveries, which say what comes of it.
    """


class Error(TypedDict):
    code: NotRequired[str]
    """
    The same for programs, such as `missing`.
    """
    detail: NotRequired[str]
    """
    What is wrong with it, in words for people.
    """
    pointer: NotRequired[str]
    """
    JSON pointer (RFC 6901) to the field.
    """


class Problem(TypedDict):
    """
    Problem details (RFC 9457). The end of `type` is a code for programs; its page says what to do. Some codes have more members than these.
    """

    detail: NotRequired[str]
    """
    What happened this time, in sentences for people.
    """
    errors: NotRequired[list[Error]]
    """
    Of `invalid` and `guideline`: each thing that is wrong, where it is known.
    """
    feature: NotRequired[str]
    """
    Of `feature_off`: what the operator has turned off.
    """
    lane: NotRequired[str]
    """
    Of `overloaded`: the lane of the request.
    """
    limit_bytes: NotRequired[int]
    """
    Of `too_large`: how many bytes a body may have.
    """
    limit_items: NotRequired[int]
    """
    Of `too_many_items`: how many items a batch may have.
    """
    reason: NotRequired[str]
    """
    A code of what is wrong with the body or the signature.
    """
    scope: NotRequired[str]
    """
    Of `missing_scope`: the first scope that is missing.
    """
    state: NotRequired[str]
    """
    Of a conflict: the present state.
    """
    status: int
    """
    The HTTP status of the answer.
    """
    title: str
    """
    The kind of problem, in a few words for people.
    """
    type: str
    """
    The address of the page of its code.
    """


class AttachmentItem(TypedDict):
    """
    A file or place that came with a message.
    """

    kind: Literal['image', 'video', 'audio', 'file', 'sticker', 'location', 'contact', 'link', 'other']
    """
    What it is; `location` and `contact` are places and address cards, `other` what has no word here.
    """
    url: NotRequired[str | None]
    """
    Where the platform has it; null: not told.
    """
    media_type: NotRequired[str | None]
    """
    Such as `image/png`; null: not told.
    """
    name: NotRequired[str | None]
    """
    The name of the file; null: it has none.
    """
    external_id: NotRequired[str | None]
    """
    The platform's id of it; null: none.
    """


AlsoKnownA: TypeAlias = str


class ContactItem(TypedDict):
    """
    The person outside; `external_id` is your id of them and stays the same for all their messages.
    """

    external_id: str
    """
    Their id, the same in all their messages.
    """
    also_known_as: NotRequired[list[AlsoKnownA]]
    """
    Other ids of the same person, the most lasting first.
    """
    name: NotRequired[str | None]
    """
    What they call themselves; null: unknown.
    """
    handle: NotRequired[str | None]
    """
    Their short name there; null: unknown.
    """
    reach: NotRequired[int | None]
    """
    Followers, or an equal measure of your channel; null is unknown and leaves what is known.
    """
    language: NotRequired[str | None]
    """
    What the channel says they read (BCP 47); null leaves what is known.
    """


class ConversionItem(TypedDict):
    """
    A sale or another wanted outcome; `amount_minor` is in minor units (cents) of `currency` (ISO 4217).

    A refund or correction is a conversion with a negative amount, or one that names a sale in `corrects`; its amount is
    added to what the sale earned. Give each its own `external_id`; a single refund may have its sale's.
    """

    external_id: str
    """
    Your id of the sale.
    """
    at: str
    """
    When it happened, as RFC 3339 with an offset.
    """
    kind: Literal['conversion']
    """
    What the item is; the other fields follow from it, and those of another kind are refused.
    """
    contact: NotRequired[str | None]
    """
    The contact's external id, where known; without it no touch is credited.
    """
    contact_integration: NotRequired[str | None]
    """
    The integration that knows the contact; null: the one this is posted for.
    """
    outcome: NotRequired[str]
    """
    What was reached, in a word of yours; `sale` where it is left out.
    """
    amount_minor: int
    """
    The amount in minor units (cents) of the currency; negative for a refund.
    """
    corrects: NotRequired[str | None]
    """
    Your id of the sale that this refunds or corrects; null: none, or for a negative amount the sale of this same
    id.
    """
    currency: str
    """
    The currency by its ISO 4217 code, such as `EUR`; currencies are never added up.
    """


class DeleteItem(TypedDict):
    """
    The author or the platform took a message away.
    """

    external_id: str
    """
    Your id of the message concerned; the same id is the same message.
    """
    at: str
    """
    When it happened, as RFC 3339 with an offset.
    """
    contact: ContactItem
    """
    The person outside whom it is about or from.
    """
    kind: Literal['delete']
    """
    What the item is; the other fields follow from it, and those of another kind are refused.
    """


class EchoItem(TypedDict):
    """
    The brand itself sent this message by another tool; the contact is its receiver.
    """

    external_id: str
    """
    Your id of the message concerned; the same id is the same message.
    """
    at: str
    """
    When it happened, as RFC 3339 with an offset.
    """
    contact: ContactItem
    """
    The person outside whom it is about or from.
    """
    kind: Literal['echo']
    """
    What the item is; the other fields follow from it, and those of another kind are refused.
    """
    text: NotRequired[str]
    """
    What was sent; empty where it was attachments only.
    """
    visibility: NotRequired[Literal['public', 'private']]
    """
    Whether everybody can read it (`public`) or the contact alone (`private`).
    """
    thread: NotRequired[str | None]
    """
    Your id of what it belongs to, as in a message; null for a direct message.
    """
    reply_to: NotRequired[str | None]
    """
    Your id of the message it answers; null for none.
    """
    attachments: NotRequired[list[AttachmentItem]]
    """
    Files and places that went along.
    """


class EditItem(TypedDict):
    """
    The text of a message changed. The edit with the newest `at` counts; `revision` orders edits of one moment.
    """

    external_id: str
    """
    Your id of the message concerned; the same id is the same message.
    """
    at: str
    """
    When it happened, as RFC 3339 with an offset.
    """
    contact: ContactItem
    """
    The person outside whom it is about or from.
    """
    kind: Literal['edit']
    """
    What the item is; the other fields follow from it, and those of another kind are refused.
    """
    text: str
    """
    The text as it is now, whole.
    """
    revision: NotRequired[int]
    """
    Orders edits of one moment; 0 where you count none.
    """


class MessageItem(TypedDict):
    """
    Somebody wrote to or about the brand.
    """

    external_id: str
    """
    Your id of the message concerned; the same id is the same message.
    """
    at: str
    """
    When it happened, as RFC 3339 with an offset.
    """
    contact: ContactItem
    """
    The person outside whom it is about or from.
    """
    kind: Literal['message']
    """
    What the item is; the other fields follow from it, and those of another kind are refused.
    """
    text: NotRequired[str]
    """
    What they wrote; empty where they sent only attachments.
    """
    visibility: NotRequired[Literal['public', 'private']]
    """
    Whether everybody can read it (`public`) or the brand alone (`private`).
    """
    thread: NotRequired[str | None]
    """
    Your id of what it belongs to, such as a post; by it conversations are kept apart where the integration's
    `threading` says so. Null: a direct message.
    """
    reply_to: NotRequired[str | None]
    """
    Your id of the message it answers; null for none.
    """
    subject_line: NotRequired[str | None]
    """
    The subject, of a mail or a form; null for none.
    """
    attachments: NotRequired[list[AttachmentItem]]
    """
    Files and places that came along; they stay where they are.
    """
    automated: NotRequired[bool]
    """
    Whether a machine wrote it, such as an out-of-office answer: it then asks nothing of anybody.
    """
    attributes: NotRequired[dict[str, str]]
    """
    Up to 32 words of yours about it; they go with the event and are read by no rule.
    """


class ReactionItem(TypedDict):
    """
    The contact put a reaction on a message, or took theirs back (`reaction` is null).
    """

    external_id: str
    """
    Your id of the message concerned; the same id is the same message.
    """
    at: str
    """
    When it happened, as RFC 3339 with an offset.
    """
    contact: ContactItem
    """
    The person outside whom it is about or from.
    """
    kind: Literal['reaction']
    """
    What the item is; the other fields follow from it, and those of another kind are refused.
    """
    reaction: NotRequired[str | None]
    """
    The mark, such as `like` or an emoji; null takes the contact's back.
    """


class ReceiptItem(TypedDict):
    """
    What became of a message we sent to the contact.
    """

    external_id: str
    """
    Your id of the message concerned; the same id is the same message.
    """
    at: str
    """
    When it happened, as RFC 3339 with an offset.
    """
    contact: ContactItem
    """
    The person outside whom it is about or from.
    """
    kind: Literal['receipt']
    """
    What the item is; the other fields follow from it, and those of another kind are refused.
    """
    status: Literal['sent', 'delivered', 'read', 'failed']
    """
    How far it came: `sent`, `delivered`, `read`, or `failed` for good; a step back is ignored.
    """
    watermark: NotRequired[str | None]
    """
    Holds for everything sent to the contact up to this time too; null: for `external_id` alone.
    """
    error_code: NotRequired[str | None]
    """
    Your code of why it failed, shown to people; null where it did not.
    """


IngestItem: TypeAlias = MessageItem | EditItem | DeleteItem | ReactionItem | ReceiptItem | EchoItem | ConversionItem


class CloudEvent(TypedDict):
    """
    A CloudEvent 1.0 in JSON. What `data` leaves out of kind, id and time is taken from the envelope.
    """

    specversion: Literal['1.0']
    """
    The version of CloudEvents.
    """
    id: str
    """
    Stands for `external_id` where `data` has none.
    """
    source: str
    """
    What sent it, in your words; it is not stored.
    """
    type: str
    """
    Its last part stands for `kind`: `….message`.
    """
    time: NotRequired[str]
    """
    Stands for `at` where `data` has none.
    """
    data: dict[str, Any]
    """
    An IngestItem, complete or completed by the envelope.
    """


class ApprovalCount(TypedDict):
    """
    How many replies wait.
    """

    mine: int
    """
    Those that the caller could decide now.
    """
    waiting: int
    """
    All of them, up to 1,000.
    """


class ApprovalDecisionItem(TypedDict):
    """
    One decision of several.
    """

    decision: Literal['approve', 'reject']
    """
    `approve` agrees, `reject` has the reply not sent.
    """
    note: NotRequired[str | None]
    """
    What is written to the author; null: nothing.
    """
    reply: str
    """
    Which one: its `id`, as the list of what waits shows it.
    """
    version: NotRequired[int | None]
    """
    The version that was read; another one is refused with 412, null is not compared.
    """


class ApprovalDecisionsCreate(TypedDict):
    """
    Several decisions, each by itself.
    """

    items: list[ApprovalDecisionItem]
    """
    In the order they are taken.
    """


class ApprovalNoteCreate(TypedDict):
    """
    What an approver writes to the author.
    """

    note: NotRequired[str | None]
    """
    The words; null: none.
    """


class ApprovedStatement(TypedDict):
    """
    A holding statement approved for use.
    """

    approved_by: str
    """
    The person who approved it, by id.
    """
    id: str
    """
    The statement, as `GET /v1/incidents/{incident}/statements` lists it.
    """
    language: str
    """
    The language it is written in (BCP 47).
    """
    text: str
    """
    The words that may be sent as they stand.
    """


class AuditEntry(TypedDict):
    """
    Something an operator should see, such as one id with two contents.
    """

    at: str
    """
    When it was noticed (UTC).
    """
    by: NotRequired[str | None]
    """
    The person who did it, by id; null of a conflict.
    """
    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    event: str
    """
    The id both events have.
    """
    id: str
    """
    32 hexadecimal digits, derived from the event and its place in the log.
    """
    integration: str
    """
    The integration it came by: the brand, `_` and a short name.
    """
    kept_hash: str
    """
    Hash of the content that came first and counts.
    """
    kind: str
    """
    `conflict`: one event id came with two contents, and the first was kept. `import_begun`, `import_finished`: a
    person began or finished an import; the words of a conflict are then empty.
    """
    message: str
    """
    The message it is about, by its id here.
    """
    origin: str
    """
    Where the second one stands in the log: topic, partition and offset, joined by `/`.
    """
    other_hash: str
    """
    Hash of the content that came later and was dropped.
    """
    subject: NotRequired[str | None]
    """
    The import it is about, by id; null of a conflict.
    """


class AuditEntryList(TypedDict):
    """
    A page of a list.
    """

    items: list[AuditEntry]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


Department: TypeAlias = str


class AuthorScope(TypedDict):
    """
    Whom a stricter rule is for; left out: everybody.
    """

    departments: NotRequired[list[Department]]
    """
    Departments of the employees directory; empty: any.
    """
    roles: NotRequired[list[Literal['administrator', 'strategist', 'social_media_manager', 'community_manager', 'employee', 'volunteer', 'analyst', 'developer']]]
    """
    Roles of people, of which the author has one; empty: any.
    """


class BoardAnswers(TypedDict):
    """
    The answers of a department's people in a window.
    """

    department: NotRequired[str | None]
    """
    Which one, as their authors were in it then; null: departments of fewer than five people, and people of none.
    """
    sent: int
    """
    Replies that went out.
    """


class BoardEngagement(TypedDict):
    """
    How many of a department's employees answered in a window.
    """

    answered: int
    """
    How many of them answered at least once.
    """
    department: NotRequired[str | None]
    """
    Which one, as they are in it now; null: departments of fewer than five people and people of none, together with
    the next larger department where they are fewer than five even so.
    """
    people: int
    """
    Its employees who may answer: where the guideline asks for an ability everywhere in both voices, those who have
    one; elsewhere all.
    """


class BoardRule(TypedDict):
    """
    How often a rule was used in a window.
    """

    held: int
    """
    How many replies it had wait for approval.
    """
    kind: str
    """
    What it is: a `code` of the check, such as `blocked_term` or `approval_needed`, or `triage`.
    """
    overridden: int
    """
    How often people decided otherwise: a reply that it held was approved as it was written, or, of a triage rule, a
    person gave its conversation another triage.
    """
    rule: str
    """
    Its id; of a blocked term the term itself.
    """
    stopped: int
    """
    How many replies it refused, when they were written, approved, tried again or about to leave.
    """


class BoardWindow(TypedDict):
    """
    What happened in the last days of the brand's calendar.

    Replies of story answers are not counted: they are sent by themselves.
    """

    answerers: int
    """
    How many different employees answered.
    """
    answers: NotRequired[list[BoardAnswers]]
    """
    Replies that went out, by department, the most first.
    """
    days: int
    """
    How many days, today included: 7 or 30.
    """
    engagement: NotRequired[list[BoardEngagement]]
    """
    The employees who may answer, by department, the largest first; empty where they are fewer than five in all.
    """
    outside_care_share: NotRequired[float | None]
    """
    The share of answers, 0 to 1, from outside the care team, which is `care_departments` of the guideline in force;
    null: it names no department, or nothing was answered.
    """
    rules_fired: NotRequired[list[BoardRule]]
    """
    The ten rules of the guideline that stopped or held most replies, the most used first.
    """
    rules_overridden: NotRequired[list[BoardRule]]
    """
    The ten rules that were overridden most, those of triage among them, the most overridden first.
    """
    since: str
    """
    The first of them, in the brand's time zone.
    """


class Calendar(TypedDict):
    """
    Open hours by weekday ("0" is Monday) in local time; left out: around the clock.

    The last hours of a day may end the next day: `["22:00", "06:00"]`. 00:00 and 24:00 end at midnight.
    """

    holidays: NotRequired[list[str]]
    """
    Days without open hours, in the calendar's zone.
    """
    open_hours: NotRequired[dict[str, list[tuple[str, str]]] | None]
    """
    Spans of opening and closing time by weekday; a day that is left out is closed, null is around the clock.
    """
    timezone: NotRequired[str]
    """
    The zone of the open hours, by its IANA name, such as `Europe/Amsterdam`.
    """


class Card(TypedDict):
    """
    A card with what is known of it.
    """

    author: str
    """
    The person who wrote its present words, by id.
    """
    channels: list[str]
    """
    Channels it is for; empty: all.
    """
    helpful: int
    """
    How many people say that it helped.
    """
    id: str
    """
    32 hexadecimal digits; `card` of a reply names it.
    """
    language: NotRequired[str | None]
    """
    The language it is written in; null: any.
    """
    made_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    reason: NotRequired[str | None]
    """
    Why it was retired; null while it is not.
    """
    rejected: int
    """
    How many of these an approver rejected.
    """
    reviewed_at: NotRequired[str | None]
    """
    When that was (UTC); null: nobody has looked at it.
    """
    reviewer: NotRequired[str | None]
    """
    The person who published or retired it, by id; null: nobody did, or a guideline retired it.
    """
    sent: int
    """
    How many of these went out.
    """
    state: Literal['proposed', 'published', 'retired']
    """
    `proposed` waits for a second person, `published` is found from conversations, `retired` is shown no more.
    """
    text: str
    """
    How to answer, as a reply or as advice.
    """
    title: str
    """
    What it helps with.
    """
    topics: list[str]
    """
    What it is about, in the words of the triage rules.
    """
    unhelpful: int
    """
    How many people say that it did not.
    """
    uses: int
    """
    How many replies were written with it.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class CardCreate(TypedDict):
    """
    A card to propose.
    """

    channels: list[Channel1]
    """
    Channels it is for; empty: all.
    """
    language: str | None
    """
    The language it is written in (BCP 47); null: any.
    """
    text: str
    """
    How to answer, as a reply or as advice; the guideline in force must not block it.
    """
    title: str
    """
    What it helps with, in a few words.
    """
    topics: list[Topic]
    """
    Topics of the triage rules it is about; each fits a conversation as much as four shared words.
    """


class CardList(TypedDict):
    """
    A page of a list.
    """

    items: list[Card]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class CardRetirementCreate(TypedDict):
    """
    Why a card is shown no more.
    """

    reason: str
    """
    In words that its author reads.
    """


class CardUpdate(TypedDict):
    """
    What a card says and what it is for, written whole.
    """

    channels: list[Channel1]
    """
    Channels it is for; empty: all.
    """
    language: str | None
    """
    The language it is written in (BCP 47); null: any.
    """
    text: str
    """
    How to answer, as a reply or as advice; the guideline in force must not block it.
    """
    title: str
    """
    What it helps with, in a few words.
    """
    topics: list[Topic]
    """
    Topics of the triage rules it is about; each fits a conversation as much as four shared words.
    """


class CardVoteCreate(TypedDict):
    """
    Whether a card helped.
    """

    helpful: bool
    """
    The last word of each person counts.
    """


class CheckCreate(TypedDict):
    """
    A text to hold against the guideline, for a conversation or for a described situation.
    """

    card: NotRequired[str | None]
    """
    The best-practice card it is written with, by id; null: none.
    """
    channel: NotRequired[str]
    """
    The channel it would go out on.
    """
    conversation: NotRequired[str | None]
    """
    Judge it as a reply to this conversation, whose situation then counts alone; null: as the other fields
    describe it.
    """
    text: str
    """
    The draft of a reply; it is checked and not stored.
    """
    topics: NotRequired[list[str]]
    """
    What the contact writes about, as topics of the triage rules.
    """
    visibility: NotRequired[Literal['public', 'private']]
    """
    Whether everybody could read it (`public`) or the contact alone (`private`).
    """
    voice: NotRequired[Literal['brand', 'own']]
    """
    Whether it speaks for the brand or in the author's own name.
    """


class ClockSegment(TypedDict):
    """
    A stretch of a clock's life.
    """

    cause: str
    """
    What began it, such as `contact_wrote`, `waiting_for_contact`, `replied`, `resolved`,
    `priority_raised` or `situation_changed`, where a stricter target holds from now on.
    """
    counts: bool
    """
    Whether its open hours count towards the promise; false while paused and once stopped.
    """
    ended_at: NotRequired[str | None]
    """
    When it ended; null while it lasts.
    """
    started_at: str
    """
    When the stretch began (UTC).
    """


class ContactErasure(TypedDict):
    """
    That a contact is forgotten: who asked for it, and whether all that was said with them is erased by now.
    """

    asked_at: str
    """
    When they did (UTC). Who writes under the same id of the platform from then on is another contact.
    """
    by: str
    """
    Who asked for it here, by id.
    """
    done_at: NotRequired[str | None]
    """
    When nothing was left any more (UTC), a minute and a half later at the earliest; null: not yet.
    """


class ConversationOrigin(TypedDict):
    """
    Where an imported conversation comes from.
    """

    external_id: str
    """
    The tool's id of it.
    """
    source: str
    """
    The tool: `chatwoot`, `zendesk` or `other`.
    """
    status: NotRequired[str | None]
    """
    How the tool called its state when it was imported; null: not told.
    """
    tags: NotRequired[list[str]]
    """
    The tags it had there.
    """


class ConversationTakeover(TypedDict):
    """
    A department has the conversation, and why.
    """

    department: str
    """
    The department, as the employees directory names it.
    """
    guideline_version: int
    """
    Grows by one with every write; what is decided under it names it.
    """
    rule: str
    """
    The silence of the guideline that says so, by id.
    """
    why: str
    """
    The reason of the rule.
    """


class DepartmentReading(TypedDict):
    """
    How a department stands.
    """

    accepted: int
    """
    Those who accepted.
    """
    declined: int
    """
    Those who declined.
    """
    department: str | None
    """
    The team of these employees; null: those without any.
    """
    exception_asked: int
    """
    Those who ask for an exception that nobody decided on.
    """
    exempt: int
    """
    Those who got one.
    """
    pending: int
    """
    Those who have not answered.
    """
    people: int
    """
    How many of it are asked.
    """


Rule: TypeAlias = str


class Duty(TypedDict):
    """
    What everyone has to do, in words.
    """

    id: str
    """
    The name of the duty, by which two versions are compared.
    """
    rules: NotRequired[list[Rule]]
    """
    Ids of rules of this guideline that check it by machine; blocked terms by the term.
    """
    texts: dict[str, str]
    """
    The duty by language.
    """


class EngagementScope(TypedDict):
    """
    Where a rule of engagement applies; left out: everywhere.
    """

    channels: NotRequired[list[Channel1]]
    """
    Channels it applies on; empty: all.
    """
    in_incident: NotRequired[bool | None]
    """
    true: only while an incident is on, false: only while none is, null: either way.
    """
    max_severity: NotRequired[int | None]
    """
    Only while an incident of this severity or a graver one is on; 1 is the gravest, null: any or none.
    """
    min_priority: NotRequired[int]
    """
    Only from this priority on; 0: always.
    """
    min_reach: NotRequired[int | None]
    """
    Only where the contact has this reach or more, such as followers; null: any.
    """
    topics: NotRequired[list[Topic]]
    """
    Topics of which the unanswered messages have one; empty: any.
    """
    triage: NotRequired[list[Literal['respond', 'monitor', 'escalate', 'ignore']]]
    """
    Triage of the conversation it applies to; empty: any.
    """
    visibility: NotRequired[Literal['public', 'private'] | None]
    """
    Only where everybody reads (`public`) or only between the two (`private`); null: both.
    """


class ExceptionDecisionCreate(TypedDict):
    """
    The decision on an exception somebody asked for.
    """

    exempt: bool
    """
    Whether they need not accept; false: they are asked as before.
    """
    reason: str
    """
    The reason, which the person reads.
    """


class FittingCard(TypedDict):
    """
    A card that fits a conversation.
    """

    card: Card
    """
    The card; published ones alone are found.
    """
    fit: int
    """
    How well it fits: a shared topic counts four, a shared word one.
    """


class FittingCards(TypedDict):
    """
    The cards that fit a conversation best.
    """

    items: list[FittingCard]
    """
    The best first; of equal fit by votes and outcomes.
    """


class Freedom(TypedDict):
    """
    What everyone may do here.
    """

    id: str
    """
    The name of the freedom within the guideline.
    """
    text: str
    """
    What everyone may do, in words for the employee.
    """


Lift: TypeAlias = str


CareDepartment: TypeAlias = str


class GuidelineChange(TypedDict):
    """
    A rule that is not as it was.
    """

    after: NotRequired[Any]
    """
    As it is; null for one that was removed.
    """
    before: NotRequired[Any]
    """
    As it was; null for one that was added.
    """
    field: str
    """
    The field of the guideline it stands in, such as `approvals`.
    """
    kind: Literal['added', 'removed', 'changed']
    """
    Whether the later version alone has it (`added`), the earlier alone (`removed`), or both in other words.
    """
    rule: NotRequired[str | None]
    """
    The rule by its id, a blocked term by its words; null where the field is no list of rules.
    """


class GuidelineDifference(TypedDict):
    """
    What changed between two versions.
    """

    changes: list[GuidelineChange]
    """
    Field by field; empty where nothing did.
    """
    since: int
    """
    Grows by one with every write; what is decided under it names it.
    """
    until: int
    """
    Grows by one with every write; what is decided under it names it.
    """


class GuidelineScope(TypedDict):
    """
    Where a rule of the guideline applies; left out: everywhere.
    """

    channels: NotRequired[list[Channel1]]
    """
    Channels it applies on; empty: all.
    """
    in_incident: NotRequired[bool | None]
    """
    true: only while an incident is on, false: only while none is, null: either way.
    """
    min_priority: NotRequired[int]
    """
    Only from this priority on; 0: always.
    """
    topics: NotRequired[list[Topic]]
    """
    Topics of which the unanswered messages have one; empty: any.
    """
    triage: NotRequired[list[Literal['respond', 'monitor', 'escalate', 'ignore']]]
    """
    Triage of the conversation it applies to; empty: any.
    """
    visibility: NotRequired[Literal['public', 'private'] | None]
    """
    Only where everybody reads (`public`) or only between the two (`private`); null: both.
    """


class GuidelineSummary(TypedDict):
    """
    The guideline as it stands next to a conversation: the freedoms, and who has to agree.
    """

    approval_needed: bool
    """
    Whether a reply of the caller would wait for a second person, whatever it says.
    """
    freedoms: NotRequired[list[Freedom]]
    """
    What everyone may do in this conversation.
    """
    version: int
    """
    The version of the guideline in force.
    """
    why: NotRequired[list[str]]
    """
    The reasons of the rules that ask for the second person; empty when none does.
    """


class GuidelineVersion(TypedDict):
    """
    One version that was written.
    """

    effective_at: str
    """
    From when it is in force, unless a later version is by then (UTC).
    """
    in_force: bool
    """
    Whether it is the one by which replies are judged now.
    """
    made_at: str
    """
    When it was written, by the server's clock (UTC).
    """
    made_by: str
    """
    The person who wrote it, by id.
    """
    text_hash: str
    """
    The hash of its duties and freedoms, which acceptances are for; versions with the same words share it.
    """
    version: int
    """
    Grows by one with every write; what is decided under it names it.
    """


class GuidelineVersionList(TypedDict):
    """
    A page of a list.
    """

    items: list[GuidelineVersion]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Hint(TypedDict):
    """
    Advice on length and tone; it is shown and stops nothing.
    """

    id: str
    """
    The name of the hint, the same in answers of the check.
    """
    kind: Literal['many_words', 'capitals', 'exclamations']
    """
    What is counted: `many_words`, `capitals` (words written in capitals), `exclamations` (exclamation marks).
    """
    most: int
    """
    The hint is given above this number.
    """
    why: str
    """
    The advice, for the author to read.
    """


class HintGiven(TypedDict):
    """
    Advice on a text that stops nothing.
    """

    id: str
    """
    The name of the hint within the guideline.
    """
    why: str
    """
    The advice, in words for the author.
    """


class ImportAttachment(TypedDict):
    """
    A file or place that came with a message.
    """

    external_id: NotRequired[str | None]
    """
    The platform's id of it; null: none.
    """
    kind: Literal['image', 'video', 'audio', 'file', 'sticker', 'location', 'contact', 'link', 'other']
    """
    What it is; `location` and `contact` are places and address cards, `other` what has no word here.
    """
    media_type: NotRequired[str | None]
    """
    Such as `image/png`; null: not told.
    """
    name: NotRequired[str | None]
    """
    The name of the file; null: it has none.
    """
    url: NotRequired[str | None]
    """
    Where the platform has it; null: not told.
    """


Handle: TypeAlias = str


class ImportContactItem(TypedDict):
    """
    A person of the other tool.
    """

    external_id: str
    """
    The tool's id of them, which its conversations name.
    """
    handles: NotRequired[list[Handle]]
    """
    The ids by which the account of the import's `integration` knows them (mail address, number, platform's id), the
    one to reply to first: who writes from one of them is this contact.
    """
    kind: Literal['contact']
    """
    Whether it is a person or a conversation; the other fields follow from it.
    """
    name: NotRequired[str | None]
    """
    What they are called; null: unknown.
    """


Tag: TypeAlias = str


class ImportCreate(TypedDict):
    """
    The import to begin.
    """

    integration: NotRequired[str | None]
    """
    The account where later messages of the same people arrive, by the id of the integration; null for none.
    """
    name: str
    """
    What people call it, such as `Zendesk until May`.
    """
    source: Literal['chatwoot', 'zendesk', 'other']
    """
    The tool that the history comes from.
    """


class ImportItemError(TypedDict):
    """
    One thing that is wrong with an item.
    """

    code: str
    """
    The same for programs, such as `missing`, `unknown_contact` or `conflict`.
    """
    detail: str
    """
    What is wrong with it, in words for people.
    """
    pointer: str
    """
    JSON pointer (RFC 6901) to the field in the body that was posted.
    """


class ImportMessageItem(TypedDict):
    """
    A message of a conversation.
    """

    attachments: NotRequired[list[ImportAttachment]]
    """
    Files that came along; they stay where they are.
    """
    author: NotRequired[str | None]
    """
    The name of who wrote it; null: unknown.
    """
    direction: Literal['inbound', 'outbound']
    """
    `inbound` was written by the contact, `outbound` by the brand.
    """
    external_id: str
    """
    The tool's id of it, which no other message of the conversation has.
    """
    sent_at: str
    """
    When it was sent, as RFC 3339 with an offset.
    """
    text: NotRequired[str]
    """
    What it says; empty where only files were sent.
    """


class ImportTally(TypedDict):
    """
    How much of one kind.
    """

    duplicate: int
    """
    Those that were here, with the same content.
    """
    rejected: int
    """
    Those that were not taken: wrong, or here with another content.
    """
    stored: int
    """
    Those that are new here.
    """


class IncidentSummary(TypedDict):
    """
    A crisis that is on now, to be read before answering.
    """

    id: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    playbook: NotRequired[str | None]
    """
    The playbook it began with, by id; null where it has none.
    """
    severity: int
    """
    1 coverage, 2 response or change needed, 3 short-term financial impact.
    """
    state: str
    """
    `declared`, `active` or `monitoring`: one that is over is not shown.
    """
    statements: NotRequired[list[ApprovedStatement]]
    """
    What may be sent about it, texts in the contact's language first.
    """
    title: str
    """
    What is going on, as it was declared.
    """


class LedgerHour(TypedDict):
    """
    One hour of one brand: what came in and what became of it.
    """

    conflict: int
    """
    Those whose id had come before with another content; see `GET /v1/audit`.
    """
    dead_lettered: int
    """
    Those that failed and are not replayed; see `GET /v1/dead-letters`.
    """
    difference: int
    """
    Received less all the others: 0, or something is lost.
    """
    duplicate: int
    """
    Those that had come before with the same content.
    """
    hour: str
    """
    The beginning of the hour (UTC); in the sum, the beginning of the time asked for.
    """
    received: int
    """
    Events read from the log, dead letters among them.
    """
    stored: int
    """
    Those that had their effect.
    """
    unreadable: int
    """
    Payloads that could not be read; see `GET /v1/unreadable`.
    """


class Listening(TypedDict):
    """
    Whose certificates give `listen` reads, without `conversations:read`, what is public in every message.
    """

    channels: NotRequired[list[Channel1]]
    """
    Only conversations of these platforms, such as `x`; empty: of all.
    """


class OwnNameRule(TypedDict):
    """
    Who speaks in their own name instead of the brand's says whose employee they are.
    """

    mark: str
    """
    The words that a reply in one's own name carries somewhere, whatever their case.
    """
    why: str
    """
    The reason, for the author to read.
    """


class PersonalDataRule(TypedDict):
    """
    Which personal data may not be written where.
    """

    applies: NotRequired[GuidelineScope]
    """
    Where it applies; left out: everywhere.
    """
    authors: NotRequired[AuthorScope]
    """
    Whom it is for; left out: everybody.
    """
    id: str
    """
    Names the rule in violations and in `lifts` of a freedom.
    """
    kinds: list[Literal['iban', 'card', 'email', 'phone']]
    """
    What it looks for: bank accounts (`iban`), card numbers (`card`), addresses (`email`), numbers (`phone`).
    """
    why: str
    """
    The reason, for the author to read.
    """


class ReaderAcceptance(TypedDict):
    """
    What one person said to a campaign.
    """

    at: NotRequired[str | None]
    """
    When that was; null where they said nothing.
    """
    decided_by: NotRequired[str | None]
    """
    Who said so, by id: they themselves, or who decided on their exception; null: nobody yet.
    """
    department: str | None
    """
    The team they were asked in; null: none.
    """
    person: str
    """
    Whose word it is: the id of the employee.
    """
    reason: NotRequired[str | None]
    """
    The reason they gave, or who decided gave; null: none.
    """
    state: Literal['pending', 'accepted', 'declined', 'exception_asked', 'exempt']
    """
    What they said last, `pending` for nothing, `exempt` where they were given an exception.
    """


class ReaderAcceptanceList(TypedDict):
    """
    A page of a list.
    """

    items: list[ReaderAcceptance]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class ReadingAnswerCreate(TypedDict):
    """
    One's own word on the text one has read.
    """

    decision: Literal['accepted', 'declined', 'exception_asked']
    """
    What one says; `exception_asked` lets who runs the campaign decide.
    """
    reason: NotRequired[str | None]
    """
    Why; needed unless it is accepted.
    """
    text_hash: str
    """
    The hash of the text that was read, from `GET /v1/guideline/reading`: what changed meanwhile is not accepted.
    """


class ReadingAsked(TypedDict):
    """
    A campaign that asks the caller.
    """

    campaign: int
    """
    Which reading campaign it is, for whoever runs it.
    """
    due_at: str
    """
    When the answer is due.
    """
    reason: NotRequired[str | None]
    """
    The reason they gave, or who decided on their exception gave; null: none.
    """
    state: Literal['pending', 'accepted', 'declined', 'exception_asked', 'exempt']
    """
    What the caller said to it.
    """
    text_hash: str
    """
    The text it is about; another than the one shown where the guideline has changed since.
    """


class ReadingCampaign(TypedDict):
    """
    A campaign.
    """

    closed_at: NotRequired[str | None]
    """
    When it was closed and asks nobody any more; null: it is open.
    """
    departments: list[str]
    """
    The departments asked; empty: all employees.
    """
    due_at: str
    """
    From when that holds.
    """
    guideline_version: int
    """
    Grows by one with every write; what is decided under it names it.
    """
    made_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    made_by: str
    """
    The person who began it, by id.
    """
    number: int
    """
    Counts the campaigns of the brand from 1.
    """
    remind_at: list[str]
    """
    When it reminds; what was past or not before `due_at` was left out.
    """
    text_hash: str
    """
    The hash of the text, which acceptances are for.
    """
    without_acceptance: Literal['draft_only', 'with_approval']
    """
    What is left, once it is due, to who has not accepted; as the version said when the campaign began.
    """


class ReadingCampaignCreate(TypedDict):
    """
    Who has to accept which version by when.
    """

    departments: NotRequired[list[Department]]
    """
    Departments of the employees asked; empty: all employees.
    """
    due_at: str
    """
    From when `without_acceptance` of the version holds for who has not accepted.
    """
    guideline_version: int
    """
    The version whose text is to be accepted; an acceptance is for its words, in any version that has them.
    """
    remind_at: NotRequired[list[str]]
    """
    When the event `inbox.acceptance_reminder.v1` tells how many answers are missing; before `due_at`.
    """


class ReadingCampaignDetail(TypedDict):
    """
    A campaign with its figures.
    """

    by_department: list[DepartmentReading]
    """
    The audience by department, in the order of their names.
    """
    closed_at: NotRequired[str | None]
    """
    When it was closed and asks nobody any more; null: it is open.
    """
    departments: list[str]
    """
    The departments asked; empty: all employees.
    """
    due_at: str
    """
    From when that holds.
    """
    guideline_version: int
    """
    Grows by one with every write; what is decided under it names it.
    """
    made_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    made_by: str
    """
    The person who began it, by id.
    """
    number: int
    """
    Counts the campaigns of the brand from 1.
    """
    remind_at: list[str]
    """
    When it reminds; what was past or not before `due_at` was left out.
    """
    text_hash: str
    """
    The hash of the text, which acceptances are for.
    """
    total: DepartmentReading
    """
    All of them together; its `department` is null.
    """
    without_acceptance: Literal['draft_only', 'with_approval']
    """
    What is left, once it is due, to who has not accepted; as the version said when the campaign began.
    """


class ReadingCampaignList(TypedDict):
    """
    A page of a list.
    """

    items: list[ReadingCampaign]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class ReadingClause(TypedDict):
    """
    A duty or a freedom.
    """

    id: str
    """
    Its name in the guideline.
    """
    language: NotRequired[str | None]
    """
    The language of the words; null where the guideline names none.
    """
    text: str
    """
    What the guideline says, in the language below.
    """


class ReplyApprovalDecision(TypedDict):
    """
    The word of one approver.
    """

    agreed: bool
    """
    Whether they agreed; false: the reply is not sent.
    """
    at: str
    """
    When they did (UTC).
    """
    by: str
    """
    Who said so, by id.
    """
    note: NotRequired[str | None]
    """
    What they wrote to the author; null: nothing.
    """
    stage: int
    """
    Which of the stages was open then, counted from 0.
    """


class ReplyApprovalStage(TypedDict):
    """
    A stage of an approval.
    """

    agreed: int
    """
    How many did.
    """
    certificate: NotRequired[str | None]
    """
    The certificate they hold; null: none is asked.
    """
    count: int
    """
    How many have to agree.
    """
    departments: list[str]
    """
    Of which departments the approvers are; empty: any.
    """
    roles: list[str]
    """
    Of which roles they have one; empty: any.
    """


class ReplyCreate(TypedDict):
    """
    A reply to send.
    """

    card: NotRequired[str | None]
    """
    The best-practice card it is written with, whose figures it counts in; null: none.
    """
    copy_to: NotRequired[list[str]]
    """
    Who gets a copy, of those in `copied_to` of the message answered.
    """
    epoch: NotRequired[int | None]
    """
    The `epoch` the caller holds the conversation under; an older one is refused with 409, null is not compared.
    """
    supersedes: NotRequired[str | None]
    """
    A reply of the caller in the same conversation that waits for approval, or was rejected: this one takes its
    place, and approvers see what changed.
    """
    text: str
    """
    The words, sent as they are; the guideline may allow fewer characters, and so may the channel.
    """
    voice: NotRequired[Literal['brand', 'own']]
    """
    Whether it speaks for the brand or in the author's own name; the latter needs the mark of the guideline.
    """


class ReplyWithdrawal(TypedDict):
    """
    The withdrawal of a reply that was out.
    """

    asked_at: str
    """
    When they asked for it (UTC).
    """
    by: str
    """
    Who wants it, by id.
    """
    code: NotRequired[str | None]
    """
    Why it stays, failed or is tried again, such as `channel_cannot` or `http_403`; null where nothing is wrong.
    """
    ended_at: NotRequired[str | None]
    """
    When it ended (UTC); null before that.
    """
    next_try_at: NotRequired[str | None]
    """
    When its platform is asked next; null once it has ended.
    """
    state: Literal['queued', 'claimed', 'withdrawn', 'cannot_be_withdrawn', 'failed', 'unknown']
    """
    `claimed` while its platform is being asked; `withdrawn`: it is deleted there; `cannot_be_withdrawn`: it stays;
    `failed`: it was not deleted; `unknown`: it may be deleted or not, and a person has to look.
    """


class Sentiment(TypedDict):
    """
    Polarity from -1 to 1 and the share of words known; `label` is `unknown` below the coverage it needs.
    """

    coverage: float
    """
    The share of its words that the lists know, 0 to 1.
    """
    label: Literal['positive', 'neutral', 'negative', 'unknown']
    """
    The score in a word.
    """
    score: float
    """
    From -1 (negative) to 1 (positive); 0 is neutral, or nothing read.
    """


class SilenceRule(TypedDict):
    """
    What is not answered here, and who takes it over.
    """

    applies: NotRequired[EngagementScope]
    """
    Where it applies; left out: everywhere.
    """
    department: NotRequired[str | None]
    """
    The department that takes such conversations over, such as legal or press; null: they are not answered.
    """
    id: str
    """
    Names the rule in violations.
    """
    why: str
    """
    The reason, for who wanted to answer.
    """


class SlaTargets(TypedDict):
    """
    Promises to conversations of at least this priority, or by a rule of engagement, in seconds of open time.
    """

    applies: NotRequired[EngagementScope]
    """
    The rule of engagement: only where all of it holds; left out: everywhere. Severity is looked at when a clock
    begins and when its conversation changes.
    """
    first_response_seconds: NotRequired[int]
    """
    By when the brand answers for the first time.
    """
    id: NotRequired[str | None]
    """
    Names the target on clocks; needed beside `applies`, null: it has no name.
    """
    min_priority: NotRequired[int]
    """
    For conversations of at least this priority, 0 to 100.
    """
    next_response_seconds: NotRequired[int]
    """
    By when it answers each later message.
    """
    resolution_seconds: NotRequired[int]
    """
    By when the matter is over.
    """


class StoryAnswerExample(TypedDict):
    """
    A conversation that would get the answer now.
    """

    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    conversation: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    language: NotRequired[str | None]
    """
    What the contact writes in (BCP 47).
    """
    text: str
    """
    The words it would get.
    """
    verdict: Literal['allowed', 'needs_approval']
    """
    What the guideline says to them.
    """


class StoryAnswerPreview(TypedDict):
    """
    Who would get an answer if it ran now.
    """

    channels: dict[str, int]
    """
    Those who would get it, by the platform of their conversation.
    """
    counted: int
    """
    How many of these were looked at: the first 10,000.
    """
    examples: list[StoryAnswerExample]
    """
    Up to five of the recipients.
    """
    excluded: dict[str, int]
    """
    How many would not, by reason.
    """
    judged: int
    """
    How many of these the guideline judged: the first 500.
    """
    languages: dict[str, int]
    """
    Those who would get it, by the tag of their conversation's language.
    """
    members: int
    """
    How many conversations tell the story.
    """
    missing: dict[str, int]
    """
    Languages without a text, each with how many conversations: it cannot be submitted.
    """
    recipients: int
    """
    How many of these would get it.
    """


class StoryAnswerUndo(TypedDict):
    """
    The undo of an answer.
    """

    at: str
    """
    When they did (UTC).
    """
    by: str
    """
    Who asked for it last, by id.
    """
    done: bool
    """
    Whether the withdrawal of every reply that is out has begun; `recipients` says how far they are.
    """
    reason: str
    """
    Why, in the words of who asked for it.
    """


class StoryAnswerUndoCreate(TypedDict):
    """
    Why an answer is undone.
    """

    reason: str
    """
    What was wrong with it, for everybody who reads the answer later.
    """


class StoryAnswerUndoPreview(TypedDict):
    """
    What an undo would do now.
    """

    counted: int
    """
    How many recipients were looked at: the first 10,000.
    """
    not_withdrawable: dict[str, int]
    """
    How many replies would stay, by reason: `channel_cannot` (the platform does not delete such messages),
    `account_cannot` (the settings of a `generic` integration lack `takes_withdrawals`), `no_platform_id`,
    `integration_gone`, `integration_disabled`, `integration_misconfigured`, or `outcome_unknown`: nobody knows whether
    the reply is out.
    """
    withdrawable: int
    """
    How many of their replies would be asked back, as far as is known before their platform is asked.
    """


class StoryAnswerVariant(TypedDict):
    """
    The text for a language.
    """

    channel: NotRequired[str | None]
    """
    The only channel it is for; null: every channel that has no text of its own.
    """
    language: str
    """
    The language of the conversations it is for (BCP 47).
    """
    text: str
    """
    The words, with their fields.
    """


class StoryAnswerVariantCreate(TypedDict):
    """
    The text for a language.
    """

    channel: NotRequired[str | None]
    """
    For this channel alone, such as `x`; null: for every channel that has no text of its own.
    """
    language: str
    """
    The language of the conversations it is for; `pt` is for `pt-BR` too, where that has no text of its own.
    """
    text: str
    """
    The words. `{contact_name|there}` becomes the contact's name, or `there` where it is unknown or no plain name;
    `{contact_handle|you}` likewise. There are no other fields, and each needs its default.
    """


class StoryRecipient(TypedDict):
    """
    A recipient of an answer.
    """

    channel: str
    """
    The channel of the conversation; empty where it is gone.
    """
    conversation: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    number: int
    """
    The place among the conversations of the story, counted from 1.
    """
    reason: NotRequired[str | None]
    """
    Why it was excluded or skipped, such as `answered`, `held` or `withdrawn` (before its reply left), or the code
    with which its reply, or the withdrawal of its reply, failed; null: nothing is wrong.
    """
    reply: NotRequired[str | None]
    """
    Its reply by id, for `GET /v1/replies/{reply}`; null: there is none.
    """
    since: str
    """
    When the contact told the story.
    """
    state: Literal['planned', 'excluded', 'queued', 'sent', 'failed', 'unknown', 'skipped', 'withdrawing', 'withdrawn', 'not_withdrawable', 'withdrawal_failed', 'withdrawal_unknown']
    """
    How far the conversation is; from `queued` on as its reply is.
    """


class StoryRecipientCounts(TypedDict):
    """
    How many recipients are in which state.
    """

    excluded: int
    """
    Those who were left out when the answer first came to them.
    """
    failed: int
    """
    Those whose reply certainly is not out.
    """
    not_withdrawable: int
    """
    Those whose reply is out and stays, for a reason of `reasons`.
    """
    planned: int
    """
    Those whose turn is to come.
    """
    queued: int
    """
    Those whose reply is on its way, or waits for an approval of its own.
    """
    sent: int
    """
    Those whose reply is out.
    """
    skipped: int
    """
    Those who were left out when their turn came, or whose reply was withdrawn before it left.
    """
    unknown: int
    """
    Those whose reply may be out or not: a person has to look.
    """
    withdrawal_failed: int
    """
    Those whose reply is out, because withdrawing it failed: undo again tries anew.
    """
    withdrawal_unknown: int
    """
    Those whose reply may be deleted or not: a person has to look.
    """
    withdrawing: int
    """
    Those whose reply was out and is being withdrawn.
    """
    withdrawn: int
    """
    Those whose reply was out and is deleted at its platform.
    """


class StoryRecipientList(TypedDict):
    """
    A page of a list.
    """

    items: list[StoryRecipient]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class TextSpan(TypedDict):
    """
    Words that two texts share, or that one of them alone has.
    """

    kind: Literal['same', 'removed', 'added']
    """
    `same` is in both, `removed` in the earlier alone, `added` in the later alone.
    """
    text: str
    """
    The words, with the spaces around them.
    """


UrgencyItem: TypeAlias = str


class TriageCondition(TypedDict):
    """
    Conditions that must all hold; those left out always do.
    """

    automated: NotRequired[bool | None]
    """
    Whether a machine wrote it; null: either.
    """
    channels: NotRequired[list[Channel1]]
    """
    The message came on one of these channels; empty: any.
    """
    first: NotRequired[bool | None]
    """
    Whether it is the first of the contact in its conversation; null: either.
    """
    has_text: NotRequired[bool | None]
    """
    Whether it has words at all; null: either.
    """
    languages: NotRequired[list[Language]]
    """
    Its language is one of these (ISO 639-1, such as `nl`); one that is not known never is. Empty: any.
    """
    min_reach: NotRequired[int | None]
    """
    The contact has at least so many followers; an unknown number never does. Null: any.
    """
    question: NotRequired[bool | None]
    """
    Whether it asks something; null: either.
    """
    sentiment: NotRequired[list[Literal['positive', 'neutral', 'negative', 'unknown']]]
    """
    Its sentiment is one of these; `unknown`: it could not be read. Empty: any.
    """
    topics: NotRequired[list[Topic]]
    """
    It has terms of one of these topics; empty: any message.
    """
    urgency: NotRequired[list[UrgencyItem]]
    """
    It has terms of one of these urgencies; empty: any message.
    """
    visibility: NotRequired[Literal['public', 'private'] | None]
    """
    Where everybody reads (`public`) or between the two (`private`); null: either.
    """


class TriageDecision(TypedDict):
    """
    What the message asks of us, by which rule of which version, and why.
    """

    by: NotRequired[str | None]
    """
    The person, where a person overrode the rules.
    """
    decision: Literal['respond', 'monitor', 'escalate', 'ignore']
    """
    What it asks of the brand: `escalate` is graver than `respond`.
    """
    priority: int
    """
    100 is most urgent.
    """
    reason: str
    """
    Why, for the employee to read.
    """
    rule: str
    """
    The id of the rule that held; `override` or `reopened` where a person decided.
    """
    rules_version: int
    """
    The version of the triage rules it was decided under.
    """


class TriageRule(TypedDict):
    """
    One row of the triage chart.
    """

    decision: Literal['respond', 'monitor', 'escalate', 'ignore']
    """
    What the message then asks: `respond`, `escalate`, `monitor` or `ignore`.
    """
    id: str
    """
    Names the rule in decisions; no two have one.
    """
    priority: int
    """
    How urgent that is, 0 to 100; above 0, every tenfold of the contact's reach adds 2.
    """
    reason: str
    """
    Why, for the employee to read.
    """
    when: NotRequired[TriageCondition]
    """
    When it holds; without conditions, always.
    """


class TriageRules(TypedDict):
    """
    The chart in force, with its version.
    """

    otherwise: TriageRule
    """
    Decides where no row holds; its conditions are not looked at.
    """
    rules: list[TriageRule]
    """
    The rows in their order.
    """
    topic_terms: dict[str, list[str]]
    """
    Words and phrases by the name of the topic they mean.
    """
    urgency_terms: dict[str, list[str]]
    """
    Words and phrases by the name of the urgency they mean.
    """
    version: int
    """
    Grows by one with every write; what is decided under it names it.
    """


class TriageRulesUpdate(TypedDict):
    """
    The chart, from the top: the first rule that holds decides. Terms are looked for as whole words.
    """

    otherwise: TriageRule
    """
    Decides where no row holds; its conditions are not looked at.
    """
    rules: list[TriageRule]
    """
    The rows in their order.
    """
    topic_terms: dict[str, list[str]]
    """
    Words and phrases by the name of the topic they mean.
    """
    urgency_terms: dict[str, list[str]]
    """
    Words and phrases by the name of the urgency they mean.
    """


class TriageUpdate(TypedDict):
    """
    A person's judgement against the rules.
    """

    decision: Literal['respond', 'monitor', 'escalate', 'ignore']
    """
    What it asks: `respond`, `escalate`, `monitor` or `ignore`; the last two stop its SLA clocks.
    """
    priority: int
    """
    How urgent it is, 0 to 100; a rise holds the running clocks to the stricter promise.
    """
    reason: str
    """
    Why, in the person's words; stored and reported with the decision.
    """


class UnreadablePayload(TypedDict):
    """
    A payload nobody could read, without its bytes.
    """

    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    field: NotRequired[str | None]
    """
    The path of what is wrong in the body that was posted, such as `entry/0/messaging/2/timestamp`, or a header
    field of a mail; null: all of it.
    """
    id: str
    """
    The event that reported it, 32 hexadecimal digits.
    """
    integration: str
    """
    The integration it came by: the brand, `_` and a short name.
    """
    outcome: NotRequired[str | None]
    """
    What the replay read, such as `2 of 3 parts read`; null before it.
    """
    reason: str
    """
    A code such as `missing_field`, `unknown_kind` or `wrong_type`; never text of a customer.
    """
    received_at: str
    """
    When the gateway took it in (UTC).
    """
    replayed_at: NotRequired[str | None]
    """
    When it was replayed; null before that.
    """
    replayed_by: NotRequired[str | None]
    """
    The person who had it replayed, by id; null before that.
    """
    size_bytes: int
    """
    Its length in bytes, or up to two more.
    """
    state: Literal['waiting', 'replayed']
    """
    `waiting` for a fix and a replay, or `replayed`.
    """


class UnreadablePayloadDetail(TypedDict):
    """
    A payload with its bytes.
    """

    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    field: NotRequired[str | None]
    """
    The path of what is wrong in the body that was posted, such as `entry/0/messaging/2/timestamp`, or a header
    field of a mail; null: all of it.
    """
    id: str
    """
    The event that reported it, 32 hexadecimal digits.
    """
    integration: str
    """
    The integration it came by: the brand, `_` and a short name.
    """
    outcome: NotRequired[str | None]
    """
    What the replay read, such as `2 of 3 parts read`; null before it.
    """
    payload_base64: str
    """
    The body as the platform posted it, or the part that could not be read, in base64.
    """
    reason: str
    """
    A code such as `missing_field`, `unknown_kind` or `wrong_type`; never text of a customer.
    """
    received_at: str
    """
    When the gateway took it in (UTC).
    """
    replayed_at: NotRequired[str | None]
    """
    When it was replayed; null before that.
    """
    replayed_by: NotRequired[str | None]
    """
    The person who had it replayed, by id; null before that.
    """
    size_bytes: int
    """
    Its length in bytes, or up to two more.
    """
    state: Literal['waiting', 'replayed']
    """
    `waiting` for a fix and a replay, or `replayed`.
    """


class UnreadablePayloadList(TypedDict):
    """
    A page of a list.
    """

    items: list[UnreadablePayload]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Violation(TypedDict):
    """
    One thing wrong with a reply.
    """

    ability: NotRequired[str | None]
    """
    The ability that is missing for a reply in this voice; null: none is.
    """
    certificate: NotRequired[str | None]
    """
    The certificate that is missing, or that makes the approval needless; null: none does.
    """
    certificates: NotRequired[list[str]]
    """
    Certificates that give the missing ability, by id, as in `GET /v1/certificates/{certificate}`.
    """
    code: str
    """
    What is wrong: `blocked_term`, `personal_data`, `missing_certificate`, `missing_ability`, `not_accepted` (the
    guideline), `missing_mark`, `not_to_be_answered`, `approval_needed`, `too_long` or `empty`.
    """
    courses: NotRequired[list[str]]
    """
    Courses that give one of those, by id, as in `GET /v1/courses/{course}`.
    """
    department: NotRequired[str | None]
    """
    The department that takes the conversation over; null: none does.
    """
    end: NotRequired[int | None]
    """
    The character behind it; null where it has no place.
    """
    remedy: NotRequired[Literal['rewriting', 'certificate', 'acceptance', 'approval', 'handover']]
    """
    What would make it right: other words, the `certificate`, accepting the guideline, a second person, or handing
    the conversation over to `department`.
    """
    rule: str
    """
    The rule that says so: its id, for personal data with `:` and the kind behind it, the term itself for a
    blocked one, `max_length`, `text`, `own_name` or `acceptance`.
    """
    start: NotRequired[int | None]
    """
    Where it begins in the text, in characters (code points) from 0; null where it has no place.
    """
    why: str
    """
    The reason of the rule, in words for the author.
    """


class AbilityCoverage(TypedDict):
    """
    How many of a group have an ability.
    """

    ability: str
    """
    What they may do, as certificates of the catalogue give it.
    """
    people: int
    """
    How many hold a valid certificate that gives it.
    """


Option: TypeAlias = str


class Answer(TypedDict):
    """
    What was chosen at one question.
    """

    lesson: str
    """
    Where the question stands, by id.
    """
    options: list[Option]
    """
    The options that were chosen, by id; of a single choice one at most.
    """
    question: str
    """
    Which one of the lesson, by id.
    """


class AnsweredQuestion(TypedDict):
    """
    What one question, one criterion of a practice or one message of a triage exercise brought.
    """

    feedback: list[str]
    """
    What the author says to the options that were chosen, a criterion that was not met, or a message sorted.
    """
    kind: Literal['question', 'criterion', 'triage']
    """
    Whether it is a question, a criterion of a practice, or a message of a triage exercise.
    """
    lesson: str
    """
    Where it stands, by id.
    """
    points: int
    """
    The points for it: all, or none.
    """
    points_max: int
    """
    The points it could bring.
    """
    question: str
    """
    Which one of the lesson, by the id of the question, criterion or message.
    """


class AssignmentCreate(TypedDict):
    """
    Give the task to an employee.
    """

    employee: str
    """
    Who gets it, by id; they need a free seat, and the certificates it asks for.
    """
    epoch: int
    """
    The `epoch` of the task as the caller knows it; where it is another by now, the answer is 409.
    """


AttendedItem: TypeAlias = str


class AttendanceCreate(TypedDict):
    """
    Who was at a session.
    """

    attended: list[AttendedItem]
    """
    Employees by id, with a seat or without, enrolled or not; nobody is taken off by being left out.
    """


class Certificate(TypedDict):
    """
    A certificate that an employee holds.
    """

    expires_at: NotRequired[str | None]
    """
    From then on it does not count; null: it does not end.
    """
    id: str
    """
    The certificate, by the name that rules ask for, such as `speak`.
    """


class CertificateCoverage(TypedDict):
    """
    How many of a group hold a certificate.
    """

    certificate: str
    """
    Which of the catalogue, by id.
    """
    lapsing: int
    """
    How many of them lose it within 30 days.
    """
    people: int
    """
    How many hold it, and whose it is still.
    """


class CertificateDefinition(TypedDict):
    """
    A certificate of the catalogue.
    """

    abilities: list[Literal['listen', 'share', 'answer_as_oneself', 'speak_for_brand', 'crisis_volunteer']]
    """
    What its holder may do: `listen`, `share`, `answer_as_oneself`, `speak_for_brand`, `crisis_volunteer`.
    """
    id: str
    """
    The certificate's id, which rules, guidelines and entries name.
    """
    importable: bool
    """
    Whether a learning system may give it by `POST /v1/certificates/import`; who writes this answers for it.
    """
    level: int
    """
    How far it stands in the house's own order, 1 to 5.
    """
    name: str
    """
    What people call it, such as `Speaks for the brand`.
    """
    renews_before_days: int | None
    """
    So many days before it ends, its holder is enrolled, once, in the shortest published course that gives it; null:
    nobody is. It holds for what is issued from then on, and needs `valid_days` to be more.
    """
    skills: dict[str, int]
    """
    Skills that it gives, with their level; who has the skill at a higher level keeps that.
    """
    text: str
    """
    Its purpose in words, shown to whoever may earn it.
    """
    valid_days: int | None
    """
    How many days it is valid from its issue; null: for ever.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class CertificateDefinitionList(TypedDict):
    """
    A page of a list.
    """

    items: list[CertificateDefinition]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class CertificateDefinitionUpdate(TypedDict):
    """
    What a certificate is and gives; it holds for those that are issued from then on.
    """

    abilities: list[Literal['listen', 'share', 'answer_as_oneself', 'speak_for_brand', 'crisis_volunteer']]
    """
    What its holder may do: `listen`, `share`, `answer_as_oneself`, `speak_for_brand`, `crisis_volunteer`.
    """
    importable: bool
    """
    Whether a learning system may give it by `POST /v1/certificates/import`; who writes this answers for it.
    """
    level: int
    """
    How far it stands in the house's own order, 1 to 5.
    """
    name: str
    """
    What people call it, such as `Speaks for the brand`.
    """
    renews_before_days: int | None
    """
    So many days before it ends, its holder is enrolled, once, in the shortest published course that gives it; null:
    nobody is. It holds for what is issued from then on, and needs `valid_days` to be more.
    """
    skills: dict[str, int]
    """
    Skills that it gives, with their level; who has the skill at a higher level keeps that.
    """
    text: str
    """
    Its purpose in words, shown to whoever may earn it.
    """
    valid_days: int | None
    """
    How many days it is valid from its issue; null: for ever.
    """


class CertificateImportCreate(TypedDict):
    """
    Up to 500 records of one system; each is checked for itself and has its own result.
    """

    items: list[dict[str, Any]]
    """
    Records: `external_id`, `employee`, `certificate`, `issued_at`, `evidence`, perhaps `expires_at` and
    `revoked_because`.
    """
    system: str
    """
    The learning system, always by the same name: its records are known by that and their id.
    """


class CertificateWay(TypedDict):
    """
    A certificate that would give an ability.
    """

    certificate: str
    """
    What is missing, by id, as in `GET /v1/certificates/{certificate}`.
    """
    courses: list[str]
    """
    The courses that give it, by id; empty: only a person does.
    """


class CourseAttempt(TypedDict):
    """
    A graded attempt.
    """

    at: str
    """
    When it was graded (UTC).
    """
    attempts_left: int | None
    """
    How many attempts remain; null: without limit.
    """
    certificates: list[str]
    """
    The certificates it gave, by id.
    """
    course: str
    """
    What was answered, by the course's id.
    """
    id: str
    """
    The attempt, by an id that follows from its Idempotency-Key.
    """
    passed: bool
    """
    Whether it reached the pass mark.
    """
    percent: int
    """
    The points as a percentage of those there are, rounded down.
    """
    points: int
    """
    All points together.
    """
    points_max: int
    """
    The points there are.
    """
    questions: list[AnsweredQuestion]
    """
    Every question, criterion and message of the version, in order.
    """
    version: int
    """
    The enrolled version, whose questions these are.
    """
    withheld: list[str]
    """
    Those it would give, but that a person revoked: only a person gives them back.
    """


Level: TypeAlias = int


Role: TypeAlias = str


class CourseAudience(TypedDict):
    """
    Who is enrolled by rule when the version is published, and who joins it later.

    Whoever is in one of the departments, has one of the roles and one of the levels; an empty list asks nothing.
    """

    departments: NotRequired[list[Department]]
    """
    Of these departments; empty: of any.
    """
    everyone: NotRequired[bool]
    """
    Whether every employee is; then the lists count for nothing.
    """
    levels: NotRequired[list[Level]]
    """
    At one of these levels of the directory; empty: at any.
    """
    roles: NotRequired[list[Role]]
    """
    In one of these roles of the directory; empty: in any.
    """


class CourseOption(TypedDict):
    """
    One answer to choose, as its author writes it.
    """

    feedback: NotRequired[str]
    """
    Shown to who chose it, once they have answered.
    """
    id: str
    """
    Its name in answers, once in the question.
    """
    right: bool
    """
    Whether it belongs to the right answer; learners never read it.
    """
    text: str
    """
    The words beside the box to tick.
    """


class CourseQuestion(TypedDict):
    """
    A question of a lesson, as its author writes it.
    """

    id: str
    """
    Its name in answers, once in the lesson.
    """
    kind: Literal['single', 'multiple']
    """
    `single`: exactly one option is right; `multiple`: one or more are.
    """
    options: list[CourseOption]
    """
    What can be chosen, in the order shown.
    """
    points: NotRequired[int]
    """
    For choosing all of the right options and no other; anything else gives none.
    """
    text: str
    """
    The words of the question.
    """


class CourseRollout(TypedDict):
    """
    How far the audience of a published version is enrolled.
    """

    at: str
    """
    When it last went on (UTC).
    """
    enrolled: int
    """
    How many it has enrolled so far; who was enrolled already is not counted.
    """
    finished: bool
    """
    Whether it has gone through all of the audience.
    """
    version: int
    """
    The version whose audience it is.
    """


class CourseSession(TypedDict):
    """
    A time at which a version of a course is taught.
    """

    attended: list[str] | None
    """
    Who was there; null for who neither teaches it nor writes rules.
    """
    course: str
    """
    What is taught, by the course's id.
    """
    id: str
    """
    The session, for signing up; sessions are listed by it, the earliest first.
    """
    instructor: str
    """
    Who teaches it, by the id of an employee.
    """
    link: str
    """
    Where it is joined from afar; empty: at the place alone.
    """
    participants: list[str] | None
    """
    Who has a seat, in the order they came; null for who neither teaches it nor writes rules.
    """
    place: str
    """
    Where it is; empty: behind the link alone.
    """
    seats: int
    """
    How many can sign up.
    """
    signed_up: bool
    """
    Whether the caller has a seat.
    """
    starts_at: str
    """
    When it begins (UTC).
    """
    taken: int
    """
    How many have.
    """
    version: int
    """
    The version whose lessons attending it does.
    """


class CourseSessionCreate(TypedDict):
    """
    A time at which a course is taught; it has a place or a link.
    """

    instructor: NotRequired[str | None]
    """
    Who teaches it and records who was there, by the id of an employee; null: the caller.
    """
    link: NotRequired[str]
    """
    Where it is joined from afar (https); empty: at the place alone.
    """
    place: NotRequired[str]
    """
    Where it is; empty: behind the link alone.
    """
    seats: int
    """
    How many can sign up.
    """
    starts_at: str
    """
    When it begins; later than now.
    """
    version: NotRequired[int | None]
    """
    The published version that it teaches; null: the one that is published now.
    """


class CourseSessionList(TypedDict):
    """
    A page of a list.
    """

    items: list[CourseSession]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class CourseSummary(TypedDict):
    """
    A course in the catalogue.
    """

    certificates: list[str]
    """
    What passing gives, by ids of the catalogue of certificates.
    """
    id: str
    """
    Chosen by its first author, for `GET /v1/courses/{course}`.
    """
    languages: list[str]
    """
    What it is written in (BCP 47).
    """
    minutes: int
    """
    How long it takes, roughly.
    """
    title: str
    """
    The heading that learners read.
    """
    version: int
    """
    The version that is published; of a list of drafts, the newest.
    """


class CourseSummaryList(TypedDict):
    """
    A page of a list.
    """

    items: list[CourseSummary]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class CourseTriage(TypedDict):
    """
    A message to put into a triage class, as its author writes it; nothing in it is of a real person.
    """

    feedback: NotRequired[str]
    """
    Shown to who put it into a class.
    """
    id: str
    """
    Its name in answers, once in the lesson.
    """
    points: NotRequired[int]
    """
    For the right class.
    """
    right: Literal['respond', 'monitor', 'escalate', 'ignore']
    """
    The class it belongs to; learners never read it.
    """
    text: str
    """
    What the contact wrote.
    """


Certificate1: TypeAlias = str


class Decision(TypedDict):
    """
    One decision and its grounds.
    """

    at: str
    """
    When it was made (UTC).
    """
    candidates: int
    """
    Free seats that fitted and were considered for an offer; 0 for other kinds.
    """
    employee: str | None
    """
    Who was asked, took it, was given it or had it, by id; null: nobody.
    """
    kind: str
    """
    What happened: `queued`, `offered`, `accepted`, `assigned` (by a person) or `ended`.
    """
    reason: str
    """
    Why, in words; people are named by their ids.
    """
    relaxed: list[str]
    """
    What was given up of that by then.
    """
    required: list[str]
    """
    What it asked of an employee then, as tokens such as `skill:baggage:3`.
    """
    rule: str
    """
    The rule that had; `transfer` where a person chose a queue that no rule leads to.
    """
    workflow_version: int
    """
    The version of the workflow that had placed the task.
    """


class EmployeeCreateList(TypedDict):
    """
    Up to 1,000 employees; each is checked for itself and has its own result.
    """

    items: list[dict[str, Any]]
    """
    Up to 1,000 entries as the item's own PUT takes them, each with its `id` and perhaps `presence`.
    """


Queue: TypeAlias = str


Employee1: TypeAlias = str


class EnrolmentCreate(TypedDict):
    """
    Who is to learn the course; an enrolment that is open stays as it is.
    """

    due_at: NotRequired[str | None]
    """
    Until when; null: no deadline.
    """
    employees: NotRequired[list[Employee1] | None]
    """
    Employees by id, all or none; null: the caller.
    """


class GroupCoverage(TypedDict):
    """
    One language or department.
    """

    abilities: list[AbilityCoverage]
    """
    By ability, those that somebody in it has.
    """
    certificates: list[CertificateCoverage]
    """
    By certificate, those that somebody in it holds.
    """
    group: str | None
    """
    The language (BCP 47) or the department; null: who has none.
    """
    people: int
    """
    How many active employees are in it; who answers in two languages is in both.
    """


class Handover(TypedDict):
    """
    A person gave the task to a colleague or to another queue; its SLA clock ran on.
    """

    at: str
    """
    When it was handed over (UTC).
    """
    by: str
    """
    Who handed it over, by id.
    """
    from_employee: str | None
    """
    Who held it, by id.
    """
    from_queue: str
    """
    The queue by its id, for `GET /v1/queues/{queue}`.
    """
    note: str
    """
    What who gets it should know; empty where nothing was said, and once the contact was erased.
    """
    reason: str
    """
    Why, in a word or a code of the brand's own; empty where nothing was said, and once the contact was erased.
    """
    to_employee: str | None
    """
    Who got it, by id; null: it waited in `to_queue` for whoever is asked next.
    """
    to_queue: str
    """
    The queue by its id, for `GET /v1/queues/{queue}`.
    """


class HeldCertificateCreate(TypedDict):
    """
    A certificate that a person gives to an employee.
    """

    certificate: str
    """
    The certificate, by the id of one in the catalogue.
    """
    evidence: NotRequired[str]
    """
    What shows it, such as the number of a record elsewhere.
    """
    expires_at: NotRequired[str | None]
    """
    When it ends; null: as the catalogue says.
    """
    reason: str
    """
    Why this person gets it, for whoever looks later.
    """


class Invitation(TypedDict):
    """
    An employee asked to help with one conversation.
    """

    at: str
    """
    When they were asked (UTC).
    """
    by: str
    """
    Who asked them, by id.
    """
    changed_at: str
    """
    Since when it stands so (UTC).
    """
    employee: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    state: Literal['open', 'accepted', 'declined', 'ended']
    """
    `open` is to be answered; `ended` with the task, at its time, or when the task became theirs.
    """
    until: str | None
    """
    When it ends by itself (UTC); null: with the task.
    """
    why: str
    """
    What they can help with; empty once the conversation's contact was erased.
    """


class InvitationAnswerCreate(TypedDict):
    """
    One's own answer to an invitation.
    """

    answer: Literal['accept', 'decline']
    """
    `accept` lets who holds the task give it to them beyond their seats; `decline` ends the invitation.
    """


class InvitationCreate(TypedDict):
    """
    Ask an employee to help with this conversation; at most five are asked at once.
    """

    employee: str
    """
    Who is asked, by id.
    """
    until: NotRequired[str | None]
    """
    When the invitation ends by itself; null: with the task.
    """
    why: str
    """
    What they can help with, which they read.
    """


class ItemError(TypedDict):
    """
    What is wrong with one field of an item.
    """

    code: str
    """
    What is wrong, for programs, such as `missing`, `duplicate` or `conflict`.
    """
    detail: str
    """
    What is wrong, in words; it repeats nothing of the item.
    """
    pointer: str
    """
    JSON pointer to the field within the item; empty: the item itself.
    """


class LessonProgress(TypedDict):
    """
    A lesson that is done.
    """

    at: str
    """
    When it was marked as done (UTC).
    """
    lesson: str
    """
    The lesson, by its id in the enrolled version.
    """


class NextRelaxation(TypedDict):
    """
    The next step by which the queue relaxes what the task asks.
    """

    asks: list[str]
    """
    The tokens asked for from then on.
    """
    at: str
    """
    When the next step of the queue comes (UTC).
    """
    relaxed: list[str]
    """
    All that is given up by then.
    """


class Offer(TypedDict):
    """
    A task reserved for an employee, who is asked until `expires_at`.
    """

    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    conversation: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    employee: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    epoch: int
    """
    Grows with every change of the assignee; accepting gives the one that commands need.
    """
    expires_at: str
    """
    Until when they can answer; then it goes to somebody else.
    """
    handover: Handover | None
    """
    The last handover of the task, with its note for who gets it; null: it was never handed over.
    """
    id: str
    """
    The conversation's id, `.`, and a number.
    """
    language: str | None
    """
    The contact's language (ISO 639-1, such as `nl`); null where it is not known.
    """
    made_at: str
    """
    When they were asked (UTC).
    """
    priority: int
    """
    How urgent the task is, 0 to 100; 100 is most urgent.
    """
    queue: str
    """
    The queue by its id, for `GET /v1/queues/{queue}`.
    """
    reason: str
    """
    Why they were asked, in words.
    """


class OfferList(TypedDict):
    """
    A page of a list.
    """

    items: list[Offer]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class PassedOver(TypedDict):
    """
    An employee who works now and was not asked.
    """

    busy: bool
    """
    Whether all their seats that fit best are taken.
    """
    employee: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    missing: list[str]
    """
    The tokens they lack, such as `cert:speak`; empty: they can do it.
    """
    spared_until: str | None
    """
    Until when they are not asked again, as they declined or let it pass; null: they can be asked.
    """


class PracticeAnswer(TypedDict):
    """
    What is written as the answer to the conversation of a lesson.
    """

    lesson: str
    """
    Where the conversation stands, by id.
    """
    text: str
    """
    The answer, as one would send it; it is judged and not kept.
    """


Term: TypeAlias = str


class PracticeCriterion(TypedDict):
    """
    What an answer is held to, as its author writes it.
    """

    feedback: NotRequired[str]
    """
    Shown to who answered and did not meet it.
    """
    id: str
    """
    Its name in results, once in the practice.
    """
    kind: Literal['any_term', 'no_term', 'min_words', 'max_words', 'link', 'field']
    """
    `any_term`: one of the terms is there; `no_term`: none of them is; `min_words`, `max_words`; `link`: an address
    that begins with one of the terms, any where there are none; `field`: a line `name: value` for each of the terms.
    """
    points: NotRequired[int]
    """
    For an answer that meets it; anything else gives none.
    """
    terms: NotRequired[list[Term]]
    """
    Words or phrases as a whole, whatever their case and accents; of `link` the beginnings of addresses, of `field`
    the names.
    """
    words: NotRequired[int | None]
    """
    Of `min_words` and `max_words`: how many; null for every other kind.
    """


class PracticeTurn(TypedDict):
    """
    One message of a conversation that its author made up; nothing in it is of a real person.
    """

    by: Literal['contact', 'brand']
    """
    Who speaks; the last turn is the contact's.
    """
    text: str
    """
    What they say.
    """


class PresenceUpdate(TypedDict):
    """
    Whether the employee is there for work.

    Who goes offline gives what they hold back to its queue; `keep_assignments` keeps it.
    It keeps it in silence too (`silent_after_seconds` of a queue), whatever the presence, until the next report.
    """

    keep_assignments: NotRequired[bool]
    """
    Whether they keep what they hold while they are offline or silent.
    """
    presence: Literal['online', 'away', 'offline']
    """
    `online` gets offers, `away` keeps what they hold and gets none, `offline` is not at work.
    """


class QueueStatus(TypedDict):
    """
    What waits in a queue now, and how long it would take.
    """

    drain_reason: Literal['nobody_online', 'no_handling_time_yet'] | None
    """
    Why nobody can tell: `nobody_online` (no open seat) or `no_handling_time_yet` (the brand completed no task so
    far); null where `drain_seconds` is told.
    """
    drain_seconds: float | None
    """
    Until nothing waits if nothing came and all open seats worked on it; null: see `drain_reason`.
    """
    mean_handle_seconds: float | None
    """
    How long one conversation takes, from about the last 40 the brand completed; null before the first.
    """
    oldest_wait_seconds: float
    """
    How long the oldest of them has waited; 0 where none waits.
    """
    queue: str
    """
    The queue by its id, for `GET /v1/queues/{queue}`.
    """
    seats_free: int
    """
    Those of them that hold nothing.
    """
    seats_open: int
    """
    Seats of people at work now that work in it, also those that are taken.
    """
    waiting: int
    """
    Tasks that wait in it now; those on offer do not.
    """


class QueueStep(TypedDict):
    """
    After `after_seconds` of waiting, ask for lower levels, then not at all. A certificate is never given up.
    """

    after_seconds: float
    """
    How long the task has waited by then.
    """
    drop: NotRequired[list[Literal['skill', 'lang', 'team']]]
    """
    What is not asked for any more: `skill`, `lang` (language), `team`.
    """
    lower_skills: NotRequired[int]
    """
    By how many levels less every skill is asked for, on top of earlier steps, down to 1.
    """


class QueueUpdate(TypedDict):
    """
    How a queue's tasks are offered.
    """

    after_reply: Literal['complete', 'keep']
    """
    What a reply does that leaves nothing to answer: `complete` frees the seat, `keep` leaves the conversation
    with its employee.
    """
    decline_seconds: float
    """
    How long who declined, let pass or gave back a task is not asked again for it.
    """
    name: str
    """
    What people call it, such as `Baggage`.
    """
    offer_seconds: float
    """
    How long an employee has to answer an offer.
    """
    prefer_last_seconds: float
    """
    How long a new task waits for the employee who had the conversation before; 0: not at all.
    """
    restricted: bool
    """
    Whether only employees and surge places that name the queue work in it.
    """
    silent_after_seconds: float | None
    """
    Who gave no sign of life for so long loses what they hold of the queue and is set away; null: never.
    """
    steps: list[QueueStep]
    """
    How its requirements relax; each step once its time has come. Empty: never.
    """


class RevocationCreate(TypedDict):
    """
    Why a certificate is taken back.
    """

    reason: str
    """
    Why, for whoever looks later.
    """


class Shift(TypedDict):
    """
    A time of work, from the start up to but without the end.
    """

    ends_at: str
    """
    When it is over; after the start.
    """
    starts_at: str
    """
    When work begins.
    """


class ShiftsUpdate(TypedDict):
    """
    All shifts of an employee, in place of those before; none at all means work whenever online.
    """

    shifts: list[Shift]
    """
    In any order; where some overlap, being in one is enough.
    """


class ShownOption(TypedDict):
    """
    One answer to choose.
    """

    id: str
    """
    Its name in answers, for who sends them.
    """
    text: str
    """
    The words beside the box to tick.
    """


class ShownQuestion(TypedDict):
    """
    A question as learners read it: without the right answer.
    """

    id: str
    """
    Its name in answers, for who sends them.
    """
    kind: Literal['single', 'multiple']
    """
    `single`: choose one option; `multiple`: choose one or more.
    """
    options: list[ShownOption]
    """
    What can be chosen, in the order shown.
    """
    points: int
    """
    For choosing all of the right options and no other.
    """
    text: str
    """
    The words of the question.
    """


class ShownRevocation(TypedDict):
    """
    That a certificate was taken back.
    """

    at: str
    """
    When it was taken back (UTC).
    """
    by: str
    """
    By whom, by id.
    """
    why: str
    """
    The reason they gave.
    """


class ShownTriage(TypedDict):
    """
    A message to put into a triage class, as learners read it.
    """

    id: str
    """
    Its name in answers, for who sends them.
    """
    points: int
    """
    For the right class.
    """
    text: str
    """
    What the contact wrote.
    """


class ShownTurn(TypedDict):
    """
    One message of a conversation to answer.
    """

    by: Literal['contact', 'brand']
    """
    Who speaks.
    """
    text: str
    """
    What they say.
    """


class SortedMessage(TypedDict):
    """
    The class into which one message of a triage exercise is put.
    """

    lesson: str
    """
    Where the message stands, by id.
    """
    message: str
    """
    Which one of the lesson, by id.
    """
    triage: Literal['respond', 'monitor', 'escalate', 'ignore']
    """
    What the message asks of the brand.
    """


class SurgePlace(TypedDict):
    """
    Temporary seats of a volunteer in an incident.
    """

    closed: str | None
    """
    Why it ended: `stood_down` with its incident, `expired`, `withdrawn`, or `replaced` by a newer one; null while
    it holds.
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    queues: list[str]
    """
    The queues its seats work in; empty: every queue that is not restricted.
    """
    seats: int
    """
    Conversations it lets them hold on top of their own.
    """
    skills: dict[str, int]
    """
    Proficiency from 1 to 5 by skill that its seats have besides their own.
    """
    until: str
    """
    When it ends by itself (UTC).
    """


class Task(TypedDict):
    """
    A conversation waiting for, offered to or held by an employee.
    """

    assigned_at: str | None
    """
    When it was assigned (UTC); null while it waits or is offered.
    """
    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    conversation: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    due_at: str | None
    """
    When the first of the conversation's SLA clocks is breached; null when none runs.
    """
    employee: str | None
    """
    Whom it is offered or assigned to, by id; null for nobody.
    """
    ended_at: str | None
    """
    When it was done or withdrawn (UTC); null before that.
    """
    epoch: int
    """
    Grows with every change of the assignee; every command names the one its caller knows.
    """
    handover: Handover | None
    """
    The last handover with its note; null: it was never handed over.
    """
    language: str | None
    """
    The contact's language (ISO 639-1, such as `nl`); null where it is not known.
    """
    last_employee: str | None
    """
    Who held it when it last ended, by id, and is waited for when it comes back; null: nobody.
    """
    offer: str | None
    """
    The open offer, by id; null where there is none.
    """
    offer_expires_at: str | None
    """
    Until when that can be answered; null where there is none.
    """
    priority: int
    """
    How urgent it is, 0 to 100: the conversation's, and what its rule adds.
    """
    queue: str
    """
    The queue by its id, for `GET /v1/queues/{queue}`.
    """
    queued_at: str
    """
    Since when it waits, or waited (UTC); what comes back to its queue keeps it, another queue begins anew.
    """
    relaxed: list[str]
    """
    What was given up of it as it waited, such as `skill:baggage:3 -> skill:baggage:2` or `team:care dropped`.
    """
    required: list[str]
    """
    What its rule and the guideline ask of an employee, as tokens: `cert:speak`, `skill:baggage:3`, `lang:nl`,
    `team:care`, `queue:general`.
    """
    state: Literal['waiting', 'offered', 'assigned', 'done', 'withdrawn']
    """
    `waiting` in its queue, `offered` to an employee, `assigned` to one, `done`, or `withdrawn`: needed by nobody
    any more.
    """
    team: str | None
    """
    The team its rule asks for; null: any.
    """
    topics: list[str]
    """
    What it is about, as topics of the triage rules.
    """
    transferred_by: str | None
    """
    The person who chose its queue, by id; rules do not move it from there. Null: a rule chose.
    """
    triage: str
    """
    What the conversation asks: `respond`, `escalate`, `monitor` or `ignore`.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class TaskDetail(TypedDict):
    """
    A task with its handovers and invitations.
    """

    assigned_at: str | None
    """
    When it was assigned (UTC); null while it waits or is offered.
    """
    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    conversation: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    due_at: str | None
    """
    When the first of the conversation's SLA clocks is breached; null when none runs.
    """
    employee: str | None
    """
    Whom it is offered or assigned to, by id; null for nobody.
    """
    ended_at: str | None
    """
    When it was done or withdrawn (UTC); null before that.
    """
    epoch: int
    """
    Grows with every change of the assignee; every command names the one its caller knows.
    """
    handover: Handover | None
    """
    The last handover with its note; null: it was never handed over.
    """
    handovers: list[Handover]
    """
    The newest 20 handovers, the oldest of them first.
    """
    invitations: list[Invitation]
    """
    Who was asked to help: those that hold, and the newest of the others, up to 20.
    """
    language: str | None
    """
    The contact's language (ISO 639-1, such as `nl`); null where it is not known.
    """
    last_employee: str | None
    """
    Who held it when it last ended, by id, and is waited for when it comes back; null: nobody.
    """
    offer: str | None
    """
    The open offer, by id; null where there is none.
    """
    offer_expires_at: str | None
    """
    Until when that can be answered; null where there is none.
    """
    priority: int
    """
    How urgent it is, 0 to 100: the conversation's, and what its rule adds.
    """
    queue: str
    """
    The queue by its id, for `GET /v1/queues/{queue}`.
    """
    queued_at: str
    """
    Since when it waits, or waited (UTC); what comes back to its queue keeps it, another queue begins anew.
    """
    relaxed: list[str]
    """
    What was given up of it as it waited, such as `skill:baggage:3 -> skill:baggage:2` or `team:care dropped`.
    """
    required: list[str]
    """
    What its rule and the guideline ask of an employee, as tokens: `cert:speak`, `skill:baggage:3`, `lang:nl`,
    `team:care`, `queue:general`.
    """
    state: Literal['waiting', 'offered', 'assigned', 'done', 'withdrawn']
    """
    `waiting` in its queue, `offered` to an employee, `assigned` to one, `done`, or `withdrawn`: needed by nobody
    any more.
    """
    team: str | None
    """
    The team its rule asks for; null: any.
    """
    topics: list[str]
    """
    What it is about, as topics of the triage rules.
    """
    transferred_by: str | None
    """
    The person who chose its queue, by id; rules do not move it from there. Null: a rule chose.
    """
    triage: str
    """
    What the conversation asks: `respond`, `escalate`, `monitor` or `ignore`.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class TaskList(TypedDict):
    """
    A page of a list.
    """

    items: list[Task]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class TaskUpdate(TypedDict):
    """
    A command on a task as the caller knows it; another epoch now is a 409 with the present state.
    """

    epoch: int
    """
    The `epoch` of the task as the caller knows it; where it is another by now, the answer is 409.
    """


class TransferCreate(TypedDict):
    """
    Give the task to an employee or to a queue: one of the two. The conversation's SLA clock runs on.
    """

    employee: NotRequired[str | None]
    """
    Who gets it, by id; they need a free seat, and the certificates it asks for. Null: `queue` does.
    """
    epoch: int
    """
    The `epoch` of the task as the caller knows it; where it is another by now, the answer is 409.
    """
    note: NotRequired[str]
    """
    What who gets it should know; they read it with the offer and the task.
    """
    queue: NotRequired[str | None]
    """
    Where it waits anew, by id; rules do not move it from there. Null: `employee` gets it.
    """
    reason: NotRequired[str]
    """
    Why, in a word or a code of the brand's own, such as `needs_invoice_desk`.
    """


Integration1: TypeAlias = str


class WorkflowCondition(TypedDict):
    """
    When a rule applies: every field that is set has to hold.
    """

    channels: NotRequired[list[Channel1]]
    """
    The conversation is on one of these channels; empty: any.
    """
    incident: NotRequired[bool | None]
    """
    true: while an incident is on, false: while none is, null: either way.
    """
    integrations: NotRequired[list[Integration1]]
    """
    It came by one of these integrations; empty: any.
    """
    languages: NotRequired[list[Language]]
    """
    The contact writes one of these (BCP 47); `pt` holds for `pt-BR` too. Empty: any.
    """
    min_priority: NotRequired[int]
    """
    It is at least so urgent, 0 to 100.
    """
    min_severity: NotRequired[int]
    """
    An incident of at least this severity is on; 0: also without one.
    """
    topics: NotRequired[list[Topic]]
    """
    It has one of these topics of the triage rules; empty: any.
    """
    triage: NotRequired[list[Literal['respond', 'monitor', 'escalate', 'ignore']]]
    """
    Its triage is one of these; empty: any.
    """
    visibility: NotRequired[Literal['public', 'private'] | None]
    """
    It began where everybody reads (`public`) or between the two (`private`); null: either.
    """


class WorkflowRequirements(TypedDict):
    """
    What a rule asks of an employee.
    """

    certificates: NotRequired[list[Certificate1]]
    """
    Certificates they must hold; no step of a queue gives one up.
    """
    language: NotRequired[str | Literal['conversation'] | None]
    """
    A language (BCP 47) they must answer in, or `conversation`: the contact's own. Null: any.
    """
    skills: NotRequired[dict[str, int]]
    """
    The least proficiency, 1 to 5, by skill.
    """
    team: NotRequired[str | None]
    """
    The department they must belong to; null: any.
    """


class WorkflowRule(TypedDict):
    """
    One rule of a workflow: the first that applies decides.
    """

    boost: NotRequired[int]
    """
    What it adds to the conversation's priority, up to 100 in all.
    """
    id: str
    """
    Names the rule in decisions.
    """
    queue: str
    """
    Where the task waits, by the id of a queue there is.
    """
    requires: NotRequired[WorkflowRequirements]
    """
    What it asks of an employee.
    """
    when: NotRequired[WorkflowCondition]
    """
    When it applies; without conditions, always.
    """


class WorkflowUpdate(TypedDict):
    """
    The brand's rules in their order; the last one must have no condition.
    """

    rules: list[WorkflowRule]
    """
    In their order: the first that applies decides.
    """


class AnswerCreate(TypedDict):
    """
    A volunteer's answer.
    """

    answer: Literal['accept', 'decline']
    """
    `accept` takes a surge place while people are missing, `decline` leaves it to others.
    """


class Ask(TypedDict):
    """
    What one volunteer was asked, and what they said.
    """

    answered_at: NotRequired[str | None]
    """
    When they answered; null before that.
    """
    asked_at: str
    """
    When they were asked (UTC).
    """
    callout: str
    """
    The callout they were asked in, by its id.
    """
    employee: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    expires_at: str
    """
    When their silence counts as no answer; a yes after it counts while people are missing.
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    severity: NotRequired[Literal[1, 2, 3] | None]
    """
    How severe it is now, 1 to 3; null in the list of a callout.
    """
    state: Literal['asked', 'accepted', 'declined', 'no_answer']
    """
    `asked` is to be answered; `accepted` and `declined` are; `no_answer` let the time pass.
    """
    title: NotRequired[str | None]
    """
    What is going on, for a volunteer, who may not read the incident; null in the list of a callout.
    """
    wave: int
    """
    The number of the wave, from 1.
    """


class AskList(TypedDict):
    """
    A page of a list.
    """

    items: list[Ask]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class CalloutCreate(TypedDict):
    """
    Open a callout; without `people` the figures decide, and it grows with the surge.
    """

    people: NotRequired[int | None]
    """
    For so many people, whatever the figures say; null: for as many as they say.
    """


class CalloutRules(TypedDict):
    """
    How volunteers are asked and what a yes grants.
    """

    acceptance: float
    """
    The share of yes expected, up to 1; it sizes the first waves and counts as much as five answers.
    """
    enabled: bool
    """
    Whether a declared incident opens a callout by itself.
    """
    languages: list[Language]
    """
    Who answers in more of these (BCP 47) is asked earlier.
    """
    most_people: int
    """
    The most people a callout asks for by itself.
    """
    place_seconds: float
    """
    How long a yes holds, unless the incident ends before.
    """
    queues: list[Queue]
    """
    The queues a volunteer's seats work in; empty: every queue that is not restricted.
    """
    seats_per_volunteer: int
    """
    Conversations at once that a yes gives.
    """
    skills: dict[str, int]
    """
    Levels of skill, 1 to 5, that a yes gives; who has more of these skills is asked earlier.
    """
    wave_most: int
    """
    The most people asked at once.
    """
    wave_seconds: float
    """
    How long the people of a wave have to answer before the next one.
    """


class ConditionFinding(TypedDict):
    """
    Whether one condition held.
    """

    holds: bool
    """
    Whether a signal fulfilled it.
    """
    place: int
    """
    Which condition: its place in `when.signals`, from 0.
    """
    signal: str | None
    """
    The episode that fulfilled it or came nearest; null: there was none.
    """
    why: Literal['holds', 'no_signal', 'copies_alone', 'not_rare', 'not_large']
    """
    `no_signal`: none of the measure in time; `copies_alone`: copies of few accounts made it; `not_rare`: its score
    is below `min_days`; `not_large`: it is below `min_factor`.
    """


class CopiedShare(TypedDict):
    """
    What accounts that repeat themselves, in nearly the same words, are in a signal.
    """

    accounts: NotRequired[int | None]
    """
    How many accounts wrote the texts that few accounts copy; null: no text has enough copies to say.
    """
    decisive: bool
    """
    Whether the rest is no signal: then nothing is declared by itself, until others join and it is one.
    """
    share: float
    """
    Of the messages of the hour before it was raised, or of the negative ones, so many are copies: from 0 to 1.
    """


class DetectorRules(TypedDict):
    """
    What a brand may set of its detector; a field left out keeps the service's default.
    """

    clear_buckets: NotRequired[int | None]
    """
    After so many buckets in a row that are no peak a signal is over. Null: the default.
    """
    false_reach_days: NotRequired[float | None]
    """
    The same of the reach of stories. Null: the default, 14 unless the operator set another.
    """
    false_story_days: NotRequired[float | None]
    """
    The same of one story. The rates of the measures add up: with 7, 14 and 14 days chance alone raises three signals
    a week at most. Null: the default, 14 unless the operator set another.
    """
    false_surge_days: NotRequired[float | None]
    """
    A signal of volume, and one of the negative share, is what comes once in so many days by chance alone: 7 is one
    false surge a week of each. Null: the default.
    """
    min_count: NotRequired[int | None]
    """
    Messages of the last hour that a signal of volume needs to begin, and of its five minutes one of a story. Null:
    the default.
    """
    min_known: NotRequired[int | None]
    """
    Messages of known sentiment that a window needs for its negative share to be judged. Null: the default.
    """
    warmup_buckets: NotRequired[int | None]
    """
    For so many buckets a brand counts as hardly known: a signal is a hundred times rarer then. Null: the default.
    """


class DismissalCreate(TypedDict):
    """
    Why a proposed incident is none.
    """

    reason: str
    """
    In words, for colleagues who ask later.
    """


class Effort(TypedDict):
    """
    What it cost in people's time.
    """

    minutes: float
    """
    Theirs together: roles from the declaration to the stand-down, places as long as they were held.
    """
    people: int
    """
    People with an incident role or a surge place.
    """


Person1: TypeAlias = str


Rotation: TypeAlias = str


Webhook: TypeAlias = str


class EscalationWebhook(TypedDict):
    """
    An address that levels of the escalation call, as it may be shown.
    """

    id: str
    """
    Names it in `webhooks` of the crisis policy's levels, and in notices.
    """
    name: str
    """
    What people call it; the timeline of an incident says it.
    """
    shown: str
    """
    Host and last characters of its URL, which is a secret by itself.
    """
    version: int
    """
    Grows by one with every write.
    """


class EscalationWebhookList(TypedDict):
    """
    A page of a list.
    """

    items: list[EscalationWebhook]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class EscalationWebhookUpdate(TypedDict):
    """
    A whole escalation webhook, as it is written.
    """

    name: str
    """
    What people call it; the timeline of an incident says it.
    """
    secret: str | None
    """
    Signs what is posted, as Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. It is never shown; null: the
    one that is stored.
    """
    target: str | None
    """
    The https URL that is posted to, on the public internet; null: the one that is stored.
    """


class FittingPlaybook(TypedDict):
    """
    A playbook that fits an incident, with the reasons.
    """

    languages: list[str]
    """
    The languages (BCP 47) in which it brings holding statements.
    """
    playbook: str
    """
    The playbook by its id, for `GET /v1/playbooks/{playbook}`.
    """
    reasons: list[str]
    """
    Why it fits, in words, which quote of it what is said, and never what customers wrote.
    """
    taken: bool
    """
    Whether the incident has it.
    """
    title: str
    """
    The kind of crisis it is for.
    """
    version: int
    """
    Its newest version; the incident may have an older one.
    """


class FittingPlaybookList(TypedDict):
    """
    A page of a list.
    """

    items: list[FittingPlaybook]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class ForecastBand(TypedDict):
    """
    What is expected, and the bounds between which four in five shall lie.
    """

    expected: float
    """
    The middle of it, in messages or in conversations.
    """
    high: float
    """
    One in ten shall lie above.
    """
    low: float
    """
    One in ten shall lie below.
    """


class ForecastPoint(TypedDict):
    """
    A quarter of an hour.
    """

    backlog: NotRequired[ForecastBand | None]
    """
    Conversations that wait at its end, if the people at work stay as they are; null where nobody was known to be at
    work or to wait.
    """
    came_backlog: NotRequired[int | None]
    """
    Conversations that waited at its end; null until it is over, and where it is not known.
    """
    came_messages: NotRequired[int | None]
    """
    Messages that came in it; null until it is over.
    """
    ends_at: str
    """
    When it ends (UTC).
    """
    messages: ForecastBand
    """
    Messages of customers that come in it.
    """


class ForecastScore(TypedDict):
    """
    How good earlier forecasts were by what came: mean absolute scaled errors (MASE), over all six hours.
    """

    error: float
    """
    The mean error, in mean changes from one quarter of an hour to the next; less is better.
    """
    forecasts: int
    """
    Figures that were forecast and have come since, within the last three days.
    """
    naive_error: float
    """
    What the error of "the same as now" is in their place.
    """


class IncidentCreate(TypedDict):
    """
    Declare an incident, for a signal (its episode) or without one.
    """

    playbook: NotRequired[str | None]
    """
    The playbook to begin with, by id; null: the best one that fits, else that of the
    crisis policy.
    """
    severity: Literal[1, 2, 3]
    """
    1 coverage, 2 response or change needed, 3 short-term financial impact.
    """
    signal: NotRequired[str | None]
    """
    The episode of a signal it is about; its beginning is then the first sign. Null: none.
    """
    title: str
    """
    What is going on, in a line.
    """


class IncidentFigures(TypedDict):
    """
    An incident in numbers, so far or at its end, counted from its first sign.
    """

    counted_from: NotRequired[str | None]
    """
    Where counting began; null where an older build froze the figures.
    """
    counted_until: NotRequired[str | None]
    """
    Where it ended: the stand-down, or the moment of the answer; null where an older build froze the figures.
    """
    known: NotRequired[int]
    """
    Messages whose sentiment could be read.
    """
    messages: NotRequired[int]
    """
    What contacts wrote, mentions and answers alike.
    """
    negative: NotRequired[int]
    """
    Messages of negative sentiment, out of `known`.
    """
    pages: NotRequired[int]
    """
    Pages sent, each to one person.
    """
    peak_per_minute: NotRequired[float]
    """
    Messages a minute in the busiest bucket.
    """
    reach: NotRequired[int]
    """
    The followers of all their writers added up, one who wrote twice counted twice.
    """
    volunteers_accepted: NotRequired[int]
    """
    Those of them who said yes.
    """
    volunteers_asked: NotRequired[int]
    """
    People asked in its callouts.
    """


class IncidentPlaybookUpdate(TypedDict):
    """
    Go on by another playbook.
    """

    playbook: str
    """
    The playbook by its id; the present one gives what its newest version has more.
    """


class IncidentStep(TypedDict):
    """
    A step of an incident.
    """

    done_at: NotRequired[str | None]
    """
    When they did; null while it is open.
    """
    done_by: NotRequired[str | None]
    """
    Who ticked it off, by id; null while it is open.
    """
    due_at: NotRequired[str | None]
    """
    By when (UTC), where somebody said so; it counts instead of `due_seconds`.
    """
    due_seconds: NotRequired[float | None]
    """
    By when, in seconds from the declaration; null: no time is set.
    """
    instructions: NotRequired[str]
    """
    How; empty where the title says it all.
    """
    owner: NotRequired[str | None]
    """
    Whose it is, by id; null: nobody's by name.
    """
    title: str
    """
    What is to be done, in a line.
    """


class IncidentThanks(TypedDict):
    """
    The thanks of an incident, given once, and how many people they have reached so far.
    """

    at: str
    """
    When they did (UTC).
    """
    by: str
    """
    Who gave thanks, by id.
    """
    finished_at: NotRequired[str | None]
    """
    When the last of them had theirs (UTC); null while some are to come.
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    people: int
    """
    How many people have a notice of it so far; who has left the company gets none.
    """
    text: str
    """
    What everybody who had a place is told.
    """


class IncidentUpdate(TypedDict):
    """
    What the company was told of an incident.
    """

    at: str
    """
    When it was written (UTC).
    """
    by: str
    """
    Who wrote it: the person by id, in the status of the company by name.
    """
    next_at: NotRequired[str | None]
    """
    When the next one was promised at the latest (UTC); null: none was.
    """
    text: str
    """
    The words, as everybody of the company reads them.
    """


class IncidentUpdateCreate(TypedDict):
    """
    An update for the whole company: how it stands.
    """

    next_at: NotRequired[str | None]
    """
    When the next update is promised at the latest; null: none is promised.
    """
    text: str
    """
    The words, as everybody of the company reads them.
    """


class LateLevel(TypedDict):
    """
    A level of the escalation policy that was paged, and whose time passed before anybody took the incident.
    """

    acknowledged_at: NotRequired[str | None]
    """
    When the first of them took that page all the same (UTC); null: none has, whoever took a later one.
    """
    level: int
    """
    Its place in the escalation policy, from 1.
    """
    overdue_at: str
    """
    When the time of the level had passed, and the next one was paged if there was one (UTC).
    """
    persons: list[str]
    """
    Who had been paged and had said nothing, by id.
    """
    round: int
    """
    How often the levels had been gone through, from 1.
    """
    sent_at: str
    """
    When they were paged (UTC).
    """


class LateStep(TypedDict):
    """
    A step that was done after its due time, or not at all.
    """

    done_at: NotRequired[str | None]
    """
    When it was done (UTC); null: it was not.
    """
    due_at: str
    """
    By when (UTC).
    """
    late_seconds: float
    """
    How long after its due time it was done, or the incident ended.
    """
    number: int
    """
    The place of the step, from 1.
    """
    owner: NotRequired[str | None]
    """
    Whose it was, by id; null: nobody's by name.
    """
    title: str
    """
    What was to be done.
    """


class MaintenanceWindow(TypedDict):
    """
    A time in which signals declare, propose and page nothing below severity 3; kept for 30 days after its end.
    """

    begins_at: str
    """
    From when on signals are muted (UTC).
    """
    ends_at: str
    """
    Until when (UTC).
    """
    id: str
    """
    Names it in `muted_by` of signals.
    """
    name: str
    """
    What is going on, in a line.
    """
    reason: str
    """
    Why signals are expected, in words.
    """
    version: int
    """
    Grows by one with every write; `ETag` carries it.
    """


class MaintenanceWindowList(TypedDict):
    """
    A page of a list.
    """

    items: list[MaintenanceWindow]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class MaintenanceWindowUpdate(TypedDict):
    """
    A whole maintenance window, as it is written.
    """

    begins_at: str
    """
    From when on signals are muted.
    """
    ends_at: str
    """
    Until when, seven days after the beginning at most; a signal that is still live then is judged then.
    """
    name: str
    """
    What is going on, in a line.
    """
    reason: str
    """
    Why signals are expected, in words for colleagues.
    """


class MeasureExplanation(TypedDict):
    """
    What detection made of one measure in one bucket, with the figures it went by at that moment.
    """

    asked_days: float | None
    """
    How rare a signal had to be in that bucket: once in so many days, more in warm-up and after a signal; null with
    `expected`.
    """
    episode: str | None
    """
    The signal the bucket belongs to, by its episode; null: it belongs to none.
    """
    expected: float | None
    """
    What was usual for a bucket of that hour, in the same unit, or what nine in ten of the five minutes have at
    most; null: too little is known of the bucket.
    """
    incident: str | None
    """
    The incident that this signal belongs to now, by id; null: none.
    """
    measure: Literal['volume', 'negative_share', 'story', 'reach']
    """
    What was judged: `volume` (messages), `negative_share` (the share of them that are negative), `story` (the
    messages of one story within five minutes) or `reach` (the followers that stories reached within five minutes).
    """
    muted_by: str | None
    """
    The maintenance window that mutes this signal, by id; null: none does.
    """
    observed: float
    """
    What the bucket had: messages, or a share from 0 to 1; of `story` and `reach` what its five minutes had.
    """
    once_in_days: float | None
    """
    How rare it was with the hours before it: the like came once in so many days, a hundred years at most; null with
    `expected`.
    """
    once_in_days_uncopied: float | None
    """
    The same of the messages that are no copies; null: too little is known of them.
    """
    sentence: str
    """
    The verdict with its figures, in words for a person.
    """
    story: str | None
    """
    Of the measure `story` which one it is, by id: the largest of the five minutes, or one in an episode; null where
    none had a message, and of other measures.
    """
    verdict: Literal['unknown', 'learning', 'usual', 'unproven', 'too_few', 'not_rarer', 'raised', 'held', 'lasting', 'upheld', 'cleared']
    """
    What followed. No signal: `unknown` (too little known sentiment), `learning` (the brand was hardly counted yet),
    `usual`, `unproven` (rare, but warm-up asks for more), `too_few` (messages in the last hour), `not_rarer` (than what
    was raised shortly before). A signal: `raised`, `held` (copies alone make it), `lasting`, `upheld` (it is one
    without its copies from now on), `cleared`.
    """
    warmup: bool
    """
    Whether the brand was so little known that a signal had to be a hundred times rarer.
    """


class MemberCreate(TypedDict):
    """
    Somebody who takes turns from now on.
    """

    person: NotRequired[str]
    """
    Who, by id; `me`: the caller.
    """


class Milestones(TypedDict):
    """
    How soon each step came, counted from the first sign.
    """

    to_acknowledged: NotRequired[float | None]
    """
    Seconds to the first page that was acknowledged; null: there was none.
    """
    to_declared: float
    """
    Seconds to the declaration; 0 where no signal came before it.
    """
    to_first_statement: NotRequired[float | None]
    """
    Seconds to the first holding statement that was approved; null: there was none.
    """
    to_first_volunteer: NotRequired[float | None]
    """
    Seconds to the first yes of a volunteer; null: there was none.
    """
    to_stood_down: NotRequired[float | None]
    """
    Seconds to the stand-down; null: there was none.
    """


class NearlyAble(TypedDict):
    """
    A volunteer who is not asked, because no certificate of theirs gives the ability `crisis_volunteer`.
    """

    courses: list[str]
    """
    The published courses that give such a certificate, by id; none: a person issues one.
    """
    employee: str
    """
    The employee, by the id that is also the person's in the gateway.
    """


class Need(TypedDict):
    """
    Heads needed, and every figure it was computed from: the fewest seats that keep the target by Erlang C.
    """

    arrivals_per_hour: float
    """
    Messages that somebody has to answer: those of the busiest of the last buckets, or of the forecast where it
    says more.
    """
    backlog: int
    """
    Tasks that wait now.
    """
    drain_seconds: float
    """
    Within which the backlog shall be gone.
    """
    forecast_per_hour: NotRequired[float | None]
    """
    Messages that somebody has to answer, by the busiest quarter of the next hour's forecast; null where the brand
    has not been counted for three hours.
    """
    formula: NotRequired[Literal['erlang_c']]
    """
    How it was computed: Erlang C, the fewest seats that keep the target.
    """
    handle_seconds: float
    """
    How long one takes: routing's mean, or `handle_seconds` of the policy where there is none yet.
    """
    load_erlangs: float
    """
    Work offered at once: arrivals and backlog, each hour, times handling time in hours.
    """
    missing_people: int
    """
    Volunteers who close the gap, at most `most_people` of the policy.
    """
    needed_seats: int
    """
    Seats (conversations at once) that the target needs.
    """
    policy_version: int
    """
    The version of the crisis policy it was computed under.
    """
    seats_per_volunteer: int
    """
    Conversations at once that one more person can hold.
    """
    service_level: float
    """
    The target: this share, 0 to 1, of the work is begun in time.
    """
    staffed_seats: int
    """
    Open seats of people at work; of a callout, those there were before it.
    """
    within_seconds: float
    """
    What in time means.
    """


class NoteCreate(TypedDict):
    """
    A line for the timeline.
    """

    text: str
    """
    The line, as people will read it.
    """


class NoticeAttempt(TypedDict):
    """
    One try at one address.
    """

    at: str
    """
    When (UTC).
    """
    code: str
    """
    Why, such as `http_404`, `smtp_550`, `not_connected` or `sent`.
    """
    kind: Literal['email', 'slack', 'teams', 'webhook']
    """
    `email`, `slack`, `teams` or `webhook`.
    """
    outcome: Literal['sent', 'retry', 'failed']
    """
    `sent`: it was taken; `retry`: it is tried again at `retry_at`; `failed`: this address is given up.
    """
    retry_at: NotRequired[str | None]
    """
    When it is tried again (UTC); null: it is not.
    """
    shown: str
    """
    The address, as far as it may be shown.
    """


class OnCall(TypedDict):
    """
    Who is on call in a rotation now.
    """

    name: str
    """
    What people call it.
    """
    person: str | None
    """
    Who, by id; null: nobody.
    """
    rotation: str
    """
    The id to read it by: `GET /v1/rotations/{rotation}`.
    """
    until: str | None
    """
    When the next one is (UTC); null: nobody else within a week.
    """


class OnCallList(TypedDict):
    """
    A page of a list.
    """

    items: list[OnCall]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class OnCallShift(TypedDict):
    """
    Who is on call from when to when.
    """

    begins_at: str
    """
    From then on (UTC).
    """
    ends_at: str
    """
    Until then (UTC).
    """
    layer: NotRequired[int | None]
    """
    The layer, from 1, whose turn it is; null: it is an override's, or nobody's.
    """
    override: NotRequired[str | None]
    """
    The override, by id; null: it is by turn, or nobody's.
    """
    person: str | None
    """
    Who, by id; null: nobody.
    """


class OnCallShiftList(TypedDict):
    """
    A page of a list.
    """

    items: list[OnCallShift]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Override(TypedDict):
    """
    One person on call for a while, whoever has the turn.
    """

    begins_at: str
    """
    From then on (UTC).
    """
    by: str
    """
    Who wrote it, by id.
    """
    ends_at: str
    """
    Until then (UTC).
    """
    id: str
    """
    Names it, 32 hexadecimal digits.
    """
    person: str
    """
    Who is on call, by id.
    """
    swap: NotRequired[str | None]
    """
    The swap it comes from; null: none.
    """


class OverrideCreate(TypedDict):
    """
    Somebody on call for a while.
    """

    begins_at: str
    """
    From then on.
    """
    ends_at: str
    """
    Until then, 92 days later at most.
    """
    person: NotRequired[str]
    """
    Who, by id; `me`: the caller.
    """


class Page(TypedDict):
    """
    A call to one person under the escalation policy.
    """

    acknowledged_at: NotRequired[str | None]
    """
    When its person took it; null before that.
    """
    declined_at: NotRequired[str | None]
    """
    When its person said that they cannot take it; null: they did not.
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    level: int
    """
    The level of the escalation policy, from 1.
    """
    overdue_at: NotRequired[str | None]
    """
    When its level's time had passed and its person had said nothing (UTC); null: it had not, or they had.
    """
    page: str
    """
    The page's id, 32 hexadecimal digits, derived from incident, round, level and person.
    """
    person: str
    """
    Who is called, by id; only they can acknowledge it.
    """
    round: int
    """
    How often the levels were gone through, from 1.
    """
    sent_at: str
    """
    When it was sent (UTC).
    """
    severity: Literal[1, 2, 3]
    """
    How severe it was then, 1 to 3.
    """
    state: Literal['sent', 'acknowledged', 'declined']
    """
    `sent`, until its person has `acknowledged` or `declined` it.
    """
    title: str
    """
    What was going on when it was sent.
    """


class PageList(TypedDict):
    """
    A page of a list.
    """

    items: list[Page]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Period(TypedDict):
    """
    A span of time, the end not included.
    """

    begins_at: str
    """
    From then on.
    """
    ends_at: str
    """
    Until then, 92 days later at most.
    """


class PlaceStep(TypedDict):
    """
    A step of the incident's playbook that is still to be done, as a volunteer reads it.
    """

    instructions: str
    """
    How, as the playbook says; empty where it says no more.
    """
    title: str
    """
    What is to be done.
    """


Word: TypeAlias = str


class PlaybookFit(TypedDict):
    """
    When a playbook fits an incident: by one of its signals, or one of its words.
    """

    min_severity: Literal[1, 2, 3] | None
    """
    Below this severity it never fits; null: it may at any. By itself it ranks a playbook, and chooses none.
    """
    signals: list[Literal['volume', 'negative_share', 'story', 'reach']]
    """
    It fits what these measures raise signals of: `volume` (messages), `negative_share` (of them, the negative),
    `story` (one story's messages), `reach` (the followers that stories reach).
    """
    words: list[Word]
    """
    It fits where one of these words or short phrases is said, as a whole and in any case, in the title, in
    stories that raised its signals, or in the largest growing stories.
    """


class PlaybookStep(TypedDict):
    """
    One step of a playbook; `due_seconds` counts from the declaration.
    """

    due_seconds: NotRequired[float | None]
    """
    By when, in seconds from the declaration; null: no time is set.
    """
    instructions: NotRequired[str]
    """
    How; empty where the title says it all.
    """
    title: str
    """
    What is to be done, in a line.
    """


class PlaybookUpdate(TypedDict):
    """
    A playbook as it is written; `statements` are holding statements by language.
    """

    fits: PlaybookFit | None
    """
    When it fits: an incident for which nobody names a playbook begins with it, in place of the one of the crisis
    policy. Null: it is taken only where it is named.
    """
    statements: dict[str, str]
    """
    Texts by language (BCP 47), which become drafts of holding statements in the incident.
    """
    steps: list[PlaybookStep]
    """
    In order; an incident begins with a copy of them to tick off.
    """
    title: str
    """
    The kind of crisis it is for.
    """


class ProposedIncident(TypedDict):
    """
    What an incident rule proposes to people.
    """

    answered_at: str | None
    """
    When it was confirmed or dismissed, or expired (UTC); null while it is open.
    """
    answered_by: str | None
    """
    Who confirmed or dismissed it, by id.
    """
    dismissal: str | None
    """
    Why it was dismissed, in words.
    """
    expires_at: str
    """
    Until when it can be answered (UTC).
    """
    id: str
    """
    Derived from the rule and the first sign: a replay gives the same.
    """
    incident: str | None
    """
    The incident it became, by id.
    """
    playbook: str | None
    """
    The playbook it would have; null: the best one that fits, else that of the crisis policy.
    """
    proposed_at: str
    """
    When the rule was met (UTC).
    """
    reason: str
    """
    What they showed, in words.
    """
    rule: str
    """
    Which incident rule was met, by its id; it may have been removed since.
    """
    rule_version: int
    """
    As which of its writes the rule stood when it was met.
    """
    severity: Literal[1, 2, 3]
    """
    Of the incident it would be.
    """
    signals: list[str]
    """
    The episodes behind it, the first sign first.
    """
    state: Literal['open', 'confirmed', 'dismissed', 'expired']
    """
    `open`: it waits for an answer; `expired`: nobody answered in time.
    """
    title: str
    """
    The title of the incident it would be: the name of the rule.
    """
    version: int
    """
    Grows by one with the answer; `ETag` carries it.
    """


class ProposedIncidentList(TypedDict):
    """
    A page of a list.
    """

    items: list[ProposedIncident]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class QuietTime(TypedDict):
    """
    When an address takes nothing, every day; over midnight where the end lies before the beginning.
    """

    begins: str
    """
    From then on.
    """
    ends: str
    """
    Until then.
    """
    wakes_from: NotRequired[Literal[1, 2, 3]]
    """
    Notices of incidents of this severity and graver ones come through all the same, 1 to 3.
    """
    zone: str
    """
    The time zone of both.
    """


class ReviewFinding(TypedDict):
    """
    Something that was learnt, and who does what about it by when.
    """

    done: NotRequired[bool]
    """
    Whether it was seen to.
    """
    due_at: NotRequired[str | None]
    """
    By when; null: no time is set.
    """
    owner: NotRequired[str | None]
    """
    Who sees to it, by id; null: nobody yet.
    """
    title: str
    """
    What was found, in a line.
    """


class ReviewRecord(TypedDict):
    """
    What people wrote into a review.
    """

    due_at: str | None
    """
    By when it is held; null: three days after the stand-down.
    """
    findings: list[ReviewFinding]
    """
    What was learnt, in order; may be none.
    """
    owner: str | None
    """
    Who holds it and writes it down, by id; null: nobody yet.
    """
    summary: str
    """
    What happened and why, in people's words; may be empty.
    """
    version: int
    """
    Grows by one with every write; 0 is the empty one nobody wrote.
    """


class ReviewUpdate(TypedDict):
    """
    What people write into a review, whole.
    """

    due_at: str | None
    """
    By when it is held; null: three days after the stand-down.
    """
    findings: list[ReviewFinding]
    """
    What was learnt, in order; may be none.
    """
    owner: str | None
    """
    Who holds it and writes it down, by id; null: nobody yet.
    """
    summary: str
    """
    What happened and why, in people's words; may be empty.
    """


class RolesUpdate(TypedDict):
    """
    Give people roles; null frees a role, a role left out stays as it is.
    """

    commander: NotRequired[str | None]
    """
    Who decides, by id; null frees it.
    """
    deputy: NotRequired[str | None]
    """
    Who stands in for the commander, by id; null frees it.
    """
    liaison: NotRequired[str | None]
    """
    Who speaks with the rest of the company, by id; null frees it.
    """
    scribe: NotRequired[str | None]
    """
    Who writes the timeline, by id; null frees it.
    """


Member: TypeAlias = str


class RuleEvaluation(TypedDict):
    """
    What a rule made of one signal, where a condition held at all; kept for 30 days.
    """

    at: str
    """
    When it was judged (UTC).
    """
    conditions: list[ConditionFinding]
    """
    Each condition in its place: whether it held, and why not.
    """
    id: str
    """
    Derived from rule, signal and occasion: a replay gives the same.
    """
    incident: str | None
    """
    The incident it declared, or that was open, by id.
    """
    occasion: Literal['raised', 'upheld', 'window_ended']
    """
    Why then: the signal began, stood without copies from then on, or lasted beyond a maintenance window.
    """
    outcome: Literal['declared', 'proposed', 'not_met', 'proposed_before', 'incident_open', 'muted']
    """
    What came of it. A rule that is met does nothing while an incident is open, while what it proposed waits, once
    the same first sign was answered, or while a maintenance window mutes its severity.
    """
    proposed: str | None
    """
    The proposed incident it made, or met, by id.
    """
    rule: str
    """
    Who judged the signal: the incident rule, by its id.
    """
    rule_version: int
    """
    As which of its writes the rule stood when it judged the signal.
    """
    signal: str
    """
    The episode that came.
    """
    window: str | None
    """
    The maintenance window that muted it, by id.
    """


class RuleEvaluationList(TypedDict):
    """
    A page of a list.
    """

    items: list[RuleEvaluation]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class RuleThen(TypedDict):
    """
    What follows when a rule is met.
    """

    action: Literal['propose', 'declare']
    """
    `propose`: a person confirms or dismisses it; `declare`: the incident begins at once, before the crisis policy
    has its say.
    """
    open_seconds: float | None
    """
    How long a proposed incident waits for an answer; null: six hours.
    """
    playbook: str | None
    """
    The playbook to attach, by id; null: the best one that fits, else that of the crisis policy.
    """
    severity: Literal[1, 2, 3]
    """
    Of the incident: 1 coverage, 2 response or change needed, 3 short-term financial impact.
    """


class ServiceEntry(TypedDict):
    """
    One incident somebody helped in.
    """

    conversations: int
    """
    Conversations they handled while they had their place; one that came back to them counts once.
    """
    ended_at: NotRequired[str | None]
    """
    When their place ended (UTC); null while they have it.
    """
    granted_at: str
    """
    When they said yes (UTC).
    """
    how: NotRequired[Literal['left', 'stood_down', 'expired'] | None]
    """
    `left` before the end, `stood_down` with the incident, or `expired` when its time was over; null while it is
    held.
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    replies: int
    """
    Replies of theirs that were sent while they had it; those that a story answer of theirs sent do not count.
    """
    seats: int
    """
    Conversations at once that their place added.
    """
    severity: Literal[1, 2, 3]
    """
    How severe it is now, or was at its end, 1 to 3.
    """
    thanked_at: NotRequired[str | None]
    """
    When it was written (UTC); null where nobody did.
    """
    thanked_by: NotRequired[str | None]
    """
    Who wrote it, by id; null where nobody did.
    """
    thanks: NotRequired[str | None]
    """
    What was written to everybody who helped there; null where nobody gave thanks.
    """
    title: str
    """
    What was going on, as people called it.
    """


class ServiceTarget(TypedDict):
    """
    The promise people are counted for: this share of the work begun within so many seconds.
    """

    share: float
    """
    Above 0 and below 1.
    """
    within_seconds: float
    """
    From when a case waits until an employee has it.
    """


class ServiceTotals(TypedDict):
    """
    Over all incidents and callouts there were, not over the page alone.
    """

    accepted: int
    """
    Times they said yes.
    """
    asked: int
    """
    Times a callout asked them; more than the next three together while one waits for an answer.
    """
    conversations: int
    """
    Conversations they handled in their places; of before the upgrade none is counted.
    """
    declined: int
    """
    Times they said no.
    """
    hours: float
    """
    Hours they had places for together, until now.
    """
    incidents: int
    """
    Incidents they had a place in.
    """
    replies: int
    """
    Replies of theirs that were sent from them; of before the upgrade none is counted.
    """
    unanswered: int
    """
    Times they let the time pass, or the incident ended before they answered.
    """


class SeverityRules(TypedDict):
    """
    Volume over normal volume that means severity 2 and 3; a share of angry messages that adds one level.
    """

    angry_share: float
    """
    At least this share, up to 1, of the messages of known sentiment is negative: one level more.
    """
    level_2_ratio: float
    """
    Volume is so many times the normal one: severity 2.
    """
    level_3_ratio: float
    """
    Volume is so many times the normal one: severity 3.
    """


class SeverityUpdate(TypedDict):
    """
    Give an incident another severity.
    """

    reason: NotRequired[str]
    """
    Why, for the timeline.
    """
    severity: Literal[1, 2, 3]
    """
    1 coverage, 2 response or change needed, 3 short-term financial impact.
    """


class Signal(TypedDict):
    """
    One episode found by detection; a person may declare an incident for one that has none.
    """

    closed_at: NotRequired[str | None]
    """
    When the bucket ended that cleared it; null while it is live.
    """
    coordinated: NotRequired[CopiedShare | None]
    """
    Copies in it, from a tenth on; null: fewer, or it was raised before they were counted.
    """
    detector_version: int
    """
    The settings of detection it was raised under, by their version.
    """
    episode: str
    """
    32 hexadecimal digits, derived from brand, measure, beginning and, of `story`, the story.
    """
    expected: float
    """
    What is normal for a bucket of that hour, in the same unit; of `story` and `reach` what nine in ten slots of
    five minutes have at most.
    """
    incident: NotRequired[str | None]
    """
    The incident it belongs to, by id; null: it has none, and a person may declare one for it.
    """
    measure: Literal['volume', 'negative_share', 'story', 'reach']
    """
    What surged: `volume` (messages), `negative_share` (the share of them that are negative), `story` (the
    messages of one story within five minutes) or `reach` (the followers that stories reached within five minutes).
    """
    muted_by: NotRequired[str | None]
    """
    The maintenance window because of which nothing follows from it yet, by id; it stays where the signal cleared
    within the window.
    """
    observed: float
    """
    What that first bucket had: messages, or a share from 0 to 1; of `story` and `reach` what the five minutes
    had.
    """
    opened_at: str
    """
    When the bucket began that raised it (UTC).
    """
    peak: float
    """
    The most that a bucket had, in the same unit; once it is cleared.
    """
    reason: str
    """
    Why it was raised, in words.
    """
    score: float
    """
    How rare it was with the hours before it: the like comes once in so many days in the brand's own past.
    """
    state: Literal['live', 'cleared']
    """
    `live`, or `cleared`: back to normal.
    """
    story: NotRequired[str | None]
    """
    The story that surged, by id, of the measure `story`; null of the others. It can be read for three days after its
    last message.
    """


class SignalCondition(TypedDict):
    """
    A signal of one measure, as rare and as large as is asked; nothing is asked where both are null.
    """

    copies: bool
    """
    Whether a signal counts too that copies of few accounts alone make; only in a rule that proposes.
    """
    measure: Literal['volume', 'negative_share', 'story', 'reach']
    """
    What has to surge: `volume` (messages), `negative_share` (the share of them that are negative), `story` (the
    messages of one story within five minutes) or `reach` (the followers that stories reached within five minutes).
    """
    min_days: float | None
    """
    How rare: `score` of the signal is so many days at least, the like comes no more often; null: any.
    """
    min_factor: float | None
    """
    How large: `observed` of the signal is so many times `expected` at least, where fewer than one message or
    follower, or a share below 0.01, counts as that; null: any.
    """


class SignalExplanation(TypedDict):
    """
    One bucket of a brand as detection judged it, worked out again from stored counts.
    """

    begins_at: str
    """
    When the bucket begins that the moment falls into (UTC).
    """
    copied: int
    """
    How many of them were copies: an account said again what it had said before.
    """
    detector_version: int
    """
    The settings of detection that were used, by their version.
    """
    earliest: str
    """
    The first moment that can be explained.
    """
    ends_at: str
    """
    When the bucket ends (UTC).
    """
    exact: bool | None
    """
    Whether stepping on gave to the last digit what detection had stored later: these are the figures it decided by.
    False: messages of that time were counted after it was judged. Null: what was stored later is too far to compare.
    """
    known: int
    """
    How many of them have a sentiment that is known.
    """
    maintenance_window: str | None
    """
    The maintenance window that covers the beginning, by id, as the windows are now; null: none does.
    """
    measures: list[MeasureExplanation]
    """
    What was made of it, by measure: `volume`, `negative_share`, and, once detection is past the five minutes it
    belongs to, `story` (the largest), `reach`, and further stories that are in an episode.
    """
    messages: int
    """
    How many messages it had; automatic mail is not counted.
    """
    negative: int
    """
    How many of them were negative.
    """
    replayed_from: str
    """
    The checkpoint from which detection was stepped again.
    """


class SignalList(TypedDict):
    """
    A page of a list.
    """

    items: list[Signal]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class StandDownRules(TypedDict):
    """
    When the end is proposed, or taken without asking, and how long what volunteers hold may still be finished.
    """

    automatic: bool
    """
    Whether an incident ends by itself then; false: its end is proposed.
    """
    finish_seconds: float
    """
    How long after the end volunteers keep their rights and what they hold; then it goes back to its queue. 0: it
    does so at once.
    """
    waiting_most: int
    """
    All signals are clear and at most so many tasks wait.
    """


class StatementCreate(TypedDict):
    """
    A holding statement to be approved by somebody else.
    """

    language: str
    """
    The language it is written in (BCP 47).
    """
    text: str
    """
    The words that may be sent once somebody else approves.
    """


class StatementPublication(TypedDict):
    """
    A statement as the brand's own post on one account.
    """

    at: NotRequired[str | None]
    """
    When the platform took it, or when it was known that it did not (UTC); null while it is queued.
    """
    external_id: NotRequired[str | None]
    """
    The platform's id of the post; null until it is sent.
    """
    id: str
    """
    32 hexadecimal digits; the key it is sent under, however often.
    """
    integration: str
    """
    The account that posts it, by the id of its integration.
    """
    reason: NotRequired[str | None]
    """
    Why it failed, or why nobody knows, as a code such as `http_403`; null otherwise.
    """
    requested_at: str
    """
    When they asked for it (UTC).
    """
    requested_by: str
    """
    Who had it published, by id; the last who asked where it had failed before.
    """
    state: Literal['queued', 'sent', 'failed', 'unknown', 'withheld']
    """
    `queued`: on its way; `sent`; `failed` for good, and it may be asked for again; `unknown`: the platform's answer
    was lost, so somebody looks at the account; `withheld`: this is a drill, from which nothing leaves.
    """


class StatementPublicationCreate(TypedDict):
    """
    Where an approved statement is published.
    """

    integrations: list[Integration1]
    """
    The brand's accounts that post it, by the ids of their integrations; each at most once.
    """


class StepCreate(TypedDict):
    """
    Add a step to an incident, behind the others.
    """

    due_at: NotRequired[str | None]
    """
    By when; when it is not done then, the timeline says so. Null: no time is set.
    """
    instructions: NotRequired[str]
    """
    How; empty where the title says it all.
    """
    owner: NotRequired[str | None]
    """
    Whose it is, by id; null: nobody's by name.
    """
    title: str
    """
    What is to be done, in a line.
    """


class StepUpdate(TypedDict):
    """
    Whose a step is, and by when it is done.
    """

    due_at: str | None
    """
    By when; null: no time is set.
    """
    owner: str | None
    """
    By id; null: nobody's by name.
    """


class StoryCrossing(TypedDict):
    """
    A language or a channel that a story appeared in.
    """

    first_at: str
    """
    When the first of them was written (UTC).
    """
    messages: int
    """
    How many messages of the story are in it.
    """
    name: str
    """
    The language, such as `nl` (ISO 639-1), or the channel, such as `x`.
    """


class StoryGrowth(TypedDict):
    """
    How the number of messages of a story grows now: an exponential through the counts of the last hour or hours.
    """

    doubling_high_seconds: NotRequired[float | None]
    """
    The longest doubling time in the 95 % interval, in seconds.
    """
    doubling_low_seconds: NotRequired[float | None]
    """
    The shortest doubling time in the 95 % interval, in seconds.
    """
    doubling_seconds: NotRequired[float | None]
    """
    In how many seconds the messages of a slot double; null unless it is growing.
    """
    half_life_high_seconds: NotRequired[float | None]
    """
    The longest half-life in the 95 % interval, in seconds.
    """
    half_life_low_seconds: NotRequired[float | None]
    """
    The shortest half-life in the 95 % interval, in seconds.
    """
    half_life_seconds: NotRequired[float | None]
    """
    In how many seconds the messages of a slot halve; null unless it is shrinking.
    """
    messages: int
    """
    How many of them came within the window, by which the trend was judged.
    """
    reason: NotRequired[Literal['few_messages', 'short_time', 'includes_no_growth'] | None]
    """
    Why there is no time: below 20 messages, told for less than some 25 minutes, or no growth is in the interval.
    """
    trend: Literal['growing', 'shrinking', 'steady', 'too_little']
    """
    `growing` and `shrinking` where the 95 % interval says so, `steady` where it does not, or `too_little` to say.
    """
    window_seconds: float
    """
    How long back was looked: an hour, or three or twelve where the last hour has below 20 messages.
    """


class StoryPersistence(TypedDict):
    """
    Whether a story stays.
    """

    quiet_for_seconds: float
    """
    From its newest message to `until`; 0 while it is being told.
    """
    told_for_seconds: float
    """
    From its first message to its newest.
    """
    told_share: NotRequired[float | None]
    """
    In how much of the last twelve hours, or since it began, somebody told it, by five minutes; null in the first.
    """


class StoryReach(TypedDict):
    """
    How the reach of a story grows.
    """

    hour_before: int
    """
    The followers of those who wrote in the 60 minutes before these, added up likewise.
    """
    last_hour: int
    """
    The followers of the authors of the last hour's messages, added up where they are known.
    """
    ratio: NotRequired[float | None]
    """
    How many times the hour before the last one is; null where the hour before has none.
    """


class StoryTones(TypedDict):
    """
    How the messages of a story sound, by lists of words; counted from the upgrade on.
    """

    negative: int
    """
    How many messages sound negative.
    """
    neutral: int
    """
    How many sound neither way.
    """
    opposition: NotRequired[float | None]
    """
    The share of negative ones in those that can be told, from 0 to 1; null below ten.
    """
    positive: int
    """
    How many sound positive.
    """
    support: NotRequired[float | None]
    """
    The share of positive ones in those that can be told, from 0 to 1; null below ten.
    """
    unknown: int
    """
    How many cannot be told, such as those in a language without a list.
    """


class Swap(TypedDict):
    """
    A swap between two people of a rotation.
    """

    gives: Period
    """
    When `other` is on call instead of `person`.
    """
    id: str
    """
    Names it, 32 hexadecimal digits.
    """
    other: str
    """
    Who is asked, by id.
    """
    person: str
    """
    Who asks, by id.
    """
    proposed_at: str
    """
    When it was asked (UTC).
    """
    state: Literal['proposed', 'accepted', 'declined', 'withdrawn']
    """
    `proposed`: it waits for `other`; `accepted`: it has become overrides; `declined`; `withdrawn` by `person`.
    """
    takes: NotRequired[Period | None]
    """
    When `person` is on call instead of `other`; null: nothing in return.
    """


class SwapCreate(TypedDict):
    """
    The caller asks another person to be on call in their place.
    """

    gives: Period
    """
    When they are on call instead of the caller, who is on call in all of it.
    """
    other: str
    """
    Who is asked, by id.
    """
    takes: NotRequired[Period | None]
    """
    When the caller is on call instead of them, who are on call in all of it; null: nothing in return.
    """


class ThanksCreate(TypedDict):
    """
    Thanks to everybody who had a place in an incident.
    """

    text: str
    """
    What they are told, in plain text, after the name of who writes it and the incident's title.
    """


class TimelineEntry(TypedDict):
    """
    One line of a timeline.
    """

    at: str
    """
    When it happened (UTC).
    """
    by: str
    """
    Who did it: a person's id, or `detection`, `escalation` or `callout` for what Muster did by itself.
    """
    kind: str
    """
    What it is, such as `declared`, `paged`, `wave`, `note`, `severity` or `stood_down`.
    """
    text: str
    """
    The line, in words for people.
    """


class VolunteerPlace(TypedDict):
    """
    A volunteer's own temporary place in an incident.
    """

    callout: str
    """
    The callout it was granted in, by its id.
    """
    employee: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    granted_at: str
    """
    When they said yes (UTC).
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    playbook: NotRequired[str | None]
    """
    The playbook that is followed there, by its id; null where none is.
    """
    playbook_title: NotRequired[str | None]
    """
    What that playbook is called now; null where none is followed, or it is no longer there.
    """
    revoked_at: NotRequired[str | None]
    """
    When it was taken or given back (UTC); null before that.
    """
    seats: int
    """
    Conversations at once that it adds.
    """
    severity: NotRequired[Literal[1, 2, 3] | None]
    """
    How severe it is now, 1 to 3; null where the incident is gone.
    """
    state: Literal['granted', 'revoked']
    """
    `granted`: it gives work; `revoked`: it was given back, or the incident is over.
    """
    steps: NotRequired[list[str]]
    """
    What is still to be done there, by the titles of its steps.
    """
    title: NotRequired[str | None]
    """
    What is going on, for a volunteer, who may not read the incident; null where the incident is gone.
    """
    to_do: NotRequired[list[PlaceStep]]
    """
    The same with the instructions of each.
    """
    until: str
    """
    When it ends at the latest (UTC).
    """


class VolunteerPlaceList(TypedDict):
    """
    A page of a list.
    """

    items: list[VolunteerPlace]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


Day: TypeAlias = int


class WeekSpan(TypedDict):
    """
    The same hours on some days of the week.
    """

    begins: str
    """
    From then on.
    """
    days: list[Day]
    """
    Days of the week; 0 is Monday.
    """
    ends: str
    """
    Until then; on the next day where it is not later than `begins`.
    """


class Credit(TypedDict):
    """
    What was sold in one currency to contacts of one channel or by one employee.
    """

    amount_minor: int
    """
    What they come to, in minor units (cents), with refunds and corrections of them.
    """
    conversions: int
    """
    Sales credited to it.
    """
    currency: str
    """
    ISO 4217, such as `EUR`; empty in the line of what is not counted apart.
    """
    key: str
    """
    The channel, or the employee by id: `nobody` where the contact's own message earned it, `other` for what is
    not counted apart.
    """
    name: str
    """
    The name in the directory; the key where it has none.
    """


class CurrencySales(TypedDict):
    """
    Sales of one currency, in minor units: all that were reported, and those a touch was credited with.

    Refunds and corrections are no conversions; their amounts are in both sums, and by themselves in `corrected_minor`.
    """

    attributed_conversions: int
    """
    Sales that a touch is credited with.
    """
    attributed_minor: int
    """
    What these come to, with refunds and corrections of them.
    """
    conversions: int
    """
    Sales that were reported, without refunds and corrections.
    """
    corrected_minor: NotRequired[int]
    """
    What refunds and corrections added, in minor units; negative for refunds.
    """
    corrections: NotRequired[int]
    """
    Refunds and corrections that were reported.
    """
    currency: str
    """
    ISO 4217, such as `EUR`; amounts of several currencies are never added up.
    """
    reported_minor: int
    """
    What everything reported comes to, in minor units (cents).
    """


class Figures(TypedDict):
    """
    The numbers of a measure over some time, in its unit.
    """

    count: int
    """
    Facts that were counted; of a ratio those of its whole, of a level what it rose by.
    """
    mean: NotRequired[float | None]
    """
    The mean, of a sketch or a gauge; null for other kinds.
    """
    p50: NotRequired[float | None]
    """
    The median, of a sketch; null for other kinds.
    """
    p90: NotRequired[float | None]
    """
    Nine of ten are not above it, of a sketch; null for other kinds.
    """
    p99: NotRequired[float | None]
    """
    Ninety-nine of a hundred are not above it, of a sketch; null for other kinds.
    """
    peak: NotRequired[float | None]
    """
    The highest reading, of a gauge; null for other kinds.
    """
    value: float | None
    """
    What the measure is about: the count, the sum, the median of a sketch, the mean of a gauge, the share of a ratio,
    the height of a level at the end; null where nothing was counted.
    """


class IncidentReport(TypedDict):
    """
    How an incident went. Times are seconds: to declare from its first sign, the others from its declaration.

    Its figures are counted from its first sign; once it is over they are those of its review.
    """

    began_at: str
    """
    The first sign: when the signal began, else the declaration.
    """
    counted_from: str
    """
    Where the figures begin: the window of the first sign.
    """
    counted_until: str
    """
    Where they end: the stand-down, or the moment of the report.
    """
    declared_at: str
    """
    When it was declared (UTC).
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    known: int
    """
    Messages whose sentiment could be read.
    """
    messages: int
    """
    What contacts wrote, mentions and answers alike.
    """
    needed: int
    """
    The most people that a callout of it was opened for.
    """
    negative: int
    """
    Messages of negative sentiment, out of `known`.
    """
    pages: int
    """
    Pages sent, each to one person.
    """
    peak_per_minute: float | None
    """
    Messages a minute in the busiest window; null where the time is too long to read it by the minute.
    """
    places: int
    """
    Surge places that were given.
    """
    reach: int
    """
    The followers of all their writers added up.
    """
    severity: int
    """
    The severity it has, or had at its end.
    """
    stood_down_at: str | None
    """
    When it ended; null while it is on.
    """
    title: str
    """
    What was going on, in a line.
    """
    to_acknowledged_seconds: float | None
    """
    From the declaration to the first page that was acknowledged; null: none was before the end.
    """
    to_declare_seconds: float | None
    """
    From the first sign to the declaration.
    """
    to_first_page_seconds: float | None
    """
    From the declaration to the first page; null: there was none.
    """
    to_first_place_seconds: float | None
    """
    From the declaration to the first surge place; null: there was none.
    """
    to_stand_down_seconds: float | None
    """
    From the declaration to the stand-down; null while it is on.
    """
    volunteers_accepted: int
    """
    Those who said yes.
    """
    volunteers_asked: int
    """
    People who were asked.
    """
    volunteers_declined: int
    """
    Those who said no.
    """
    worst_severity: int
    """
    The highest severity it had.
    """


class LiveFigures(TypedDict):
    """
    The median time to first response over the last windows.
    """

    median_seconds: float | None
    """
    In seconds; null when nobody was answered.
    """
    responses: int
    """
    How many first responses that is of.
    """


class Load(TypedDict):
    """
    The work of one team, queue or employee.
    """

    accepted: int
    """
    Tasks that were taken, or given by a person.
    """
    completed: int
    """
    Tasks that were completed.
    """
    handled_seconds: float
    """
    Time spent on those, from taking to completing.
    """
    key: str
    """
    The team, queue or employee, by id; `other` for those not counted apart.
    """
    name: str
    """
    The name in the directory; the key where it has none.
    """
    not_taken: int
    """
    Offers that ended without being taken.
    """
    offers: int
    """
    Offers that were made.
    """


class Measure(TypedDict):
    """
    A measure of the catalogue.
    """

    dimensions: list[str]
    """
    By what it can be split: the values of `by`.
    """
    kind: Literal['count', 'sum', 'sketch', 'gauge', 'ratio', 'level']
    """
    How it adds up: `count` and `sum` of facts, `sketch` (quantiles), `gauge` (readings), `ratio` and `level` of
    two other measures.
    """
    name: str
    """
    Its name in `GET /v1/measures/{name}` and in reports.
    """
    of: NotRequired[list[str]]
    """
    The measures a ratio or a level is made of; empty for other kinds.
    """
    title: str
    """
    Its name for people.
    """
    unit: str
    """
    What it is counted in, such as `messages`, `seconds`, `minor units` (cents) or `share` (0 to 1).
    """


class MeasureList(TypedDict):
    """
    A page of a list.
    """

    items: list[Measure]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Point(TypedDict):
    """
    The numbers of one window.
    """

    count: int
    """
    Facts that were counted; of a ratio those of its whole, of a level what it rose by.
    """
    mean: NotRequired[float | None]
    """
    The mean, of a sketch or a gauge; null for other kinds.
    """
    p50: NotRequired[float | None]
    """
    The median, of a sketch; null for other kinds.
    """
    p90: NotRequired[float | None]
    """
    Nine of ten are not above it, of a sketch; null for other kinds.
    """
    p99: NotRequired[float | None]
    """
    Ninety-nine of a hundred are not above it, of a sketch; null for other kinds.
    """
    peak: NotRequired[float | None]
    """
    The highest reading, of a gauge; null for other kinds.
    """
    start: str
    """
    Start of the window (UTC).
    """
    value: float | None
    """
    What the measure is about: the count, the sum, the median of a sketch, the mean of a gauge, the share of a ratio,
    the height of a level at the end; null where nothing was counted.
    """


class BrandQuota(TypedDict):
    """
    What a brand may post in each gateway process.
    """

    brand: EventLimit
    """
    All its integrations together.
    """
    integration: EventLimit
    """
    Each of its integrations.
    """
    brand_by_default: bool
    """
    Whether the first is what the installation's settings say.
    """
    integration_by_default: bool
    """
    Whether the second is what the installation's settings say.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class BrandQuotaUpdate(TypedDict):
    """
    What a brand may post, in place of what it might before.
    """

    brand: EventLimit | None
    """
    All its integrations together; null: as the installation's settings say.
    """
    integration: EventLimit | None
    """
    Each of its integrations; null: as the installation's settings say.
    """


class Drill(TypedDict):
    """
    A drill: planned, under way or over.
    """

    id: str
    """
    Names the drill, and the brand it is played in.
    """
    name: str
    """
    What people call it.
    """
    state: Literal['planned', 'preparing', 'running', 'ending', 'ended', 'cancelled', 'failed']
    """
    `planned`, `preparing` while the copy is made, `running`, `ending` while its incidents are stood down, then
    `ended`, or `cancelled` where somebody ended it; `failed` where the copy could not be made.
    """
    scenario: DrillScenario
    """
    What strangers write, and how much of it when.
    """
    participants: list[str]
    """
    Who takes part, by their ids.
    """
    starts_at: str
    """
    When it begins, or was to begin (UTC).
    """
    answer_seconds: int
    """
    How long it goes on behind the last phase.
    """
    began_at: str | None
    """
    When the first phase began; null: it has not.
    """
    ends_at: str
    """
    When it ends by itself (UTC).
    """
    ended_at: str | None
    """
    When it was over; null: it is not.
    """
    messages: int
    """
    How many its scenario has.
    """
    posted: int
    """
    How many of them are in.
    """
    by: str
    """
    Who planned it, by id.
    """
    cancelled_by: str | None
    """
    Who ended it before its time, by id; null: nobody.
    """
    left_out: list[str]
    """
    What of the brand's settings has no place in the copy and why, in words.
    """
    reason: str | None
    """
    Why it failed: the request that a service refused; null where it did not.
    """
    report: DrillReport | None
    """
    What came of it; null before it is over, and where it never began.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """


class DrillCreate(TypedDict):
    """
    A drill as it is planned.
    """

    name: str
    """
    What people call it; whoever is paged in it reads it.
    """
    scenario: DrillScenario
    """
    What strangers write, and how much of it when.
    """
    participants: list[Participant]
    """
    Who takes part, by their ids: nobody else is in the copy, so nobody else is paged or called.
    """
    starts_at: NotRequired[str | None]
    """
    When the copy is made and the first phase begins; null or past: now.
    """
    answer_seconds: NotRequired[int]
    """
    How long it goes on behind the last phase, for what people still have to do.
    """


class DrillList(TypedDict):
    """
    A page of a list.
    """

    items: list[Drill]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class WebhookEndpoint(TypedDict):
    """
    An endpoint, without its secrets.
    """

    id: str
    """
    What it is known by in paths: `whe_` and 16 hex digits.
    """
    name: str
    """
    What people call it.
    """
    url: str
    """
    Where events are posted.
    """
    types: list[str]
    """
    Which events are posted: types, and `inbox.*` for all of one kind.
    """
    channels: list[str]
    """
    Only events that carry one of these are posted; any when empty.
    """
    topics: list[str]
    """
    Only events of conversations with one of these are posted; any when empty.
    """
    ordered: bool
    """
    Whether events of one conversation are posted one after another.
    """
    enabled: bool
    """
    Whether anything is posted; events are stored in any case.
    """
    disabled_reason: Literal['person', 'gone', 'failing'] | None
    """
    Why nothing is posted: a person said so, it answered 410, it failed for five days; null while it is enabled.
    """
    health: WebhookHealth
    """
    How it answered lately.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    created_at: str
    """
    When it was made (UTC); events of before are not posted.
    """


class WebhookEndpointList(TypedDict):
    """
    A page of a list.
    """

    items: list[WebhookEndpoint]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class WebhookEndpointWithSecret(TypedDict):
    """
    An endpoint and the secret that was made for it, shown this once.
    """

    id: str
    """
    What it is known by in paths: `whe_` and 16 hex digits.
    """
    name: str
    """
    What people call it.
    """
    url: str
    """
    Where events are posted.
    """
    types: list[str]
    """
    Which events are posted: types, and `inbox.*` for all of one kind.
    """
    channels: list[str]
    """
    Only events that carry one of these are posted; any when empty.
    """
    topics: list[str]
    """
    Only events of conversations with one of these are posted; any when empty.
    """
    ordered: bool
    """
    Whether events of one conversation are posted one after another.
    """
    enabled: bool
    """
    Whether anything is posted; events are stored in any case.
    """
    disabled_reason: Literal['person', 'gone', 'failing'] | None
    """
    Why nothing is posted: a person said so, it answered 410, it failed for five days; null while it is enabled.
    """
    health: WebhookHealth
    """
    How it answered lately.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    created_at: str
    """
    When it was made (UTC); events of before are not posted.
    """
    secret: str | None
    """
    The Standard Webhooks secret that was made; null when the caller gave one.
    """


class AbilityRule(TypedDict):
    """
    Where who answers needs the ability that goes with the voice: a certificate of the catalogue gives it.
    """

    applies: NotRequired[GuidelineScope]
    """
    Where it applies; left out: everywhere.
    """
    id: str
    """
    Names the rule in violations and in `lifts` of a freedom.
    """
    share_cards: NotRequired[bool]
    """
    Whether who has `share` may send the words of a published card as they stand, with `card` naming it.
    """
    voice: Literal['brand', 'own']
    """
    Replies in the brand's name need `speak_for_brand` (`brand`), those in one's own `answer_as_oneself` (`own`).
    """
    why: str
    """
    The reason, for the author to read.
    """


class ApprovalStage(TypedDict):
    """
    Whose agreement is needed; a stage begins when the one before it is complete.
    """

    approvers: NotRequired[AuthorScope]
    """
    Of which departments and roles they are; left out: anybody who may approve replies.
    """
    certificate: NotRequired[str | None]
    """
    The certificate they hold; null: none is asked.
    """
    count: NotRequired[int]
    """
    How many people have to agree.
    """


class BlockedTerm(TypedDict):
    """
    A word no reply may contain, and why. With `applies` or `unless_certificate` it is confidential: not here.
    """

    applies: NotRequired[GuidelineScope]
    """
    Where it is blocked; left out: everywhere.
    """
    term: str
    """
    The word or phrase, found as whole words whatever their case or accents.
    """
    unless_certificate: NotRequired[str | None]
    """
    Authors who hold this certificate may say it; null: nobody may.
    """
    why: str
    """
    The reason, for the author to read.
    """


class BoardReading(TypedDict):
    """
    A reading campaign that is open, and how far it is.
    """

    campaign: int
    """
    Which one, as in `GET /v1/guideline/campaigns/{campaign}`.
    """
    due_at: str
    """
    Until when the answers are due (UTC).
    """
    guideline_version: int
    """
    Grows by one with every write; what is decided under it names it.
    """
    total: DepartmentReading
    """
    Its whole audience; `department` is null.
    """


class CertificateRule(TypedDict):
    """
    Which certificate the author needs where.
    """

    applies: NotRequired[GuidelineScope]
    """
    Where it applies; left out: everywhere.
    """
    certificate: str
    """
    The certificate the author must hold when the reply is asked for and when it is sent.
    """
    id: str
    """
    Names the rule in violations and in `lifts` of a freedom.
    """
    why: str
    """
    The reason, for the author to read.
    """


class Check(TypedDict):
    """
    The guideline's answer.
    """

    freedoms: NotRequired[list[Freedom]]
    """
    The freedoms that apply in this situation.
    """
    guideline_version: int
    """
    The version in force, by which the text was judged.
    """
    hints: NotRequired[list[HintGiven]]
    """
    Advice on length and tone.
    """
    verdict: Literal['allowed', 'needs_approval', 'refused']
    """
    `allowed` can be sent, `needs_approval` waits for a second person, `refused` cannot be sent as it is.
    """
    violations: NotRequired[list[Violation]]
    """
    Everything that is wrong; empty when it is allowed.
    """


class Clock(TypedDict):
    """
    A clock with its whole history under the policy version it began with.
    """

    breached: bool
    """
    Whether it passed its due time while it ran, or stopped too late.
    """
    due_at: str
    """
    When it is breached unless it stops before (UTC); a pause, or a higher priority, moves it.
    """
    elapsed_seconds: float
    """
    Open seconds that had counted when it last paused or stopped; 0 before that.
    """
    kind: Literal['first_response', 'next_response', 'resolution']
    """
    The promise: the first answer, each later answer, or the end of the matter.
    """
    policy_version: int
    """
    The version of the SLA policy it began under, which holds to its end.
    """
    rule: NotRequired[str | None]
    """
    The target of that version that decided, by its id; null for one without an id.
    """
    segments: NotRequired[list[ClockSegment]]
    """
    Its whole life, oldest first: recomputing `elapsed_seconds` needs nothing else but the policy.
    """
    started_at: str
    """
    When the promise began (UTC).
    """
    state: Literal['running', 'paused', 'stopped']
    """
    `running` counts, `paused` waits (for the contact, say), `stopped` has ended for good.
    """
    target_seconds: int
    """
    The promise, in seconds of the policy's open hours.
    """


class Contact(TypedDict):
    """
    The person outside, as one integration knows them.
    """

    also_known_as: NotRequired[list[str]]
    """
    Other ids of the platform for the same person.
    """
    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    conversations: NotRequired[list[str]]
    """
    Their conversations by id, the newest first, 50 at most.
    """
    erasure: NotRequired[ContactErasure | None]
    """
    The erasure of all that is personal about them; null: nobody asked for it.
    """
    external_id: str
    """
    The platform's id of the person, which replies are sent to; empty once they are erased.
    """
    first_seen_at: str
    """
    When Muster first saw them (UTC).
    """
    handle: NotRequired[str | None]
    """
    Their short name on the platform, without `@`; null where it has none.
    """
    id: str
    """
    The person outside: 32 hexadecimal digits, for `GET /v1/contacts/{contact}`.
    """
    integration: str
    """
    The integration it came by: the brand, `_` and a short name.
    """
    language: NotRequired[str | None]
    """
    The language the channel reports for them (BCP 47), whatever they write in; null where it does not.
    """
    name: NotRequired[str | None]
    """
    What the channel last called them; null where it does not tell.
    """
    reach: NotRequired[int | None]
    """
    Their followers, or an equal measure of the channel; null where it reports none.
    """


class Conversation(TypedDict):
    """
    A conversation in a list.
    """

    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    contact: str
    """
    The person outside: 32 hexadecimal digits, for `GET /v1/contacts/{contact}`.
    """
    contact_handle: NotRequired[str | None]
    """
    The contact's short name on the platform, without `@`; null where the channel has none.
    """
    contact_name: NotRequired[str | None]
    """
    What the channel last called the contact; null where it does not tell.
    """
    due_at: NotRequired[str | None]
    """
    When the first of its running SLA clocks is breached; null when none runs.
    """
    epoch: NotRequired[int]
    """
    Grows with every change of the assignee; a reply that names an older one is refused with 409.
    """
    erased_at: NotRequired[str | None]
    """
    When its last word was erased with its contact (UTC), so that it is never opened again; null: it was not.
    """
    first_reply_at: NotRequired[str | None]
    """
    When the brand's first answer went out; null before that.
    """
    holder: NotRequired[str | None]
    """
    The employee it is assigned to, by id; null while nobody has it.
    """
    id: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    imported: NotRequired[bool]
    """
    Whether it is history of another tool: it came as an ended one, without clocks.
    """
    imported_from: NotRequired[ConversationOrigin | None]
    """
    The tool it comes from, and what it was there; null where it was not imported.
    """
    inbound: int
    """
    Messages of the contact so far.
    """
    integration: str
    """
    The integration it came by: the brand, `_` and a short name.
    """
    language: NotRequired[str | None]
    """
    Language of the newest message that told one (ISO 639-1, such as `nl`); null when none did.
    """
    last_inbound_at: NotRequired[str | None]
    """
    When the contact's newest message came in; null where only the brand wrote.
    """
    needs_reply: bool
    """
    Whether the contact waits for an answer that is the brand's to give here.
    """
    opened_at: str
    """
    When its first message came in (UTC).
    """
    outbound: int
    """
    Messages of the brand so far, those sent by other tools too.
    """
    preview: NotRequired[str]
    """
    How the contact's newest message begins, or the brand's first where it wrote first: up to 140 characters.
    """
    priority: int
    """
    How urgent it is, 0 to 100; 100 is most urgent.
    """
    reopened: int
    """
    How often it was opened again after it was resolved.
    """
    resolved_at: NotRequired[str | None]
    """
    When it was resolved, by a person or by a rule; null while it is not.
    """
    standby: NotRequired[bool]
    """
    Another app holds the thread, so it cannot be answered here.
    """
    status: Literal['open', 'waiting', 'resolved']
    """
    `open` asks something of the brand, `waiting` waits for the contact, `resolved` is over.
    """
    taken_over_by: NotRequired[ConversationTakeover | None]
    """
    The department that answers it in place of everybody else; null: none does.
    """
    topics: NotRequired[list[str]]
    """
    The topics of the triage rules whose terms its messages had, the first 16.
    """
    triage: Literal['respond', 'monitor', 'escalate', 'ignore']
    """
    `respond` and `escalate` (the graver) ask for an answer, `monitor` for watching, `ignore` for nothing.
    """
    triaged_by: NotRequired[str | None]
    """
    The person whose judgement stands in place of the rules'; null while the rules decide.
    """
    unanswered_since: NotRequired[str | None]
    """
    When the oldest message without an answer came in; null when none is, or it was resolved.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    visibility: Literal['public', 'private']
    """
    Whether it began where everybody reads (`public`) or between the two (`private`).
    """


class ConversationDetail(TypedDict):
    """
    A conversation with its clocks, and beside it what an employee needs to answer it.
    """

    channel: str
    """
    The kind of platform, such as `x` or `email`; see `GET /v1/channels`.
    """
    clocks: NotRequired[list[Clock]]
    """
    Its SLA clocks: all that are live, and the newest 20 of those that ended.
    """
    contact: str
    """
    The person outside: 32 hexadecimal digits, for `GET /v1/contacts/{contact}`.
    """
    contact_handle: NotRequired[str | None]
    """
    The contact's short name on the platform, without `@`; null where the channel has none.
    """
    contact_name: NotRequired[str | None]
    """
    What the channel last called the contact; null where it does not tell.
    """
    due_at: NotRequired[str | None]
    """
    When the first of its running SLA clocks is breached; null when none runs.
    """
    epoch: NotRequired[int]
    """
    Grows with every change of the assignee; a reply that names an older one is refused with 409.
    """
    erased_at: NotRequired[str | None]
    """
    When its last word was erased with its contact (UTC), so that it is never opened again; null: it was not.
    """
    first_reply_at: NotRequired[str | None]
    """
    When the brand's first answer went out; null before that.
    """
    guideline: GuidelineSummary
    """
    What the guideline says to the caller about answering here.
    """
    holder: NotRequired[str | None]
    """
    The employee it is assigned to, by id; null while nobody has it.
    """
    id: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    imported: NotRequired[bool]
    """
    Whether it is history of another tool: it came as an ended one, without clocks.
    """
    imported_from: NotRequired[ConversationOrigin | None]
    """
    The tool it comes from, and what it was there; null where it was not imported.
    """
    inbound: int
    """
    Messages of the contact so far.
    """
    incidents: NotRequired[list[IncidentSummary]]
    """
    The brand's crises that are on now, the gravest first.
    """
    integration: str
    """
    The integration it came by: the brand, `_` and a short name.
    """
    language: NotRequired[str | None]
    """
    Language of the newest message that told one (ISO 639-1, such as `nl`); null when none did.
    """
    last_inbound_at: NotRequired[str | None]
    """
    When the contact's newest message came in; null where only the brand wrote.
    """
    needs_reply: bool
    """
    Whether the contact waits for an answer that is the brand's to give here.
    """
    opened_at: str
    """
    When its first message came in (UTC).
    """
    outbound: int
    """
    Messages of the brand so far, those sent by other tools too.
    """
    preview: NotRequired[str]
    """
    How the contact's newest message begins, or the brand's first where it wrote first: up to 140 characters.
    """
    priority: int
    """
    How urgent it is, 0 to 100; 100 is most urgent.
    """
    reopened: int
    """
    How often it was opened again after it was resolved.
    """
    resolved_at: NotRequired[str | None]
    """
    When it was resolved, by a person or by a rule; null while it is not.
    """
    standby: NotRequired[bool]
    """
    Another app holds the thread, so it cannot be answered here.
    """
    status: Literal['open', 'waiting', 'resolved']
    """
    `open` asks something of the brand, `waiting` waits for the contact, `resolved` is over.
    """
    taken_over_by: NotRequired[ConversationTakeover | None]
    """
    The department that answers it in place of everybody else; null: none does.
    """
    topics: NotRequired[list[str]]
    """
    The topics of the triage rules whose terms its messages had, the first 16.
    """
    triage: Literal['respond', 'monitor', 'escalate', 'ignore']
    """
    `respond` and `escalate` (the graver) ask for an answer, `monitor` for watching, `ignore` for nothing.
    """
    triaged_by: NotRequired[str | None]
    """
    The person whose judgement stands in place of the rules'; null while the rules decide.
    """
    unanswered_since: NotRequired[str | None]
    """
    When the oldest message without an answer came in; null when none is, or it was resolved.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    visibility: Literal['public', 'private']
    """
    Whether it began where everybody reads (`public`) or between the two (`private`).
    """


class ConversationList(TypedDict):
    """
    A page of a list.
    """

    items: list[Conversation]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class EngagementBoard(TypedDict):
    """
    How the rules of engagement stand now.
    """

    guideline_version: int
    """
    Grows by one with every write; what is decided under it names it.
    """
    oldest_waiting_seconds: NotRequired[float | None]
    """
    For how long it has waited by the brand's clock, in seconds; null: none waits.
    """
    oldest_waiting_since: NotRequired[str | None]
    """
    When the one was written that has waited longest (UTC); null: none waits.
    """
    reading: NotRequired[list[BoardReading]]
    """
    The open reading campaigns, the newest first, at most 10.
    """
    waiting: int
    """
    Replies that wait for approval, up to 1,000.
    """
    windows: NotRequired[list[BoardWindow]]
    """
    The last 7 days, then the last 30, of the brand's calendar.
    """


class Enrichment(TypedDict):
    """
    What could be read from a message: language (BCP 47, None when unsure), sentiment, urgency terms and reach.
    """

    language: NotRequired[str | None]
    """
    Such as `nl` (ISO 639-1); null when unsure.
    """
    language_confidence: NotRequired[float]
    """
    How sure that is, 0 to 1.
    """
    reach: NotRequired[int | None]
    """
    The contact's followers when it came; null: not reported.
    """
    sentiment: Sentiment
    """
    How it sounds, by lists of words.
    """
    topics: NotRequired[list[str]]
    """
    Topics of the triage rules whose terms it has.
    """
    urgency: NotRequired[list[str]]
    """
    Urgencies of the triage rules whose terms it has.
    """


class FreedomRule(TypedDict):
    """
    What everyone may do.
    """

    applies: NotRequired[GuidelineScope]
    """
    Where it applies; left out: everywhere.
    """
    id: str
    """
    The name of the freedom, the same in answers of the check.
    """
    lifts: NotRequired[list[Lift]]
    """
    Ids of rules of this guideline that do not count where the freedom applies; blocked terms always do.
    """
    text: str
    """
    What everyone may do, in words for the employee.
    """
    texts: NotRequired[dict[str, str]]
    """
    The freedom in other languages.
    """


class GuidelineReading(TypedDict):
    """
    The guideline in the caller's language, and what it asks of them.
    """

    asked: list[ReadingAsked]
    """
    The open campaigns that ask the caller, the newest first.
    """
    duties: list[ReadingClause]
    """
    What everyone has to do.
    """
    freedoms: list[ReadingClause]
    """
    What everyone may do without asking.
    """
    left: Literal['everything', 'with_approval', 'draft_only']
    """
    What the caller may do now: answer, answer with a second person's approval, or only draft.
    """
    text_hash: str
    """
    The hash of the words in all languages; an answer names it.
    """
    version: int
    """
    Grows by one with every write; what is decided under it names it.
    """


class ImportConversationItem(TypedDict):
    """
    A conversation of the other tool; one with more messages than a call takes comes in several items.
    """

    channel: NotRequired[str | None]
    """
    The kind of platform it was on, shown where the import has no integration; null: the source's name.
    """
    contact: str
    """
    The tool's id of the person, who was posted as an item before.
    """
    external_id: str
    """
    The tool's id of it.
    """
    kind: Literal['conversation']
    """
    Whether it is a person or a conversation; the other fields follow from it.
    """
    messages: list[ImportMessageItem]
    """
    Its messages in any order.
    """
    status: NotRequired[str | None]
    """
    How the tool called its state; it is stored as ended, whatever this says.
    """
    subject: NotRequired[str | None]
    """
    The subject line; null for none.
    """
    tags: NotRequired[list[Tag]]
    """
    The labels it had there; they are shown with it.
    """


class ImportItemResult(TypedDict):
    """
    What became of one item.
    """

    errors: NotRequired[list[ImportItemError]]
    """
    What was wrong; empty where nothing was.
    """
    external_id: str | None
    """
    The id it came with; null where it had none.
    """
    id: str | None
    """
    The contact or conversation it is here; null where it is none.
    """
    index: int
    """
    The place of the item in the request, from 0.
    """
    kind: Literal['contact', 'conversation']
    """
    Whether a person or a conversation was posted.
    """
    messages: ImportTally | None
    """
    What became of its messages; null of a contact.
    """
    status: Literal['stored', 'duplicate', 'conflict', 'rejected']
    """
    `stored` is new here, `duplicate` was here with the same content, `conflict` was here with another content, which
    stays, `rejected` is wrong.
    """


Items: TypeAlias = ImportContactItem | ImportConversationItem


class ImportItemsCreate(TypedDict):
    """
    Items to store, and how far the importer is with them.
    """

    items: list[Items]
    """
    Contacts before the conversations that name them.
    """
    position: NotRequired[str | None]
    """
    The importer's own word of how far it is; it is stored if and only if the items are. Null keeps the one there.
    """


class ImportTallies(TypedDict):
    """
    The counts of an import, by kind.
    """

    contacts: ImportTally
    """
    The people of the other tool.
    """
    conversations: ImportTally
    """
    The conversations; a second part of one counts as `duplicate`.
    """
    messages: ImportTally
    """
    What was said in those conversations.
    """


class Ledger(TypedDict):
    """
    The hours asked for, and their sum.
    """

    items: list[LedgerHour]
    """
    The hours in which something came, the earliest first.
    """
    total: LedgerHour | None
    """
    The sum of the hours; null when there are none.
    """


class Message(TypedDict):
    """
    A message of a conversation.
    """

    attachments: NotRequired[list[dict[str, Any]]]
    """
    Files and places that came along, each with `kind` and, where known, `url`, `media_type`, `name` and
    `external_id`.
    """
    author: NotRequired[str | None]
    """
    The employee who wrote it here, by id; null for contacts and for other tools of the brand.
    """
    author_name: NotRequired[str | None]
    """
    What its writer was called in the tool it was imported from; null where it was not imported, or not told.
    """
    automated: NotRequired[bool]
    """
    Whether a machine wrote it, such as an out-of-office mail; it asks nothing of anybody.
    """
    conversation: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    copied_to: NotRequired[list[str]]
    """
    The others it went to, by the platform's ids.
    """
    direction: Literal['inbound', 'outbound']
    """
    `inbound` was written by the contact, `outbound` by the brand.
    """
    edited_at: NotRequired[str | None]
    """
    When it was last edited, or deleted, by the platform's clock; null where it never was.
    """
    enrichment: NotRequired[Enrichment | None]
    """
    What was read from it: language, sentiment, urgency, topics; null for messages of the brand.
    """
    external_id: NotRequired[str | None]
    """
    The platform's id; null where it gave a reply none.
    """
    garbled: NotRequired[bool]
    """
    Characters could not be read and stand as U+FFFD.
    """
    id: str
    """
    32 hexadecimal digits, derived from the integration and the platform's id.
    """
    quoted: NotRequired[str]
    """
    What came along below the words: history, signature, disclaimer.
    """
    reactions: NotRequired[list[str]]
    """
    The marks contacts have on it now, as the platform calls them, such as `like` or an emoji.
    """
    received_at: str
    """
    When Muster took it in, or sent it (UTC).
    """
    reply: NotRequired[str | None]
    """
    The reply it was, for `GET /v1/replies/{reply}`; null for contacts and for other tools of the brand.
    """
    reply_to: NotRequired[str | None]
    """
    What it answers: the platform's id of that message, or for a reply written here its `id`; null for nothing.
    """
    sent_at: str
    """
    When it was sent, by the platform's clock (UTC).
    """
    state: Literal['kept', 'deleted', 'erased']
    """
    `deleted` at its platform: its words are gone, it still counts; `erased` here with its contact; else `kept`.
    """
    subject_line: NotRequired[str | None]
    """
    The subject of a mail; null for other messages.
    """
    text: str
    """
    The words its writer says now, without what was quoted; empty once deleted or erased.
    """
    triage: NotRequired[TriageDecision | None]
    """
    What the rules made of it; null for messages of the brand.
    """
    truncated: NotRequired[bool]
    """
    Whether its text was longer than the 20,000 characters that are stored.
    """
    withdrawn_by: NotRequired[str | None]
    """
    Who had it deleted at its platform, by id; null where nobody here did. `edited_at` is when.
    """


class MessageList(TypedDict):
    """
    A page of a list.
    """

    items: list[Message]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class ReplyApproval(TypedDict):
    """
    How far the approval of a reply is.
    """

    claimed_by: NotRequired[str | None]
    """
    Who is deciding and keeps others from it until `claimed_until`, by id; null: nobody.
    """
    claimed_until: NotRequired[str | None]
    """
    When that ends by itself; null: nobody is deciding.
    """
    decisions: list[ReplyApprovalDecision]
    """
    What was said so far, the oldest first.
    """
    expires_at: NotRequired[str | None]
    """
    When the reply is given up if nobody has decided; null: it waits.
    """
    stage: int
    """
    The open stage, from 0; the number of stages when everybody agreed.
    """
    stages: list[ReplyApprovalStage]
    """
    Who has to agree, one stage after the other.
    """


class ReplyJudgedAnew(TypedDict):
    """
    A reply that the draft judges otherwise.
    """

    author: str
    """
    The person who wrote it, by id.
    """
    conversation: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    now: Literal['allowed', 'needs_approval', 'refused']
    """
    What the guideline in force says of it.
    """
    reply: str
    """
    Which one, for `GET /v1/replies/{reply}`.
    """
    then: Literal['allowed', 'needs_approval', 'refused']
    """
    What the draft says of it.
    """
    violations: list[Violation]
    """
    What the draft finds wrong; for one that is freed, what the guideline in force does.
    """


class SlaPolicy(TypedDict):
    """
    The promises in force, with their version.
    """

    calendar: Calendar
    """
    When time counts.
    """
    pause_resolution_while_waiting: bool
    """
    Whether the clock to resolution pauses while the contact is waited for.
    """
    targets: list[SlaTargets]
    """
    Rules of engagement (`applies`) where they shall count; those without fall in `min_priority`, down to 0.
    """
    version: int
    """
    Grows by one with every write; what is decided under it names it.
    """


class SlaPolicyUpdate(TypedDict):
    """
    The promises; the first target that holds counts, so the last one has no conditions.
    """

    calendar: Calendar
    """
    When time counts.
    """
    pause_resolution_while_waiting: bool
    """
    Whether the clock to resolution pauses while the contact is waited for.
    """
    targets: list[SlaTargets]
    """
    Rules of engagement (`applies`) where they shall count; those without fall in `min_priority`, down to 0.
    """


class StoryAnswer(TypedDict):
    """
    An answer to a story.
    """

    approval: NotRequired[ReplyApproval | None]
    """
    Who has agreed and who has to; null before it was submitted.
    """
    author: str
    """
    Who wrote it, by id; the replies are theirs too.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    ends_at: str
    """
    When it ends by itself (UTC); who was not sent it by then does not get it.
    """
    id: str
    """
    The answer, for `GET /v1/story-answers/{answer}`.
    """
    later_joiners: bool
    """
    Whether who tells the story while it is on gets it too.
    """
    pace_per_minute: int
    """
    How many replies leave a minute at most, on each channel.
    """
    state: Literal['draft', 'awaiting_approval', 'approved', 'running', 'paused', 'stopped', 'finished']
    """
    `draft` also after a rejection; `running` sends; `stopped` by a person; `finished` by itself.
    """
    story: str
    """
    The story it answers, by id.
    """
    undo: NotRequired[StoryAnswerUndo | None]
    """
    Why and by whom what was sent is withdrawn; null: nobody has undone it.
    """
    variants: list[StoryAnswerVariant]
    """
    The words for each language, and where wished for each channel.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class StoryAnswerCreate(TypedDict):
    """
    An answer to everybody who told a story.
    """

    ends_at: str
    """
    When it ends; who was not sent it by then does not get it.
    """
    later_joiners: NotRequired[bool]
    """
    Whether who tells the story while the answer is on gets it too.
    """
    pace_per_minute: NotRequired[int]
    """
    How many replies leave a minute at most, on each channel.
    """
    story: str
    """
    The story by its id, from `GET /v1/stories`.
    """
    variants: list[StoryAnswerVariantCreate]
    """
    A text for each language of the story's conversations; there is no default language.
    """


class StoryAnswerDetail(TypedDict):
    """
    An answer with its figures.
    """

    approval: NotRequired[ReplyApproval | None]
    """
    Who has agreed and who has to; null before it was submitted.
    """
    author: str
    """
    Who wrote it, by id; the replies are theirs too.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    ends_at: str
    """
    When it ends by itself (UTC); who was not sent it by then does not get it.
    """
    id: str
    """
    The answer, for `GET /v1/story-answers/{answer}`.
    """
    later_joiners: bool
    """
    Whether who tells the story while it is on gets it too.
    """
    pace_per_minute: int
    """
    How many replies leave a minute at most, on each channel.
    """
    reasons: dict[str, int]
    """
    Of the excluded, skipped and not withdrawable ones, how many for which reason.
    """
    recipients: StoryRecipientCounts
    """
    How many conversations of the ledger are in which state.
    """
    state: Literal['draft', 'awaiting_approval', 'approved', 'running', 'paused', 'stopped', 'finished']
    """
    `draft` also after a rejection; `running` sends; `stopped` by a person; `finished` by itself.
    """
    story: str
    """
    The story it answers, by id.
    """
    undo: NotRequired[StoryAnswerUndo | None]
    """
    Why and by whom what was sent is withdrawn; null: nobody has undone it.
    """
    variants: list[StoryAnswerVariant]
    """
    The words for each language, and where wished for each channel.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class StoryAnswerList(TypedDict):
    """
    A page of a list.
    """

    items: list[StoryAnswer]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class StoryAnswerUpdate(TypedDict):
    """
    What a draft shall be: written whole.
    """

    ends_at: str
    """
    When it ends; who was not sent it by then does not get it.
    """
    later_joiners: bool
    """
    Whether who tells the story while the answer is on gets it too.
    """
    pace_per_minute: int
    """
    How many replies leave a minute at most, on each channel.
    """
    variants: list[StoryAnswerVariantCreate]
    """
    A text for each language of the story's conversations; there is no default language.
    """


class AbilityMissing(TypedDict):
    """
    What one may not do, and what it takes.
    """

    ability: Literal['listen', 'share', 'answer_as_oneself', 'speak_for_brand', 'crisis_volunteer']
    """
    What one may not do yet.
    """
    ways: list[CertificateWay]
    """
    The certificates of which one is enough.
    """


class CourseAttemptCreate(TypedDict):
    """
    The answers to all that a course asks; one that is left out brings no points.
    """

    answers: NotRequired[list[Answer]]
    """
    One for each question, in any order.
    """
    sorted: NotRequired[list[SortedMessage]]
    """
    One for each message of the triage exercises, in any order.
    """
    version: int
    """
    The version that was read; it must be the enrolled one.
    """
    written: NotRequired[list[PracticeAnswer]]
    """
    One for each lesson with a conversation to answer, in any order.
    """


class CoursePractice(TypedDict):
    """
    A conversation to answer, as its author writes it.
    """

    criteria: list[PracticeCriterion]
    """
    What an answer is held to; learners never read it. At least one can fail.
    """
    turns: list[PracticeTurn]
    """
    The conversation so far, the oldest first.
    """


class Coverage(TypedDict):
    """
    How many people hold what, counted in the background.
    """

    as_of: str | None
    """
    When it was counted (UTC), a minute ago or so where somebody asks often; null: it is being counted, ask again.
    """
    by: Literal['language', 'department']
    """
    What the groups are.
    """
    groups: list[GroupCoverage]
    """
    The groups by name; empty while `as_of` is null.
    """


class Employee(TypedDict):
    """
    An employee as they are now.
    """

    active: bool
    """
    Whether they get anything at all.
    """
    certificates: list[Certificate]
    """
    Those that were not revoked, also those that have ended; `GET …/certificates` says how each was given.
    """
    department: str | None
    """
    The team they belong to; null: none.
    """
    id: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    languages: list[str]
    """
    What they answer in (BCP 47).
    """
    level: int | None
    """
    How far they stand in the company, 1 to 5; null: not said.
    """
    may_answer: bool
    """
    false: they have not accepted the guideline in time, so they get nothing on any seat, and what they held went
    back to its queue; `GET /v1/guideline/reading` is how they read it.
    """
    name: str
    """
    Their name for people; empty where nobody gave one.
    """
    on_shift: bool
    """
    Whether they are in a shift at this moment, or have none to keep to.
    """
    places: list[SurgePlace]
    """
    Temporary seats in crises: those that hold, and the newest 20 of those that ended.
    """
    presence: Literal['online', 'away', 'offline']
    """
    As last reported: `online`, `away`, or `offline`; who is silent too long is set `away`.
    """
    presence_at: str | None
    """
    Since when the presence is this (UTC); null where none was ever reported.
    """
    queues: list[str]
    """
    The queues they work in; empty: every queue that is not restricted.
    """
    role: str | None
    """
    What they do in the company; null: not said.
    """
    seats: int
    """
    How many conversations they can hold at once, without those of surge places.
    """
    shifts: list[Shift]
    """
    Their shifts, the earliest first; without any they work whenever they are online.
    """
    skills: dict[str, int]
    """
    Proficiency from 1 to 5 by skill.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    volunteer: bool
    """
    Whether callouts may ask them for help in a crisis.
    """


class EmployeeList(TypedDict):
    """
    A page of a list.
    """

    items: list[Employee]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class EmployeeUpdate(TypedDict):
    """
    A directory entry. Presence and surge places stay as they are; shifts too where none are given.
    """

    active: NotRequired[bool]
    """
    false: gets nothing, and what they hold goes back to its queue.
    """
    certificates: NotRequired[list[Certificate]]
    """
    Rights to speak for the brand, which neither routing nor sending waives. It governs what entries gave: what a
    course or a person gave stays, and what was revoked stays revoked.
    """
    department: NotRequired[str | None]
    """
    The team they belong to, for rules that ask for a `team`; null: none.
    """
    languages: NotRequired[list[Language]]
    """
    What they answer in (BCP 47); `nl-BE` serves who asks for `nl-BE` and for `nl`.
    """
    level: NotRequired[int | None]
    """
    How far they stand in the company, 1 to 5, for audiences of courses; null: not said.
    """
    name: NotRequired[str]
    """
    Their name for people; empty: that of the person of the same id, where there is one.
    """
    queues: NotRequired[list[Queue]]
    """
    The queues they work in; empty: every queue that is not restricted.
    """
    role: NotRequired[str | None]
    """
    What they do in the company, such as `engineer`, for audiences of courses; null: not said. It gives no access.
    """
    seats: NotRequired[int]
    """
    How many conversations they can hold at once; surge places add to it.
    """
    shifts: NotRequired[list[Shift] | None]
    """
    All their shifts in place of those before; null: those stay, and who has none works whenever online.
    """
    skills: NotRequired[dict[str, int]]
    """
    Proficiency from 1 to 5 by skill; who has 4 serves who asks for 1 to 4.
    """
    volunteer: NotRequired[bool]
    """
    Whether callouts may ask them for help in a crisis.
    """


class Enrolment(TypedDict):
    """
    An employee's place in a version of a course.
    """

    attempts: int
    """
    How often its questions were answered.
    """
    best_percent: int | None
    """
    The best result so far, in percent of all points; null before the first attempt.
    """
    course: str
    """
    What is learnt, by id, as in `GET /v1/courses/{course}`.
    """
    due_at: str | None
    """
    Until when it is to be passed (UTC); null: no deadline.
    """
    employee: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    ended_at: str | None
    """
    When it was passed or failed (UTC); null while it is open.
    """
    enrolled_at: str
    """
    Since when (UTC).
    """
    enrolled_by: str
    """
    Who did it, by id; of an audience, who published the version.
    """
    enrolled_how: Literal['self', 'person', 'audience', 'renewal']
    """
    By themselves, by a person, or by the rule of the course's audience.
    """
    lessons: list[LessonProgress]
    """
    The lessons that are done, in the order they were.
    """
    overdue: bool
    """
    Whether it is open and its deadline has passed.
    """
    state: Literal['enrolled', 'in_progress', 'passed', 'failed']
    """
    `enrolled`: nothing done yet; `in_progress`; `passed`; `failed`: no attempt is left.
    """
    version: int
    """
    The version they are enrolled in; later ones change nothing for them.
    """


class EnrolmentList(TypedDict):
    """
    A page of a list.
    """

    items: list[Enrolment]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class EnrolmentResults(TypedDict):
    """
    The enrolments of those who were named.
    """

    items: list[Enrolment]
    """
    In the order given.
    """


class HeldCertificate(TypedDict):
    """
    A certificate as an employee holds it, or held it.
    """

    abilities: list[Literal['listen', 'share', 'answer_as_oneself', 'speak_for_brand', 'crisis_volunteer']]
    """
    What its holder may do.
    """
    by: str | None
    """
    Who issued it, by id; null where no person did.
    """
    certificate: str
    """
    Which of the catalogue, by id.
    """
    definition: int
    """
    The version of the catalogue it was issued under; 0: the catalogue did not have it.
    """
    evidence: str
    """
    What shows it: of a course, the attempt that passed.
    """
    expires_at: str | None
    """
    When it ends (UTC); null: it does not.
    """
    how: Literal['entry', 'import', 'person', 'course']
    """
    By an `entry` of the directory, an `import` of it or of the learning system `system`, a `person` with a reason,
    or by passing a `course`.
    """
    issued_at: str | None
    """
    Since when it is held (UTC); null: from before this was noted.
    """
    reason: str
    """
    The reason they gave; empty without one.
    """
    renew_at: str | None
    """
    When its holder is enrolled to renew it (UTC); null: they are not, or were already.
    """
    revoked: ShownRevocation | None
    """
    Who took it back, when and why; null where nobody did.
    """
    skills: dict[str, int]
    """
    The skills it gives, with their level.
    """
    system: str | None
    """
    The learning system that reported it; null where none did.
    """
    valid: bool
    """
    Whether it counts at this moment.
    """


class HeldCertificateList(TypedDict):
    """
    A page of a list.
    """

    items: list[HeldCertificate]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class ImportedItem(TypedDict):
    """
    What became of one item, in the order given; `status` as the item's own PUT would have had it.
    """

    errors: NotRequired[list[ItemError]]
    """
    What kept it from being written; empty where it was.
    """
    id: str | None
    """
    The id it named; null where it named none.
    """
    index: int
    """
    The place of the item in the request, from 0.
    """
    status: Literal[200, 201, 409, 422]
    """
    200 changed, 201 new, 409 changed by somebody else at the same moment, 422 wrong.
    """
    version: NotRequired[int | None]
    """
    The version of the employee's entry after it; null where it was not written.
    """


class Learning(TypedDict):
    """
    The record of one employee: what they learn and hold, what they may do, and why not more.
    """

    abilities: list[Literal['listen', 'share', 'answer_as_oneself', 'speak_for_brand', 'crisis_volunteer']]
    """
    What they may do now by their valid certificates.
    """
    certificates: list[HeldCertificate]
    """
    What they hold and held.
    """
    due: list[str]
    """
    The courses that are open and have a deadline, by id, the nearest first.
    """
    employee: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    enrolments: list[Enrolment]
    """
    All their enrolments, by course.
    """
    missing: list[AbilityMissing]
    """
    What they may not do and some certificate gives.
    """


class NobodyFits(TypedDict):
    """
    Why nobody could be asked, as of the answer.
    """

    asks: list[str]
    """
    The tokens asked for now.
    """
    employees: list[PassedOver]
    """
    Those nearest to fitting, up to 20, the nearest first.
    """
    guideline_not_accepted: list[str]
    """
    Employees, by id, who are online and get nothing until they accept the guideline; up to 20.
    """
    looked_at: int
    """
    How many employees at work were looked at.
    """
    next_step: NextRelaxation | None
    """
    What the queue gives up next; null: nothing more.
    """


class Queue1(TypedDict):
    """
    A queue with its version.
    """

    after_reply: Literal['complete', 'keep']
    """
    What a reply does that leaves nothing to answer: `complete` frees the seat, `keep` leaves the conversation
    with its employee.
    """
    decline_seconds: float
    """
    How long who declined, let pass or gave back a task is not asked again for it.
    """
    id: str
    """
    The queue's id, which rules and tasks name.
    """
    name: str
    """
    What people call it, such as `Baggage`.
    """
    offer_seconds: float
    """
    How long an employee has to answer an offer.
    """
    prefer_last_seconds: float
    """
    How long a new task waits for the employee who had the conversation before; 0: not at all.
    """
    restricted: bool
    """
    Whether only employees and surge places that name the queue work in it.
    """
    silent_after_seconds: float | None
    """
    Who gave no sign of life for so long loses what they hold of the queue and is set away; null: never.
    """
    steps: list[QueueStep]
    """
    How its requirements relax; each step once its time has come. Empty: never.
    """
    version: int
    """
    Grows with every write; `ETag` carries it. 0 is a default that nobody has changed yet.
    """


class QueueList(TypedDict):
    """
    A page of a list.
    """

    items: list[Queue1]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class ShownPractice(TypedDict):
    """
    A conversation to answer, as learners read it: without what their answer is held to.
    """

    points: int
    """
    For an answer that meets everything.
    """
    turns: list[ShownTurn]
    """
    The conversation so far, the oldest first.
    """


class Workflow(TypedDict):
    """
    A version of the workflow.
    """

    rules: list[WorkflowRule]
    """
    In their order: the first that applies decides.
    """
    version: int
    """
    Grows by one with every write; what is decided under it names it.
    """


class WorkflowList(TypedDict):
    """
    A page of a list.
    """

    items: list[Workflow]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Availability(TypedDict):
    """
    When somebody could come: callouts ask them first then, and leave nobody out.
    """

    person: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    spans: list[Period]
    """
    As they were written, earliest first, those that are over among them.
    """
    version: int
    """
    Grows by one with every write; 0 is the empty one nobody wrote.
    """


class AvailabilityUpdate(TypedDict):
    """
    When somebody could come, whole.
    """

    spans: list[Period]
    """
    Times they could come, none of them over or ending more than 14 days ahead; none: they say nothing.
    """


class BrandSpread(TypedDict):
    """
    How what people say of the brand spreads, all stories and everything else; accounts are not told apart.
    """

    channels: list[StoryCrossing]
    """
    The channels they came by, the most used first; counted from the upgrade on, to the minute.
    """
    copied: int
    """
    How many of them are copies: an account said again what it said before, in nearly the same words.
    """
    growth: StoryGrowth
    """
    Whether the brand's messages grow, and how fast, as of a story; it looks back beyond `since`.
    """
    languages: list[StoryCrossing]
    """
    The languages they are in, the most used first, 30 at most; counted from the upgrade on, to the minute.
    """
    messages: int
    """
    What contacts wrote in that time.
    """
    persistence: StoryPersistence
    """
    Whether the brand is written to all the time since then, now and then, or no longer, to the five minutes.
    """
    reach: NotRequired[StoryReach | None]
    """
    How far they reach, as of a story; null where no followers of the last two hours' authors are known.
    """
    since: str
    """
    From when on messages, languages, channels and tones are counted: twelve hours before `until`, or the first sign
    of an incident that is younger (UTC).
    """
    tones: StoryTones
    """
    For and against: how they sound; positive ones of before the upgrade count as neutral.
    """
    until: str
    """
    Up to when: the end of the last five minutes that are complete (UTC).
    """


class Callout(TypedDict):
    """
    A callout: people needed, asked, and their answers; `need` is how it was sized at its beginning.
    """

    accepted: int
    """
    People who said yes.
    """
    asked: int
    """
    People asked so far.
    """
    declined: int
    """
    People who said no.
    """
    filled_at: NotRequired[str | None]
    """
    When enough people had said yes; null while some are missing.
    """
    id: str
    """
    32 hexadecimal digits, derived from the incident and what opened it.
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    left: NotRequired[int]
    """
    People who said yes and left before the end; others are asked in their place.
    """
    nearly: NotRequired[list[NearlyAble]]
    """
    Volunteers who could come but for the ability, those present first, up to 50, as of the last wave; always none
    where no certificate of the brand gives `crisis_volunteer`.
    """
    need: NotRequired[Need | None]
    """
    The figures it was sized by at its beginning; null in the answer that opens it.
    """
    needed: int
    """
    People it asks for; grows with the surge, unless somebody said how many.
    """
    no_answer: int
    """
    People who let the time pass.
    """
    opened_at: str
    """
    When it was opened (UTC).
    """
    staffed: int
    """
    Open seats of people at work when it was opened.
    """
    state: Literal['open', 'filled', 'exhausted', 'closed']
    """
    `open` asks on, `filled` has enough people, `exhausted` has nobody left to ask, `closed` ended with its
    incident.
    """
    wave: int
    """
    The number of the last wave, from 1; 0 before the first.
    """


class CalloutList(TypedDict):
    """
    A page of a list.
    """

    items: list[Callout]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class CurrentSpread(TypedDict):
    """
    How what people say of the brand spreads now, whether there is an incident or not.
    """

    channels: list[StoryCrossing]
    """
    The channels they came by, the most used first; counted from the upgrade on, to the minute.
    """
    copied: int
    """
    How many of them are copies: an account said again what it said before, in nearly the same words.
    """
    growth: StoryGrowth
    """
    Whether the brand's messages grow, and how fast, as of a story; it looks back beyond `since`.
    """
    languages: list[StoryCrossing]
    """
    The languages they are in, the most used first, 30 at most; counted from the upgrade on, to the minute.
    """
    messages: int
    """
    What contacts wrote in that time.
    """
    persistence: StoryPersistence
    """
    Whether the brand is written to all the time since then, now and then, or no longer, to the five minutes.
    """
    reach: NotRequired[StoryReach | None]
    """
    How far they reach, as of a story; null where no followers of the last two hours' authors are known.
    """
    severity: Literal[1, 2, 3]
    """
    By how they sound: 2 where most are negative, by the crisis policy's `angry_share`, else 1, as of a story; how
    much more they are than ever is what signals say.
    """
    since: str
    """
    From when on messages, languages, channels and tones are counted: twelve hours before `until`, or the first sign
    of an incident that is younger (UTC).
    """
    tones: StoryTones
    """
    For and against: how they sound; positive ones of before the upgrade count as neutral.
    """
    until: str
    """
    Up to when: the end of the last five minutes that are complete (UTC).
    """


class Forecast(TypedDict):
    """
    The forecast of one moment. It is made from what came before it alone, so that a past one can be shown again.
    """

    backlog_score: NotRequired[ForecastScore | None]
    """
    How good forecasts of the backlog were before; null where nothing has come that could say.
    """
    case_share: float
    """
    The share of the messages that somebody has to answer, by the last six hours, 0 to 1.
    """
    handle_seconds: float
    """
    How long one conversation takes: routing's mean, or `handle_seconds` of the policy where there is none.
    """
    history_hours: float
    """
    How much of the past it is made from, 336 at most.
    """
    made_at: str
    """
    The moment (UTC): the end of the last minute that is counted, or the one asked for.
    """
    messages_score: NotRequired[ForecastScore | None]
    """
    How good forecasts of messages were before; null where nothing has come that could say.
    """
    points: list[ForecastPoint]
    """
    24 quarters of an hour from this moment on.
    """
    seats: NotRequired[int | None]
    """
    Open seats of people at work at this moment; null where it is not known.
    """
    slot_seconds: int
    """
    The length of a slot, a quarter of an hour, in seconds: 900 unless the operator set it otherwise.
    """
    waiting: NotRequired[int | None]
    """
    Conversations that waited at this moment; null where it is not known.
    """


class Incident(TypedDict):
    """
    An incident.
    """

    acknowledged_at: NotRequired[str | None]
    """
    When they did; null: nobody yet.
    """
    acknowledged_by: NotRequired[str | None]
    """
    The first who acknowledged a page, by id, which stops the escalation; null: nobody yet.
    """
    began_at: NotRequired[str | None]
    """
    The first sign: when the signal began, else the declaration; null from older builds.
    """
    declared_at: str
    """
    When it was declared (UTC).
    """
    declared_by: str
    """
    The person by id, or `detection`.
    """
    figures: NotRequired[IncidentFigures | None]
    """
    In numbers: so far where one incident is read, else once it is over; null before that.
    """
    id: str
    """
    32 hexadecimal digits, for one that detection found derived from the signal.
    """
    playbook: NotRequired[str | None]
    """
    The playbook it has a copy of, by id; null: none.
    """
    playbook_version: NotRequired[int]
    """
    The version that was copied; 0 is the built-in one, or none.
    """
    roles: NotRequired[dict[str, str]]
    """
    Who has which role, by id: `commander`, `deputy`, `scribe`, `liaison`; those nobody has are left out.
    """
    severity: Literal[1, 2, 3]
    """
    1 coverage, 2 response or change needed, 3 short-term financial impact.
    """
    signals: NotRequired[list[str]]
    """
    The episodes attached to it, the first one first.
    """
    stand_down_proposed_at: NotRequired[str | None]
    """
    When all signals were clear and the work was done; null before that, and once a signal comes again.
    """
    state: Literal['declared', 'active', 'monitoring', 'stood_down', 'reviewed']
    """
    `declared`, then `active` or `monitoring`, then `stood_down` (over) and `reviewed`.
    """
    steps: NotRequired[list[IncidentStep]]
    """
    The steps of the copy, in order; the first has number 1.
    """
    stood_down_at: NotRequired[str | None]
    """
    When it ended; null while it is on.
    """
    stood_down_by: NotRequired[str | None]
    """
    Who ended it: the person by id, or `detection`; null while it is on.
    """
    title: str
    """
    What is going on, in a line.
    """
    update: NotRequired[IncidentUpdate | None]
    """
    The newest update for the company; null: none was written.
    """
    update_due_at: NotRequired[str | None]
    """
    When the next update is due (UTC), the first one five minutes after the declaration; null: none is promised.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class IncidentDetail(TypedDict):
    """
    An incident with its timeline, oldest first.
    """

    acknowledged_at: NotRequired[str | None]
    """
    When they did; null: nobody yet.
    """
    acknowledged_by: NotRequired[str | None]
    """
    The first who acknowledged a page, by id, which stops the escalation; null: nobody yet.
    """
    began_at: NotRequired[str | None]
    """
    The first sign: when the signal began, else the declaration; null from older builds.
    """
    declared_at: str
    """
    When it was declared (UTC).
    """
    declared_by: str
    """
    The person by id, or `detection`.
    """
    figures: NotRequired[IncidentFigures | None]
    """
    In numbers: so far where one incident is read, else once it is over; null before that.
    """
    id: str
    """
    32 hexadecimal digits, for one that detection found derived from the signal.
    """
    playbook: NotRequired[str | None]
    """
    The playbook it has a copy of, by id; null: none.
    """
    playbook_version: NotRequired[int]
    """
    The version that was copied; 0 is the built-in one, or none.
    """
    roles: NotRequired[dict[str, str]]
    """
    Who has which role, by id: `commander`, `deputy`, `scribe`, `liaison`; those nobody has are left out.
    """
    severity: Literal[1, 2, 3]
    """
    1 coverage, 2 response or change needed, 3 short-term financial impact.
    """
    signals: NotRequired[list[str]]
    """
    The episodes attached to it, the first one first.
    """
    stand_down_proposed_at: NotRequired[str | None]
    """
    When all signals were clear and the work was done; null before that, and once a signal comes again.
    """
    state: Literal['declared', 'active', 'monitoring', 'stood_down', 'reviewed']
    """
    `declared`, then `active` or `monitoring`, then `stood_down` (over) and `reviewed`.
    """
    steps: NotRequired[list[IncidentStep]]
    """
    The steps of the copy, in order; the first has number 1.
    """
    stood_down_at: NotRequired[str | None]
    """
    When it ended; null while it is on.
    """
    stood_down_by: NotRequired[str | None]
    """
    Who ended it: the person by id, or `detection`; null while it is on.
    """
    timeline: NotRequired[list[TimelineEntry]]
    """
    What happened and who did it, line by line.
    """
    title: str
    """
    What is going on, in a line.
    """
    update: NotRequired[IncidentUpdate | None]
    """
    The newest update for the company; null: none was written.
    """
    update_due_at: NotRequired[str | None]
    """
    When the next update is due (UTC), the first one five minutes after the declaration; null: none is promised.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """


class IncidentList(TypedDict):
    """
    A page of a list.
    """

    items: list[Incident]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class IncidentStatus(TypedDict):
    """
    What goes on, who deals with it, since when, and when people hear more.
    """

    ended_at: NotRequired[str | None]
    """
    When it ended (UTC); null while it is open.
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    next_update_at: NotRequired[str | None]
    """
    When more is said at the latest (UTC); null: nothing is promised, or it is over.
    """
    people: dict[str, str]
    """
    Who deals with it, by role and name: `commander`, `deputy`, `scribe`, `liaison`.
    """
    severity: Literal[1, 2, 3]
    """
    1 coverage, 2 response or change needed, 3 short-term financial impact.
    """
    since: str
    """
    The first sign of it (UTC).
    """
    state: Literal['declared', 'active', 'monitoring', 'stood_down', 'reviewed']
    """
    `declared`, `active` or `monitoring` while it is open; `stood_down` or `reviewed` once it is over.
    """
    title: str
    """
    What is going on, in a line.
    """
    update: NotRequired[IncidentUpdate | None]
    """
    The newest words on it; null: none yet.
    """
    update_late: bool
    """
    Whether that moment has passed without an update.
    """


class Notice(TypedDict):
    """
    One person told of one page, ask, swap, course or approval, or thanked once, or one webhook of one level.
    """

    about: str
    """
    The id of the page, callout, swap or course, of the reply that waits, for `GET /v1/replies/{reply}`, of the
    story answer that waits, for `GET /v1/story-answers/{answer}`, or of the incident that is thanked for, or whose
    escalation is at the level.
    """
    answered_by_link: NotRequired[str | None]
    """
    When its link was used (UTC); null: it was not.
    """
    attempts: list[NoticeAttempt]
    """
    What was tried, in order.
    """
    ends_at: str
    """
    Until when it is sent (UTC).
    """
    id: str
    """
    32 hexadecimal digits, derived from what it is about and the person or webhook.
    """
    incident: str | None
    """
    The incident by its id, for `GET /v1/incidents/{incident}`; null of a swap, a course and an approval.
    """
    kind: Literal['page', 'ask', 'swap', 'course', 'approval', 'level', 'thanks']
    """
    `page`: they are paged; `ask`: they are asked in a callout; `swap`: to be on call for somebody else;
    `course`: they are reminded of a course whose day is near; `approval`: a reply or story answer waits for them to
    decide; `level`: an escalation webhook is called, as a level of the escalation says; `thanks`: somebody thanks them
    for their help in an incident.
    """
    level: NotRequired[int | None]
    """
    The level that calls it, from 1; null of others.
    """
    person: str | None
    """
    Who is told, by id; null: a webhook is.
    """
    raised_at: str
    """
    When it was raised (UTC).
    """
    rotation: NotRequired[str | None]
    """
    The rotation of a swap by its id, for `GET /v1/rotations/{rotation}`; null of others.
    """
    round: NotRequired[int | None]
    """
    The round of the escalation in which it is called, from 1; null of others.
    """
    severity: Literal[1, 2, 3]
    """
    How severe it was then, 1 to 3; 1 of a swap, a course, an approval and thanks.
    """
    state: Literal['pending', 'sent', 'failed', 'quiet', 'no_address', 'limited', 'answered']
    """
    `pending`: addresses may follow; `sent`: one took it, and no answer came in time; `failed`: none took it;
    `quiet`: all are quiet until too late; `no_address`: there is none, or the webhook was removed; `limited`:
    they were told of as many pages within an hour as the crisis policy allows, or of six approvals; `answered`: no
    answer is awaited any more.
    """
    text: NotRequired[str | None]
    """
    What somebody wrote to thank them; null of other kinds.
    """
    title: str
    """
    What was going on when it was raised, or what is asked.
    """
    webhook: NotRequired[str | None]
    """
    Which webhook is called, by id, for `GET /v1/escalation-webhooks/{webhook}`; null: a person is told.
    """


class NoticeAddress(TypedDict):
    """
    One way to a person, as it may be shown.
    """

    after_seconds: float
    """
    How long after the page or ask it is used.
    """
    id: str
    """
    Names it in a later `PUT` and in the attempts of notices.
    """
    kind: Literal['email', 'slack', 'teams', 'webhook']
    """
    `email`, `slack`, `teams` or `webhook`.
    """
    quiet: NotRequired[QuietTime | None]
    """
    When it takes nothing; null: never.
    """
    shown: str
    """
    The mail address; of a URL, which is a secret, its host and last characters.
    """


class NoticeAddressUpdate(TypedDict):
    """
    One way to a person.
    """

    after_seconds: NotRequired[float]
    """
    It is used when the person has not answered so long after the page or ask; one that cannot be reached makes the
    next one due.
    """
    id: NotRequired[str | None]
    """
    Of an address of the plan that stays, perhaps changed; null: a new one.
    """
    kind: Literal['email', 'slack', 'teams', 'webhook']
    """
    `email`; `slack` and `teams`: an incoming webhook of the chat; `webhook`: JSON, signed as Standard Webhooks.
    """
    quiet: NotRequired[QuietTime | None]
    """
    When it takes nothing; null: never.
    """
    secret: NotRequired[str | None]
    """
    Signs what a `webhook` gets: `whsec_` and 24 to 64 bytes in base64. It is never shown.
    """
    target: NotRequired[str | None]
    """
    The mail address, or the https URL that is posted to; null: the one that is stored under `id`.
    """


class NoticeList(TypedDict):
    """
    A page of a list.
    """

    items: list[Notice]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class NoticePlan(TypedDict):
    """
    All ways to a person, in order.
    """

    addresses: list[NoticeAddress]
    """
    Where they are told, the first one first.
    """
    person: str
    """
    Whose it is, by id.
    """
    version: int
    """
    Grows by one with every write; 0 is the empty plan nobody wrote.
    """


class NoticePlanUpdate(TypedDict):
    """
    All ways to a person, in order.
    """

    addresses: list[NoticeAddressUpdate]
    """
    The first one first; none: nothing is sent.
    """


class Playbook(TypedDict):
    """
    A playbook with its version.
    """

    fits: PlaybookFit | None
    """
    When it fits: an incident for which nobody names a playbook begins with it, in place of the one of the crisis
    policy. Null: it is taken only where it is named.
    """
    id: str
    """
    Names it in incidents and in the crisis policy.
    """
    statements: dict[str, str]
    """
    Texts by language (BCP 47), which become drafts of holding statements in the incident.
    """
    steps: list[PlaybookStep]
    """
    In order; an incident begins with a copy of them to tick off.
    """
    title: str
    """
    The kind of crisis it is for.
    """
    version: int
    """
    Grows with every write; `ETag` carries it. 0 is the built-in one.
    """


class PlaybookList(TypedDict):
    """
    A page of a list.
    """

    items: list[Playbook]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Review(TypedDict):
    """
    The review of an incident that is over.
    """

    began_at: str
    """
    The first sign: when the signal began, else the declaration.
    """
    effort: Effort
    """
    How much of people's time it took.
    """
    figures: IncidentFigures
    """
    How much it was, from the first sign to the stand-down.
    """
    incident: Incident
    """
    All that is stored of it, as of its end.
    """
    lasted_seconds: float
    """
    From the declaration to the stand-down.
    """
    milestones: Milestones
    """
    How fast it went.
    """
    names: NotRequired[dict[str, str]]
    """
    The name of each person in it by id; the id where there is none.
    """
    pages_late: NotRequired[list[LateLevel]]
    """
    The levels of the escalation policy nobody took a page of in time, in the order they were paged; counted from the
    upgrade on.
    """
    people: list[str]
    """
    Who is in the timeline or had a role, by id, parts of Muster among them.
    """
    record: ReviewRecord
    """
    What people wrote into it: `PUT /v1/incidents/{incident}/review`.
    """
    steps_late: list[LateStep]
    """
    The steps that were late against their due time.
    """
    steps_open: list[str]
    """
    The titles of the steps nobody ticked off.
    """
    thanks: NotRequired[IncidentThanks | None]
    """
    The thanks that somebody gave, and how many people they reached; null where nobody did.
    """
    timeline: list[TimelineEntry]
    """
    What happened, the oldest first.
    """
    updates_late: NotRequired[list[str]]
    """
    When an update for the company was noted as due and not there, the first after five minutes (UTC).
    """


class RotationLayer(TypedDict):
    """
    Members who take turns.
    """

    handover: NotRequired[str]
    """
    When a turn begins, on its first day.
    """
    hours: NotRequired[list[WeekSpan] | None]
    """
    When the layer is on call; a layer further down is for the rest. Null: around the clock.
    """
    members: list[Member]
    """
    Who takes turns, by their ids, in order; the first one's turn begins on `starts_on`.
    """
    starts_on: str
    """
    The local day on which the first turn begins.
    """
    turn_days: NotRequired[int]
    """
    How many days a turn is.
    """


class RotationUpdate(TypedDict):
    """
    A whole rotation, as it is written; its overrides and swaps stay.
    """

    gaps: bool
    """
    Whether there may be times with nobody on call; false: a rotation that has one is refused.
    """
    joining: bool
    """
    Whether people join the first layer, and leave it, by themselves.
    """
    layers: list[RotationLayer]
    """
    On call is the member of the first layer whose hours it is.
    """
    name: str
    """
    What people call it.
    """
    zone: str
    """
    The time zone of days and hours.
    """


class RuleWhen(TypedDict):
    """
    Which signals, and how near to one another they begin.
    """

    match: Literal['all', 'any']
    """
    Whether all conditions have to hold, or one of them is enough; the signal that comes last holds one itself.
    """
    signals: list[SignalCondition]
    """
    The conditions; signals carry neither channel nor language, so none can be asked for.
    """
    within_seconds: float
    """
    Signals count that began so long before the one that comes, or after it, at most: one of a story or of reach
    begins with the five minutes it is judged by, and comes at their end.
    """


class ServiceRecord(TypedDict):
    """
    What somebody did in crises, newest first.
    """

    items: list[ServiceEntry]
    """
    The incidents they helped in, at most `limit` of them.
    """
    name: str
    """
    How they are called, also after they left; the id where the directory has no name.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """
    person: str
    """
    The employee, by the id that is also the person's in the gateway.
    """
    totals: ServiceTotals
    """
    How much it was.
    """


class Statement(TypedDict):
    """
    A holding statement.
    """

    approved_at: NotRequired[str | None]
    """
    When they did; null while it is a draft.
    """
    approved_by: NotRequired[str | None]
    """
    The other person who approved it, by id; null while it is a draft.
    """
    author: str
    """
    Who wrote it, by id; `playbook` where it came from there, and any person may approve it.
    """
    id: str
    """
    32 hexadecimal digits.
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    language: str
    """
    The language it is written in (BCP 47).
    """
    publications: NotRequired[list[StatementPublication]]
    """
    Where it was published as the brand's own post, one for each account; empty: nowhere.
    """
    state: Literal['draft', 'approved']
    """
    `draft`, or `approved` and free to be sent.
    """
    text: str
    """
    What may be sent, word for word, once it is approved.
    """
    written_at: str
    """
    When it was written (UTC).
    """


class StatementList(TypedDict):
    """
    A page of a list.
    """

    items: list[Statement]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class StorySpread(TypedDict):
    """
    How a story spreads; counted from the upgrade on for a story that is older.
    """

    authors: NotRequired[int | None]
    """
    How many accounts tell it, up to 200; null where none were counted.
    """
    channels: list[StoryCrossing]
    """
    The channels it was told on, the most used first.
    """
    coordinated: bool
    """
    Whether few accounts copy one text: ten messages or more, of fewer than a third as many accounts.
    """
    growth: StoryGrowth
    """
    Whether it grows, and how fast.
    """
    languages: list[StoryCrossing]
    """
    The languages it was told in, the most used first, 30 at most; messages of unknown language are left out.
    """
    more_authors: bool
    """
    Whether there are more accounts than `authors` says.
    """
    persistence: StoryPersistence
    """
    Whether it is told all the time, now and then, or no longer.
    """
    reach: NotRequired[StoryReach | None]
    """
    How far it reaches; null where nothing is known of the followers of the last two hours' authors.
    """
    tones: StoryTones
    """
    For and against: how its messages sound.
    """
    until: str
    """
    Up to when growth and reach are counted: the end of the last five minutes that are complete (UTC).
    """


class WeekHours(TypedDict):
    """
    Hours of the week in a time zone.
    """

    spans: list[WeekSpan]
    """
    The hours; outside of them it is none of them.
    """
    zone: str
    """
    The time zone of the hours.
    """


Attribution = TypedDict(
    'Attribution',
    {
        'by_channel': list[Credit],
        'by_employee': list[Credit],
        'currencies': list[CurrencySales],
        'from': str,
        'model': Literal['last_touch', 'first_touch'],
        'to': str,
        'window_days': float,
    },
)


class Group(TypedDict):
    """
    The numbers of one value of a dimension; `other` is the rest. Largest first.
    """

    items: NotRequired[list[Point]]
    """
    Its numbers by window, the earliest first; empty where it is not told by window.
    """
    key: str
    """
    The value of the dimension; an employee by id.
    """
    name: NotRequired[str | None]
    """
    The name of an employee; null for other dimensions.
    """
    total: Figures
    """
    Its numbers over all the time.
    """


class Live(TypedDict):
    """
    The public live response time; ask again after `renewed_every_seconds`.
    """

    as_of: str
    """
    The moment of the answer (UTC).
    """
    five_minutes: LiveFigures
    """
    Over the last five minutes, the one under way included.
    """
    hour: LiveFigures
    """
    Over the last sixty minutes, the one under way included.
    """
    renewed_every_seconds: int
    """
    After so many seconds it can be another.
    """


Overview = TypedDict(
    'Overview',
    {
        'attribution': list[Attribution],
        'brand': str,
        'brand_name': str,
        'employees': list[Load],
        'from': str,
        'generated_at': str,
        'groups': dict[str, list[Group]],
        'incidents': list[IncidentReport],
        'queues': list[Load],
        'series': dict[str, list[Point]],
        'teams': list[Load],
        'timezone': NotRequired[str],
        'to': str,
        'totals': dict[str, Figures],
        'window': Literal['minute', 'hour', 'day'],
        'window_seconds': int,
    },
)


Series = TypedDict(
    'Series',
    {
        'by': str | None,
        'from': str,
        'groups': NotRequired[list[Group]],
        'items': list[Point],
        'measure': str,
        'next': NotRequired[str | None],
        'timezone': NotRequired[str],
        'title': str,
        'to': str,
        'total': Figures,
        'unit': str,
        'window': Literal['minute', 'hour', 'day'],
        'window_seconds': int,
    },
)


class ApprovalRule(TypedDict):
    """
    Where others must agree.
    """

    applies: NotRequired[EngagementScope]
    """
    Where it applies; left out: everywhere.
    """
    authors: NotRequired[AuthorScope]
    """
    Whom it is for, such as a stricter rule for a role; left out: everybody.
    """
    expires_minutes: NotRequired[int | None]
    """
    After how many minutes without a decision the reply is not sent; null: it waits.
    """
    id: str
    """
    Names the rule in violations and in `lifts` of a freedom.
    """
    stages: NotRequired[list[ApprovalStage]]
    """
    Who agrees, one stage after the other; left out: one person who may approve replies. Of several rules each stage
    counts once, and one that asks anybody only where no other stage is asked.
    """
    unless_certificate: NotRequired[str | None]
    """
    Authors who hold this certificate need nobody; null: everybody does.
    """
    why: str
    """
    The reason, for the author and for who approves.
    """


class Guideline(TypedDict):
    """
    The guideline in force, with its version.
    """

    abilities: list[AbilityRule]
    """
    Rules on who may answer in which voice, by what they have learnt; empty: everybody may in both.
    """
    approvals: list[ApprovalRule]
    """
    The rules of engagement: where a second person must agree before a reply is sent.
    """
    blocked_terms: list[BlockedTerm]
    """
    Words no reply may contain.
    """
    care_departments: list[CareDepartment]
    """
    The departments of the care team; the board shows the share of answers from outside them. Empty: not said.
    """
    certificates: list[CertificateRule]
    """
    Rules on who may answer; routing offers such conversations to holders alone.
    """
    duties: list[Duty]
    """
    The duties in words; with the freedoms they are the text that people read and accept.
    """
    freedoms: list[FreedomRule]
    """
    What everyone may do, beside the duties.
    """
    hints: list[Hint]
    """
    Advice that stops nothing.
    """
    listening: Listening | None
    """
    What listeners may read; null: nothing. Who writes it has `conversations:read`.
    """
    max_length: int
    """
    The longest reply, in characters (code points).
    """
    own_addresses: list[str]
    """
    E-mail addresses and telephone numbers of the brand itself, which are no personal data.
    """
    own_name: OwnNameRule | None
    """
    What a reply in one's own name (`voice: own`) needs; null: nothing.
    """
    personal_data: list[PersonalDataRule]
    """
    Rules on personal data in the text of a reply.
    """
    silences: list[SilenceRule]
    """
    What is not answered here, with who takes it over.
    """
    version: int
    """
    Grows by one with every write; what is decided under it names it.
    """
    without_acceptance: Literal['draft_only', 'with_approval']
    """
    What is left to who has not accepted the text when a reading campaign is due: `draft_only` is offered nothing and
    sends nothing, `with_approval` needs a second person for every reply.
    """


class GuidelinePreview(TypedDict):
    """
    What a draft would have stopped and freed, with conversations and authors as they are now.
    """

    freed: list[ReplyJudgedAnew]
    """
    Those it judges less strictly, the newest first.
    """
    looked_at: int
    """
    How many replies were judged; fewer than asked for where the brand has fewer.
    """
    stopped: list[ReplyJudgedAnew]
    """
    Those it judges more strictly, the newest first.
    """


class GuidelineUpdate(TypedDict):
    """
    The whole guideline: duties, and the freedoms beside them. What is to be empty is said to be empty.
    """

    abilities: list[AbilityRule]
    """
    Rules on who may answer in which voice, by what they have learnt; empty: everybody may in both.
    """
    approvals: list[ApprovalRule]
    """
    The rules of engagement: where a second person must agree before a reply is sent.
    """
    blocked_terms: list[BlockedTerm]
    """
    Words no reply may contain.
    """
    care_departments: list[CareDepartment]
    """
    The departments of the care team; the board shows the share of answers from outside them. Empty: not said.
    """
    certificates: list[CertificateRule]
    """
    Rules on who may answer; routing offers such conversations to holders alone.
    """
    duties: list[Duty]
    """
    The duties in words; with the freedoms they are the text that people read and accept.
    """
    freedoms: list[FreedomRule]
    """
    What everyone may do, beside the duties.
    """
    hints: list[Hint]
    """
    Advice that stops nothing.
    """
    listening: Listening | None
    """
    What listeners may read; null: nothing. Who writes it has `conversations:read`.
    """
    max_length: int
    """
    The longest reply, in characters (code points).
    """
    own_addresses: list[str]
    """
    E-mail addresses and telephone numbers of the brand itself, which are no personal data.
    """
    own_name: OwnNameRule | None
    """
    What a reply in one's own name (`voice: own`) needs; null: nothing.
    """
    personal_data: list[PersonalDataRule]
    """
    Rules on personal data in the text of a reply.
    """
    silences: list[SilenceRule]
    """
    What is not answered here, with who takes it over.
    """
    without_acceptance: Literal['draft_only', 'with_approval']
    """
    What is left to who has not accepted the text when a reading campaign is due: `draft_only` is offered nothing and
    sends nothing, `with_approval` needs a second person for every reply.
    """


class GuidelineVersionDetail(TypedDict):
    """
    One version with all it says.
    """

    effective_at: str
    """
    From when it is in force, unless a later version is by then (UTC).
    """
    guideline: Guideline
    """
    All that it says, duties and freedoms, as it was written.
    """
    in_force: bool
    """
    Whether it is the one by which replies are judged now.
    """
    made_at: str
    """
    When it was written, by the server's clock (UTC).
    """
    made_by: str
    """
    The person who wrote it, by id.
    """
    text_hash: str
    """
    The hash of its duties and freedoms, which acceptances are for; versions with the same words share it.
    """
    version: int
    """
    Grows by one with every write; what is decided under it names it.
    """


class Import(TypedDict):
    """
    An import as it stands.
    """

    counts: ImportTallies
    """
    What became of everything posted so far.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    created_by: str
    """
    Who began it, by id.
    """
    finished_at: NotRequired[str | None]
    """
    When it was finished (UTC); null before that.
    """
    id: str
    """
    32 hexadecimal digits.
    """
    integration: NotRequired[str | None]
    """
    The account where later messages of the same people arrive, by the integration's id; null for none.
    """
    name: str
    """
    What people call it.
    """
    position: NotRequired[str | None]
    """
    The importer's own word of how far it is, from the newest post: an importer that died goes on behind it.
    """
    source: Literal['chatwoot', 'zendesk', 'other']
    """
    The tool that the history comes from.
    """
    state: Literal['open', 'finished']
    """
    Whether it takes more.
    """


class ImportItems(TypedDict):
    """
    One result per item, and how the import stands after them.
    """

    counts: ImportTallies
    """
    What became of everything posted so far.
    """
    position: str | None
    """
    How far the importer is.
    """
    results: list[ImportItemResult]
    """
    In the order given.
    """


class ImportList(TypedDict):
    """
    A page of a list.
    """

    items: list[Import]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Reply(TypedDict):
    """
    A reply with its delivery.
    """

    approval: NotRequired[ReplyApproval | None]
    """
    Whom it waits for, or waited for; null where nobody had to agree.
    """
    attempts: int
    """
    How often sending it was begun since it was asked for, or last retried by a person; 8 at most.
    """
    author: str
    """
    The person who wrote it, by id.
    """
    card: NotRequired[str | None]
    """
    The best-practice card it was written with, by id; null: none.
    """
    conversation: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    copy_to: NotRequired[list[str]]
    """
    The others who get a copy, by the platform's ids.
    """
    created_at: str
    """
    When it was made, by the server's clock (UTC).
    """
    decided_at: NotRequired[str | None]
    """
    When they did; null where nobody did.
    """
    decided_by: NotRequired[str | None]
    """
    The person who approved or rejected it, or marked it as sent, by id; null where nobody did.
    """
    error_code: NotRequired[str | None]
    """
    Why it failed, is tried again, or is unknown, such as `guideline_refused`; of a rejected one `withdrawn`,
    `superseded` or `approval_expired`; null where nothing is wrong, or an approver said no.
    """
    external_id: NotRequired[str | None]
    """
    The platform's id of the message it became; null where it gave none, or before that.
    """
    guideline_version: int
    """
    The version of the guideline that judged it last.
    """
    id: str
    """
    32 hexadecimal digits; also the key its channel gets, so that one that is sent twice can be recognised.
    """
    next_try_at: NotRequired[str | None]
    """
    When it is, or was, to be sent next; null while it waits for approval.
    """
    sent_at: NotRequired[str | None]
    """
    When it was first known to be out (UTC); null before that.
    """
    state: Literal['awaiting_approval', 'queued', 'claimed', 'sent', 'delivered', 'read', 'failed', 'unknown', 'rejected']
    """
    Where it stands: `awaiting_approval` of a second person, `queued`, `claimed` (being sent), `sent`,
    `delivered`, `read`, `failed`, `rejected` by the second person, or `unknown`: it may be out or not, and a person
    decides.
    """
    story_answer: NotRequired[str | None]
    """
    The story answer it is a part of, by id; null: somebody wrote it for this conversation.
    """
    supersedes: NotRequired[str | None]
    """
    The reply in whose place it was written, by id; null: none.
    """
    text: str
    """
    The words that are sent, unchanged.
    """
    version: int
    """
    Grows with every change; `ETag` carries it, and `If-Match` makes a command depend on it.
    """
    voice: NotRequired[Literal['brand', 'own']]
    """
    Whether it speaks for the brand or in the author's own name.
    """
    withdrawal: NotRequired[ReplyWithdrawal | None]
    """
    How far it is with having it deleted; null: nobody wants that.
    """


class ReplyList(TypedDict):
    """
    A page of a list.
    """

    items: list[Reply]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class CourseLesson(TypedDict):
    """
    A lesson, as its author writes it.
    """

    id: str
    """
    Its name in progress and answers, once in the course.
    """
    in_session: NotRequired[bool]
    """
    Whether it is done by attending a session of the version, and by nothing else; an attempt waits for that.
    """
    practice: NotRequired[CoursePractice | None]
    """
    A conversation to answer; its criteria bring points as questions do. Null: none.
    """
    questions: NotRequired[list[CourseQuestion]]
    """
    What is asked about it; empty: nothing.
    """
    text: NotRequired[str]
    """
    What is to be learnt, in Markdown.
    """
    title: str
    """
    The heading that learners read.
    """
    triage: NotRequired[list[CourseTriage]]
    """
    Messages to put into triage classes; each brings points as questions do.
    """


class CourseUpdate(TypedDict):
    """
    A version of a course, written whole.
    """

    attempts_max: int | None
    """
    How often one may try in one enrolment; null: without limit.
    """
    audience: CourseAudience | None
    """
    Who is enrolled on publishing; null: nobody, people enrol or are enrolled by name.
    """
    certificates: list[Certificate1]
    """
    What passing gives, by ids of the catalogue of certificates.
    """
    deadline_days: int | None
    """
    How many days the audience has for it; null: no deadline.
    """
    languages: list[Language]
    """
    What it is written in (BCP 47).
    """
    lessons: list[CourseLesson]
    """
    In the order they are learnt.
    """
    minutes: int
    """
    How long it takes, roughly.
    """
    owner: str
    """
    Who answers for it, by the id of a person.
    """
    pass_mark: int | None
    """
    The least percentage of all points that passes; null where nothing brings any, needed where something does.
    """
    status: Literal['draft', 'published']
    """
    `draft`: only its authors read it; `published`: everybody does, and its audience is enrolled.
    """
    title: str
    """
    What it is called in the catalogue.
    """


class CourseVersion(TypedDict):
    """
    A version of a course with its right answers, for its authors.
    """

    at: str
    """
    When it was written (UTC).
    """
    attempts_max: int | None
    """
    How often one may try in one enrolment; null: without limit.
    """
    audience: CourseAudience | None
    """
    Who is enrolled on publishing; null: nobody, people enrol or are enrolled by name.
    """
    by: str
    """
    Who wrote it, by id.
    """
    certificates: list[Certificate1]
    """
    What passing gives, by ids of the catalogue of certificates.
    """
    deadline_days: int | None
    """
    How many days the audience has for it; null: no deadline.
    """
    id: str
    """
    Chosen by its first author, for `GET /v1/courses/{course}`.
    """
    languages: list[Language]
    """
    What it is written in (BCP 47).
    """
    lessons: list[CourseLesson]
    """
    In the order they are learnt.
    """
    minutes: int
    """
    How long it takes, roughly.
    """
    owner: str
    """
    Who answers for it, by the id of a person.
    """
    pass_mark: int | None
    """
    The least percentage of all points that passes; null where nothing brings any, needed where something does.
    """
    status: Literal['draft', 'published']
    """
    `draft`: only its authors read it; `published`: everybody does, and its audience is enrolled.
    """
    title: str
    """
    What it is called in the catalogue.
    """
    version: int
    """
    Grows by one with every write; `ETag` carries it.
    """


class CourseVersionList(TypedDict):
    """
    A page of a list.
    """

    items: list[CourseVersion]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Explanation(TypedDict):
    """
    Why a task is where it is.
    """

    conversation: str
    """
    The conversation: 32 hexadecimal digits, the same in every service and in every event.
    """
    decisions: list[Decision]
    """
    The latest 20 decisions on it, the oldest first.
    """
    nobody_fits: NobodyFits | None
    """
    Why nobody can be asked now; null unless it waits and that is so.
    """
    spared: dict[str, str]
    """
    Who is not asked again for it, by id, and until when.
    """
    state: Literal['waiting', 'offered', 'assigned', 'done', 'withdrawn']
    """
    `waiting`, `offered`, `assigned`, `done` or `withdrawn`.
    """
    transferred_by: str | None
    """
    The person who chose its queue, by id; null: a rule chose.
    """


class ImportResult(TypedDict):
    """
    One result per item.
    """

    items: list[ImportedItem]
    """
    In the order given.
    """


class ShownLesson(TypedDict):
    """
    A lesson as learners read it.
    """

    id: str
    """
    Its name in progress and answers, for who sends them.
    """
    in_session: bool
    """
    Whether it is done by attending a session of the version.
    """
    practice: ShownPractice | None
    """
    A conversation to answer; null: none.
    """
    questions: list[ShownQuestion]
    """
    What is asked about it; empty: nothing.
    """
    text: str
    """
    What is to be learnt, in Markdown.
    """
    title: str
    """
    The heading that learners read.
    """
    triage: list[ShownTriage]
    """
    Messages to put into triage classes; empty: none.
    """


class CompanyStatus(TypedDict):
    """
    How the company stands.
    """

    as_of: str
    """
    The moment of the answer (UTC).
    """
    ended: list[IncidentStatus]
    """
    Those that ended within a day, the newest first.
    """
    open: list[IncidentStatus]
    """
    The incidents that are not over, the gravest first.
    """


class EscalationLevel(TypedDict):
    """
    People paged and webhooks called at once, and how long before the next level is; it names one of them.
    """

    from_severity: NotRequired[Literal[1, 2, 3]]
    """
    The level is for incidents of this severity and graver ones, 1 to 3; it is passed over for others.
    """
    hours: NotRequired[WeekHours | None]
    """
    The level pages in these hours alone, and is passed over in others; null: around the clock.
    """
    persons: NotRequired[list[Person1]]
    """
    Who is paged, by their ids.
    """
    roles: NotRequired[list[Literal['administrator', 'strategist', 'social_media_manager', 'community_manager']]]
    """
    Everybody who has one of these roles is paged, 100 people of a level at most.
    """
    rotations: NotRequired[list[Rotation]]
    """
    Rotations, by their ids: whoever is on call in them is paged.
    """
    timeout_seconds: NotRequired[float]
    """
    How long they have before the next level is paged; when all of them decline, it is paged at once.
    """
    webhooks: NotRequired[list[Webhook]]
    """
    Escalation webhooks, by their ids, that are called, beside people or alone. Whatever they answer, the escalation
    goes on until a person acknowledges.
    """


class EscalationRules(TypedDict):
    """
    Levels in order, gone through `rounds` times. While none reaches anybody, they are looked at every minute.
    """

    levels: list[EscalationLevel]
    """
    In order; none: nobody is paged.
    """
    pages_per_hour: int | None
    """
    Of so many pages a person is told within an hour; further ones are in their list alone, but for those of
    severity 3, which are always told. Null: of all.
    """
    rounds: int
    """
    How often the levels are gone through until somebody acknowledges.
    """


class IncidentRule(TypedDict):
    """
    An incident rule with its version.
    """

    enabled: bool
    """
    Whether signals are judged by it.
    """
    id: str
    """
    Names it in proposed incidents and evaluations.
    """
    name: str
    """
    Becomes the title of the incident.
    """
    then: RuleThen
    """
    Whether an incident is proposed or declared, and which.
    """
    version: int
    """
    Grows by one with every write; `ETag` carries it.
    """
    when: RuleWhen
    """
    The conditions and how they are joined.
    """


class IncidentRuleList(TypedDict):
    """
    A page of a list.
    """

    items: list[IncidentRule]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class IncidentRuleUpdate(TypedDict):
    """
    A whole incident rule, as it is written.
    """

    enabled: bool
    """
    Whether signals are judged by it.
    """
    name: str
    """
    Becomes the title of the incident.
    """
    then: RuleThen
    """
    Whether an incident is proposed or declared, and which.
    """
    when: RuleWhen
    """
    The conditions and how they are joined.
    """


class Rotation1(TypedDict):
    """
    A rotation, with what changes its turns. What is over is left out once another change is written.
    """

    gaps: bool
    """
    Whether there may be times with nobody on call; false: a rotation that has one is refused.
    """
    id: str
    """
    Names it in levels of the escalation.
    """
    joining: bool
    """
    Whether people join the first layer, and leave it, by themselves.
    """
    layers: list[RotationLayer]
    """
    On call is the member of the first layer whose hours it is.
    """
    name: str
    """
    What people call it.
    """
    overrides: list[Override]
    """
    Times that somebody took over; the last one counts where they overlap.
    """
    swaps: list[Swap]
    """
    Swaps that were asked for.
    """
    version: int
    """
    Grows by one with every change.
    """
    zone: str
    """
    The time zone of days and hours.
    """


class RotationList(TypedDict):
    """
    A page of a list.
    """

    items: list[Rotation1]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Story(TypedDict):
    """
    A group of near-duplicates.
    """

    example: str
    """
    The text of that message, up to 500 characters; empty once its writer was erased, and then nobody joins it.
    """
    first_at: str
    """
    When the first of them came.
    """
    id: str
    """
    32 hexadecimal digits, derived from its first message.
    """
    last_at: str
    """
    When the newest of them came.
    """
    messages: int
    """
    How many messages say it.
    """
    reach: int
    """
    The followers of all their writers added up.
    """
    severity: Literal[1, 2, 3]
    """
    1 coverage, or 2 response or change needed where its `opposition` reaches the policy's `angry_share`; how severe
    an incident is also depends on how much the brand is written to in all.
    """
    spread: StorySpread
    """
    How it spreads: growth, reach, languages, channels and accounts.
    """


class StoryList(TypedDict):
    """
    A page of a list.
    """

    items: list[Story]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class ApprovalDecisionResult(TypedDict):
    """
    What became of one decision.
    """

    code: NotRequired[str | None]
    """
    The code of that problem; null where it counts.
    """
    detail: NotRequired[str | None]
    """
    What is wrong, in words; null where it counts.
    """
    reply: str
    """
    The reply it was about, by id.
    """
    result: NotRequired[Reply | None]
    """
    The reply as it is now; null where the decision was refused.
    """
    status: int
    """
    200 where it counts, else as its own request would have been refused: 403, 404, 409, 412 or 422.
    """


class ApprovalDecisionResults(TypedDict):
    """
    What became of each decision.
    """

    items: list[ApprovalDecisionResult]
    """
    In the order they were given.
    """


class AskedBefore(TypedDict):
    """
    What was asked earlier, in whose place the reply stands.
    """

    changes: list[TextSpan]
    """
    From its text to the one that waits now.
    """
    reply: Reply
    """
    The earlier one, with what approvers said to it.
    """


class GuidelinePreviewCreate(TypedDict):
    """
    A draft to try on replies that were written.
    """

    guideline: GuidelineUpdate
    """
    The draft; it is not stored.
    """
    replies: NotRequired[int]
    """
    How many of the brand's newest replies are judged by it.
    """


class WaitingApproval(TypedDict):
    """
    A reply that waits.
    """

    asked_before: NotRequired[AskedBefore | None]
    """
    What was asked before it; null: nothing.
    """
    may_decide: bool
    """
    Whether the caller could decide now: not their own, of the open stage, not claimed by somebody else.
    """
    reply: Reply
    """
    The reply with its approval.
    """


class WaitingApprovalList(TypedDict):
    """
    A page of a list.
    """

    items: list[WaitingApproval]
    """
    In the order of the list, at most `limit` of them.
    """
    next: NotRequired[str | None]
    """
    The `cursor` of the page after; null on the last.
    """


class Course(TypedDict):
    """
    A course as learners read it; nothing in it tells a right answer.
    """

    attempts_max: int | None
    """
    How often one may try in one enrolment; null: without limit.
    """
    certificates: list[str]
    """
    What passing gives, by ids of the catalogue of certificates.
    """
    id: str
    """
    Chosen by its first author, for `GET /v1/courses/{course}`.
    """
    languages: list[str]
    """
    What it is written in (BCP 47).
    """
    lessons: list[ShownLesson]
    """
    In the order they are learnt.
    """
    minutes: int
    """
    How long it takes, roughly.
    """
    owner: str
    """
    Who answers for it, by id.
    """
    pass_mark: int | None
    """
    The least percentage of all points that passes; null where nothing is asked.
    """
    rollout: CourseRollout | None
    """
    How far its audience is enrolled; null where it has none.
    """
    title: str
    """
    The heading that learners read.
    """
    version: int
    """
    The version that is published; of a list of drafts, the newest.
    """


class CrisisPolicy(TypedDict):
    """
    The policy with its version; 0 is the default nobody wrote.
    """

    auto_declare: bool
    """
    Whether a signal declares an incident; false: it waits for a person to.
    """
    callout: CalloutRules
    """
    How volunteers are asked and what a yes gives.
    """
    detector: DetectorRules
    """
    What the brand sets otherwise than the service.
    """
    drain_seconds: float
    """
    Within which a backlog shall be gone.
    """
    escalation: EscalationRules
    """
    Who is paged, in which order; an escalation under way keeps the one it began with.
    """
    handle_seconds: float
    """
    How long one case takes, while routing has no mean of its own.
    """
    playbook: str
    """
    The playbook an incident begins with where nobody names one and none fits by a signal or a word, by id.
    """
    severity: SeverityRules
    """
    What makes a surge how severe.
    """
    stand_down: StandDownRules
    """
    When it ends, and what volunteers may still finish.
    """
    target: ServiceTarget
    """
    The promise that heads are counted for.
    """
    version: int
    """
    Grows by one with every write. 0 is the default nobody wrote.
    """


class CrisisPolicyUpdate(TypedDict):
    """
    A brand's whole crisis policy, as it is written.
    """

    auto_declare: bool
    """
    Whether a signal declares an incident; false: it waits for a person to.
    """
    callout: CalloutRules
    """
    How volunteers are asked and what a yes gives.
    """
    detector: DetectorRules
    """
    What the brand sets otherwise than the service.
    """
    drain_seconds: float
    """
    Within which a backlog shall be gone.
    """
    escalation: EscalationRules
    """
    Who is paged, in which order; an escalation under way keeps the one it began with.
    """
    handle_seconds: float
    """
    How long one case takes, while routing has no mean of its own.
    """
    playbook: str
    """
    The playbook an incident begins with where nobody names one and none fits by a signal or a word, by id.
    """
    severity: SeverityRules
    """
    What makes a surge how severe.
    """
    stand_down: StandDownRules
    """
    When it ends, and what volunteers may still finish.
    """
    target: ServiceTarget
    """
    The promise that heads are counted for.
    """


class IncidentSpread(TypedDict):
    """
    How an incident spreads. A story's messages are the brand's too: never add `together` to `brand`.
    """

    brand: NotRequired[BrandSpread | None]
    """
    The whole brand's, where somebody declared the incident without a signal, or a signal of no story is in it; null:
    it is about stories alone.
    """
    incident: str
    """
    The incident by its id, for `GET /v1/incidents/{incident}`.
    """
    severity: Literal[1, 2, 3]
    """
    The incident's: 1 coverage, 2 response or change needed, 3 short-term financial impact.
    """
    stories: list[Story]
    """
    The stories whose signals are in the incident, the largest first, 50 at most, each with its own spread.
    """
    together: NotRequired[StorySpread | None]
    """
    That of its stories as if they were one, an account of two of them counted once; null: it has none.
    """
    until: str
    """
    Up to when all of this is: the last five minutes that are complete, or those the incident ended in (UTC).
    """
