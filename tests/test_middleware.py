"""Caching, compression, headers and size limits of answers."""

import gzip
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache, caches
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from atmp_events.models import Event, Person, Preview, SiteVersion, State, User
from atmp_events.pages.event import render_event
from tests.builders import (
    MORNING_BEFORE,
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
PATH = "/en/events/2027/on-cells/"
CARD = "/en/events/2027/on-cells/card.png?v=0123"
PATHS = ["/", "/sv/", "/en/subscribe/", "/sv/finns-inte/", "/admin/login/"]


@pytest.fixture
def cached_keys(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The keys that are stored in the page cache."""
    keys, pages = set[str](), caches["pages"]
    store = pages.set
    monkeypatch.setattr(pages, "set", lambda key, *rest: (keys.add(key), store(key, *rest)))
    return keys


@pytest.mark.parametrize("path", [PATH, CARD, "/en/", "/sv/evenemang.ics"])
def test_conditional_head_gets_the_status_of_get(client: Client, path: str) -> None:
    an_event()
    known = {"If-None-Match": client.get(path)["ETag"]}
    head, get = (send(path, headers=known) for send in (client.head, client.get))
    assert (head.status_code, get.status_code) == (304, 304)
    assert head["ETag"] == get["ETag"]
    assert client.head(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", [PATH, CARD, "/en/", "/sv/evenemang/", "/sv/evenemang.ics"])
def test_unchanged_page_costs_one_query(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    an_event()
    first = client.get(path)
    with django_assert_num_queries(1):
        again = client.get(path)
    assert (again.status_code, again.content) == (200, first.content)
    for response in (first, again):
        del response.headers["X-Request-ID"]
    assert dict(again.headers) == dict(first.headers)


def test_page_of_another_release_is_not_served(
    client: Client, cached_keys: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    an_event()
    client.get(PATH)
    monkeypatch.setattr(settings, "VERSION", "9.9.9")
    client.get(PATH)
    assert len(cached_keys) == 2


@pytest.mark.parametrize("path", [PATH, "/en/", "/en/events/", "/en/events.ics"])
def test_a_save_is_seen_by_the_next_request(client: Client, path: str) -> None:
    event = an_event()
    client.get(path)
    event.title_en = "On tissues"
    event.save()
    assert "On tissues" in client.get(path).content.decode()


def test_save_during_rendering_is_seen_by_the_next_request(client: Client) -> None:
    event = an_event()

    def show_and_save(*args: Any, **kwargs: Any) -> HttpResponse:
        response = render_event(*args, **kwargs)
        event.title_en = "On tissues"
        event.save()
        return response

    with patch("atmp_events.pages.event.render_event", show_and_save):
        assert "On cells" in client.get(PATH).content.decode()
    assert "On tissues" in client.get(PATH).content.decode()


RELATED_CHANGES: dict[str, Callable[[Event], object]] = {
    "a speaker has another name": lambda event: rename(event.appearances.get().person),
    "a speaker is gone": lambda event: event.appearances.get().delete(),
    "an organiser is added": lambda event: event.organiser_links.create(organiser=an_organiser()),
}


def rename(person: Person) -> None:
    person.name = "Ada Falk"
    person.save()


@pytest.mark.parametrize("change", RELATED_CHANGES)
def test_change_of_a_related_object_is_seen_by_the_next_request(
    client: Client, change: str
) -> None:
    event = an_event()
    a_talk(event, speakers=(a_person(),))
    before = client.get(PATH).content
    RELATED_CHANGES[change](event)
    assert client.get(PATH).content != before


def test_bulk_update_is_seen_after_the_site_version_is_incremented(client: Client) -> None:
    event = an_event()
    client.get(PATH)
    Event.objects.filter(pk=event.pk).update(title_en="On tissues")
    SiteVersion.increment()
    assert "On tissues" in client.get(PATH).content.decode()


def test_scheduled_publication_is_seen_within_a_minute(
    client: Client, clock: time_machine.Traveller
) -> None:
    an_event(publish_at=MORNING_BEFORE + timedelta(seconds=55))
    clock.shift(50)
    assert "On cells" not in client.get("/en/").content.decode()
    assert client.get(PATH).status_code == 404
    clock.shift(10)
    assert "On cells" in client.get("/en/").content.decode()
    assert client.get(PATH).status_code == 200


def test_not_found_page_is_not_cached(client: Client) -> None:
    assert client.get(PATH).status_code == 404
    an_event(publish_at=None)
    assert client.get(PATH).status_code == 200


def test_request_with_credentials_does_not_fill_the_page_cache(
    client: Client, cached_keys: set[str]
) -> None:
    an_event()
    signed_in = Client(SERVER_NAME="localhost")
    signed_in.force_login(User.objects.create_user("coordinator"))
    signed_in.cookies[settings.SESSION_COOKIE_NAME]["path"] = "/"
    signed_in.get(PATH)
    signed_in.get(PATH, headers={"Authorization": "Basic x"})
    client.get(PATH, headers={"Authorization": "Basic x"})
    assert not cached_keys
    client.get(PATH)
    assert len(cached_keys) == 1


def test_preview_link_neither_reads_nor_fills_the_page_cache(
    client: Client, cached_keys: set[str]
) -> None:
    event = an_event()
    client.get(PATH)
    event.title_en = "Not said yet"
    event.state = State.DRAFT
    event.save()
    secret = Preview.objects.create(event=event, ends_at=NOON + timedelta(days=7))
    read = client.get(f"/en/preview/{secret.token}/")
    assert "Not said yet" in read.content.decode()
    assert read["Cache-Control"] == "private, no-store"
    assert "ETag" not in read
    assert len(cached_keys) == 1
    assert client.get(PATH).status_code == 410


def test_page_cache_is_separate_for_each_language_host_and_scheme(client: Client) -> None:
    an_event()
    assert 'lang="en"' in client.get("/en/").content.decode()
    assert 'lang="sv"' in client.get("/sv/").content.decode()
    for host, secure in [("127.0.0.1", False), ("localhost", True), ("evil.example", False)]:
        with patch("atmp_events.pages.home.coming_and_past", side_effect=RuntimeError):
            other = Client(SERVER_NAME=host, raise_request_exception=False)
            assert other.get("/en/", secure=secure).status_code in {400, 500}


@pytest.mark.parametrize("query", ["x=1", "preview=secret", "kind=a&kind=b", "q=" + "a" * 600])
def test_page_with_unusual_parameters_is_not_cached(
    client: Client, cached_keys: set[str], query: str
) -> None:
    client.get(f"/en/events/?{query}")
    assert not cached_keys


def test_order_of_parameters_does_not_change_the_cache_key(
    client: Client, cached_keys: set[str]
) -> None:
    client.get("/en/events/?kind=seminar&year=2027")
    client.get("/en/events/?year=2027&kind=seminar")
    assert len(cached_keys) == 1


def test_many_cached_pages_evict_nothing_from_the_default_cache() -> None:
    cache.set("codes", 4)
    for number in range(400):
        caches["pages"].set(str(number), number)
    assert cache.get("codes") == 4


@pytest.mark.parametrize("path", ["/en/", "/en/events/?x=1", "/en/events.ics", "/sitemap.xml"])
def test_conditional_request_gets_not_modified(client: Client, path: str) -> None:
    an_event()
    for accepted in ("gzip, deflate, br", "identity"):
        headers = {"Accept-Encoding": accepted}
        first, second = (client.get(path, headers=headers) for _ in range(2))
        assert first["ETag"] == second["ETag"]
        again = client.get(path, headers=headers | {"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert "Accept-Encoding" in again["Vary"]


@pytest.mark.parametrize("path", [PATH, "/en/events.ics"])
def test_body_is_compressed_when_the_client_accepts_gzip(client: Client, path: str) -> None:
    an_event(summary_en="On cells. " * 99)
    for _ in ("rendered", "cached"):
        uncompressed = client.get(path, headers={"Accept-Encoding": "identity"})
        compressed = client.get(path, headers={"Accept-Encoding": "gzip, deflate, br"})
        assert ("Content-Encoding" in uncompressed, compressed["Content-Encoding"]) == (
            False,
            "gzip",
        )
        assert len(compressed.content) < len(uncompressed.content) / 2
        assert gzip.decompress(compressed.content) == uncompressed.content
        assert int(compressed["Content-Length"]) == len(compressed.content)
        assert uncompressed["Vary"] == compressed["Vary"] == "Accept-Encoding"


def test_the_admin_is_never_compressed(client: Client) -> None:
    response = client.get("/admin/login/", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in response


CACHE_CONTROL = {
    PATH: "public, max-age=0, s-maxage=1, must-revalidate",
    "/en/": "public, max-age=0, s-maxage=1, must-revalidate",
    f"{PATH}poster/": "public, max-age=0, s-maxage=1, must-revalidate",
    f"{PATH}card.png": "public, max-age=86400, s-maxage=1",
    "/sitemap.xml": "public, max-age=3600, s-maxage=1",
    "/en/events.ics": "public, max-age=300, s-maxage=1",
    "/en/events.atom": "public, max-age=300, s-maxage=1",
    "/en/events.json": "public, max-age=300, s-maxage=1",
}


def test_pages_are_revalidated_by_browsers_and_cached_a_second_by_proxies(client: Client) -> None:
    an_event()
    assert {path: client.get(path)["Cache-Control"] for path in CACHE_CONTROL} == CACHE_CONTROL


NOT_STORED = "private, no-store"
# Redirects and errors after every object has moved and one event is withdrawn: path to status.
UNCACHED_STATUSES: dict[str, int] = {
    "/": 302,
    "/sv": 301,
    "/e/none": 404,
    "/e/zpke3kt5": 302,
    "/EN/events/": 302,
    "/en/events/2027/": 302,
    "/en/events?x=1": 301,
    "/en/events/2027/former/": 301,
    "/en/events/2027/former.ics": 301,
    "/en/events/2027/former/poster/": 301,
    "/en/events/2027/former/card.png": 301,
    "/sv/events/2027/present/": 302,
    "/en/people/former/": 301,
    "/en/venues/former/": 301,
    "/en/series/former/": 301,
    "/en/organisers/former/": 301,
    "/en/events/2027/gone/": 410,
    "/en/events/2027/gone/poster/": 410,
    "/en/events/2027/gone/card.png": 410,
    "/en/nothing/": 404,
    "/en/preview/nothing/": 404,
    "/static/nothing.css": 404,
    "/media/nothing.jpg": 404,
    "/admin/": 302,
    "/admin/nothing/": 302,
    "/admin": 301,
}


@pytest.fixture
def _moved() -> None:
    """An event and its related objects, all with changed slugs; another event is withdrawn."""
    venue, series, organiser = a_venue(slug="former"), a_series(slug_en="former"), an_organiser()
    organiser.slug_en = "former"
    organiser.save()
    related = {"venue": venue, "series": series, "organisers": (organiser,)}
    gone, event = an_event(slug_en="gone"), an_event(slug_en="former", code="zpke3kt5", **related)
    a_talk(event, speakers=(a_person(slug="former"),))
    person = event.appearances.get().person
    person.slug = venue.slug = event.slug_en = series.slug_en = organiser.slug_en = "present"
    gone.state = State.DRAFT
    for row in (person, venue, series, organiser, event, gone):
        row.save()


@pytest.mark.usefixtures("_moved")
def test_redirects_and_missing_pages_are_not_stored(client: Client) -> None:
    answers = {path: client.get(path) for path in UNCACHED_STATUSES}
    assert {path: it.status_code for path, it in answers.items()} == UNCACHED_STATUSES
    assert {it["Cache-Control"] for it in answers.values()} == {NOT_STORED}


def test_error_answers_are_not_stored() -> None:
    browser = Client(
        SERVER_NAME="localhost", raise_request_exception=False, enforce_csrf_checks=True
    )
    with patch("atmp_events.pages.home.coming_and_past", side_effect=RuntimeError):
        broken = browser.get("/en/")
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=OperationalError):
        lost = browser.get("/en/")
    stranger = browser.get("/en/", HTTP_HOST="evil.example")
    answers = (browser.post("/admin/login/"), browser.post("/en/"), broken, lost, stranger)
    assert [it.status_code for it in answers] == [403, 405, 500, 503, 400]
    assert {it["Cache-Control"] for it in answers} == {NOT_STORED}


@pytest.mark.usefixtures("roles")
def test_admin_refusals_are_not_stored(client: Client) -> None:
    coordinator = User.objects.create_user("anna", is_staff=True)
    coordinator.groups.add(Group.objects.get(name="Coordinator"))
    client.force_login(coordinator)
    for path, status in (
        ("/admin/events/user/", 403),
        ("/admin/events/event/7/change/", 302),
        ("/admin/events/event/7/publish/", 404),
        ("/admin/nothing/", 404),
    ):
        response = client.get(path)
        assert (response.status_code, response["Cache-Control"]) == (status, NOT_STORED), path


@pytest.mark.parametrize("host", ["LocalHost", "localhost:1", "localhost:65535", "localhost."])
def test_variants_of_the_host_name_share_one_cached_page(
    client: Client, cached_keys: set[str], host: str
) -> None:
    client.get("/en/", HTTP_HOST="localhost")
    assert client.get("/en/", HTTP_HOST=host).status_code == 200
    assert len(cached_keys) == 1


def test_share_picture_is_not_stored_in_the_default_cache(client: Client) -> None:
    an_event()
    with patch.object(cache, "set") as stored, patch.object(cache, "add") as added:
        client.get("/en/events/2027/on-cells/card.png")
    assert not stored.called
    assert not added.called


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_strict_security_headers(client: Client, path: str) -> None:
    for response in (client.get(path), client.get(path)):
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "same-origin"
        assert response["X-Frame-Options"] == "DENY"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "geolocation=()" in response["Permissions-Policy"]
        parts = policy.split("; ")
        if path.startswith("/admin/"):
            assert any(it.startswith("script-src 'self'") for it in parts)
        else:
            assert {"script-src 'none'", "trusted-types 'none'"} <= set(parts)
            assert "require-trusted-types-for 'script'" in parts


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "length", "status"),
    [
        ("/sv/evenemang/", 32 * 1024, 405),
        ("/sv/evenemang/", 32 * 1024 + 1, 413),
        ("/sv/finns-inte/", 400_000_000, 413),
        ("/", 400_000_000, 413),
        ("/admin/login/", 25 * 1024 * 1024, 200),
        ("/admin/login/", 25 * 1024 * 1024 + 1, 413),
    ],
)
def test_too_large_body_is_refused_before_it_is_read(path: str, length: int, status: int) -> None:
    class Unread(io.BytesIO):
        def read(self, *args: Any) -> bytes:
            assert status != 413
            return super().read(*args)

    given = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()}
    client = Client(SERVER_NAME="localhost")
    response = client.generic("POST", path, content_type="text/plain", **given)
    assert response.status_code == status
    assert ("För mycket skickades." in response.content.decode()) == (status == 413)
    if status == 413:
        assert "no-store" in response["Cache-Control"]
        assert ("Ingenting har sparats" in response.content.decode()) == path.startswith("/admin/")
