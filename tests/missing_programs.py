"""What tests do when a program that they need is missing."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest


def skip_missing(message: str) -> None:
    """Skip the test because a program is missing. In CI (CI_STRICT) it fails instead."""
    (pytest.fail if os.environ.get("CI_STRICT") else pytest.skip)(message)


@contextmanager
def collect_missing(messages: list[str]) -> Iterator[None]:
    """Continue the test when a program is missing, and add the message to `messages`."""
    try:
        yield
    except pytest.skip.Exception as skipped:
        messages.append(str(skipped))
