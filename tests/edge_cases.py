"""Events that calendar programs often get wrong: each has one unusual property."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from atmp_events.models import Event, Status, Venue
from tests.builders import NOON, STOCKHOLM, a_person, a_talk, a_venue, an_event, an_organiser

MIDNIGHT = NOON.replace(hour=0)
ONLINE = {"attendance_mode": "online", "online_url": "https://video.example.org/j/1,2;x?a=1&b=2"}

EDGE_CASES: dict[str, dict[str, Any]] = {
    "punctuation": {
        "title_sv": 'Celler, vävnad; "organ" och C:\\ny\\Nod',
        "title_en": 'Cells, tissue; "organs" and C:\\new\\Node',
        "summary_sv": "Rad ett, och mer;\nrad två\n\nstycke två: 50 % & <b>\\n",
        "summary_en": "Line one, and more;\nline two\n\nparagraph two: 50% & <b>\\n",
    },
    "emoji": {
        "title_sv": "Räksmörgås på Åland 🧬👩🏽‍🔬 é à la carte",
        "title_en": "Prawns in Åland 🧬👩🏽‍🔬 naïve café",
    },
    "right to left": {
        "title_sv": "السرطان والخلايا och celler",
        "title_en": "תאי גזע and cells",
        "spoken_languages": "ar,en",
    },
    "no Latin letters": {
        "title_sv": "干细胞在太空中如何表现？",
        "title_en": "Βλαστοκύτταρα: Стволовые клетки",
    },
    "Latin letters of other languages": {
        "title_sv": "Straße und Größe: Þóra möter Łukasz Żółć och Đorđe",
        "title_en": "Bài giảng của Nguyễn Thị Ánh – smørrebrød",
    },
    "symbols": {"title_sv": "CAR-T, IL-2 och Foo/Bar", "title_en": "Dose ≥ 10 µg: ≤ ≠ ∞ √ → ±"},
    "markup": {
        "title_sv": "<b>Fet</b> & 'enkla' %s {{ x }} {% if %}",
        "title_en": "<i>Bold</i> & 'single' %(x)s {{ x }}",
        "summary_en": "n<k and m>l; <script>alert(1)</script>\n\nTwo paragraphs.",
    },
    "no spaces": {
        "title_sv": "Läkemedelsutvecklingsprocessredogörelse" * 4,
        "title_en": "Pneumonoultramicroscopic" * 7,
    },
    "very long": {
        "title_sv": "Ä" * 200,
        "title_en": "Long " * 39 + "title",
        "summary_sv": "öäå 🧬 " * 400 + "slut",
        "summary_en": "x" * 3000,
    },
    "all day": {"starts_at": MIDNIGHT, "minutes": 24 * 60, "all_day": True},
    "three days": {"starts_at": MIDNIGHT, "minutes": 72 * 60, "all_day": True},
    "three nights": {"minutes": 72 * 60},
    "two years": {
        "starts_at": datetime(2026, 2, 1, 9, 0, tzinfo=STOCKHOLM),
        "minutes": 2 * 365 * 24 * 60,
    },
    "across new year": {
        "starts_at": datetime(2027, 12, 30, 10, 0, tzinfo=STOCKHOLM),
        "minutes": 77 * 60,
    },
    "across the start of summer time": {
        "starts_at": datetime(2027, 3, 27, 23, 30, tzinfo=STOCKHOLM),
        "minutes": 180,
    },
    "across the end of summer time": {
        "starts_at": datetime(2027, 10, 31, 1, 30, tzinfo=STOCKHOLM),
        "minutes": 240,
    },
    "all day when the clocks change": {
        "starts_at": datetime(2027, 3, 28, tzinfo=STOCKHOLM),
        "minutes": 24 * 60,  # by the local clock; 23 hours pass
        "all_day": True,
    },
    "another time zone": {
        "timezone": "America/New_York",
        "starts_at": datetime(2027, 3, 20, 9, 0, tzinfo=ZoneInfo("America/New_York")),
    },
    "an offset with half an hour": {
        "timezone": "Asia/Kolkata",
        "starts_at": datetime(2027, 6, 1, 9, 15, tzinfo=ZoneInfo("Asia/Kolkata")),
    },
    "an offset with three quarters": {
        "timezone": "Asia/Kathmandu",
        "starts_at": datetime(2027, 2, 12, 9, 0, tzinfo=ZoneInfo("Asia/Kathmandu")),
    },
    "a date ahead": {
        "timezone": "Pacific/Auckland",
        "starts_at": datetime(2027, 6, 1, 8, 30, tzinfo=ZoneInfo("Pacific/Auckland")),
    },
    "summer time without a fixed rule": {
        "timezone": "Africa/Cairo",
        "starts_at": datetime(2027, 6, 1, 9, 0, tzinfo=ZoneInfo("Africa/Cairo")),
    },
    "cancelled": {"status": Status.CANCELLED, "status_note_sv": "Talaren är sjuk; tyvärr."},
    "postponed": {"status": Status.POSTPONED},
    "rescheduled": {
        "status": Status.RESCHEDULED,
        "previous_starts_at": NOON - timedelta(days=7),
    },
    "moved online": {"status": Status.MOVED_ONLINE, **ONLINE},
    "hybrid": {**ONLINE, "attendance_mode": "hybrid", "room_sv": "Sal A, B", "room_en": "Hall A;B"},
    "no venue": {"venue": None},
    "a room without a venue": {"venue": None, "room_sv": "Sal 3", "room_en": "Hall 3"},
    "only in Swedish": {"title_en": "", "summary_sv": "Bara på svenska.", "summary_en": ""},
    "only in English": {"title_sv": "", "summary_en": "Only in English.", "summary_sv": ""},
    "by registration": {
        "registration": "by_link",
        "registration_url": "https://anmalan.example.org/?a=1,2;b=%20",
        "capacity": 40,
        "spoken_languages": "sv,en",
    },
}


def an_edge_case_event(name: str, **others: Any) -> Event:
    """The event of that name, with a venue, a speaker and an organiser."""
    venue = {"venue": a_venue_with_coordinates()} if "venue" not in EDGE_CASES[name] else {}
    number = list(EDGE_CASES).index(name)
    defaults: dict[str, Any] = {
        "title_sv": f"Om {name}",
        "title_en": f"On {name}",
        "slug_sv": f"nr-{number}",
        "slug_en": f"no-{number}",
        "uid": f"00000000-0000-4000-8000-{number:012}@events.example.org",
        "code": f"edgecase{number}",
    }
    organiser = an_organiser(
        name_sv=f"Sjukhuset, {name}", slug_sv=f"o-{number}", slug_en=f"o-{number}"
    )
    fields = defaults | venue | EDGE_CASES[name] | others
    event = an_event(organisers=(organiser,), **fields)
    a_talk(event, speakers=(a_person(name=f"Åsa {number}", slug=f"asa-{number}"),))
    return event


def a_venue_with_coordinates() -> Venue:
    """A venue whose names need escaping and quoting in iCalendar."""
    found = Venue.objects.filter(slug="rudbeck").first()
    return found or a_venue(
        slug="rudbeck",
        name_sv='Rudbeck, "stora" huset',
        name_en='Rudbeck; the "big" house',
        entrance_sv="100/101",
        entrance_en="100/101",
        latitude="59.849800",
        longitude="17.637600",
    )
