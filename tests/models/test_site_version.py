"""The version of the site, part of the keys of cached pages."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from atmp_events.models import SiteVersion


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite has one writer at a time.")
def test_first_two_saves_of_a_site_may_be_concurrent() -> None:
    both_began = Barrier(2)

    def save() -> None:
        try:
            with transaction.atomic():
                SiteVersion.current()
                both_began.wait(timeout=20)
                SiteVersion.increment()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for saved in [pool.submit(save), pool.submit(save)]:
            saved.result()
    assert SiteVersion.current() == 2
