"""The shared Redis cache: one process reuses another's answers, and a failure is harmless."""

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
from tests.admin.authentication import (
    PASSWORD,
    SECOND_STEP_PATH,
    is_signed_in,
    recovery_codes,
    set_up_totp,
    totp_code,
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


def test_cached_page_is_shared_between_processes(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    event = an_event()
    first = client.get(PATH).content
    del caches["pages"]  # as in a process that has just started
    with django_assert_num_queries(1):  # The version of the site.
        assert client.get(PATH).content == first
    event.summary_en = "Something else."
    event.save()
    assert b"Something else." in client.get(PATH).content


def test_cache_behaves_as_empty_while_redis_is_down(
    redis: RedisServer,
) -> None:
    redis.stop()
    assert cache.add("used", "yes")
    assert cache.get_or_set("key", "made") == "made"
    assert cache.get("key") is None
    assert not cache.delete("key")


def test_unreadable_cache_entry_is_ignored(client: Client, redis: RedisServer) -> None:
    an_event()
    right = client.get(PATH).content
    with Redis.from_url(redis.address) as server:
        for key in server.scan_iter():
            server.set(key, b"not a cached page")
    assert client.get(PATH).content == right


def test_two_factor_sign_in_and_its_limits_work_while_redis_is_down(
    client: Client, redis: RedisServer
) -> None:
    anna = User.objects.create_superuser("anna", password=PASSWORD)
    code = totp_code(set_up_totp(anna))
    redis.stop()
    assert try_password(client)["Location"] == SECOND_STEP_PATH
    assert client.post(SECOND_STEP_PATH, {"code": code})["Location"] == "/admin/"
    assert is_signed_in(client)
    thief = Client(SERVER_NAME="localhost")
    try_password(thief)
    assert (
        thief.post(SECOND_STEP_PATH, {"code": code}).status_code == 200
    )  # The code was used before.
    answers = [thief.post(SECOND_STEP_PATH, {"code": "000000"}).status_code for _ in range(4)]
    assert answers == [200, 200, 200, 429]


def test_recovery_code_signs_in_while_redis_is_down(client: Client, redis: RedisServer) -> None:
    anna = User.objects.create_superuser("anna", password=PASSWORD)
    set_up_totp(anna)
    RecoveryCodes.activate(anna)
    [code, *_others] = recovery_codes(anna)
    redis.stop()
    try_password(client)
    assert client.post(SECOND_STEP_PATH, {"code": code})["Location"] == "/admin/"
    assert is_signed_in(client)
