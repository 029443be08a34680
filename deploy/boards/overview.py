"""The first look: is anything wrong, and where."""

from deploy.boards.board import Board, Panel, quantile

GATEWAY = '{service="gateway"}'
ERRORS = '{service="gateway",status=~"5.."}'

REPLICAS = Panel(
    "Replicas",
    "Processes that answer, per service.",
    "short",
    [('sum by (service) (up{job="muster"})', "{{service}}")],
    True,
)
LAG = Panel(
    "Behind, in records",
    "Records not handled yet, per group. Rising while ingest is flat: add replicas of that service.",
    "short",
    [("sum by (group) (muster_consumer_lag)", "{{group}}")],
)
DRAIN = Panel(
    "Time to drain",
    "Lag by the recent rate, a week where nothing is handled. Past an hour, SLA clocks break before it is caught up.",
    "s",
    [("max by (group) (muster_consumer_time_to_drain_seconds)", "{{group}}")],
)
DEAD = Panel(
    "Dead letters",
    "Records put aside per minute. See them with `muster dlq list`.",
    "short",
    [("sum by (group, reason) (rate(muster_consumer_dead_letters_total[5m])) * 60", "{{group}} {{reason}}")],
)

OVERVIEW = Board(
    "muster",
    "Muster: overview",
    [
        REPLICAS,
        Panel(
            "Not ready",
            "Checks of readiness that are not well. Nothing here is good.",
            "short",
            [("sum by (service, check) (muster_ready == 0) + 1", "{{service}} {{check}}")],
            True,
        ),
        LAG,
        DRAIN,
        Panel(
            "Errors of the gateway",
            "Part of the answers that are 5xx. The level is 0.001; 0.0144 for an hour wakes somebody.",
            "percentunit",
            [
                (
                    f"sum(rate(muster_http_requests_total{ERRORS}[5m]))"
                    f" / sum(rate(muster_http_requests_total{GATEWAY}[5m]))",
                    "5xx",
                )
            ],
        ),
        Panel(
            "Latency of the gateway",
            "From a request's head to its answer's head.",
            "s",
            [
                (quantile(0.5, "muster_http_request_seconds", of=GATEWAY), "half"),
                (quantile(0.99, "muster_http_request_seconds", of=GATEWAY), "99 %"),
            ],
        ),
        DEAD,
        Panel(
            "Stopped consumers",
            "A consumer that gave up after too many dead letters in a row and needs a person.",
            "short",
            [("sum by (group) (muster_consumer_stopped)", "{{group}}")],
            True,
        ),
    ],
)
