"""All tests of this folder use the database, and fail if a page shows an undefined variable."""

import pytest


@pytest.fixture(autouse=True)
def _pages(db: None, undefined_names_fail: None) -> None:
    """Applies to all tests in this folder."""
