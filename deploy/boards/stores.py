"""Kafka and MongoDB, as the services see them."""

from deploy.boards.board import Board, Panel, quantile

STORES = Board(
    "muster-stores",
    "Muster: Kafka and MongoDB",
    [
        Panel(
            "Well",
            "Whether MongoDB and Kafka answer each service: 1 or 0.",
            "short",
            [('min by (service, check) (muster_ready{check=~"mongodb|publisher"})', "{{service}} {{check}}")],
            True,
        ),
        Panel(
            "Commands to MongoDB",
            "Per second, by command.",
            "ops",
            [("sum by (command) (rate(muster_mongo_command_seconds_count[1m]))", "{{command}}")],
        ),
        Panel(
            "Commands to MongoDB, 95 %",
            "From sending to the reply.",
            "s",
            [(quantile(0.95, "muster_mongo_command_seconds", "command"), "{{command}}")],
        ),
        Panel(
            "Failed commands",
            "Per second. Write conflicts of transactions are tried again and belong here.",
            "ops",
            [
                (
                    'sum by (service, command) (rate(muster_mongo_command_seconds_count{outcome="failed"}[1m]))',
                    "{{service}} {{command}}",
                )
            ],
        ),
        Panel(
            "Time to Kafka's acknowledgement, 95 %",
            "By service.",
            "s",
            [(quantile(0.95, "muster_publisher_send_seconds", "service"), "{{service}}")],
        ),
        Panel(
            "Producers made anew",
            "Per hour: the connection was silent or broken.",
            "short",
            [("sum by (service) (increase(muster_publisher_recreated_total[1h]))", "{{service}}")],
        ),
        Panel(
            "Lag by partition",
            "One that stands out alone is one busy key, or one record that fails.",
            "short",
            [("topk(20, muster_consumer_lag)", "{{group}} {{topic}}/{{partition}}")],
        ),
        Panel(
            "Outbox",
            "Age of the oldest event that waits to be published.",
            "s",
            [("max by (service) (muster_outbox_oldest_seconds)", "{{service}}")],
        ),
        Panel(
            "Copies",
            "How far a secondary of MongoDB is behind, its members away, and partitions of Kafka that lack a replica.",
            "short",
            [
                ("max(muster_mongo_replication_lag_seconds)", "MongoDB: seconds behind"),
                ("max(muster_mongo_members_away)", "MongoDB: members away"),
                ("max(muster_kafka_partitions_under_replicated)", "Kafka: partitions"),
            ],
        ),
        Panel(
            "Disk of MongoDB",
            "Used part of the disk under the primary.",
            "percentunit",
            [("max(muster_mongo_disk_used_ratio)", "used")],
        ),
        Panel(
            "Certificates",
            "Until the first one ends; nothing where the stores are reached without TLS.",
            "s",
            [("min by (part) (muster_certificate_end_seconds) - time()", "{{part}}")],
        ),
        Panel(
            "Newest backup",
            "Age of the newest backup of all brands; 0 where none was ever taken.",
            "s",
            [("max(muster_backup_age_seconds)", "age")],
        ),
    ],
)
