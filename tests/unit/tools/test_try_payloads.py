"""The program that tries payloads says what became of each, and ends with 1 when one is wrong."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.tools.try_payloads import main

MAIL = "From: Ann <ann@mail.example>\nTo: care@{BRAND}\nIn-Reply-To: <{REPLYID}>\n\nMy bag, {WHO}"
POST = {"id_str": "1", "timestamp_ms": "1700000000000", "user": {"id_str": "5"}, "text": "hello"}


def test_several_directories_are_counted_and_each_case_has_a_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases, payloads = tmp_path / "cases", tmp_path / "payloads"
    (payloads / "x_twitter").mkdir(parents=True)
    cases.mkdir()
    body = {"for_user_id": "9", "tweet_create_events": [POST]}
    (payloads / "x_twitter" / "post.json").write_text(json.dumps(body))
    (cases / "mail.eml").write_text(MAIL)
    (cases / "posts.json").write_text(json.dumps([body, {"for_user_id": "9", "follow_events": [1]}]))
    (cases / "broken.json").write_text(json.dumps({"object": "page", "entry": [{"id": "1", "messaging": [7]}]}))

    assert main([str(payloads), str(cases)]) == 0

    said = capsys.readouterr().out.splitlines()
    assert "mail.eml: message_received of ann@mail.example 'My bag, jan@mail.example'" in said
    assert "posts.json: message_received of 5 'hello'; ignored follow" in said
    assert "broken.json: unreadable wrong_type at entry/0/messaging/0" in said
    assert "x_twitter: 1 bodies, 0 wrong" in said
    assert "total: 5 bodies, 3 events, 1 ignored, 1 unreadable, 0 wrong" in said


def test_a_body_without_any_outcome_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.json").write_text(json.dumps({"object": "page", "entry": [{"id": "1", "messaging": []}]}))
    assert main([str(tmp_path)]) == 1
    assert "empty.json: neither events nor ignored codes" in capsys.readouterr().out
