"""What happens thousands of times a second is one line a second."""

import json
import logging

from structlog.testing import capture_logs

from chassis.log_lines import LibraryLines
from chassis.sparing_log import LIBRARY_SECONDS, MOST_KINDS, SparingLibraries, SparingLog


def test_one_line_a_second_stands_for_those_left_out() -> None:
    now = [10.0]
    sparing = SparingLog("throttled", lambda: now[0])
    with capture_logs() as lines:
        for _ in range(500):
            sparing.warning(route="/v1/events")
        now[0] += 1.0
        sparing.warning(route="/v1/events")
    assert [(line["event"], line["left_out"]) for line in lines] == [("throttled", 0), ("throttled", 499)]


def _said(sentence: str, *put_in: object, logger: str = "aiokafka.conn") -> logging.LogRecord:
    return logging.LogRecord(logger, logging.ERROR, __file__, 1, sentence, put_in, None)


def test_a_library_that_says_the_same_thing_is_written_once_in_ten_seconds() -> None:
    now = [10.0]
    sparing = SparingLibraries(lambda: now[0])
    written = [sparing.filter(_said("Unable connect to node with id %s", number % 3)) for number in range(300)]
    assert (written[0], sum(written)) == (True, 1)
    assert sparing.filter(_said("Heartbeat failed for group %s", "inbox")), "another sentence is another kind"
    assert sparing.filter(_said("Unable connect to node with id %s", 1, logger="other")), "and so is another logger"

    now[0] += LIBRARY_SECONDS
    again = _said("Unable connect to node with id %s", 1)
    assert sparing.filter(again)
    line = json.loads(LibraryLines("inbox").format(again))
    assert (line["said"], line["left_out"]) == ("Unable connect to node with id 1", 299)


def test_an_address_in_memory_makes_no_other_sentence() -> None:
    sparing = SparingLibraries(lambda: 10.0)
    said = [f"Exception in callback <function done at 0x7f76bc21{number:04x}>" for number in range(100)]
    assert sum(sparing.filter(_said(each, logger="asyncio")) for each in said) == 1


def test_sentences_that_are_never_the_same_are_all_written_and_not_all_remembered() -> None:
    sparing = SparingLibraries(lambda: 10.0)
    assert all(sparing.filter(_said(f"connection {number} is gone")) for number in range(3 * MOST_KINDS))
    assert len(sparing._kinds) <= MOST_KINDS
