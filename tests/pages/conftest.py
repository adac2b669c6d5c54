"""A test of this folder fails if a page shows an undefined template variable."""

import pytest


@pytest.fixture(autouse=True)
def _undefined_names_fail(undefined_names_fail: None) -> None:
    """Applies to all tests in this folder."""
