"""Forty events as people make them: long titles, foreign zones, several days, many scripts.

`make_forty()` creates them on any database; they are dated around November 2026.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from atmp_events.models import Event, Person, Series, Status, Talk, Venue
from tests.builders import (
    STOCKHOLM,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
    together,
)

NOW: Final = datetime(2026, 11, 28, 9, 0, tzinfo=STOCKHOLM)
LONG_LINK: Final = "https://docs.google.com/forms/d/e/1FAIpQLS" + "dQw4w9WgXcQ" * 5 + "/viewform"
ONLINE: Final = {"attendance_mode": "online", "online_url": "https://video.example.org/j/85?pwd=a"}
BY_LINK: Final = {"registration": "by_link", "registration_url": LONG_LINK}
Shape = dict[str, Any]


def at(text: str, zone: str = "Europe/Stockholm") -> datetime:
    """Return an aware datetime from "2026-12-01 13:00" in a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def on(start: str, end: str, zone: str = "Europe/Stockholm") -> Shape:
    """Return the fields of the time of an event."""
    return {"starts_at": at(start, zone), "ends_at": at(end, zone), "timezone": zone}


def days(first: str, after: str) -> Shape:
    """Return the fields of an all-day event; `after` is the day after the last."""
    return on(f"{first} 00:00", f"{after} 00:00") | {"all_day": True}


def both(swedish: str, english: str) -> Shape:
    """Return the fields of a title in both languages."""
    return {"title_sv": swedish, "title_en": english}


# Title, time and what is special; `talks` are (title, hours after the start or None, speakers).
FORTY: Final[tuple[Shape, ...]] = (
    both("Lunchseminarium om stamceller", "Lunch seminar on stem cells")
    | on("2026-12-01 12:15", "2026-12-01 13:00")
    | {"talks": [("Stem cells at noon", None, ["Åsa Berg"])]},
    both(
        "Verkstad i två dagar: från plasmid till patient",
        "Workshop in two days: from plasmid to patient",
    )
    | on("2027-03-09 09:00", "2027-03-10 16:30")
    | {
        "kind": "workshop",
        "talks": [
            ("Welcome", 0, []),
            ("Lab A", 4, ["Örjan Ängström"]),
            ("Lab B", 24, ["Anna Svensson"]),
            ("Closing", 30, []),
        ],
    },
    both("Uppskjutet seminarium", "Postponed seminar")
    | on("2026-11-10 13:00", "2026-11-10 14:00")
    | {"status": Status.POSTPONED, "status_note_en": "The speaker is ill."},
    both("Kurs i fyra månader", "Course of four months")
    | on("2026-09-29 09:00", "2027-01-27 16:00")
    | {"kind": "course"},
    both("Möte som pågår nu", "Meeting under way")
    | on("2026-11-28 08:30", "2026-11-28 11:00")
    | {"kind": "network_meeting"},
    both("Anmälan med lång länk", "Registration with a long link")
    | on("2026-12-08 15:00", "2026-12-08 16:00")
    | {"body_en": f'<p>Register: <a href="{LONG_LINK}">{LONG_LINK}</a></p>', **BY_LINK},
    both("Gästföreläsning från London", "Guest lecture from London")
    | on("2027-01-14 15:00", "2027-01-14 16:00", "Europe/London")
    | {"kind": "lecture", **ONLINE},
    both("Seminarium från New York", "Seminar from New York")
    | on("2026-12-10 12:00", "2026-12-10 13:00", "America/New_York")
    | {"talks": [("Seminar from New York", 0, ["Siobhán O’Connor"])], **ONLINE},
    both("Morgon i Katmandu", "Morning in Kathmandu")
    | on("2027-02-12 09:00", "2027-02-12 10:00", "Asia/Kathmandu")
    | ONLINE,
    both("Kväll i Auckland", "Evening in Auckland")
    | on("2027-02-16 19:30", "2027-02-16 21:00", "Pacific/Auckland")
    | ONLINE
    | {"attendance_mode": "hybrid", "room_en": "Lecture Theatre 5"},
    both("Nyårsläger 2024", "New Year camp 2024") | on("2024-12-30 10:00", "2025-01-02 15:00"),
    both("Två års mentorskap", "Two years of mentoring")
    | on("2023-02-01 09:00", "2025-02-01 17:00"),
    both("Årsmöte 2028", "Annual meeting 2028") | on("2028-01-12 13:00", "2028-01-12 15:00"),
    both("Gammalt möte", "Old meeting") | on("1994-05-10 13:00", "1994-05-10 14:00"),
    both("Prat dagen före mötet", "A talk on the day before the meeting")
    | on("2026-12-02 13:00", "2026-12-02 15:00")
    | {"talks": [("The day before", -24, ["Čedo Łukić"]), ("The day itself", 0.5, [])]},
    both("Anmälan till midnatt", "Registration until midnight")
    | on("2027-02-02 13:00", "2027-02-02 14:00")
    | BY_LINK
    | {"registration_closes_at": at("2027-01-31 00:00"), "capacity": 1},
    both("Fullbokad kurs", "Fully booked course")
    | on("2027-02-03 09:00", "2027-02-03 16:00")
    | BY_LINK
    | {"kind": "course", "fully_booked": True, "capacity": 12, "price_en": "SEK 1,200"},
    both("Smørrebrød på Ørestad", "Ørestad – smørrebrød i København")
    | on("2027-01-19 12:00", "2027-01-19 13:00"),
    both("Straße und Größe: Łukasz möter Đorđe", "Straße und Größe: Łukasz meets Đorđe")
    | on("2027-01-20 12:00", "2027-01-20 13:00")
    | {"talks": [("Þór og Æsa", None, ["Łukasz Żółć", "Đorđe Šimić", "Þóra Æsudóttir"])]},
    both("CAR-T, IL-2 och Foo/Bar", "CAR-T, IL-2 and Foo/Bar")
    | on("2027-01-21 12:00", "2027-01-21 13:00"),
    both("Dos ≥ 10 µg: ≤ ≠ ∞ √ → ±", "Dose ≥ 10 µg: ≤ ≠ ∞ √ → ±")
    | on("2027-01-22 12:00", "2027-01-22 13:00"),
    both("干细胞在太空中如何表现？", "干细胞在太空中如何表现？")
    | on("2027-01-25 12:00", "2027-01-25 13:00")
    | {"talks": [("微重力", None, ["王小明"])]},
    both("كيف تتصرف الخلايا الجذعية؟", "تאי גזע בחלל")
    | on("2027-01-26 12:00", "2027-01-26 13:00")
    | {"talks": [("الخلايا", None, ["ليلى حسن"])], "spoken_languages": "ar,en"},
    both("Bài giảng của Nguyễn Thị Ánh", "A lecture by Nguyễn Thị Ánh")
    | on("2027-01-27 12:00", "2027-01-27 13:00")
    | {"talks": [("Tế bào gốc", None, ["Nguyễn Thị Ánh"])]},
    both("Стволовые клетки в космосе", "Βλαστοκύτταρα στο διάστημα")
    | on("2027-01-28 12:00", "2027-01-28 13:00")
    | {"talks": [("Клетки", None, ["Олена Козлова", "Ελένη Παπαδοπούλου"])]},
    both("🧬 Gener 👩🏽‍🔬 och celler", "🧬 Genes 👩🏽‍🔬 and cells")
    | on("2027-01-29 12:00", "2027-01-29 13:00"),
    both(
        "Hur organiserar vi samarbetet mellan forskningslaboratorier, tillverkningsenheter, "
        "kvalitetsavdelningar och vårdenheter när cellterapiläkemedel ska utvecklas och införas?",
        "How do we organise the collaboration between research laboratories, manufacturing units, "
        "quality departments and clinics when cell therapies are to be developed and introduced?",
    )
    | on("2027-02-04 13:00", "2027-02-04 14:30"),
    both("Läkemedelsutvecklingsprocessredogörelse" * 4, "Pneumonoultramicroscopic" * 7)
    | on("2027-02-05 13:00", "2027-02-05 14:00"),
    both(
        "<b>Fet</b> & \"citat\" 'enkla' %s {{ x }}", "<b>Bold</b> & \"quotes\" 'single' %s {{ x }}"
    )
    | on("2027-02-08 13:00", "2027-02-08 14:00")
    | {"summary_en": "n<k and m>l; <script>alert(1)</script>\n\nTwo paragraphs."},
    both("Bara på svenska", "") | on("2027-02-09 13:00", "2027-02-09 14:00"),
    both("", "Only in English") | on("2027-02-10 13:00", "2027-02-10 14:00"),
    both("Rum utan hus", "A room without a house")
    | on("2027-02-11 13:00", "2027-02-11 14:00")
    | {"venue": None, "room_sv": "Sal 3", "room_en": "Hall 3"},
    both("Platsen är inte bestämd", "The place is not set")
    | on("2027-02-15 13:00", "2027-02-15 14:00")
    | {"venue": None},
    both("Hela dagen", "All day") | days("2027-02-17", "2027-02-18"),
    both("Tre hela dagar", "Three whole days")
    | days("2027-03-27", "2027-03-30")
    | {"kind": "conference", "talks": [("First", 9, []), ("Last", 57, [])]},
    both("Natten då klockan ställs om", "The night the clocks change")
    | on("2027-10-31 01:30", "2027-10-31 04:00"),
    both("Inställd disputation", "Cancelled thesis defence")
    | on("2026-12-17 13:00", "2026-12-17 16:00")
    | {"kind": "dissertation", "status": Status.CANCELLED},
    both("Flyttat till nästa år", "Moved to next year")
    | on("2027-01-12 13:00", "2027-01-12 14:00")
    | {"status": Status.RESCHEDULED, "previous_starts_at": at("2026-12-15 13:00")},
    both("Blir digitalt", "Moves online")
    | on("2026-12-18 13:00", "2026-12-18 14:00")
    | ONLINE
    | {"status": Status.MOVED_ONLINE},
    both("Tjugotvå talare", "Twenty-two speakers")
    | on("2027-04-06 09:00", "2027-04-06 17:00")
    | {
        "kind": "conference",
        "talks": [
            (f"Talk number {number} of the day", number / 3, [f"Anna Svensson {number % 21}"])
            for number in range(22)
        ],
    },
)


def make_forty() -> list[Event]:
    """Create the forty events in one series, with a venue, a contact and an organiser."""
    series = a_series(title_sv="Fyrtio", title_en="Forty", slug_sv="fyrtio", slug_en="forty")
    contact = a_person(
        name="Eva Åkerlund",
        slug="eva-akerlund",
        email="eva@example.org",
        phone="+46 (0)18 611 00 00",
    )
    venue = a_venue(
        slug="fyrtio", entrance_sv="100/101", directions_en="Take the lift.\nTurn left."
    )
    organiser = an_organiser(name_sv="Örebro & Ängelholm", slug_sv="fyrtio", slug_en="forty")
    with together():
        keys = [_make(shape, series, contact, venue, organiser) for shape in FORTY]
    return [Event.objects.with_facts().get(pk=key) for key in keys]


def _make(shape: Shape, series: Series, contact: Person, venue: Venue, organiser: Any) -> int:
    plain = {
        "summary_sv": "En ingress.",
        "summary_en": "A lead.",
        "venue": venue,
        "spoken_languages": "sv,en",
        "series": series,
        "contact": contact,
    }
    fields = plain | {name: value for name, value in shape.items() if name != "talks"}
    if fields.get("attendance_mode") == "online":
        fields["venue"] = None
    event = an_event(organisers=(organiser,), **fields)
    for talk in shape.get("talks", ()):
        _add_talk(event, *talk)
    return event.pk


def _add_talk(event: Event, title: str, hours: float | None, names: list[str]) -> Talk:
    starts_at = None
    if hours is not None and event.starts_at:
        starts_at = event.starts_at + timedelta(hours=hours)
    speakers = tuple(_person(name) for name in names)
    return a_talk(event, title_sv=title, title_en=title, starts_at=starts_at, speakers=speakers)


def _person(name: str) -> Person:
    found = Person.objects.filter(name=name).first()
    return found or a_person(name=name, slug=f"person-{Person.objects.count()}")
