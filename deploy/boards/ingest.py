"""The way in: what arrives, what is turned away, what becomes of it."""

from deploy.boards.board import Board, Panel, quantile

INGEST = Board(
    "muster-ingest",
    "Muster: ingest",
    [
        Panel(
            "Accepted",
            "Events the gateway put on the log per second, by what became of them.",
            "ops",
            [('sum by (outcome) (rate(muster_publisher_records_total{service="gateway"}[1m]))', "{{outcome}}")],
        ),
        Panel(
            "Posts by answer",
            "202 is taken, 429 throttled, 503 turned away because the log did not acknowledge.",
            "ops",
            [
                (
                    'sum by (route, status) (rate(muster_http_requests_total{service="gateway",method="POST",'
                    'route=~"/v1/events|/v1/webhooks/.*"}[1m]))',
                    "{{route}} {{status}}",
                )
            ],
        ),
        Panel(
            "Time to the acknowledgement",
            "How long Kafka takes to have what the gateway sends on the disks of the in-sync set.",
            "s",
            [
                (quantile(0.5, "muster_publisher_send_seconds", of='{service="gateway"}'), "half"),
                (quantile(0.99, "muster_publisher_send_seconds", of='{service="gateway"}'), "99 %"),
            ],
        ),
        Panel(
            "Signatures refused",
            "Per minute. `wrong` of one integration: its secret was changed on one side only.",
            "short",
            [("sum by (reason) (rate(muster_gateway_signatures_refused_total[5m])) * 60", "{{reason}}")],
        ),
        Panel(
            "What became of received events",
            "The ledger, per second: received is the sum of the others.",
            "ops",
            [("sum by (column) (rate(muster_inbox_events_total[1m]))", "{{column}}")],
        ),
        Panel(
            "Integrations late and back",
            "Changes per hour: an integration brought nothing for longer than is expected of it, or is back.",
            "short",
            [("sum by (state) (increase(muster_integration_heartbeats_total[1h]))", "{{state}}")],
        ),
    ],
)
