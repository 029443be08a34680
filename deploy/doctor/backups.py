"""Backups: how old the newest whole one is, where one was ever taken."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pymongo import MongoClient
from pymongo.errors import PyMongoError

from chassis.settings import CommonSettings
from deploy.doctor.finding import Finding
from gateway.persistence.backups import NAME, WHOLE

ANSWER_MS = 3000
OLD_SECONDS = 93_600  # a day, and two hours for the backup itself; the alert BackupOld goes by the same


def check_backups(common: CommonSettings, now: datetime) -> list[Finding]:
    """Ask the gateway's database; where MongoDB does not answer, that is said elsewhere."""
    try:
        with MongoClient[dict[str, Any]](common.mongo, serverSelectionTimeoutMS=ANSWER_MS, tz_aware=True) as client:
            row = client[common.database("gateway")][NAME].find_one({"_id": WHOLE})
    except PyMongoError:
        return []
    return [finding(None if row is None else row["taken_at"], now)]


def finding(taken_at: datetime | None, now: datetime) -> Finding:
    """What is to be said of the newest backup."""
    if taken_at is None:
        return Finding("backups", "well", "none of all brands was ever taken here, so none is missed")
    hours = (now - taken_at).total_seconds() / 3600
    said = f"the newest of all brands is {hours:,.0f} hours old"
    if hours * 3600 <= OLD_SECONDS:
        return Finding("backups", "well", said)
    return Finding("backups", "warning", said, "Take one, and see why it was not; docs/runbooks/backup-old.md.")
