"""Import of events from a table or a calendar: preview, drafts, problems, no duplicates."""

from datetime import date, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from atmp_events.admin.import_dates import read_day, read_time, split_day, split_times
from atmp_events.admin.import_files import MAX_FILE_BYTES, MAX_ROWS
from atmp_events.models import Affiliation, Event, State, User
from tests.builders import (
    NOON,
    STOCKHOLM,
    a_person,
    a_series,
    a_venue,
    an_event,
    an_organiser,
    save,
)
from tests.pages.parsing import get_page, page_of

PAGE = "/admin/events/event/import/"
TABLE = """Datum;Börjar klockan;Slutar klockan;Rubrik (svenska);Rubrik (engelska);Typ;Serie;Plats;\
Lokal (svenska);På plats eller digitalt;Talat språk;Medverkande;Arrangörer;\
Antal platser;Text (svenska)
2025-03-04;16.00;17.30;Om celler;On cells;Kurs;Nätverksträffar;rudbecklaboratoriet;Sal B;\
På plats och digitalt;svenska och engelska;ada lund, Åsa Berg;uppsala universitet;40;Hej <b>du</b>
"""
CALENDAR = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//x//x//
BEGIN:VEVENT
UID:from-elsewhere@example.org
DTSTAMP:20250101T000000Z
DTSTART:20250304T150000Z
DTEND:20250304T163000Z
SUMMARY:Om celler
LOCATION:Sal B\\, Rudbecklaboratoriet\\, Uppsala
DESCRIPTION:Ett stycke.\\n\\nEtt till.
URL:https://example.org/celler
END:VEVENT
BEGIN:VEVENT
UID:two-days@example.org
DTSTAMP:20250101T000000Z
DTSTART;VALUE=DATE:20250310
DTEND;VALUE=DATE:20250312
SUMMARY;LANGUAGE=en:Conference
STATUS:CANCELLED
RRULE:FREQ=YEARLY
END:VEVENT
END:VCALENDAR
""".replace("\n", "\r\n")


def preview(staff_client: Client, content: str | bytes) -> HttpResponse:
    """Upload a file; return the preview."""
    sent = content.encode() if isinstance(content, str) else content
    return staff_client.post(PAGE, {"_show": "1", "file": SimpleUploadedFile("file.csv", sent)})


def create_drafts(staff_client: Client, content: str | bytes) -> HttpResponse:
    """Preview a file, then create its drafts."""
    shown = page_of(preview(staff_client, content))
    field = shown.select_one("[name=content]")
    assert field, shown.select(".errorlist")
    assert shown.select("[name=_make]"), "there is no button"
    return staff_client.post(PAGE, {"_make": "1", "content": str(field["value"])})


def problems(staff_client: Client, content: str) -> list[str]:
    return [item.text for item in page_of(preview(staff_client, content)).select(".imported ul li")]


def test_table_row_becomes_a_draft_with_known_records(staff_client: Client) -> None:
    venue, series, university = a_venue(), a_series(), an_organiser()
    ada = a_person()
    Affiliation.objects.create(person=ada, role_sv="professor", organisation_sv="UU")
    a_person(name="Åsa Berg")
    shown = page_of(preview(staff_client, TABLE))
    assert Event.objects.count() == 0
    assert not shown.select(".imported ul")
    assert "1 utkast kommer att läggas in." in shown.text
    recognised = "Nätverksträffar, Rudbecklaboratoriet, Sal B, Ada Lund, Åsa Berg"
    assert f"{recognised} (Uppsala universitet)" in shown.text
    made = create_drafts(staff_client, TABLE)
    chosen = get_page(staff_client, made.headers["Location"]).select("#changelist-filter .selected")
    assert chosen[0].text.strip() == "Utkast"
    event = Event.objects.get()
    assert (event.state, event.kind, event.attendance_mode) == (State.DRAFT, "course", "hybrid")
    assert (event.title_sv, event.title_en, event.capacity) == ("Om celler", "On cells", 40)
    assert event.local(event.starts_at).isoformat() == "2025-03-04T16:00:00+01:00"
    assert event.local(event.ends_at).time() == time(17, 30)
    assert (event.venue, event.series, event.room_sv) == (venue, series, "Sal B")
    assert event.spoken_languages == "sv,en"
    assert event.organisers_in_order == [university]
    rows = [(str(row.person), row.role_sv) for row in event.appearances.all()]
    assert rows == [("Ada Lund", "professor"), ("Åsa Berg", "")]
    assert event.body_sv == "<p>Hej &lt;b&gt;du&lt;/b&gt;</p>"
    assert event.slug_sv == "om-celler"
    assert event.version.sequence == 0


def test_calendar_events_become_drafts(staff_client: Client) -> None:
    venue = a_venue()
    create_drafts(staff_client, CALENDAR)
    first, second = Event.objects.order_by("starts_at")
    assert first.uid == "from-elsewhere@example.org"
    assert first.starts_at == NOON.replace(2025, 3, 4, 16, tzinfo=STOCKHOLM)
    assert (first.venue, first.room_sv) == (venue, "Sal B")
    assert first.body_sv.startswith("<p>Ett stycke.</p><p>Ett till.</p>")
    assert first.web_page == "https://example.org/celler"
    assert (second.title_en, second.title_sv, second.all_day) == ("Conference", "", True)
    assert second.ends_at == NOON.replace(2025, 3, 12, 0, tzinfo=STOCKHOLM)
    assert (second.status, second.state) == ("cancelled", State.DRAFT)
    assert "<h3>To look over after the import</h3>" in second.body_en


def test_calendar_event_from_midnight_to_midnight_keeps_its_days(staff_client: Client) -> None:
    times = {"20250304T150000Z": "20250304T000000", "20250304T163000Z": "20250306T000000"}
    calendar = CALENDAR
    for written, midnight in times.items():
        calendar = calendar.replace(written, midnight)
    create_drafts(staff_client, calendar)
    event = Event.objects.order_by("starts_at")[0]
    assert event.starts_at == NOON.replace(2025, 3, 4, 0, tzinfo=STOCKHOLM)
    assert event.ends_at == NOON.replace(2025, 3, 6, 0, tzinfo=STOCKHOLM)


def test_import_reports_an_unreadable_time(staff_client: Client) -> None:
    broken = CALENDAR.replace("20250304T150000Z", "20253304T15").replace("TE:20250312", "TE:x")
    create_drafts(staff_client, broken)
    first, second = Event.objects.order_by("pk")
    assert first.starts_at is None
    assert "Kalendern anger ingen start som går att läsa." in first.body_sv
    assert second.ends_at == NOON.replace(2025, 3, 11, 0, tzinfo=STOCKHOLM)


def test_unknown_values_are_reported_and_kept_in_the_draft_text(staff_client: Client) -> None:
    a_person(name="Bo Ek", slug="bo-1")
    a_person(name="Bo Ek", slug="bo-2")
    table = (
        "Datum;Börjar klockan;Rubrik (svenska);Typ;Serie;Plats;Medverkande;Antal platser;Fika\n"
        "2025-13-99;kvällen;Om celler;Fest;Okänd;Gamla aulan;Bo Ek;många;bullar\n"
    )
    text = " | ".join(problems(staff_client, table))
    for word in ("2025-13-99", "Fest", "Okänd", "Gamla aulan", "Bo Ek", "många", "bullar"):
        assert word in text
    create_drafts(staff_client, table)
    event = Event.objects.get()
    assert (event.starts_at, event.capacity, event.venue) == (None, None, None)
    assert event.room_sv == "Gamla aulan"
    assert event.body_sv.startswith("<h3>Att se över efter importen</h3><ul><li>")
    assert "många" in event.body_sv
    check = staff_client.get(f"/admin/events/event/{event.pk}/publish/").content.decode()
    assert "Det som importen inte kände till står i texten" in check
    assert 'name="_do"' not in check


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("Länk till anmälan", "javascript:alert(1)"),
        ("Webbsida", "inte en adress"),
        ("Läge", "Nytt datum"),
        ("Slutar klockan", "08.00"),
    ],
)
def test_invalid_values_are_reported_and_left_out(
    staff_client: Client, column: str, value: str
) -> None:
    ends = "" if column == "Slutar klockan" else ";Slutar klockan"
    table = f"Rubrik (svenska);Datum;Börjar klockan{ends};{column}\nOm;4/3 2025;10"
    table += f"{';11' if ends else ''};{value}\n"
    told = " | ".join(problems(staff_client, table))
    # What stands in the table, not our codes for it.
    assert value.replace(".", ":") in told or value in told
    assert "by_link" not in told
    assert "rescheduled" not in told
    create_drafts(staff_client, table)
    event = Event.objects.get()
    assert (event.title_sv, event.status, event.registration) == ("Om", "scheduled", "unstated")
    assert "javascript:" not in event.registration_url


def test_existing_event_is_not_imported_again(staff_client: Client) -> None:
    create_drafts(staff_client, CALENDAR)
    page = page_of(preview(staff_client, CALENDAR))
    assert page.text.count("Det finns redan.") == 2
    assert not page.select("[name=_make]")
    table = "Rubrik (svenska);Datum;Börjar klockan;Slutar klockan\n OM  CELLER;4 mars 2025;9;10\n"
    link = page_of(preview(staff_client, table)).select_one(".imported a")
    first = Event.objects.get(title_sv="Om celler")
    assert link["href"] == f"/admin/events/event/{first.pk}/change/"
    other = table.replace("4 mars", "5 mars") * 2
    shown = page_of(preview(staff_client, other.replace("\nRubrik", "\n\nRubrik", 1)))
    assert len(shown.select(".imported > li")) >= 2


def test_repeated_row_makes_one_draft_and_another_day_a_second(staff_client: Client) -> None:
    head = "Rubrik (svenska);Datum;Börjar klockan;Slutar klockan\n"
    row = "Om celler;4 mars 2025;9;10\n"
    create_drafts(staff_client, head + row + row + row.replace("4 mars", "11 mars"))
    assert sorted(Event.objects.values_list("slug_sv", flat=True)) == ["om-celler", "om-celler-2"]


def test_file_sent_twice_makes_each_draft_once(staff_client: Client) -> None:
    table = "Rubrik (svenska);Datum\n;2025-03-04\n;2025-03-04\nOm celler;2025-03-04\n"
    content = page_of(preview(staff_client, table)).select_one("[name=content]")
    for _time in range(2):
        staff_client.post(PAGE, {"_make": "1", "content": str(content["value"])})
    assert sorted(Event.objects.values_list("title_sv", flat=True)) == ["", "", "Om celler"]


def test_deleted_event_is_not_imported_again_by_its_uid(staff_client: Client) -> None:
    an_event(uid="from-elsewhere@example.org", deleted_at=NOON)
    assert "Det ligger bland de borttagna" in page_of(preview(staff_client, CALENDAR)).text


def test_event_that_can_no_longer_be_restored_is_imported_anew(staff_client: Client) -> None:
    deleted_at = timezone.now() - timedelta(days=31)
    an_event(uid="from-elsewhere@example.org", deleted_at=deleted_at)
    create_drafts(staff_client, CALENDAR)
    made = Event.objects.get(deleted_at=None, title_sv="Om celler")
    assert made.uid != "from-elsewhere@example.org"


def test_missing_end_is_an_hour_after_the_start_also_past_midnight(staff_client: Client) -> None:
    table = "Rubrik (svenska);Datum;Börjar klockan\nOm celler;2025-03-04;23:30\n"
    assert problems(staff_client, table) == ["Sluttid saknas: en timme antas."]
    create_drafts(staff_client, table)
    event = Event.objects.get()
    assert event.ends_at == NOON.replace(2025, 3, 5, 0, 30, tzinfo=STOCKHOLM)


def test_exported_table_is_imported_without_problems(staff_client: Client) -> None:
    an_event(venue=a_venue(), series=a_series(), minutes=720, title_sv="=Om celler")
    exported = staff_client.get("/admin/events/event/table/").getvalue()
    Event.objects.all().delete()
    assert problems(staff_client, exported.decode()) == []
    create_drafts(staff_client, exported)
    event = Event.objects.get()
    assert (event.title_sv, event.starts_at) == ("=Om celler", NOON)
    assert event.ends_at == NOON.replace(day=14, hour=0)


def test_template_has_columns_in_the_language_of_the_user(
    staff_client: Client, coordinator: User
) -> None:
    swedish = staff_client.get("/admin/events/event/template/").getvalue().decode("utf-8-sig")
    assert swedish.startswith("Datum;Börjar klockan;Slutar klockan;Sista dagen;Rubrik (svenska);")
    save(coordinator, language="en")
    english = staff_client.get("/admin/events/event/template/").getvalue().decode("utf-8-sig")
    assert english.startswith("Date;Starts at;")
    create_drafts(staff_client, swedish + "2025-03-04;16.00;17.00;;Om celler\r\n")
    assert Event.objects.get().title_sv == "Om celler"


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-8-sig", ","), ("cp1252", "\t"), ("utf-16", ";")],
)
def test_table_is_read_in_common_encodings_and_delimiters(
    staff_client: Client, encoding: str, delimiter: str
) -> None:
    table = f"Rubrik (svenska){delimiter}Datum\nÅäö på kväll{delimiter}2025-03-04\n"
    shown = page_of(preview(staff_client, table.encode(encoding)))
    assert "Åäö på kväll" in [title.text for title in shown.select(".imported strong")]


@pytest.mark.parametrize("first", ["sep=;\n", "SEP=;\r\n"])
def test_line_for_excel_before_the_headings_is_skipped(staff_client: Client, first: str) -> None:
    create_drafts(staff_client, first + TABLE)
    assert Event.objects.get().title_sv == "Om celler"


DEEP_ZONE = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;TZID=%b:20270101T100000\r\nSUMMARY:x\r\n"
    b"END:VEVENT\r\nEND:VCALENDAR\r\n"
) % (b"a/" * 5000)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "inga evenemang"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "ingen textfil"),
        (b"a;b\n1;2\n", "mallens rubriker"),
        (b"Rubrik (svenska);Datum\n", "inga evenemang"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\nEND:VEVENT\r\n", "skadad"),
        (DEEP_ZONE, "skadad"),
        (CALENDAR.replace("LOCATION:", "CATEGORIES;VALUE=BOOLEAN:").encode(), "skadad"),
        (b"Rubrik (svenska)\n" + b"x\n" * (MAX_ROWS + 1), "högst 100"),
        (b"Rubrik (svenska)\n" + b"x" * MAX_FILE_BYTES, "för stor"),
    ],
)
def test_invalid_file_is_refused_with_a_message(
    staff_client: Client, content: bytes, words: str
) -> None:
    response = preview(staff_client, content)
    assert response.status_code == 200
    assert words in page_of(response).select_one(".errorlist").text  # type: ignore[union-attr]
    assert Event.objects.count() == 0


def test_import_is_one_transaction(staff_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    saved = Event.save

    def fail_at_the_second(event: Event, *args: object, **kwargs: object) -> None:
        if event.title_sv == "Två":
            raise RuntimeError
        saved(event, *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr(Event, "save", fail_at_the_second)
    with pytest.raises(RuntimeError):
        create_drafts(staff_client, "Rubrik (svenska);Datum\nEtt;2025-03-04\nTvå;2025-03-05\n")
    assert Event.objects.count() == 0


@pytest.mark.parametrize(
    "text",
    [
        *("2027-04-13", "2027/4/13", "20270413", "270413", "13/4 2027", "13/4-27", "13.4.2027"),
        *("13 april 2027", "den 13 april 2027", "tisdag 13 april 2027", "Tisdag den 13 apr. 2027"),
        *("13:e april 2027", "13 April 2027", "April 13, 2027", "13th April 2027"),
    ],
)
def test_common_ways_to_write_a_date_are_read(text: str) -> None:
    assert read_day(text) == date(2027, 4, 13)


@pytest.mark.parametrize(
    "text",
    ["", "i morgon", "9999-12-31", "31/2 2027", "13/4", "2027", "13 foo 2027", "12-13 april 2027"],
)
def test_text_that_is_no_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is not shown
        read_day(text)


def test_common_ways_to_write_a_time_are_read() -> None:
    for text in ("16:00", "16.00", "kl. 16", "kl 16.00", "16", "16:00:00"):
        assert read_time(text) == time(16)
    assert split_times("16.00–17.30") == ("16.00", "17.30")
    assert split_times("16 till 17") == ("16", "17")
    assert split_day("2027-04-13 16:00:00") == ("2027-04-13", "16:00:00")
    assert split_day("tisdag 13 april 2027 kl. 16.00") == ("tisdag 13 april 2027", "16.00")


def test_imported_html_and_unsafe_url_are_removed(staff_client: Client) -> None:
    html = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    calendar = CALENDAR.replace("Ett stycke.", html).replace("Om celler", f"Om {html}")
    calendar = calendar.replace("Sal B", html).replace("https://example.org/celler", "javascript:x")
    create_drafts(staff_client, calendar)
    event = Event.objects.earliest("starts_at")
    body = BeautifulSoup(event.body_sv, "html.parser")
    assert not body.select("script, img, [onerror], a")
    assert html in body.text
    assert event.web_page == ""
    page = BeautifulSoup(
        staff_client.get(PAGE).content + preview(staff_client, calendar).content, "html.parser"
    )
    assert not page.select("[onerror], .imported script, .imported img")
