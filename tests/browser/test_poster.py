"""The printed poster is always one A4 sheet, and nothing is cut off."""

from datetime import timedelta
from io import BytesIO

import pytest
from playwright.sync_api import Page
from pypdf import PdfReader

from atmp_events.models import Event, Organiser, Person, Status, Venue
from tests.builders import NOON, a_person, a_talk, a_venue, an_event, an_organiser, revise_once

LONG = (
    "Hur organiserar vi samarbetet mellan forskningslaboratorier, tillverkningsenheter, "
    "kvalitetsavdelningar och vårdenheter när cellterapiläkemedel ska utvecklas, tillverkas "
    "och införas i hela vårdkedjan?"
)[:200]
NAMES = ("Elena Kozlova", "Per-Ola Carlsson", "Bengt-Åke Gustafsson Lindström", "Łukasz Żółć")
TALK = "Transplantation av genmodifierade, hypoimmuna insulinproducerande celler"

EDGE_CASES: dict[str, tuple[int, dict[str, object]]] = {
    "plain": (3, {}),
    "no speakers": (0, {}),
    "one speaker": (1, {}),
    "eight speakers and a long title": (8, {"title_sv": LONG, "title_en": LONG}),
    "twelve speakers and a long title": (12, {"title_sv": LONG, "title_en": LONG}),
    "forty speakers": (40, {}),
    "a title of one word": (8, {"title_sv": "X" * 200, "title_en": "Y" * 200}),
    "cancelled": (
        8,
        {
            "title_sv": LONG,
            "title_en": LONG,
            "status": Status.CANCELLED,
            "status_note_sv": "Föreläsaren är sjuk. " * 14,
            "status_note_en": "The lecturer is ill. " * 14,
        },
    ),
    "postponed": (3, {"status": Status.POSTPONED}),
    "moved": (
        3,
        {"status": Status.RESCHEDULED, "previous_starts_at": NOON - timedelta(days=400)},
    ),
    "three days": (3, {"minutes": 2 * 24 * 60 + 300}),
    "over a new year": (8, {"starts_at": NOON.replace(month=12, day=30), "minutes": 4 * 24 * 60}),
    "all day": (1, {"starts_at": NOON.replace(hour=0), "minutes": 24 * 60, "all_day": True}),
    "no venue yet": (1, {"venue": None}),
    "online only": (2, {"venue": None, "attendance_mode": "online"}),
    "a door with a long name, and much to say": (
        12,
        {
            "attendance_mode": "hybrid",
            "entrance_sv": "Huvudentrén mot Sjukhusvägen bakom den stora parkeringen vid kiosken",
            "room_sv": "Stora hörsalen " * 8,
            "audience_sv": "Alla som arbetar med avancerade terapier. " * 4,
            "price_sv": "Avgiftsfritt för anställda, 500 kr för övriga. " * 2,
        },
    ),
    "a room of one word": (3, {"room_sv": "Föreläsningssal" * 8, "room_en": "Hall"}),
    "a room of one word, and no building": (
        3,
        {"venue": None, "room_sv": "Föreläsningssal" * 8, "room_en": LONG[:120]},
    ),
}

# These programmes may omit talks, and end with their number. All others are complete.
WITH_OMITTED_TALKS = {"forty speakers", "a door with a long name, and much to say"}

CUT_OFF = """() => {
  const sheet = document.querySelector('.sheet'), box = sheet.getBoundingClientRect();
  const style = getComputedStyle(sheet), faults = [];
  const right = box.right - parseFloat(style.paddingRight) + 1;
  const bottom = box.bottom - parseFloat(style.paddingBottom) + 1;
  for (const part of sheet.querySelectorAll('p, b, h1, h1 span, li, small, svg, footer')) {
    const place = part.getBoundingClientRect();
    if (place.right > right || place.bottom > bottom)
      faults.push(part.textContent.slice(0, 40) || part.className.baseVal);
  }
  const above = [...sheet.children].map(part => part.getBoundingClientRect());
  for (const [index, part] of above.slice(1).entries())
    if (part.top < above[index].bottom - 1) faults.push('overlap ' + index);
  const title = sheet.querySelector('h1').getBoundingClientRect();
  if (title.bottom > sheet.querySelector('.what').getBoundingClientRect().bottom)
    faults.push('title');
  if (sheet.querySelector('.what .knot').getBoundingClientRect().height < 90)
    faults.push('knot');
  for (const part of sheet.querySelectorAll('p, b, h1 span'))
    if (parseFloat(getComputedStyle(part).fontSize) < 9 / 72 * 96)
      faults.push('small ' + part.textContent.slice(0, 40));
  return faults;
}"""


@pytest.fixture
def venue() -> Venue:
    return a_venue(entrance_sv="100/101", entrance_en="100/101")


@pytest.fixture
def organisers() -> tuple[Organiser, ...]:
    names = ("Akademiska sjukhuset", "Region Uppsala", "Uppsala universitet")
    return tuple(an_organiser(name_sv=name) for name in names)


def get_speakers(count: int) -> list[Person]:
    found = [Person.objects.filter(slug=f"person-{place}").first() for place in range(count)]
    return [
        it or a_person(name=NAMES[place % 4], slug=f"person-{place}", email="a@example.org")
        for place, it in enumerate(found)
    ]


def an_edge_case(
    case: str, venue: Venue, organisers: tuple[Organiser, ...]
) -> tuple[Event, dict[str, str]]:
    speakers, fields = EDGE_CASES[case]
    defaults: dict[str, object] = {
        "title_sv": "Hur beter sig stamceller i rymden?",
        "title_en": "How do stem cells behave in space?",
        "venue": venue,
        "spoken_languages": "sv",
        "registration": "by_link",
        "registration_url": "https://www.uu.se/",
        "registration_closes_at": NOON - timedelta(days=3),
    }
    with revise_once():
        event = an_event(organisers=organisers, **defaults | fields)
        for person in get_speakers(speakers):
            a_talk(event, speakers=(person,), title_sv=TALK, title_en=TALK + ".")
    return event, {
        "sv": f"/sv/evenemang/{event.year}/{event.slug_sv}/affisch/",
        "en": f"/en/events/{event.year}/{event.slug_en}/poster/",
        "both": f"/sv/evenemang/{event.year}/{event.slug_sv}/affisch/bada/",
    }


def open_poster(page: Page, path: str) -> None:
    """Open a poster, and wait for its font: without it, lines have another width."""
    page.goto(path)
    page.evaluate("document.fonts.ready")


def printed(page: Page) -> PdfReader:
    return PdfReader(BytesIO(page.pdf(prefer_css_page_size=True)))


def test_every_poster_fits_on_one_sheet(
    browser_page: Page, console: list[str], venue: Venue, organisers: tuple[Organiser, ...]
) -> None:
    browser_page.emulate_media(media="print")
    faults = []
    for number, case in enumerate(EDGE_CASES):
        event, paths = an_edge_case(case, venue, organisers)
        for place, (version, path) in enumerate(paths.items()):
            open_poster(browser_page, path)
            found = faults_of_sheet(browser_page, event)
            if (
                place == number % 3
            ):  # The three posters have the same layout, so each case prints only one of them.
                found += faults_of_print(browser_page)
            names = browser_page.locator(".who li").count()
            if case not in WITH_OMITTED_TALKS and names != EDGE_CASES[case][0]:
                found.append(f"{names} speakers")
            faults += [(case, version, fault) for fault in found]
    assert faults == []
    assert console == []


def faults_of_sheet(page: Page, event: Event) -> list[str]:
    """Return what is cut off or missing on the open poster."""
    faults: list[str] = page.evaluate(CUT_OFF)
    if f"events.example.org/e/{event.code}" not in page.inner_text(".sheet"):
        faults.append("no short address")
    return faults


def faults_of_print(page: Page) -> list[str]:
    """Return what is wrong with the printed pages of the open poster."""
    faults = []
    sheets = printed(page).pages
    if len(sheets) != 1:
        faults.append(f"{len(sheets)} sheets")
    size = tuple(round(float(side) / 72 * 25.4) for side in sheets[0].mediabox[2:])
    if size != (210, 297):
        faults.append(f"{size} mm")
    return faults


def test_poster_hint_is_not_printed_and_sheet_is_white_in_dark_mode(
    browser_page: Page, venue: Venue, organisers: tuple[Organiser, ...]
) -> None:
    _, paths = an_edge_case("plain", venue, organisers)
    page = browser_page
    page.emulate_media(color_scheme="dark")
    open_poster(page, paths["sv"])
    assert page.get_by_role("link", name="Tillbaka till evenemanget").is_visible()
    colours = "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    assert page.locator(".sheet").evaluate(colours) == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    assert "Tillbaka" not in printed(page).pages[0].extract_text()


def test_poster_text_is_readable_without_background_graphics(
    browser_page: Page, venue: Venue, organisers: tuple[Organiser, ...]
) -> None:
    _, paths = an_edge_case("cancelled", venue, organisers)
    browser_page.emulate_media(media="print")
    open_poster(browser_page, paths["both"])
    light = """() => [...document.querySelectorAll('.sheet *')]
      .filter(e => e.textContent.trim() && getComputedStyle(e).color == 'rgb(255, 255, 255)'
        && !e.closest('.sign')).map(e => e.outerHTML)"""
    assert browser_page.evaluate(light) == []
    exact = "e => getComputedStyle(e).printColorAdjust"
    assert browser_page.locator(".sign").first.evaluate(exact) == "exact"
