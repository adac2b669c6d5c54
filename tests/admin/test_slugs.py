"""Slugs: they follow the title until the event is published, and never prevent a save."""

from datetime import timedelta

from django.test import Client

from atmp_events.actions.copying import copy_to
from atmp_events.actions.publishing import publish, unpublish
from atmp_events.actions.soft_delete import delete, restore
from atmp_events.actions.versions import restore as restore_version
from atmp_events.actions.versions import save_version, versions_of
from atmp_events.models import BilingualText, Event, Series, State, Venue
from tests.builders import NOON, a_series, a_venue, an_event, save

from .event_form import form_errors, send_change_form, send_form

CHRISTMAS = NOON.replace(month=12, day=20)
NEW_YEAR = NOON.replace(year=2028, month=1, day=10)


def slugs(event: Event) -> tuple[str, str]:
    event.refresh_from_db()
    return event.slug_sv, event.slug_en


def retitle(event: Event, swedish: str, english: str) -> tuple[str, str]:
    save(event, title_sv=swedish, title_en=english)
    return slugs(event)


def test_slug_of_a_draft_follows_its_title_in_the_form(staff_client: Client) -> None:
    draft = an_event(state=State.DRAFT)
    typed = {"state": "draft", "slug_sv": draft.slug_sv, "slug_en": draft.slug_en}
    send_change_form(staff_client, draft, title_sv="Om vävnader", title_en="On tissues", **typed)
    assert slugs(draft) == ("om-vavnader", "on-tissues")


def test_slug_of_a_copy_follows_its_title() -> None:
    (copy,) = copy_to(an_event(), now=NOON)
    assert slugs(copy) == ("om-celler", "on-cells")
    assert retitle(copy, "Genterapi", "Gene therapy") == ("genterapi", "gene-therapy")


def test_slug_is_kept_once_the_event_has_been_published() -> None:
    event = an_event(state=State.DRAFT)
    publish(event)
    assert retitle(event, "Om vävnader", "On tissues") == ("om-celler", "on-cells")
    unpublish(event)
    assert retitle(event, "Om blod", "On blood") == ("om-celler", "on-cells")


def test_typed_slug_is_kept_when_the_title_changes(staff_client: Client) -> None:
    draft = an_event(state=State.DRAFT)
    send_change_form(staff_client, draft, state="draft", slug_sv="celler", slug_en=draft.slug_en)
    assert slugs(draft) == ("celler", "on-cells")
    assert retitle(draft, "Om vävnader", "On tissues") == ("celler", "on-tissues")


def test_first_english_title_makes_the_english_slug_and_a_redirect(client: Client) -> None:
    event = an_event(title_en="")
    assert slugs(event) == ("om-celler", "om-celler")
    assert retitle(event, "Om cellerna", "") == ("om-celler", "om-celler")
    assert retitle(event, "Om cellerna", "On cells") == ("om-celler", "on-cells")
    old = client.get("/en/events/2027/om-celler/", headers={"host": "localhost"})
    assert old.headers["Location"].endswith("/en/events/2027/on-cells/")
    assert retitle(event, "Om cellerna", "On the cells") == ("om-celler", "on-cells")


def test_rescheduled_event_gets_a_new_slug_when_taken_in_that_year(staff_client: Client) -> None:
    an_event(starts_at=NEW_YEAR)
    event = an_event(starts_at=CHRISTMAS)
    step = f"/admin/events/event/{event.pk}/plans/reschedule/"
    typed = {"day": "2028-02-01", "at": "12:00", "_do": "1"}
    assert staff_client.post(step, typed).status_code == 302
    assert slugs(event) == ("om-celler-2", "on-cells-2")
    assert event.year == 2028


def test_form_gives_a_new_slug_when_taken_in_the_new_year_unless_typed(
    staff_client: Client,
) -> None:
    an_event(starts_at=NEW_YEAR)
    event = an_event(starts_at=CHRISTMAS)
    own = {"slug_sv": event.slug_sv, "slug_en": event.slug_en}
    moved = send_change_form(
        staff_client, event, starts_at_0="2028-02-01", ends_at_0="2028-02-01", **own
    )
    assert moved.status_code == 302
    assert slugs(event) == ("om-celler-2", "on-cells-2")
    # A draft without a date has a slug without a year.
    undated = an_event(starts_at=None, state=State.DRAFT)
    own = {"slug_sv": undated.slug_sv, "slug_en": undated.slug_en, "state": "draft"}
    dated = send_change_form(staff_client, undated, starts_at_0="2028-03-01", **own)
    assert dated.status_code == 302
    assert slugs(undated) == ("om-celler-3", "on-cells-3")
    # A typed slug is never changed: the form refuses it.
    assert "slug_sv" in form_errors(
        send_form(staff_client, starts_at_0="2028-03-02", slug_sv="om-celler")
    )


def test_restored_event_and_version_get_a_new_slug_when_taken() -> None:
    event = an_event(starts_at=NEW_YEAR)
    save_version(event, by=None, now=NOON)
    save(event, starts_at=CHRISTMAS, ends_at=CHRISTMAS + timedelta(hours=1))
    deleted = an_event(starts_at=NEW_YEAR, state=State.DRAFT, slug_sv="om-celler")
    delete(Event.objects.filter(pk=deleted.pk), now=NOON)
    an_event(starts_at=NEW_YEAR, slug_sv="om-celler", slug_en="on-cells")
    version = versions_of(event)[0]
    restore_version(version)
    assert slugs(event) == ("om-celler-2", "on-cells-2")
    restore(Event.objects.filter(pk=deleted.pk), now=NOON)
    assert slugs(deleted)[0] == "om-celler-3"


def test_second_venue_and_series_of_the_same_name_get_numbered_slugs(staff_client: Client) -> None:
    venue = {"name_sv": "Aulan", "name_en": "The hall", "slug": "aulan"}
    series = {"title_sv": "Träffar", "title_en": "Meetings"}
    series |= {"slug_sv": "traffar", "slug_en": "meetings"}
    a_venue(**venue), a_series(**series)
    for kind, typed in (("venue", venue | {"country": "SE"}), ("series", series)):
        response = staff_client.post(f"/admin/events/{kind}/add/", typed | {"another": "on"})
        assert response.status_code == 302
    assert Venue.objects.latest("pk").slug == "aulan-2"
    assert Series.objects.latest("pk").slugs == BilingualText("traffar-2", "meetings-2")
