"""No page asks more of the database because there is more in it: every kind of page is walked.

The most read ones ask little.
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
from tests.admin.signing_in import an_app
from tests.builders import MORNING_BEFORE, a_person, a_talk, together

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

FEW, MANY = 4, 24
MOST_QUERIES = {"home": 12, "events": 15, "event": 9, "poster_both": 8, "sitemap": 7}
MOST_QUERIES |= {"admin:index": 21, "admin:events_event_change": 19}
MOST_QUERIES |= {"admin:events_event_changelist": 14}
# What is about no rows, or has an address only with a picture, a secret or a setting.
LEFT_ALONE = {
    "events_of_year",  # a redirect
    *("front_door", "picture", "slides", "robots_txt", "security_txt", "site_manifest"),
    *("about", "accessibility", "privacy"),
    *("colours", "site_icon", "site_favicon", "site_picture"),
    *("forgotten_password", "set_password"),
    *("preview_page", "preview_poster", "preview_poster_both", "preview_calendar"),
    # Where mail is set up
    *("follow_event", "follow_series", "follow_all", "follow_confirm", "follow_leave"),
    *("register", "register_thanks", "own_registration", "own_data"),
}
SIGNING_IN = ("account_", "mfa_", "admin")


def public_paths() -> Iterator[str]:
    """Yield an address of each kind, all of the same event and of those to whom it belongs."""
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
        for form in ("", "_calendar", "_json", "_atom"):
            yield reverse(f"{name}{form}", kwargs={"slug": slug})


def admin_paths() -> Iterator[str]:
    """Yield the admin's pages: its lists, and what can be done with the first row of each."""
    yield reverse("admin:index")
    yield reverse("admin:events_event_table")
    yield reverse("admin:events_event_figures")
    yield reverse("admin:events_event_programme") + "?period=this_term"
    for model in site._registry:
        place = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{place}_changelist")
        row = model._default_manager.order_by("pk").first()
        if row:
            for what in ("change", "history"):
                yield reverse(f"{place}_{what}", args=[row.pk])
        if model in {Event, Person}:
            yield reverse(f"{place}_add")


def change_rooms() -> None:
    """Give each event another room, and take the English of its lead away."""
    with together():
        for event in Event.objects.all():
            event.summary_en, event.room_sv, event.room_en = "", "Sal 9", "Room 9"
            event.save()


def make_longer() -> None:
    """Give each event three talks more, by one who then has a part in all and one who is new.

    Add colleagues, too.
    """
    for number in range(3):
        an_app(User.objects.create_user(f"kim{number}"))
    person = Event.objects.order_by("pk")[0].appearances.all()[0].person
    with together():
        for event in Event.objects.all():
            for position in range(9, 12):
                speakers = (person, a_person(name=f"Ny {event.pk} {position}"))
                a_talk(event, speakers=speakers, title_sv="Till", position=position)


def counted(client: Client, paths: Iterator[str]) -> dict[str, int]:
    """Ask for each page as if for the first time; return how many queries each took."""
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


def all_names(patterns: list[URLPattern | URLResolver]) -> set[str]:
    """Return the names of all public addresses."""
    names = set()
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            names.add(pattern.name or "")
        elif pattern.namespace is None:
            names |= all_names(pattern.url_patterns)
    return names


def test_every_kind_of_public_page_is_walked() -> None:
    generate(FEW, now=MORNING_BEFORE)
    with translation.override("sv"):
        walked = {resolve(path.partition("?")[0]).view_name for path in public_paths()}
    public = all_names(get_resolver().url_patterns) - LEFT_ALONE
    assert {name for name in public if not name.startswith(SIGNING_IN)} == walked


@pytest.mark.parametrize("who", ["visitor", "coordinator"])
def test_the_number_of_rows_makes_no_query_more(
    client: Client, django_user_model: type, who: str
) -> None:
    paths = public_paths
    if who == "coordinator":
        user = django_user_model.objects.create_superuser("anna", "anna@example.org", "x" * 20)
        client.force_login(user)
        paths = admin_paths
    with translation.override("sv"):
        generate(FEW, now=MORNING_BEFORE)
        if who == "coordinator":
            change_rooms()
        few = counted(client, paths())
        Event.objects.all().delete()
        generate(MANY, now=MORNING_BEFORE)
        if who == "coordinator":
            change_rooms()
        make_longer()
        many = counted(client, paths())
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert not grown
    assert [name for name in MOST_QUERIES.keys() & few if few[name] > MOST_QUERIES[name]] == []
