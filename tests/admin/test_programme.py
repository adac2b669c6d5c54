"""The rows of organisers, talks and speakers in the form of an event: order and defaults."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from atmp_events.actions.versions import restore, versions_of
from atmp_events.models import Affiliation, Appearance, Event, Person, Talk
from tests.builders import NOON, a_person, a_talk, an_event, an_organiser
from tests.pages.parsing import get_page, page_of, text_of

from .event_form import form_errors, form_values, formset_data, send_change_form, send_form


def talk_row(talk: Talk, position: int | str, **typed: Any) -> dict[str, Any]:
    titles = {"title_sv": talk.title_sv, "title_en": talk.title_en}
    return {"id": talk.pk, "position": position} | titles | typed


def numbered_titles(event: Event) -> list[tuple[int, str]]:
    return [(talk.position, talk.title_sv) for talk in event.talks.all()]


def test_talks_without_numbers_keep_the_order_of_the_form(staff_client: Client) -> None:
    send_form(staff_client, talks=[{"title_sv": "Ett"}, {"title_sv": "Två"}, {"title_sv": "Tre"}])
    event = Event.objects.get()
    assert numbered_titles(event) == [(1, "Ett"), (2, "Två"), (3, "Tre")]
    fields = form_values(staff_client, event)
    assert [fields[f"talks-{number}-position"] for number in range(3)] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ((1, 2, 3, ""), ["A", "B", "C", "New"]),
        ((1, 2, 3, 1), ["New", "A", "B", "C"]),
        ((3, 2, 3, ""), ["B", "C", "A", "New"]),
        ((1, 2, 1, 4), ["C", "A", "B", "New"]),
    ],
)
def test_number_moves_a_talk_before_the_others(
    staff_client: Client, numbers: tuple[Any, ...], expected: list[str]
) -> None:
    event = an_event()
    talks = [a_talk(event, title_sv=title) for title in "ABC"]
    typed = [talk_row(talk, number) for talk, number in zip(talks, numbers, strict=False)]
    new = {"title_sv": "New", "position": numbers[3]}
    send_change_form(staff_client, event, talks=[*typed, new])
    assert numbered_titles(event) == list(enumerate(expected, start=1))


def test_removed_talk_removes_its_speakers_and_renumbers_the_rest(staff_client: Client) -> None:
    event, ada, bo = an_event(), a_person(), a_person(name="Bo Ek")
    first, second = a_talk(event, speakers=(ada,)), a_talk(event, speakers=(bo,))
    one, two = event.appearances.all()
    same = {"role_sv": "professor", "role_en": "professor"}
    same |= {"affiliation_sv": "Uppsala universitet", "affiliation_en": "Uppsala University"}
    response = send_change_form(
        staff_client,
        event,
        talks=[talk_row(first, 1, DELETE="on"), talk_row(second, 2)],
        speakers=[
            same | {"id": one.pk, "person": ada.pk, "item": 1, "position": 1},
            same | {"id": two.pk, "person": bo.pk, "item": 2, "position": 2},
        ],
    )
    assert response.status_code == 302
    assert [talk.position for talk in event.talks.all()] == [1]
    assert [(row.position, row.person, row.talk) for row in event.appearances.all()] == [
        (1, bo, second)
    ]


def test_speaker_of_an_unknown_talk_is_refused(staff_client: Client) -> None:
    speaker = {"person": a_person().pk, "item": "3"}
    errors = form_errors(send_form(staff_client, talks=[{"title_sv": "Ett"}], speakers=[speaker]))
    assert errors == {"item": ["Det finns ingen programpunkt nummer 3."]}


def test_speaker_is_moved_to_another_talk(staff_client: Client) -> None:
    event, ada = an_event(), a_person()
    first, second = a_talk(event, speakers=(ada,)), a_talk(event)
    row = {"id": event.appearances.get().pk, "person": ada.pk, "position": 1}
    send_change_form(
        staff_client,
        event,
        talks=[talk_row(first, 1), talk_row(second, 2)],
        speakers=[row | {"item": 2, "role_sv": "", "affiliation_sv": "Region Uppsala"}],
    )
    appearance = event.appearances.get()
    assert (appearance.talk, appearance.role_sv) == (second, "")
    assert appearance.affiliation_sv == "Region Uppsala"


def test_emptied_role_stays_empty(staff_client: Client) -> None:
    event, ada = an_event(), a_person()
    Affiliation.objects.create(person=ada, role_sv="lektor", organisation_sv="SLU")
    appearance = Appearance.objects.create(event=event, person=ada, role_sv="professor")
    row = {"id": appearance.pk, "person": ada.pk, "position": 1, "item": ""}
    send_change_form(staff_client, event, speakers=[row | {"role_sv": ""}])
    assert event.appearances.get().role_sv == ""


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ({"role_sv": "lektor"}, ("lektor", "lecturer", "SLU", "SLU (en)")),
        ({"role_en": "lecturer"}, ("lektor", "lecturer", "SLU", "SLU (en)")),
        ({"role_sv": "moderator"}, ("moderator", "", "SLU", "SLU (en)")),
        ({"affiliation_sv": "SLU"}, ("lektor", "lecturer", "SLU", "SLU (en)")),
        ({"affiliation_sv": "KI"}, ("lektor", "lecturer", "KI", "")),
    ],
)
def test_empty_role_and_affiliation_are_filled_from_the_person(
    staff_client: Client, typed: dict[str, str], expected: tuple[str, ...]
) -> None:
    send_form(staff_client, speakers=[{"person": a_lecturer().pk, **typed}])
    assert role_and_affiliation(Event.objects.get()) == expected


def a_lecturer(**fields: str) -> Person:
    ada = a_person()
    here = {"role_sv": "lektor", "organisation_sv": "SLU"}
    there = {"role_en": "lecturer", "organisation_en": "SLU (en)"}
    Affiliation.objects.create(person=ada, position=1, **here | there | fields)
    return ada


def role_and_affiliation(event: Event) -> tuple[str, ...]:
    row = event.appearances.get()
    return (row.role_sv, row.role_en, row.affiliation_sv, row.affiliation_en)


def test_translated_role_of_a_person_is_added_to_events_with_the_same_role(
    staff_client: Client,
) -> None:
    ada = a_lecturer(role_en="", organisation_en="")
    send_form(staff_client, speakers=[{"person": ada.pk}])
    event, other = Event.objects.get(), an_event()
    Appearance.objects.create(event=other, person=ada, role_sv="moderator")
    assert role_and_affiliation(event) == ("lektor", "", "SLU", "")
    row = {"id": ada.affiliations.get().pk, "person": ada.pk, "position": 1, "role_sv": "lektor"}
    row |= {"role_en": "lecturer", "organisation_sv": "SLU", "organisation_en": "SLU (en)"}
    lists = formset_data("affiliations", row, stored=1) | formset_data("appearances")
    path = f"/admin/events/person/{ada.pk}/change/"
    staff_client.post(path, {"name": ada.name, "slug": ada.slug} | lists)
    assert role_and_affiliation(event) == ("lektor", "lecturer", "SLU", "SLU (en)")
    assert role_and_affiliation(other) == ("moderator", "", "", "")
    assert len(versions_of(event)) == 2


def test_an_organiser_named_twice_is_refused_in_plain_words(staff_client: Client) -> None:
    row = {"organiser": an_organiser().pk}
    refused = send_form(staff_client, organisers=[row, row])
    assert form_errors(refused) != {}
    assert Event.objects.count() == 0
    listed = text_of(page_of(refused).select_one(".form-errors"))
    assert "En arrangör är vald två gånger." in listed
    assert "Välj en annan arrangör här, eller ta bort raden." in listed


def test_two_rows_exchange_their_organisers_and_back_by_a_restored_version(
    staff_client: Client,
) -> None:
    first, second = an_organiser(), an_organiser(name_sv="Region Uppsala")
    event = an_event(organisers=(first, second))
    one, two = event.organiser_links.all()
    exchanged = [{"id": one.pk, "organiser": second.pk}, {"id": two.pk, "organiser": first.pk}]
    send_change_form(staff_client, event, organisers=exchanged)
    assert Event.objects.get().organisers_in_order == [second, first]
    restore(versions_of(event).earliest("pk"))
    assert Event.objects.get().organisers_in_order == [first, second]


def test_row_takes_the_organiser_of_a_removed_row(staff_client: Client) -> None:
    first, second = an_organiser(), an_organiser(name_sv="Region Uppsala")
    event = an_event(organisers=(first, second))
    one, two = event.organiser_links.all()
    removed = {"id": two.pk, "organiser": second.pk, "DELETE": "on"}
    rows = [{"id": one.pk, "organiser": second.pk}, removed]
    send_change_form(staff_client, event, organisers=rows)
    assert Event.objects.get().organisers_in_order == [second]


def test_organiser_that_another_user_has_added_meanwhile_is_saved_once(
    staff_client: Client,
) -> None:
    organiser = an_organiser()
    event = an_event()
    for _user in range(2):  # Neither form has the row of the other.
        answer = send_change_form(staff_client, event, organisers=[{"organiser": organiser.pk}])
        assert answer.status_code == 302
    assert Event.objects.get().organisers_in_order == [organiser]


def test_form_of_a_person_lists_the_events_the_latest_first(staff_client: Client) -> None:
    ada, later = a_person(), an_event(title_sv="Senare", starts_at=NOON + timedelta(days=1))
    a_talk(an_event(), title_sv="Om stamceller", speakers=(ada,))
    Appearance.objects.create(event=later, person=ada)
    page = get_page(staff_client, f"/admin/events/person/{ada.pk}/change/")
    assert [text_of(it) for it in page.select("#appearances-group tbody tr")] == [
        "Ada Lund Senare - - - -",
        "Ada Lund Om celler Om stamceller professor professor Uppsala universitet "
        "Uppsala University",
    ]


def test_only_the_form_of_a_new_event_has_an_empty_row(staff_client: Client) -> None:
    for path, count in (("add", "1"), (f"{an_event().pk}/change", "0")):
        page = get_page(staff_client, f"/admin/events/event/{path}/")
        assert page.select_one("#id_talks-TOTAL_FORMS")["value"] == count
