"""A line of the log says when, who and what, and never what a customer wrote."""

import json
import logging
import re

from opentelemetry import trace

from chassis.log_lines import LibraryLines, finish, replica

SECRET = "what a customer wrote"


def _raise() -> None:
    raise ValueError(SECRET)


def _record(name: str, said: str, *args: object, error: BaseException | None = None) -> logging.LogRecord:
    info = (type(error), error, error.__traceback__) if error is not None else None
    return logging.LogRecord(name, logging.ERROR, __file__, 1, said, args, info)


def test_what_every_line_has_comes_first_and_the_time_is_utc_in_milliseconds() -> None:
    line = finish("inbox")(None, "info", {"group": "inbox", "event": "batch_slow", "level": "warning"})
    assert list(line) == ["time", "level", "service", "replica", "event", "group"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", line["time"])
    assert line["replica"] == replica()


def test_a_field_that_may_hold_words_of_a_customer_is_hidden() -> None:
    line = finish("inbox")(None, "info", {"event": "e", "level": "info", "text": SECRET, "brand": "klm"})
    assert (line["text"], line["brand"]) == ("[private]", "klm")


def test_a_line_written_inside_a_span_names_its_trace() -> None:
    span = trace.NonRecordingSpan(trace.SpanContext(0xABC, 0xDEF, is_remote=False))
    with trace.use_span(span):
        line = finish("inbox")(None, "info", {"event": "e", "level": "info"})
    assert line["trace"] == f"{0xABC:032x}"
    assert "trace" not in finish("inbox")(None, "info", {"event": "e", "level": "info"})


def test_what_a_library_logs_has_the_same_form_and_of_an_error_only_its_type_and_place() -> None:
    try:
        _raise()
    except ValueError as error:
        raw = LibraryLines("inbox").format(_record("uvicorn.error", "Exception in %s\n", SECRET, error=error))
    line = json.loads(raw)
    assert SECRET not in raw
    assert (line["event"], line["service"], line["logger"]) == ("library", "inbox", "uvicorn.error")
    assert (line["said"], line["error"]) == ("Exception in %s", "ValueError")
    assert "_raise" in line["at"][-1]


def test_only_the_first_line_of_a_library_is_kept_because_the_next_may_be_a_traceback() -> None:
    raw = LibraryLines("inbox").format(_record("asyncio", f"Task exception was never retrieved\nfuture: {SECRET}"))
    assert json.loads(raw)["said"] == "Task exception was never retrieved"


def test_the_client_of_kafka_is_quoted_whole() -> None:
    raw = LibraryLines("inbox").format(_record("aiokafka.conn", "Unable to connect to %s:%s", "kafka-1", 9092))
    assert json.loads(raw)["said"] == "Unable to connect to kafka-1:9092"
