"""What one process has made, others need not make; a cache that fails only makes things slower."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from atmp_events.delivery import caching
from atmp_events.delivery.shared import Shared
from atmp_events.models import Event
from tests.builders import MORNING_BEFORE, an_event
from tests.forgetting import forget
from tests.redis_server import RedisServer, redis_server

pytestmark = pytest.mark.django_db
PATH = "/en/events/2027/on-cells/"


@pytest.fixture
def redis(tmp_path: Path, settings: Any) -> Iterator[RedisServer]:
    with redis_server(tmp_path) as server:
        settings.CACHE_URL = server.address
        settings.CACHES = {
            "default": {
                "BACKEND": "django.core.cache.backends.redis.RedisCache",
                "LOCATION": settings.CACHE_URL,
                "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
            }
        }
        yield server


@pytest.fixture(autouse=True)
def another_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Begin with nothing that this process has made; the clock stands still."""
    monkeypatch.setattr(caching, "SHARED", Shared())
    forget()
    with time_machine.travel(MORNING_BEFORE, tick=False):
        yield
    forget()


@pytest.mark.usefixtures("redis")
def test_another_process_need_not_make_what_one_has_made(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = an_event()
    first = client.get(PATH).content
    forget()
    with django_assert_num_queries(1):  # Only whether it still holds.
        assert client.get(PATH).content == first
    Event.objects.filter(pk=event.pk).update(summary_en="Something else.")
    forget()
    assert b"Something else." in client.get(PATH).content


def test_a_cache_that_dies_only_makes_things_slower(client: Client, redis: RedisServer) -> None:
    event = an_event()
    client.get(PATH)
    redis.stop()
    for summary in ("Once.", "Twice."):
        Event.objects.filter(pk=event.pk).update(summary_en=summary)
        answer = client.get(PATH)
        assert answer.status_code == 200
        assert summary in answer.content.decode()


@pytest.mark.usefixtures("redis")
def test_what_somebody_else_has_put_there_is_not_given(client: Client) -> None:
    an_event()
    right = client.get(PATH).content
    for key in cache._cache.get_client().scan_iter():  # type: ignore[attr-defined]
        cache._cache.get_client().set(key, b"neither ours nor readable")  # type: ignore[attr-defined]
    forget()
    assert client.get(PATH).content == right
