"""The log's lines are written together, soon, in their order and whole."""

import logging
from collections.abc import Iterator
from io import StringIO
from time import sleep

import pytest

from atmp_events.operations.gathering import MOST, PAUSE, GatheringHandler


@pytest.fixture
def out() -> StringIO:
    return StringIO()


@pytest.fixture
def log(out: StringIO) -> Iterator[logging.Logger]:
    logger = logging.Logger("gathered", logging.INFO)
    handler = GatheringHandler(out)
    handler.gathers = True
    logger.addHandler(handler)
    yield logger
    handler.close()


def test_a_line_is_written_soon_by_itself(log: logging.Logger, out: StringIO) -> None:
    log.info("one")
    log.info("two")
    assert out.getvalue() == ""
    sleep(2 * PAUSE)
    assert out.getvalue() == "one\ntwo\n"
    log.info("three")
    sleep(2 * PAUSE)
    assert out.getvalue() == "one\ntwo\nthree\n"


def test_a_warning_is_written_at_once_after_what_was_before(
    log: logging.Logger, out: StringIO
) -> None:
    log.info("one")
    log.warning("two")
    assert out.getvalue() == "one\ntwo\n"


def test_a_command_writes_each_line_at_once(log: logging.Logger, out: StringIO) -> None:
    log.handlers[0].gathers = False  # type: ignore[attr-defined]
    log.info("one")
    assert out.getvalue() == "one\n"


def test_no_more_wait_than_there_is_room_for(log: logging.Logger, out: StringIO) -> None:
    for _ in range(MOST):
        log.info("one")
    assert out.getvalue() == MOST * "one\n"


def test_a_stream_that_takes_nothing_costs_nobody_an_answer(
    log: logging.Logger, out: StringIO
) -> None:
    out.close()
    log.warning("nobody reads this")
