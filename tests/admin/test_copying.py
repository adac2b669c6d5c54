"""Copies of an event: one copy, or drafts for a whole term by a recurrence rule."""

import pytest
from django.test import Client

from atmp_events.actions.soft_delete import delete
from atmp_events.models import Event, State
from tests.builders import NOON, a_person, a_series, a_talk, an_event
from tests.pages.parsing import get_page, page_of, sent_fields

TERM = {
    "rhythm": "last",
    "day_of_week": "4",
    "at": "16:00",
    "first_on": "2027-04-14",
    "last_on": "2027-06-30",
    "skip_holidays": "on",
}


def test_copy_is_a_draft_without_a_date_and_without_what_is_left_out(staff_client: Client) -> None:
    event = an_event(body_sv="<p>Det gamla.</p>")
    a_talk(event, speakers=(a_person(),))
    path = f"/admin/events/event/{event.pk}/copy/"
    page = get_page(staff_client, f"/admin/events/event/{event.pk}/change/")
    assert page.select(f'.object-tools a[href="{path}"]')
    form = get_page(staff_client, path).select_one("#content form")
    boxes = [box["value"] for box in form.select("[name=without]")]
    assert boxes == ["title", "texts", "talks", "speakers"]

    response = staff_client.post(path, sent_fields(form) | {"without": boxes[1:]})

    copy = Event.objects.exclude(pk=event.pk).get()
    assert response.headers["Location"] == f"/admin/events/event/{copy.pk}/change/"
    assert (copy.state, copy.starts_at, copy.title_sv) == (State.DRAFT, None, "Om celler")
    assert (copy.talks.count(), copy.appearances.count(), copy.body_sv) == (0, 0, "")


def test_copy_with_a_date_requires_a_time(staff_client: Client) -> None:
    event = an_event(starts_at=None, state=State.DRAFT)
    response = staff_client.post(f"/admin/events/event/{event.pk}/copy/", {"day": "2027-05-11"})
    assert [item.text for item in page_of(response).select(".errorlist li")] == [
        "Ange också klockslaget."
    ]
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("month", "day", "end"), [(12, 1, "2028-06-30"), (6, 1, "2027-12-31"), (11, 9, "2027-12-31")]
)
def test_proposed_term_always_has_a_day(
    staff_client: Client, month: int, day: int, end: str
) -> None:
    event = an_event(starts_at=NOON.replace(month=month, day=day))
    form = get_page(staff_client, f"/admin/events/event/{event.pk}/repeat/")
    assert form.select_one("[name=last_on]")["value"] == end


def test_term_is_previewed_before_drafts_are_created(staff_client: Client) -> None:
    event = an_event(series=a_series(), number=1)
    path = f"/admin/events/event/{event.pk}/repeat/"
    rule = get_page(staff_client, path)
    assert {
        name: rule.select_one(f"[name={name}] [selected], input[name={name}]")["value"]  # type: ignore[index]
        for name in ("rhythm", "day_of_week", "at", "first_on", "last_on")
    } == {
        "rhythm": "second",
        "day_of_week": "1",
        "at": "12:00",
        "first_on": "2027-04-14",
        "last_on": "2027-06-30",
    }

    preview = page_of(staff_client.post(path, TERM))

    assert [
        (label.get_text(strip=True), label.input.has_attr("checked"))
        for label in preview.select(".field-days label")
    ] == [
        ("fredag 30 april 2027", True),
        ("fredag 28 maj 2027", True),
        ("fredag 25 juni 2027 – Midsommarafton", False),
    ]
    assert Event.objects.count() == 1

    made = staff_client.post(
        path, sent_fields(preview.select_one("#content form")) | {"_make": "1"}
    )

    assert made.status_code == 302
    drafts = Event.objects.filter(state=State.DRAFT).order_by("starts_at")
    assert [(f"{it.local(it.starts_at):%m-%d %H}", it.number) for it in drafts if it.starts_at] == [
        ("04-30 16", 2),
        ("05-28 16", 3),
    ]


def test_only_a_day_without_a_meeting_of_the_series_is_preselected(staff_client: Client) -> None:
    series = a_series()
    event = an_event(series=series)
    an_event(series=series, starts_at=NOON.replace(month=5, day=28))
    deleted = an_event(series=series, starts_at=NOON.replace(day=30))
    delete(Event.objects.filter(pk=deleted.pk), now=NOON)
    shown = page_of(staff_client.post(f"/admin/events/event/{event.pk}/repeat/", TERM))
    free, taken, _holiday = shown.select(".field-days label")
    assert ("serien har en träff" in free.text, free.input.has_attr("checked")) == (False, True)
    assert "28 maj 2027 – serien har en träff den dagen" in taken.text
    assert not taken.input.has_attr("checked")


def test_day_outside_the_recurrence_rule_is_refused(staff_client: Client) -> None:
    event = an_event()
    path = f"/admin/events/event/{event.pk}/repeat/"
    response = staff_client.post(path, TERM | {"days": ["2027-05-01"], "_make": "1"})
    assert response.status_code == 200
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"last_on": "2027-04-13"}, ["Sista dagen ligger före den första."]),
        ({"last_on": "2027-04-29"}, ["Det finns ingen sådan dag under den tiden."]),
        (
            {"rhythm": "weekly", "last_on": "2028-06-09"},
            ["Det blir fler än 60 evenemang: välj en tidigare dag."],
        ),
        ({"rhythm": "weekly", "last_on": "2028-06-08"}, []),  # 60 Fridays
    ],
)
def test_term_has_between_one_and_sixty_days(
    staff_client: Client, typed: dict[str, str], errors: list[str]
) -> None:
    path = f"/admin/events/event/{an_event().pk}/repeat/"
    page = page_of(staff_client.post(path, TERM | typed))
    assert [item.text for item in page.select(".errorlist li")] == errors
    assert len(page.select(".field-days label")) == (0 if errors else 60)


def test_copy_to_a_past_day_must_be_confirmed(staff_client: Client) -> None:
    event = an_event()
    path = f"/admin/events/event/{event.pk}/copy/"
    page = page_of(staff_client.post(path, {"day": "2025-02-10"}))
    assert [item.text for item in page.select(".errorlist li")] == [
        "Den dagen har redan varit. Är det meningen? Kryssa då i rutan nedan."
    ]
    assert staff_client.post(path, {"day": "2025-02-10", "past": "on"}).status_code == 302
    assert Event.objects.filter(year=2025).exists()


def test_term_is_created_without_talks_speakers_and_texts(staff_client: Client) -> None:
    event = an_event(summary_sv="Om celler.")
    a_talk(event, speakers=(a_person(),))
    path = f"/admin/events/event/{event.pk}/repeat/"
    left_out = {"without": ["texts", "talks", "speakers"]}
    shown = page_of(staff_client.post(path, TERM | left_out))
    assert len(shown.select(".field-without [checked]")) == 3
    staff_client.post(path, TERM | left_out | {"days": ["2027-04-30", "2027-05-28"], "_make": "1"})
    made = Event.objects.exclude(pk=event.pk)
    assert [(it.summary_sv, it.talks.count(), it.appearances.count()) for it in made] == [
        ("", 0, 0)
    ] * 2


def test_past_days_of_a_term_are_not_preselected(staff_client: Client) -> None:
    event = an_event()
    past = TERM | {"first_on": "2026-01-01", "last_on": "2026-02-28"}
    labels = page_of(staff_client.post(f"/admin/events/event/{event.pk}/repeat/", past)).select(
        ".field-days label"
    )
    assert all("har redan varit" in it.text for it in labels)
    assert not any(it.input and it.input.has_attr("checked") for it in labels)


def test_copy_form_sent_twice_creates_one_draft(staff_client: Client) -> None:
    event = an_event()
    sent = {"csrfmiddlewaretoken": "a" * 64, "day": "2027-05-11"}
    path = f"/admin/events/event/{event.pk}/copy/"
    first, again = (staff_client.post(path, sent) for _time in range(2))
    assert first["Location"] == again["Location"]
    assert Event.objects.count() == 2
    Event.objects.exclude(pk=event.pk).update(deleted_at=NOON)
    shown = staff_client.post(path, sent, follow=True)
    assert shown.status_code == 200
    assert Event.objects.filter(deleted_at=None).count() == 2


def test_term_form_sent_twice_creates_one_set_of_drafts(staff_client: Client) -> None:
    event = an_event()
    path = f"/admin/events/event/{event.pk}/repeat/"
    shown = page_of(staff_client.post(path, TERM))
    days = [box["value"] for box in shown.select("[name=days]")][:2]
    for _time in range(2):
        staff_client.post(
            path, TERM | {"_make": "1", "days": days, "csrfmiddlewaretoken": "a" * 64}
        )
    assert Event.objects.count() == 3


def test_copy_to_a_time_that_the_clocks_skip_is_an_hour_later(staff_client: Client) -> None:
    event = an_event()
    skipped = {"day": "2027-03-28", "at": "02:30"}
    staff_client.post(f"/admin/events/event/{event.pk}/copy/", skipped)
    copy = Event.objects.exclude(pk=event.pk).get()
    assert [f"{copy.local(it):%H:%M}" for it in (copy.starts_at, copy.ends_at)] == [
        "03:30",
        "04:30",
    ]
