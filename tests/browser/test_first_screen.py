"""The first screen on a phone shows place, speakers and registration, in every state."""

from datetime import timedelta
from typing import Any, Final

import pytest
from playwright.sync_api import Page

from atmp_events.models import Event, Status
from tests.builders import (
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    revise_once,
    the_website,
)

SCREEN: Final = 844  # pixels
PAGES: Final = {"sv": "/sv/evenemang/", "en": "/en/events/"}
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LATER: Final = NOON.replace(year=2090)
PAST: Final = NOON.replace(year=2024)
NAMES: Final = ("Elena Kozlova", "Per-Ola Carlsson", "Hannah Karlsson", "Ada Lovelace-Lindqvist")
TEXTS: Final[dict[str, Any]] = {
    "title_sv": "Från laboratorium till vårdavdelning",
    "title_en": "From the laboratory to the ward",
    "summary_sv": "Tre korta föredrag om vad som ska vara på plats innan en ny behandling prövas.",
    "summary_en": "Three short talks on what must be in place before a new treatment can be tried.",
}
OPEN: Final = {
    "registration": "by_link",
    "registration_url": "https://www.example.org/",
    "registration_closes_at": LATER - 3 * DAY,
}
PRICE_AND_AUDIENCE: Final = {
    "capacity": 60,
    "price_sv": "Kostnadsfritt",
    "price_en": "Free of charge",
    "audience_sv": "Öppet för alla som arbetar i vården eller forskar",
    "audience_en": "Open to all who work in health care or research",
}
STATUS_NOTE: Final = {
    "status_note_sv": "Talaren har förhinder det första datumet.",
    "status_note_en": "The speaker cannot come on the first date.",
}
LONG: Final = {
    "title_sv": "Hur organiserar vi samarbetet mellan forskningslaboratorier, "
    "tillverkningsenheter, kvalitetsavdelningar och vårdenheter när "
    "cellterapiläkemedel ska utvecklas och införas?",
    "title_en": "How do we organise the collaboration between research laboratories, "
    "manufacturing units, quality departments and wards when cell therapy products are to be used?",
}
LONG_SUMMARY: Final = {
    "summary_sv": "Vi går igenom tillverkning, kvalitet, logistik och den första dosen, "
    "och berättar vad vi har lärt oss av de två första åren, av patienterna och av varandra.",
    "summary_en": "We go through manufacturing, quality, logistics and the first dose, "
    "and tell what we have learnt from the first two years, from the patients and from each other.",
}
STATES: Final[dict[str, dict[str, Any]]] = {
    "nothing is said": {"starts_at": LATER + DAY},
    "open": OPEN,
    "open, price and audience": OPEN | PRICE_AND_AUDIENCE,
    "open, long lead": OPEN | PRICE_AND_AUDIENCE | LONG_SUMMARY,
    "open, title of eight lines": OPEN | LONG,
    "open, title of eight lines, price": OPEN | PRICE_AND_AUDIENCE | LONG | LONG_SUMMARY,
    "not open yet": OPEN | PRICE_AND_AUDIENCE | {"registration_opens_at": LATER - 9 * DAY},
    "fully booked": OPEN | PRICE_AND_AUDIENCE | {"fully_booked": True},
    "closed": OPEN | PRICE_AND_AUDIENCE | {"registration_closes_at": PAST},
    "not needed": {"registration": "not_needed"} | PRICE_AND_AUDIENCE,
    "by email": {"registration": "by_email", "registration_email": "ada@example.org"}
    | PRICE_AND_AUDIENCE,
    "registration here, changed": {"registration": "here"} | PRICE_AND_AUDIENCE,
    "in one language": OPEN | PRICE_AND_AUDIENCE | {"title_en": "", "summary_en": ""},
    "also online": OPEN | PRICE_AND_AUDIENCE | {"attendance_mode": "hybrid"},
    "online, abroad": OPEN
    | PRICE_AND_AUDIENCE
    | {"attendance_mode": "online", "venue": None, "timezone": "Europe/London"},
    "several days": OPEN | PRICE_AND_AUDIENCE | {"minutes": 3 * 24 * 60},
    "new date": OPEN
    | PRICE_AND_AUDIENCE
    | STATUS_NOTE
    | {"status": Status.RESCHEDULED, "previous_starts_at": LATER - 7 * DAY},
    "moved online": OPEN
    | PRICE_AND_AUDIENCE
    | STATUS_NOTE
    | {"status": Status.MOVED_ONLINE, "attendance_mode": "online", "venue": None},
    "now also online": OPEN
    | PRICE_AND_AUDIENCE
    | STATUS_NOTE
    | {"status": Status.MOVED_ONLINE, "attendance_mode": "hybrid"},
    "postponed": OPEN | PRICE_AND_AUDIENCE | STATUS_NOTE | {"status": Status.POSTPONED},
    "cancelled": OPEN | PRICE_AND_AUDIENCE | STATUS_NOTE | {"status": Status.CANCELLED},
    "over": OPEN | {"starts_at": PAST},
    "over, recorded": {"starts_at": PAST, "recording_url": "https://www.example.org/film"},
}
# The lower edge of each fact, in pixels from the top. Speakers are on one line, or on a line each;
# on the home page they are in the lead.
ENDS: Final = """() => {
    const ends = it => [...document.querySelectorAll(it)].filter(it => it.checkVisibility())
        .map(it => it.getBoundingClientRect().bottom);
    const names = ['.hero .by', '.faces .speaker b', '.hero .lead'].map(ends)
        .find(it => it.length) || [];
    const answers = {where: ends('.hero .where'), who: names, may: ends('.hero .come, .status'),
        button: ends('.do .btn:first-child')};
    return Object.fromEntries(Object.entries(answers).filter(([, it]) => it.length)
        .map(([what, it]) => [what, Math.ceil(Math.max(...it))]));
}"""


def events() -> dict[str, Event]:
    """Create an event in each state, with four speakers."""
    venue, series = a_venue(entrance_sv="100/101"), a_series()
    people = [a_person(name=name) for name in NAMES]
    made: dict[str, Event] = {}
    for number, (state, fields) in enumerate(STATES.items()):
        defaults: dict[str, Any] = {"starts_at": LATER, "venue": venue, "series": series}
        defaults |= TEXTS | {"slug_sv": f"om-{number}", "slug_en": f"on-{number}"}
        with revise_once():
            made[state] = an_event(**defaults | fields)
            for person in people:
                a_talk(made[state], speakers=(person,))
    changed = made["registration here, changed"]
    changed.starts_at, changed.ends_at, changed.room_sv = LATER + HOUR, LATER + 2 * HOUR, "Sal 3"
    changed.save()
    return made


@pytest.mark.parametrize("language", ["sv", "en"])
def test_first_phone_screen_shows_place_speakers_and_admission(
    browser_page: Page, settings: Any, language: str
) -> None:
    settings.EMAIL_URL = "consolemail://"
    the_website()
    browser_page.set_viewport_size({"width": 390, "height": SCREEN})
    table: dict[str, dict[str, int]] = {}
    pages = {
        state: f"{PAGES[language]}{event.year}/{getattr(event, f'slug_{language}')}/"
        for state, event in events().items()
    }
    for state, page in {"home": f"/{language}/", **pages}.items():
        browser_page.goto(page)
        browser_page.evaluate("document.fonts.ready")
        table[state] = browser_page.evaluate(ENDS)
    print(*(f"{it:34} {ends}" for it, ends in table.items()), sep="\n")
    for state, ends in table.items():
        assert {"where", "who"} <= ends.keys(), state
        assert ("may" in ends) is (state not in {"nothing is said", "over"}), state
    late = {it: ends for it, ends in table.items() if max(ends.values()) > SCREEN}
    assert not late, "\n".join(map(str, late.items()))


@pytest.mark.parametrize("language", ["sv", "en"])
def test_first_phone_screen_shows_the_first_search_result(
    browser_page: Page, language: str
) -> None:
    an_event(**TEXTS | OPEN, starts_at=LATER, series=a_series())
    browser_page.set_viewport_size({"width": 390, "height": SCREEN})
    for query in ("?q=labor", "?q=labor&year=2090&kind=seminar&mode=on_site"):
        browser_page.goto(f"{PAGES[language]}{query}")
        browser_page.evaluate("document.fonts.ready")
        hit = browser_page.locator(".list h3").first.bounding_box()
        assert hit
        assert hit["y"] + hit["height"] <= SCREEN, query


@pytest.mark.parametrize("language", ["sv", "en"])
def test_no_knot_covers_the_date(browser_page: Page, language: str) -> None:
    day = LATER.replace(month=2, day=11)
    events = [
        an_event(**TEXTS, starts_at=day),
        an_event(**TEXTS, starts_at=day, all_day=True, minutes=24 * 60),
        an_event(**TEXTS, starts_at=day.replace(month=12, day=30), minutes=4 * 24 * 60),
        an_event(**TEXTS, starts_at=day, venue=(venue := a_venue())),
        an_event(**TEXTS, starts_at=day.replace(day=28), minutes=24 * 60, venue=venue),
    ]
    covered = """() => {
        const knot = document.querySelector('.hero>.knot').getBoundingClientRect();
        const words = document.createRange(), texts = document.querySelectorAll('.when *');
        return [...texts].flatMap(it => [...it.childNodes]).filter(it => it.nodeType === 3)
            .flatMap(it => { words.selectNodeContents(it); return [...words.getClientRects()]; })
            .some(it => it.right > knot.left && (it.top + it.bottom) / 2 > knot.top
                && it.top < knot.bottom);
    }"""
    for width in (320, 360, 390, 430, 600, 640, 820, 960):
        browser_page.set_viewport_size({"width": width, "height": SCREEN})
        for event in events:
            slug = getattr(event, f"slug_{language}")
            browser_page.goto(f"{PAGES[language]}{event.year}/{slug}/")
            browser_page.evaluate("document.fonts.ready")
            assert not browser_page.evaluate(covered), (width, str(event.starts_at), slug)


def test_large_day_hides_no_line_above_it_in_forced_colours(browser_page: Page) -> None:
    # Chromium draws a plate behind each text then, and that of the large day is high.
    event = an_event(starts_at=LATER)
    the_website()
    browser_page.emulate_media(forced_colors="active")
    poster = f"/sv/evenemang/{event.year}/{event.slug_sv}/affisch/"
    for path, above, day in (("/sv/", ".kick", ".when b"), (poster, ".sheet header", ".number b")):
        browser_page.goto(path)
        browser_page.evaluate("document.fonts.ready")
        line = browser_page.locator(above)
        beside_day = line.screenshot()
        browser_page.locator(day).evaluate("it => it.style.visibility = 'hidden'")
        assert line.screenshot() == beside_day, path
