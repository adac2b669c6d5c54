"""Merging two records into one: references and old addresses keep working."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.utils import timezone

from atmp_events.actions.soft_delete import delete
from atmp_events.actions.versions import restore, versions_of
from atmp_events.models import Appearance, Event, Venue
from tests.builders import NOON, a_person, a_series, a_talk, a_venue, an_event, an_organiser, save
from tests.calendars.parsing import events_at
from tests.pages.parsing import get_page, page_of, page_text, text_of
from tests.participation.registration import a_follower

from .event_form import send_change_form


def merge_path(kept: object, other: object) -> str:
    """Return the path of the page that merges `other` into `kept`."""
    model = kept._meta.model_name
    return f"/admin/events/{model}/{kept.pk}/merge/{other.pk}/"


def merge(client: Client, kept: object, other: object, **chosen: object) -> BeautifulSoup:
    """Merge `other` into `kept` with the chosen values; return the next page."""
    path = merge_path(kept, other)
    page = get_page(client, path)
    checked = {box["name"]: box["value"] for box in page.select(".choice input[checked]")}
    return page_of(client.post(path, {**checked, **chosen}, follow=True))


def test_merge_action_requires_exactly_two_rows(staff_client: Client) -> None:
    one, two, three = a_person(), a_person(name="Ada L."), a_person(name="Bo")
    listing = "/admin/events/person/"
    checked = {"action": "merge_ticked", "_selected_action": [one.pk, two.pk, three.pk]}
    assert "Kryssa för två" in page_text(staff_client.post(listing, checked, follow=True))
    response = staff_client.post(listing, checked | {"_selected_action": [two.pk, one.pk]})
    assert response.headers["Location"] == f"/admin/events/person/{one.pk}/merge/{two.pk}/"


def test_form_that_is_sent_twice_says_that_the_record_is_no_longer_here(
    staff_client: Client,
) -> None:
    ada, double = a_person(), a_person(name="Ada L.", slug="ada-l")
    merged = merge(staff_client, ada, double)
    assert text_of(merged.select_one(".messagelist")) == f"De två är nu en: ”{ada.name}”."
    erase_path = f"/admin/events/person/{ada.pk}/erase/"
    for path in (merge_path(ada, double), erase_path, erase_path):
        answer = staff_client.post(path, follow=True)
        assert answer.redirect_chain == [("/admin/events/person/", 302)]
    assert "Det finns inte längre" in page_text(answer)


def test_merged_person_gets_talks_and_redirects_of_the_other(staff_client: Client) -> None:
    ada = a_person(name="Ada Lind", slug="ada-lind")
    double = a_person(name="Ada Lindh", slug="ada-lindh")
    event = an_event(contact=double)
    a_talk(event, title_sv="Om stamceller", speakers=(double,))
    client = Client()
    feed = "/sv/personer/ada-lindh.ics"
    assert len(events_at(client, feed)) == 1
    merge(staff_client, ada, double)
    assert Appearance.objects.get().person == ada
    assert Event.objects.get().contact == ada
    moved = client.get("/en/people/ada-lindh/")
    assert (moved.status_code, moved.headers["Location"]) == (301, "/en/people/ada-lind/")
    assert "Om stamceller" in text_of(get_page(client, "/sv/personer/ada-lind/"))
    (entry,) = events_at(client, feed)
    assert (entry["UID"], entry["STATUS"]) == (event.uid, "CONFIRMED")
    for form in ("atom", "json"):
        assert "ada-lind/" in client.get(f"/sv/personer/ada-lindh.{form}").content.decode()
    assert len(events_at(client, "/sv/evenemang.ics?person=ada-lindh")) == 1


def test_merged_person_has_chosen_and_missing_values_of_the_other(staff_client: Client) -> None:
    ada = a_person(name="Ada Lind", slug="ada-lind", phone="018-1", email="")
    double = a_person(name="Ada Lindh", slug="ada-lindh", phone="018-2", email="ada@example.org")
    double.affiliations.create(role_sv="Professor", organisation_sv="Uppsala universitet")
    merge(staff_client, ada, double, phone="other")
    ada.refresh_from_db()
    assert (ada.name, ada.phone, ada.email) == ("Ada Lind", "018-2", "ada@example.org")
    assert [str(it) for it in ada.affiliations.all()] == ["Professor, Uppsala universitet"]


def test_event_of_both_merged_organisers_has_one_organiser(staff_client: Client) -> None:
    one, two = an_organiser(), an_organiser(name_sv="Akademiska", name_en="The Academic")
    both, alone = an_event(organisers=(one, two)), an_event(organisers=(two,))
    merge(staff_client, one, two)
    for event in (both, alone):
        assert [link.organiser for link in event.organiser_links.all()] == [one]


def test_merging_venues_raises_sequence_only_when_the_address_differs(staff_client: Client) -> None:
    kept = a_venue(slug="kept")
    same = a_venue(slug="same")
    far = a_venue(slug="far", street="Vasagatan 1", city="Stockholm")
    stays, moves = an_event(venue=same), an_event(venue=far)
    merge(staff_client, kept, same)
    merge(staff_client, kept, far)
    assert (Event.objects.get(pk=stays.pk).version.sequence, stays.version.sequence) == (0, 0)
    assert Event.objects.get(pk=moves.pk).version.sequence == 1


def test_page_names_events_also_deleted_ones_and_no_followers(staff_client: Client) -> None:
    series, double = a_series(), a_series(slug_sv="traffar", slug_en="meetings")
    a_follower(double)
    an_event(series=double, title_sv="Om celler")
    gone = an_event(series=double, title_sv="Om hjärtat", starts_at=NOON + timedelta(days=1))
    delete(Event.objects.filter(pk=gone.pk), now=timezone.now())
    listed = get_page(staff_client, merge_path(series, double)).select_one(".panel li")
    links = [(it.text, staff_client.get(it["href"]).status_code) for it in listed.select("a")]
    assert links == [("Om hjärtat (borttaget, kan återställas)", 200), ("Om celler", 200)]
    Event.objects.filter(pk=gone.pk).update(deleted_at=timezone.now() - timedelta(days=31))
    listed = get_page(staff_client, merge_path(series, double)).select_one(".panel li")
    assert [it.text for it in listed.select("a")] == ["Om celler"]
    assert "Om hjärtat (borttaget; webbplatsen har kvar det till" in listed.text


@pytest.mark.parametrize("kind", ["person", "venue", "organiser", "series"])
def test_merged_record_cannot_be_restored(staff_client: Client, kind: str) -> None:
    make = {
        "person": lambda number: a_person(slug=f"ada-{number}"),
        "venue": lambda number: a_venue(slug=f"venue-{number}"),
        "organiser": lambda number: an_organiser(name_sv=f"Sjukhus {number}"),
        "series": lambda number: a_series(slug_sv=f"serie-{number}", slug_en=f"series-{number}"),
    }[kind]
    kept, other = make(1), make(2)
    assert "Det går inte att ångra." in page_text(staff_client.get(merge_path(kept, other)))
    merge(staff_client, kept, other)
    assert "Inget har tagits bort" in page_text(staff_client.get(f"/admin/events/{kind}/deleted/"))
    assert list(type(kept)._default_manager.all()) == [kept]


def test_restored_version_refers_to_the_merged_venue(staff_client: Client) -> None:
    kept, other = a_venue(), a_venue(name_sv="Rudbeck", slug="rudbeck")
    event = an_event(venue=other)
    send_change_form(staff_client, event, venue=other.pk, room_sv="Sal A", room_en="Hall A")
    merge(staff_client, kept, other)
    path = f"/admin/events/event/{event.pk}/history/"
    first = get_page(staff_client, path).select(".history a[href]")[-1]
    staff_client.post(str(first["href"]), follow=True)
    event.refresh_from_db()
    assert (event.venue, event.room_sv) == (kept, "")


def test_restored_version_has_one_of_two_merged_organisers(staff_client: Client) -> None:
    one, two = an_organiser(), an_organiser(name_sv="Akademiska", name_en="The Academic")
    event = an_event(organisers=(one, two))
    rows = [{"id": it.pk, "organiser": it.organiser_id} for it in event.organiser_links.all()]
    send_change_form(staff_client, event, title_sv="Om allt", organisers=rows)
    merge(staff_client, one, two)
    restore(versions_of(event).order_by("pk")[0])
    event = Event.objects.get()
    assert (event.title_sv, event.organisers_in_order) == ("Om celler", [one])


def test_feed_of_a_merged_venue_still_cancels_withdrawn_events(staff_client: Client) -> None:
    kept, other = a_venue(slug="kept"), a_venue(slug="other")
    event = an_event(venue=other)
    save(event, state="draft")
    merge(staff_client, kept, other)
    response = Client().get("/sv/platser/other.ics")
    assert b"STATUS:CANCELLED" in response.content


def test_former_slug_of_a_venue_redirects_until_it_is_used_again(staff_client: Client) -> None:
    venue = a_venue(slug="rudbeck")
    an_event(venue=venue)
    save(venue, slug="rudbecklaboratoriet")
    client = Client()
    moved = client.get("/sv/platser/rudbeck/")
    assert (moved.status_code, moved.headers["Location"]) == (
        301,
        "/sv/platser/rudbecklaboratoriet/",
    )
    save(venue, slug="rudbeck")
    assert client.get("/sv/platser/rudbeck/").status_code == 200


def test_venue_of_an_event_is_not_deleted_and_the_page_links_the_event(
    staff_client: Client,
) -> None:
    venue = a_venue()
    event = an_event(venue=venue, title_sv="Om stamceller")
    page = staff_client.get(f"/admin/events/venue/{venue.pk}/delete/")
    html = page_of(page)
    assert "kan inte tas bort så länge den nämns här" in page_text(page)
    link = html.select_one(f'#deleted-objects a[href="/admin/events/event/{event.pk}/change/"]')
    assert "Om stamceller" in link.text
    assert Venue.objects.count() == 1


def test_page_says_how_long_a_deleted_event_prevents_the_deletion_of_its_venue(
    staff_client: Client,
) -> None:
    venue = a_venue()
    an_event(venue=venue)
    path = f"/admin/events/venue/{venue.pk}/delete/"
    delete(Event.objects.all(), now=timezone.now())
    assert "borttaget, kan återställas" in page_text(staff_client.get(path))
    Event.objects.update(deleted_at=timezone.now() - timedelta(days=31))
    until = timezone.localdate() + timedelta(days=365)
    assert f"borttaget; webbplatsen har kvar det till {until}" in page_text(staff_client.get(path))
