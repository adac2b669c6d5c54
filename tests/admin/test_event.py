"""The form of an event: saved values, and the messages for invalid values in both languages."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from atmp_events.models import Affiliation, Event, State, Status, User
from tests.builders import NOON, a_person, a_series, a_venue, an_event, an_organiser, save

from .event_form import form_errors, send_change_form, send_form


def test_complete_event_is_created_with_one_form(staff_client: Client) -> None:
    series, venue, contact = a_series(), a_venue(), a_person(name="Hannah Karlsson")
    university, hospital = an_organiser(), an_organiser(name_sv="Akademiska sjukhuset")
    speaker = a_person(name="Per-Ola Carlsson")
    for position, place in enumerate(("Uppsala universitet", "Akademiska sjukhuset"), start=1):
        Affiliation.objects.create(
            person=speaker, position=position, role_sv="professor", organisation_sv=place
        )

    response = send_form(
        staff_client,
        kind="network_meeting",
        series=series.pk,
        number=1,
        summary_sv="Välkommen.",
        body_en="<p>Read <strong>this</strong><script>alert(1)</script></p>",
        venue=venue.pk,
        contact=contact.pk,
        spoken_languages=["sv", "en"],
        organisers=[{"organiser": hospital.pk}, {"organiser": university.pk}],
        talks=[
            {"title_sv": "Celler", "title_en": "Cells", "starts_at_1": "12:15"},
            {"title_sv": "Vävnader"},
        ],
        speakers=[
            {"person": contact.pk, "item": "", "role_sv": "moderator"},
            {"person": speaker.pk, "item": "2"},
        ],
    )

    assert response.status_code == 302
    event = Event.objects.get()
    assert event.title.sv == "Om celler"
    assert event.address("en") == (2027, "on-cells")
    assert event.body_en == "<p>Read <strong>this</strong></p>"
    assert (event.series, event.venue, event.contact) == (series, venue, contact)
    assert event.spoken_languages == "sv,en"
    assert event.is_public(timezone.now())
    assert [str(link) for link in event.organiser_links.all()] == [
        "Akademiska sjukhuset",
        "Uppsala universitet",
    ]
    assert [(talk.title_sv, talk.starts_at) for talk in event.talks.all()] == [
        ("Celler", event.starts_at.replace(minute=15) if event.starts_at else None),
        ("Vävnader", None),
    ]
    assert [
        (row.position, str(row.person), str(row.talk or ""), row.role_sv, row.affiliation_sv)
        for row in event.appearances.all()
    ] == [
        (1, "Hannah Karlsson", "", "moderator", ""),
        (2, "Per-Ola Carlsson", "Vävnader", "professor", "Uppsala universitet"),
        (3, "Per-Ola Carlsson", "Vävnader", "professor", "Akademiska sjukhuset"),
    ]


REFUSED = [
    (
        {"ends_at_1": "11:00"},
        "ends_at",
        "Evenemanget måste sluta efter att det har börjat.",
        "The event must end after it starts.",
    ),
    (
        {"ends_at_1": ""},
        "ends_at",
        "Ange både när det börjar och när det slutar, eller ingetdera än så länge.",
        "Give both a start and an end, or neither yet.",
    ),
    (
        {"title_sv": "", "title_en": ""},
        "title_sv",
        "Ett publicerat evenemang behöver en rubrik på minst ett av språken.",
        "A published event needs a title in at least one language.",
    ),
    (
        {"starts_at_0": "", "starts_at_1": "", "ends_at_1": ""},
        "starts_at",
        "Ett publicerat evenemang behöver en start- och en sluttid.",
        "A published event needs a start and an end.",
    ),
    (
        {"slug_en": "taken"},
        "slug_en",
        "Ett annat evenemang samma år har den här adressen.",
        "Another event of that year has this address.",
    ),
    (
        {"starts_at_0": "2027-03-28", "starts_at_1": "02:30"},
        "starts_at",
        "Klockan ställs fram den natten: 02:30 finns inte.",
        "The clocks are put forward that night: 02:30 does not exist.",
    ),
    ({"starts_at_1": ""}, "starts_at", "Ange också klockslaget.", "Give the time too."),
    (
        {"registration": "by_link"},
        "registration_url",
        "Anmälan via en länk behöver länken.",
        "Registration by a link needs the link.",
    ),
    (
        {"number": "2"},
        "series",
        "Ett nummer behöver en serie att räknas i.",
        "A number needs a series to count in.",
    ),
]


@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize(("typed", "field", "swedish", "english"), REFUSED)
def test_invalid_value_is_refused_at_its_field_in_the_user_language(
    staff_client: Client,
    language: str,
    typed: dict[str, str],
    field: str,
    swedish: str,
    english: str,
) -> None:
    an_event(slug_sv="upptagen", slug_en="taken")
    User.objects.update(language=language)
    assert form_errors(send_form(staff_client, **typed)) == {
        field: [swedish if language == "sv" else english]
    }
    assert Event.objects.count() == 1


def test_draft_needs_no_title_and_no_time(staff_client: Client) -> None:
    response = send_form(
        staff_client,
        state="draft",
        title_sv="",
        title_en="",
        starts_at_0="",
        starts_at_1="",
        ends_at_1="",
    )
    assert response.status_code == 302
    assert Event.objects.get().state == State.DRAFT


def test_form_sent_twice_creates_one_event(staff_client: Client) -> None:
    sent = {"csrfmiddlewaretoken": "a" * 64}
    first, again = (send_form(staff_client, **sent) for _time in range(2))
    event = Event.objects.get()
    assert (first.status_code, again.status_code) == (302, 302)
    assert again["Location"] == f"/admin/events/event/{event.pk}/change/"
    assert "redan sparat" in staff_client.get(again["Location"]).content.decode()
    # Another value, typed after going back in the browser, makes another event.
    send_form(staff_client, **sent, room_sv="Rosénsalen")
    send_form(staff_client, csrfmiddlewaretoken="b" * 64)
    assert Event.objects.count() == 3


def test_form_sent_again_after_its_event_was_deleted_creates_another(staff_client: Client) -> None:
    sent = {"csrfmiddlewaretoken": "a" * 64}
    send_form(staff_client, **sent)
    Event.objects.update(deleted_at=NOON)
    for _time in range(2):
        assert send_form(staff_client, **sent).status_code == 302
    assert Event.objects.filter(deleted_at=None).count() == 1


def test_former_slug_of_another_event_is_refused(staff_client: Client) -> None:
    older = an_event(slug_en="former")
    save(older, slug_en="present")
    assert form_errors(send_form(staff_client, slug_en="former")) == {
        "slug_en": ["Ett annat evenemang samma år har haft den här adressen."]
    }
    assert send_form(staff_client, slug_en="new").status_code == 302


def test_rescheduled_event_keeps_its_previous_start(staff_client: Client) -> None:
    event = an_event()
    send_change_form(
        staff_client, event, status="rescheduled", starts_at_0="2027-04-20", ends_at_0="2027-04-20"
    )
    moved = Event.objects.get()
    assert moved.previous_starts_at == event.starts_at
    assert moved.starts_at != event.starts_at


def test_event_moved_back_is_no_longer_rescheduled(staff_client: Client) -> None:
    event = an_event(
        starts_at=NOON + timedelta(days=7), status=Status.RESCHEDULED, previous_starts_at=NOON
    )
    sent = {"status": "rescheduled", "starts_at_0": "2027-04-13", "ends_at_0": "2027-04-13"}
    previous = {"previous_starts_at_0": "2027-04-13", "previous_starts_at_1": "12:00"}
    send_change_form(
        staff_client, event, starts_at_1="12:00", ends_at_1="13:00", **sent, **previous
    )
    back = Event.objects.get()
    assert (back.starts_at, back.previous_starts_at) == (NOON, None)
    assert back.status == Status.SCHEDULED


def test_rescheduled_event_requires_its_previous_start(staff_client: Client) -> None:
    errors = form_errors(send_change_form(staff_client, an_event(), status="rescheduled"))
    assert errors == {
        "previous_starts_at": ["Ett evenemang med nytt datum behöver sin tidigare starttid."]
    }


def test_publication_time_is_in_swedish_time(staff_client: Client) -> None:
    send_form(
        staff_client, publish_at_0="2027-01-01", publish_at_1="08:00", timezone="Europe/Helsinki"
    )
    publish_at = Event.objects.get().publish_at
    assert publish_at.isoformat() == "2027-01-01T07:00:00+00:00"  # Swedish time, not Finnish.


def test_order_of_spoken_languages_is_kept(staff_client: Client) -> None:
    event = an_event(spoken_languages="en,sv")
    page = staff_client.get(f"/admin/events/event/{event.pk}/change/").content.decode()
    assert page.index('value="en" id="id_spoken_languages') < page.index(
        'value="sv" id="id_spoken_languages'
    )
