"""Each public page is given all that it shows."""

import pytest


@pytest.fixture(autouse=True)
def _names_are_given(undefined_names_fail: None) -> None:
    """Applies to all tests in this folder."""
