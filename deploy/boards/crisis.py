"""In a crisis: does the backlog drain, and do people get to it."""

from deploy.boards.board import Board, Panel
from deploy.boards.overview import DRAIN, LAG
from deploy.boards.services import OFFERS, WAIT

CRISIS = Board(
    "muster-in-a-crisis",
    "Muster: in a crisis",
    [
        LAG,
        DRAIN,
        Panel(
            "Messages stored",
            "Per second.",
            "ops",
            [('sum(rate(muster_inbox_events_total{column="stored"}[1m]))', "stored")],
        ),
        Panel(
            "Waiting for a person",
            "Tasks that wait, by queue.",
            "short",
            [("sum by (queue) (muster_routing_waiting)", "{{queue}}")],
        ),
        Panel(
            "Time to drain with the people on shift",
            "The longest of the brands seen last; a week where nobody works. Call volunteers when it rises.",
            "s",
            [("max(muster_routing_time_to_drain_seconds)", "longest")],
        ),
        OFFERS,
        WAIT,
        Panel(
            "How late timers are, 99 %",
            "Detection, pages and offers are timers: in a crisis they come first.",
            "s",
            [("histogram_quantile(0.99, sum by (le, kind) (rate(muster_timer_late_seconds_bucket[5m])))", "{{kind}}")],
        ),
        Panel(
            "Tries to reach people",
            "Pages and asks by way and outcome; `failed` ones are given up and the next way is used.",
            "ops",
            [("sum by (kind, outcome) (rate(muster_notice_attempts_total[5m]))", "{{kind}} {{outcome}}")],
        ),
        Panel(
            "How notices ended",
            "`no_address`, `quiet` and `failed` reached nobody: call them.",
            "short",
            [("sum by (about, state) (increase(muster_notices_ended_total[1h]))", "{{about}} {{state}}")],
        ),
        Panel(
            "Since the notifier last came through",
            "More than 45 seconds: no page can leave (notices-cannot-leave).",
            "s",
            [("time() - max(muster_notice_canary_seconds)", "canary")],
        ),
    ],
)
