"""Browser tests empty the models' tables behind the index's back, and may run in between."""

import pytest

from atmp_events.search.index import rebuild


@pytest.fixture(autouse=True)
def _index_of_what_there_is(db: None) -> None:
    rebuild()
