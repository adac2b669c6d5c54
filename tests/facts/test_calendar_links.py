"""Links that add an event to Google Calendar or Outlook."""

from datetime import timedelta
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from atmp_events.facts.calendar_links import add_links
from atmp_events.facts.event import facts_of
from tests.builders import NOON, a_venue, an_event

pytestmark = pytest.mark.django_db

SITE = "https://events.example.org"


def test_link_has_title_time_place_text_and_page() -> None:
    """The services read the text as HTML."""
    event = an_event(venue=a_venue(), summary_en="On n<k & m>l.", spoken_languages="sv")
    google, outlook, work = add_links(facts_of(event, "en"))
    query = {name: values[0] for name, values in parse_qs(urlsplit(google.url).query).items()}
    text = "On n&lt;k &amp; m&gt;l.\n\nThe event is held in Swedish.\n\n"
    page = f"{SITE}/en/events/2027/on-cells/"
    place = "Rudbeck Laboratory, Dag Hammarskjölds väg 20, 751 85 Uppsala"
    assert query == {
        "action": "TEMPLATE",
        "text": "On cells",
        "dates": "20270413T120000/20270413T130000",
        "ctz": "Europe/Stockholm",
        "location": place,
        "details": f"{text}{page}",
    }
    query = {name: values[0] for name, values in parse_qs(urlsplit(outlook.url).query).items()}
    assert query == {
        "path": "/calendar/action/compose",
        "rru": "addevent",
        "subject": "On cells",
        "startdt": "2027-04-13T10:00:00Z",
        "enddt": "2027-04-13T11:00:00Z",
        "location": place,
        "body": f"{text}{page}".replace("\n", "<br>"),
    }
    assert work.url == outlook.url.replace("outlook.live.com", "outlook.office.com")


def test_link_has_the_online_address() -> None:
    room = "https://video.example.org/j/1?x=1&y=2"
    event = an_event(attendance_mode="online", online_url=room, summary_en="Long. " * 500)
    for link in add_links(facts_of(event, "en")):
        assert len(link.url) < 2000
        ending = unescape(unquote(link.url)).replace("<br>", "\n")
        assert ending.endswith(f"Online: {room}\n\n{SITE}/en/events/2027/on-cells/")


def test_whole_days_are_dates_with_an_exclusive_end() -> None:
    midnight = NOON - timedelta(hours=12)
    event = an_event(starts_at=midnight, minutes=3 * 24 * 60, all_day=True)
    google, outlook, _ = add_links(facts_of(event, "sv"))
    assert "dates=20270413%2F20270416&details" in google.url
    assert "startdt=2027-04-13&enddt=2027-04-16&allday=true" in outlook.url


def test_long_text_is_cut_at_a_word_before_the_page() -> None:
    event = an_event(summary_sv="Åldrade celler. " * 300)
    for link in add_links(facts_of(event, "sv")):
        assert len(link.url) < 2000
        assert link.url.endswith("%2Fsv%2Fevenemang%2F2027%2Fom-celler%2F")
        assert "%20%E2%80%A6" in link.url


def test_link_is_never_too_long() -> None:
    event = an_event(
        title_sv="عِلاج" * 40,
        slug_sv="om-celler",
        venue=a_venue(name_sv="细胞" * 80, street="学" * 160),
        body_sv=f"<p>{'Åldrade celler ska bli unga igen. ' * 1500}</p>",
    )
    for link in add_links(facts_of(event, "sv")):
        assert len(link.url) < 2000
        assert unquote(link.url, errors="strict").endswith("/sv/evenemang/2027/om-celler/")


def test_event_without_a_date_has_no_links() -> None:
    assert add_links(facts_of(an_event(state="draft", starts_at=None), "sv")) == ()
