"""The list of all events: filters, search, pages and both languages."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.models import Event, Kind
from tests.builders import (
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
    revise_once,
)
from tests.pages.parsing import get_page, text_of

DAY = timedelta(days=1)
AFTER = NOON + timedelta(hours=2)


def read(client: Client, path: str) -> BeautifulSoup:
    return get_page(client, path, now=AFTER)


def titles(page: BeautifulSoup) -> list[str]:
    return [text_of(title) for title in page.select(".list h3")]


def status(page: BeautifulSoup) -> str:
    return text_of(page.select_one("[role=status]"))


def link(page: BeautifulSoup, text: str) -> str:
    return next(str(a["href"]) for a in page("a") if text_of(a) == text)


def test_list_shows_coming_events_first_then_past_ones_by_year(client: Client) -> None:
    for title, days in [("Soon", 1), ("Later", 30), ("Just over", 0), ("Last year", -200)]:
        an_event(title_en=title, starts_at=NOON + days * DAY)
    an_event(title_en="Course", starts_at=NOON - 20 * DAY, minutes=60 * 24 * 60)
    page = read(client, "/en/events/")
    sections = {text_of(it.h2): titles(it) for it in page.select("section:has(.list)")}
    assert list(sections.items()) == [
        ("Upcoming", ["Soon", "Later"]),
        ("Under way now", ["Course"]),
        ("2027", ["Just over"]),
        ("2026", ["Last year"]),
    ]
    assert status(page) == "5 events"


def test_an_event_that_ends_at_this_moment_is_past(client: Client) -> None:
    an_event(title_en="Ends now", starts_at=NOON, ends_at=AFTER)
    an_event(title_en="Ends a second later", starts_at=NOON, ends_at=AFTER + timedelta(seconds=1))
    page = read(client, "/en/events/")
    sections = {text_of(it.h2): titles(it) for it in page.select("section:has(.list)")}
    assert sections == {"Upcoming": ["Ends a second later"], "2027": ["Ends now"]}


def test_filters_are_combined_and_shown_as_chosen(client: Client) -> None:
    person, venue, organiser, series = a_person(), a_venue(), an_organiser(), a_series()
    for kind, days in [(Kind.LECTURE, 1), (Kind.SEMINAR, 1), (Kind.LECTURE, 365)]:
        event = an_event(
            title_en=f"{kind} {days}",
            kind=kind,
            starts_at=NOON + days * DAY,
            venue=venue,
            organisers=(organiser,),
            series=series,
            spoken_languages="sv",
        )
        a_talk(event, speakers=(person,))
    address = (
        "/en/events/?q=lecture&kind=lecture&series=network-meetings&organiser=uppsala-universitet"
        "&person=ada-lund&venue=rudbecklaboratoriet&year=2027&language=sv&mode=on_site"
    )
    page = read(client, address)
    assert titles(page) == ["lecture 1"]
    assert status(page) == (
        "1 hit for “lecture”: Lectures in 2027 in the series Network meetings arranged by "
        "Uppsala universitet with Ada Lund at Rudbeck Laboratory in Swedish in person"
    )
    chosen = {it["name"]: it.select_one("[selected]")["value"] for it in page("select")}
    assert page.select_one("input#q")["value"] == "lecture"
    assert "&".join(f"{name}={chosen[name]}" for name in chosen) == (
        "year=2027&kind=lecture&series=network-meetings&person=ada-lund"
        "&venue=rudbecklaboratoriet&organiser=uppsala-universitet&language=sv&mode=on_site"
    )
    removals = {
        text_of(a).removeprefix("Remove the filter "): a["href"] for a in page.select(".words a")
    }
    assert list(removals)[:3] == ["“lecture”", "2027", "Lecture"]
    assert removals["2027"] == address.replace("&year=2027", "")
    assert removals["Clear all"] == "/en/events/"


def test_filters_are_collapsed_and_selected_ones_stand_above_the_hits(client: Client) -> None:
    an_event(kind=Kind.LECTURE)
    page = read(client, "/en/events/?kind=lecture&mode=on_site")
    assert not page.details.has_attr("open")
    assert [text_of(a) for a in page.select(".words a")] == [
        "Remove the filter Lecture",
        "Remove the filter In person",
        "Clear all",
    ]
    assert read(client, "/en/events/").select(".words") == []


def test_form_has_buttons_and_a_label_for_each_field(client: Client) -> None:
    an_event(venue=a_venue(), spoken_languages="sv")
    form = read(client, "/sv/evenemang/").form
    labels = {label["for"]: text_of(label) for label in form("label")}
    assert labels == {
        "q": "Sök på titel, text eller talare",
        "year": "År",
        "kind": "Typ",
        "venue": "Plats",
        "language": "Språk",
        "mode": "Deltagande",
    }
    assert [it["id"] for it in form(["input", "select"])] == list(labels)
    buttons = [(it["type"], text_of(it)) for it in form("button")]
    assert buttons == [("submit", "Sök"), ("submit", "Visa evenemang")]


def test_empty_fields_are_removed_from_the_address(client: Client) -> None:
    response = client.get("/en/events/?q=&kind=lecture&year=+&series=")
    assert (response.status_code, response["Location"]) == (302, "/en/events/?kind=lecture")
    response = client.get("/sv/evenemang/?q=&kind=")
    assert (response.status_code, response["Location"]) == (302, "/sv/evenemang/")


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("kind=banquet&year=x", "Type, Year"),
        ("series=none&person=a&venue=b&organiser=c", "Series, Organiser, Speaker, Venue"),
        ("language=xx&mode=%00", "Language, Attendance"),
        ("after=yesterday", "Page"),
        ("before=20270413T100000Z-%C2%B2", "Page"),
        ("before=20270413T100000-1", "Page"),  # without a time zone
        ("q=event&after=-1", "Page"),
    ],
)
def test_invalid_values_are_ignored_with_a_notice(client: Client, query: str, names: str) -> None:
    an_event(title_en="An event")
    page = read(client, f"/en/events/?{query}")
    assert titles(page) == ["An event"]
    assert f"Ignored because it was not recognised: {names}." in text_of(page)


def titles_by_page(client: Client, path: str, next_page: str) -> list[list[str]]:
    pages = []
    while path:
        page = read(client, path)
        pages.append(titles(page))
        path = next((str(a["href"]) for a in page("a", rel="next") if text_of(a) == next_page), "")
        assert not path or path.endswith("#hits")
    return pages


def test_pages_have_no_gap_and_no_repetition(client: Client) -> None:
    latest = NOON.replace(microsecond=5)
    with revise_once():
        for number in range(45):
            # The first page ends between two events that start at the same time.
            an_event(title_en=f"Past {number:02}", starts_at=latest - (45 - number) // 2 * DAY)
    pages = titles_by_page(client, "/en/events/", "Earlier events")
    assert [len(page) for page in pages] == [20, 20, 5]
    assert [title for page in pages for title in page] == [
        f"Past {number:02}" for number in reversed(range(45))
    ]


def test_coming_events_have_pages(client: Client) -> None:
    with revise_once():
        for number in range(23):
            an_event(title_en=f"Coming {number:02}", starts_at=NOON + (number + 1) * DAY)
    an_event(title_en="Past", starts_at=NOON - DAY)
    pages = titles_by_page(client, "/en/events/", "Later events")
    assert pages == [
        [*(f"Coming {number:02}" for number in range(20)), "Past"],
        ["Coming 20", "Coming 21", "Coming 22"],
    ]


def test_a_page_stays_the_same_when_an_event_is_added_before_it(client: Client) -> None:
    with revise_once():
        for number in range(25):
            an_event(title_en=f"Past {number}", starts_at=NOON - number * DAY)
    second = link(read(client, "/en/events/"), "Earlier events")
    before = read(client, second)
    an_event(title_en="New", starts_at=NOON - timedelta(hours=1))
    after = read(client, second)
    assert titles(before) == titles(after) == [f"Past {number}" for number in range(20, 25)]
    assert (status(before), status(after)) == ("25 events", "26 events")
    assert link(after, "To the beginning of the list") == "/en/events/"


def test_a_page_of_hits_stays_the_same_when_a_better_hit_is_added(client: Client) -> None:
    with revise_once():
        for number in range(25):
            an_event(title_en=f"Stem cell {number}", starts_at=NOON - number * DAY)
    second = link(read(client, "/en/events/?q=stem"), "More hits")
    assert second.endswith("#hits")
    page = read(client, second)
    before, place = titles(page), urlsplit(second).query
    assert page.select_one("a.tongue")["href"] == f"/sv/evenemang/?{place}"
    an_event(title_en="Stem")
    assert titles(read(client, second)) == before == [f"Stem cell {it}" for it in range(20, 25)]


def test_filters_and_page_are_kept_when_the_language_is_changed(client: Client) -> None:
    series = a_series()
    with revise_once():
        for number in range(21):
            an_event(starts_at=NOON - number * DAY, series=series)
    first = read(client, "/sv/evenemang/?series=natverkstraffar&year=2027")
    second = link(first, "Tidigare evenemang")
    english = read(client, second).select_one("a.tongue")["href"]
    place = urlsplit(second).query.split("before=")[1]
    assert english == f"/en/events/?series=network-meetings&year=2027&before={place}"
    assert read(client, english).select_one("a.tongue")["href"] == second.removesuffix("#hits")


def test_calendar_and_feed_links_keep_the_filters(client: Client) -> None:
    an_event(kind=Kind.LECTURE)
    page = read(client, "/sv/evenemang/?year=2027&kind=lecture&utm_source=x")
    query = "?kind=lecture&year=2027"
    assert link(page, "Kalender (.ics)") == f"/sv/evenemang.ics{query}"
    assert link(page, "Atom") == f"/sv/evenemang.atom{query}"
    assert link(page, "JSON Feed") == f"/sv/evenemang.json{query}"
    canonical = page.select_one("link[rel=canonical]")["href"]
    assert canonical == f"https://events.example.org/sv/evenemang/{query}"


def test_hit_is_marked_in_an_excerpt_in_its_language(client: Client) -> None:
    an_event(title_en="On cells", summary_en="We grow stem cells in space.")
    an_event(title_en="Other", title_sv="Annat", summary_sv="Om stemning.", slug_sv="annat")
    both = {"summary_sv": "Om stempel.", "summary_en": "On marks."}
    an_event(title_en="Third", title_sv="Tredje", **both)
    page = read(client, "/en/events/?q=stem")
    assert [text_of(it) for it in page("mark")] == ["stem"] * 3
    found = {text_of(it.h3): it.select_one(".excerpt") for it in page.select(".list li")}
    assert text_of(found["On cells"]) == "We grow stem cells in space."
    assert (text_of(found["Other"]), found["Other"]["lang"]) == ("Om stem ning.", "sv")
    assert (text_of(found["Third"]), found["Third"]["lang"]) == ("Om stem pel.", "sv")


def test_empty_result_shows_the_query_and_two_links(client: Client) -> None:
    an_event()
    page = read(client, "/sv/evenemang/?q=gurka&year=2026")
    assert status(page) == "0 evenemang"
    section = page.select_one("section")
    assert text_of(section) == (
        "Inget hittades Inga evenemang 2026 matchar ”gurka”. Pröva ett kortare ord, ett annat år "
        "eller alla typer. Rensa sökningen Se kommande evenemang"
    )
    assert [a["href"] for a in section("a")] == ["/sv/evenemang/", "/sv/"]


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("/sv/evenemang/?q=stamcell", "1 träff på ”stamcell”"),
        ("/en/events/?q=stem", "1 hit for “stem”"),
        ("/sv/evenemang/?kind=seminar&mode=online", "1 digitalt seminarium"),
        ("/sv/evenemang/?kind=lecture&mode=online", "1 digital föreläsning"),
        ("/en/events/?kind=seminar&mode=online", "1 online seminar"),
        ("/sv/evenemang/?mode=online&language=en", "2 digitala evenemang på engelska"),
        ("/en/events/?mode=online&language=en", "2 online events in English"),
        ("/sv/evenemang/?mode=online&language=en&q=stamcell", "1 träff på ”stamcell”: Digitala"),
        ("/sv/evenemang/?year=2027", "2 evenemang 2027"),
        ("/en/events/", "2 events"),
    ],
)
def test_number_of_events_is_shown_in_a_phrase(client: Client, address: str, counted: str) -> None:
    online = {"attendance_mode": "online", "spoken_languages": "en"}
    an_event(kind="seminar", title_sv="Om en stamcell", title_en="On a stem cell", **online)
    an_event(kind="lecture", title_sv="Om annat", title_en="Other", **online)
    assert status(read(client, address)).startswith(counted)


@pytest.mark.parametrize(
    ("address", "nothing"),
    [
        ("/en/events/?q=zebra&year=2024", "No events in 2024 match “zebra”."),
        ("/sv/evenemang/?q=zebra", "Inga evenemang matchar ”zebra”."),
        ("/sv/evenemang/?kind=course", "Inga kurser."),
    ],
)
def test_empty_result_says_what_was_not_found(client: Client, address: str, nothing: str) -> None:
    an_event(kind="seminar")
    assert nothing in text_of(read(client, address))


def test_list_without_any_event_says_so(client: Client) -> None:
    assert "No event is published yet." in text_of(read(client, "/en/events/"))


def test_query_is_escaped(client: Client) -> None:
    page = read(client, "/en/events/?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    assert page.select_one("input#q")["value"] == '"><script>alert(1)</script>'
    assert [it for it in page("script") if "alert" in it.text] == []


def test_navigation_marks_the_current_page(client: Client) -> None:
    nav = read(client, "/en/events/?year=2027").select_one(".top nav")
    assert [text_of(a) for a in nav("a")] == ["Upcoming", "All events", "About ATMP", "Search"]
    assert text_of(nav.select_one("[aria-current=page]")) == "All events"


def test_home_page_has_a_search(client: Client) -> None:
    an_event(starts_at=NOON - DAY)
    form = read(client, "/sv/").select_one("form.find")
    assert (form["action"], form.button["type"]) == ("/sv/evenemang/#hits", "submit")
    assert [it["name"] for it in form("input")] == ["q"]


def test_search_jumps_to_its_hits(client: Client) -> None:
    an_event(starts_at=NOON - DAY)
    for address in ("/en/events/", "/en/events/?q=cells", "/en/events/?kind=course"):
        page = read(client, address)
        assert page.select_one("form.seek")["action"] == "/en/events/#hits"
        assert page.select_one("#hits") == page.select_one("[role=status]")


def test_misspelled_word_gets_a_suggestion(client: Client) -> None:
    event = an_event(title_en="Transplantation", venue=a_venue(name_en="Rudbeck Laboratory"))
    a_talk(event, speakers=(a_person(name="Elena Kozlova"),))
    a_person(name="Eva Koslovar")  # People without a public event are not suggested.
    for typed, meant in (
        ("koslova", "kozlova"),
        ("transplatation", "transplantation"),
        ("elena+koslova", "elena kozlova"),
        ("kolzova", "kozlova"),
        ("rudbekc", "rudbeck"),
    ):
        page = read(client, f"/en/events/?q={typed}")
        suggestion = link(page, f"Did you mean “{meant}”?")
        assert titles(read(client, suggestion)) == ["Transplantation"]
    swedish = read(client, "/sv/evenemang/?q=koslova")
    assert "Menade du ”kozlova”?" in text_of(swedish.main)


@pytest.mark.parametrize("typed", ["zebra", "stamcellerx", "kozlova+zebra"])
def test_suggestion_is_similar_and_public(client: Client, typed: str) -> None:
    a_talk(an_event(), speakers=(a_person(name="Elena Kozlova"),))
    an_event(title_en="Zebras", title_sv="Stamceller", state="draft")
    assert "Did you mean" not in text_of(read(client, f"/en/events/?q={typed}").main)


def test_second_page_stays_when_the_last_hit_of_the_first_is_withdrawn(client: Client) -> None:
    with revise_once():
        for number in range(25):
            an_event(title_en=f"Past {number}", starts_at=NOON - number * DAY)
    first = read(client, "/en/events/?q=past")
    second = link(first, "More hits")
    Event.objects.filter(title_en=titles(first)[-1]).update(state="draft")
    page = read(client, second)
    assert titles(page) == [f"Past {number}" for number in range(20, 25)]
    assert status(page).startswith("24 hits for “past”")
    Event.objects.filter(title_en=titles(first)[-1]).delete()
    page = read(client, second)
    assert titles(page)[0] == "Past 0"
    assert "Ignored because it was not recognised: Page." in text_of(page.main)


def test_list_links_to_its_code_for_another_website(client: Client) -> None:
    an_event(kind="seminar")
    page = get_page(client, "/sv/evenemang/?kind=seminar")
    assert link(page, "Visa på er webbplats") == "/sv/visa-pa-er-webbplats/?kind=seminar"


def test_range_over_two_years_is_abbreviated_in_the_list(client: Client) -> None:
    an_event(starts_at=NOON.replace(month=12, day=30), minutes=4 * 24 * 60)
    page = get_page(client, "/sv/evenemang/")
    time = page.select_one(".list time")
    assert time.get_text() == "30 dec. – 3\u00a0jan. 2028"
    assert not time.select(".is-range")
