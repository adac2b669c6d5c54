"""The number of queries of a page does not grow with the number of rows, and has a limit.

One address of every view is requested.
"""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import translation

from atmp_events.admin.site import site
from atmp_events.facts.paths import with_codes
from atmp_events.models import Event, Person, User
from benchmarks.generator import generate
from tests.admin.authentication import set_up_totp
from tests.builders import MORNING_BEFORE, a_person, a_talk, revise_once

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FEW_EVENTS, MANY_EVENTS = 4, 24
QUERY_LIMITS = {"home": 12, "events": 15, "event": 9, "poster_both": 8, "sitemap": 7}
QUERY_LIMITS |= {"admin:index": 21, "admin:events_event_change": 19}
QUERY_LIMITS |= {"admin:events_event_changelist": 14}
# Views without rows, or with an address only if there is a picture, a secret link or a setting.
NOT_COUNTED = {
    "events_of_year",  # a redirect
    *("root", "picture", "slides", "robots_txt", "security_txt", "site_manifest"),
    *("about", "accessibility", "privacy"),
    *("colours", "site_icon", "site_favicon", "site_picture"),
    *("forgotten_password", "set_password"),
    *("preview_page", "preview_poster", "preview_poster_both", "preview_calendar"),
    # only with a mail server
    *("follow_event", "follow_series", "follow_all", "follow_confirm", "follow_leave"),
    *("register", "register_thanks", "own_registration", "own_data"),
}
SIGN_IN_PREFIXES = ("account_", "mfa_", "admin")


def public_paths() -> Iterator[str]:
    """Yield an address of each public view, all of the same event and its related objects."""
    event = Event.objects.order_by("pk").filter(series__isnull=False).first()
    assert event
    with translation.override("sv"):
        for name in ("home", "events", "events_atom", "events_json", "all_events_calendar"):
            yield reverse(name)
        for name in ("subscribe", "sitemap", "embed", "fragment", "snippet", "screen"):
            yield reverse(name)
        for name in ("series", "person", "venue", "organiser"):
            yield reverse(f"{name}_all")
        assert event.starts_at
        yield reverse("month", kwargs={"month": event.starts_at.date()})
        yield reverse("events") + "?q=syntetiskt"
        codes = list(Event.objects.values_list("code", flat=True))
        for name in ("chosen", "chosen_calendar"):
            yield with_codes(reverse(name), codes)
        yield reverse("short_address", kwargs={"code": event.code})
        page = reverse("event", kwargs={"year": event.year, "slug": event.slug_sv})
        yield f"{reverse('oembed')}?url={settings.SITE_URL}{page}"
        for name in ("event", "event_calendar", "poster", "poster_both", "card", "event_embed"):
            yield reverse(name, kwargs={"year": event.year, "slug": event.slug_sv})
        yield from entity_paths(event)


def entity_paths(event: Event) -> Iterator[str]:
    slugs = {
        "series": event.series.slug_sv,
        "person": event.appearances.all()[0].person.slug,
        "venue": event.venue.slug,
        "organiser": event.organiser_links.all()[0].organiser.slug_sv,
    }
    for name, slug in slugs.items():
        for suffix in ("", "_calendar", "_json", "_atom"):
            yield reverse(f"{name}{suffix}", kwargs={"slug": slug})


def admin_paths() -> Iterator[str]:
    """Yield addresses of the admin: its own pages, and of each model the list and the first row."""
    yield reverse("admin:index")
    yield reverse("admin:events_event_table")
    yield reverse("admin:events_event_figures")
    yield reverse("admin:events_event_programme") + "?period=this_term"
    for model in site._registry:
        prefix = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{prefix}_changelist")
        row = model._default_manager.order_by("pk").first()
        if row:
            for action in ("change", "history"):
                yield reverse(f"{prefix}_{action}", args=[row.pk])
        if model in {Event, Person}:
            yield reverse(f"{prefix}_add")


def edit_events() -> None:
    """Give each event another room and no English summary, so that history and table have rows."""
    with revise_once():
        for event in Event.objects.all():
            event.summary_en, event.room_sv, event.room_en = "", "Sal 9", "Room 9"
            event.save()


def add_talks() -> None:
    """Give each event three more talks, by one speaker of all and one new speaker. Add users."""
    for number in range(3):
        set_up_totp(User.objects.create_user(f"kim{number}"))
    person = Event.objects.order_by("pk")[0].appearances.all()[0].person
    with revise_once():
        for event in Event.objects.all():
            for position in range(9, 12):
                speakers = (person, a_person(name=f"Ny {event.pk} {position}"))
                a_talk(event, speakers=speakers, title_sv="Till", position=position)


def count_queries(client: Client, paths: Iterator[str]) -> dict[str, int]:
    """Request each page with an empty page cache; return the number of queries by view name."""
    counts: dict[str, int] = {}
    for path in paths:
        caches["pages"].clear()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
            b"".join(response) if response.streaming else response.content
        assert response.status_code in {200, 302, 301}, path
        match = resolve(path.partition("?")[0])
        counts[f"{match.view_name}{'?' if '?' in path else ''}"] = len(queries)
    return counts


def public_names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Return the names of all URL patterns without a namespace."""
    names = set()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            names.add(pattern.name or "")
        elif pattern.namespace is None:
            names |= public_names(pattern.url_patterns)
    return names


def test_every_public_view_is_among_the_counted_pages() -> None:
    generate(FEW_EVENTS, now=MORNING_BEFORE)
    with translation.override("sv"):
        counted_names = {resolve(path.partition("?")[0]).view_name for path in public_paths()}
    public = public_names(get_resolver().url_patterns) - NOT_COUNTED
    assert {name for name in public if not name.startswith(SIGN_IN_PREFIXES)} == counted_names


@pytest.mark.parametrize("role", ["visitor", "coordinator"])
def test_query_count_does_not_grow_with_the_number_of_rows(
    client: Client, django_user_model: type, role: str
) -> None:
    paths = public_paths
    if role == "coordinator":
        user = django_user_model.objects.create_superuser("anna", "anna@example.org", "x" * 20)
        client.force_login(user)
        paths = admin_paths
    with translation.override("sv"):
        generate(FEW_EVENTS, now=MORNING_BEFORE)
        if role == "coordinator":
            edit_events()
        few = count_queries(client, paths())
        Event.objects.all().delete()
        generate(MANY_EVENTS, now=MORNING_BEFORE)
        if role == "coordinator":
            edit_events()
        add_talks()
        many = count_queries(client, paths())
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert not grown
    assert [name for name in QUERY_LIMITS.keys() & few if few[name] > QUERY_LIMITS[name]] == []
