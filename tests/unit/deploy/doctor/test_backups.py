"""What the doctor says of backups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from deploy.doctor.backups import OLD_SECONDS, finding

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
ALERTS = Path(__file__).parents[4] / "deploy/observability/alerts.yaml"


def test_a_backup_of_last_night_is_well_and_an_older_one_is_a_warning() -> None:
    assert finding(NOW - timedelta(hours=26), NOW).level == "well"
    old = finding(NOW - timedelta(hours=27), NOW)
    assert (old.level, old.what) == ("warning", "the newest of all brands is 27 hours old")
    assert "backup-old.md" in old.do


def test_where_none_was_ever_taken_none_is_missed() -> None:
    assert finding(None, NOW).level == "well"


def test_the_alert_and_the_doctor_call_the_same_old() -> None:
    groups = yaml.safe_load(ALERTS.read_text())["groups"]
    (rule,) = (rule for group in groups for rule in group["rules"] if rule.get("alert") == "BackupOld")
    assert rule["expr"] == f"max(muster_backup_age_seconds) > {OLD_SECONDS}"
