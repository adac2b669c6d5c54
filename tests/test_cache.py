"""What one process has made, others need not make; a cache that fails only makes things slower."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.cache import cache, caches
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from redis import Redis

from atmp_events.cache import TolerantRedisCache
from atmp_events.models import User
from tests.admin.signing_in import (
    PASSWORD,
    SECOND,
    an_app,
    code_of,
    is_in,
    recovery_codes,
    try_password,
)
from tests.builders import MORNING_BEFORE, an_event
from tests.redis_server import RedisServer, redis_server

pytestmark = pytest.mark.django_db
PATH = "/en/events/2027/on-cells/"


@pytest.fixture(autouse=True)
def redis(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[RedisServer]:
    monkeypatch.setattr(TolerantRedisCache, "retry_at", 0.0)
    with redis_server(tmp_path) as server, time_machine.travel(MORNING_BEFORE, tick=False):
        settings.CACHES = {
            name: {
                "BACKEND": "atmp_events.cache.TolerantRedisCache",
                "LOCATION": server.address,
                "KEY_PREFIX": name,
                "OPTIONS": {"socket_connect_timeout": 0.2, "socket_timeout": 0.2},
            }
            for name in ("default", "pages")
        }
        yield server


def test_another_process_need_not_make_what_one_has_made(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = an_event()
    first = client.get(PATH).content
    del caches["pages"]  # as a process that has just started
    with django_assert_num_queries(1):  # Only whether it still holds.
        assert client.get(PATH).content == first
    event.summary_en = "Something else."
    event.save()
    assert b"Something else." in client.get(PATH).content


def test_without_the_cache_nobody_waits_for_a_lock_or_is_refused_a_first_use(
    redis: RedisServer,
) -> None:
    redis.stop()
    assert cache.add("used", "yes")
    assert cache.get_or_set("key", "made") == "made"
    assert cache.get("key") is None
    assert not cache.delete("key")


def test_what_somebody_else_has_put_there_is_not_given(client: Client, redis: RedisServer) -> None:
    an_event()
    right = client.get(PATH).content
    with Redis.from_url(redis.address) as server:
        for key in server.scan_iter():
            server.set(key, b"neither ours nor readable")
    assert client.get(PATH).content == right


def test_without_the_cache_one_signs_in_with_two_steps_and_guesses_no_faster(
    client: Client, redis: RedisServer
) -> None:
    anna = User.objects.create_superuser("anna", password=PASSWORD)
    code = code_of(an_app(anna))
    redis.stop()
    assert try_password(client)["Location"] == SECOND
    assert client.post(SECOND, {"code": code})["Location"] == "/admin/"
    assert is_in(client)
    thief = Client(SERVER_NAME="localhost")
    try_password(thief)
    assert thief.post(SECOND, {"code": code}).status_code == 200  # It is spent.
    answers = [thief.post(SECOND, {"code": "000000"}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_without_the_cache_a_recovery_code_opens_the_admin(
    client: Client, redis: RedisServer
) -> None:
    anna = User.objects.create_superuser("anna", password=PASSWORD)
    an_app(anna)
    RecoveryCodes.activate(anna)
    [code, *_others] = recovery_codes(anna)
    redis.stop()
    try_password(client)
    assert client.post(SECOND, {"code": code})["Location"] == "/admin/"
    assert is_in(client)
