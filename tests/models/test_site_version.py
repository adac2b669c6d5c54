"""The number in the keys of cached pages."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from atmp_events.models import SiteVersion


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets nobody write beside another."
)
def test_of_the_first_two_saves_of_a_site_neither_fails() -> None:
    both_began = Barrier(2)

    def save() -> None:
        try:
            with transaction.atomic():
                SiteVersion.current()
                both_began.wait(timeout=20)
                SiteVersion.increment()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as together:
        for saved in [together.submit(save), together.submit(save)]:
            saved.result()
    assert SiteVersion.current() == 2
