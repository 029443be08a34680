"""One board a service: the panels that all have, then its own."""

from collections.abc import Mapping, Sequence

from deploy.boards.board import Board, Panel, quantile

STREAMS = Panel(
    "Open streams", "Streams that clients hold open.", "short", [("sum(muster_gateway_streams_open)", "streams")]
)
WEBHOOKS = Panel(
    "Webhooks to brands' systems",
    "Tries per second by what came of them.",
    "ops",
    [("sum by (outcome) (rate(muster_webhook_attempts_total[1m]))", "{{outcome}}")],
)
WEBHOOK_DELAY = Panel(
    "Delay of webhooks, 95 %",
    "From an event's place in the log to the endpoint's answer that took it.",
    "s",
    [(quantile(0.95, "muster_webhook_delay_seconds"), "95 %")],
)
SHED = Panel(
    "Shed by lane",
    "Requests per second refused because the gateway was full for their lane: bulk first, crisis last (requests-shed).",
    "ops",
    [("sum by (lane) (rate(muster_gateway_shed_total[1m]))", "{{lane}}")],
)
PLACES = Panel(
    "Under way by lane, and the limit",
    "The limit falls when answers come later than they should. Bulk is taken below half of it, live below four fifths.",
    "short",
    [
        ("sum by (lane) (muster_gateway_requests_under_way)", "{{lane}}"),
        ("sum(muster_gateway_concurrency_limit)", "limit"),
    ],
)
AUDIT = Panel(
    "Audit trails: the oldest act that is not chained",
    "About a second; for minutes nobody chains (audit-unchained).",
    "s",
    [("max(muster_audit_unchained_seconds)", "oldest")],
)
REPLIES = Panel(
    "Replies and posts by what their channel said",
    "Per second. `unknown` needs a person.",
    "ops",
    [("sum by (channel, outcome) (rate(muster_inbox_sendings_total[1m]))", "{{channel}} {{outcome}}")],
)
OFFERS = Panel(
    "Offers",
    "Offers per second by what became of them. Many timed out: people are away whose presence says here.",
    "ops",
    [("sum by (outcome) (rate(muster_routing_offers_total[1m]))", "{{outcome}}")],
)
WAIT = Panel(
    "From queued to offered, 95 %",
    "How long a conversation waits for its offer.",
    "s",
    [(quantile(0.95, "muster_routing_wait_seconds", "queue"), "{{queue}}")],
)

RULES = Panel(
    "Time of the rules, 95 %",
    "What a batch costs in computing alone, without the store.",
    "s",
    [(quantile(0.95, "muster_inbox_batch_rules_seconds"), "95 %")],
)
TASKS = Panel(
    "Tasks",
    "Queued and ended per second. More queued than ended: people are too few.",
    "ops",
    [
        ("sum by (queue) (rate(muster_routing_tasks_queued_total[1m]))", "queued in {{queue}}"),
        ("sum by (outcome) (rate(muster_routing_tasks_ended_total[1m]))", "ended: {{outcome}}"),
    ],
)

OWN: Mapping[str, Sequence[Panel]] = {
    "gateway": [SHED, PLACES, STREAMS, WEBHOOKS, WEBHOOK_DELAY, AUDIT],
    "inbox": [REPLIES, RULES],
    "routing": [TASKS, OFFERS, WAIT],
    "crisis": [],
    "analytics": [],
}


def _common(service: str) -> list[Panel]:
    of = f'{{service="{service}"}}'
    return [*_requests(of), *_records(of), _waits(of), _background(of)]


def _requests(of: str) -> list[Panel]:
    return [
        Panel(
            "Requests",
            "Per second, by status.",
            "ops",
            [(f"sum by (status) (rate(muster_http_requests_total{of}[1m]))", "{{status}}")],
        ),
        Panel(
            "The slowest routes, 95 %",
            "From a request's head to its answer's head, the ten slowest.",
            "s",
            [(f"topk(10, {quantile(0.95, 'muster_http_request_seconds', 'route', of=of)})", "{{route}}")],
        ),
    ]


def _records(of: str) -> list[Panel]:
    return [
        Panel(
            "Handled",
            "Records per second and group, by what became of them.",
            "ops",
            [(f"sum by (group, outcome) (rate(muster_consumer_records_total{of}[1m]))", "{{group}} {{outcome}}")],
        ),
        Panel(
            "Batches",
            "Per second: done, failed and to come again, or lost with their partitions.",
            "ops",
            [(f"sum by (group, outcome) (rate(muster_consumer_batches_total{of}[1m]))", "{{group}} {{outcome}}")],
        ),
        Panel(
            "Time of a batch, 95 %",
            "From the handler's call to the commit.",
            "s",
            [(quantile(0.95, "muster_consumer_batch_seconds", "group", of=of), "{{group}}")],
        ),
        Panel(
            "Records of a batch, half",
            "Full batches while there is a backlog, small ones on a quiet day.",
            "short",
            [(quantile(0.5, "muster_consumer_batch_records", "group", of=of), "{{group}}")],
        ),
        Panel(
            "Tried again",
            "Batches and records per minute that come again, by why.",
            "short",
            [(f"sum by (reason) (rate(muster_consumer_retries_total{of}[5m])) * 60", "{{reason}}")],
        ),
        Panel(
            "Largest share of one brand",
            "Of a minute's records, or of ten seconds' in a flood. `brand_takes_most` in the log names one above half.",
            "percentunit",
            [(f'max by (group) (muster_consumer_brand_share{{rank="1",{of.strip("{}")}}})', "{{group}}")],
        ),
    ]


def _background(of: str) -> Panel:
    return Panel(
        "Background tasks that end",
        "Processes in which one ended unasked and has not run for a minute since (background-failing).",
        "short",
        [(f"sum by (task) (muster_background_failing{of})", "{{task}}")],
    )


def _waits(of: str) -> Panel:
    return Panel(
        "What waits too long",
        "The oldest row of the outbox, and the oldest due timer by the kinds of its runner.",
        "s",
        [
            (f"max(muster_outbox_oldest_seconds{of})", "outbox"),
            (f"max by (kinds) (muster_timer_overdue_seconds{of})", "{{kinds}}"),
        ],
    )


SERVICES = [
    Board(f"muster-{service}", f"Muster: {service}", [*_common(service), *panels]) for service, panels in OWN.items()
]
