"""Events in the first and last years that Python supports, and over a new year."""

from datetime import UTC, datetime
from itertools import product

import pytest
from django.test import Client

from atmp_events.models import Event, Language
from tests.builders import a_series, a_talk, an_event, revise_once
from tests.pages.parsing import get_page, text_of

pytestmark = pytest.mark.django_db

FIRST, LAST = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
EDGES = {
    "the first year": (FIRST, FIRST.replace(hour=1)),
    "a year of two digits": (FIRST.replace(year=27), FIRST.replace(year=27, hour=1)),
    "the last year": (LAST.replace(hour=22), LAST),
    "all years": (FIRST, LAST),
}
ZONES = ("Europe/Stockholm", "Asia/Tokyo", "Pacific/Honolulu")
ADDRESSES = (
    *("/sv/", "/sv/evenemang/", "/sv/evenemang.ics", "/sv/evenemang.atom", "/sv/evenemang.json"),
    *("/sv/serier/natverkstraffar/", "/sv/serier/natverkstraffar.ics", "/sitemap.xml"),
    *("/sv/evenemang/?q=celler", "/sv/evenemang/?year=9999", "/sv/evenemang/?year=0001"),
)


def test_extreme_dates_break_no_page_and_no_feed(client: Client) -> None:
    an_event(title_sv="En annan")
    series = a_series()
    link = {"registration": "by_link", "registration_url": "https://www.uu.se/"}
    addresses = list(ADDRESSES)
    for (edge, (starts_at, ends_at)), zone in product(EDGES.items(), ZONES):
        slug = f"{edge}-{zone}".lower().replace(" ", "-").replace("/", "-")
        with revise_once():
            event = an_event(timezone=zone, series=series, slug_sv=slug, slug_en=slug)
            a_talk(event, starts_at=event.starts_at)
        moments = {"starts_at": starts_at, "ends_at": ends_at, "year": starts_at.year}
        deadlines = {"registration_opens_at": starts_at, "registration_closes_at": ends_at}
        Event.objects.filter(pk=event.pk).update(**moments, **deadlines, **link)
        event.talks.update(starts_at=starts_at)
        own = f"/sv/evenemang/{starts_at.year}/{slug}"
        addresses += [f"{own}/", f"{own}.ics", f"{own}/affisch/"]
    for address in addresses:
        assert client.get(address).status_code == 200, address
    assert "En annan" in text_of(get_page(client, "/sv/evenemang/"))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_event_over_new_year_is_found_in_both_years(client: Client, language: Language) -> None:
    new_year = datetime(2024, 12, 30, 9, tzinfo=UTC)
    an_event(title_sv="Över nyår", title_en="Over New Year", starts_at=new_year, minutes=3 * 1440)
    last = {"title_sv": "Till midnatt", "title_en": "Till midnight", "minutes": 14 * 60}
    an_event(starts_at=new_year.replace(day=31), **last)
    path = {"sv": "/sv/evenemang/", "en": "/en/events/"}[language]
    both = {"Över nyår", "Till midnatt"} if language == "sv" else {"Over New Year", "Till midnight"}
    for year, found in {
        2023: set(),
        2024: both,
        2025: both - {"Till midnatt", "Till midnight"},
    }.items():
        page = get_page(client, f"{path}?year={year}")
        assert {text_of(it) for it in page.select(".list h3")} == found
    assert text_of(page.select_one(".list time")) in {
        "30 dec. – 2 jan. 2025",
        "30 Dec. – 2 Jan. 2025",
    }
