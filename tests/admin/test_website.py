"""The website in the admin: the one record with the name and organisers of the site."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from atmp_events.models import User, Website, WebsiteOrganiser
from tests.builders import NOON, an_event, an_organiser, the_website
from tests.pages.parsing import get_page

from .event_form import formset_data
from .test_merging import merge, merge_path

pytestmark = pytest.mark.django_db


def test_new_site_name_is_sent_to_clients_with_if_modified_since(
    client: Client, coordinator: User
) -> None:
    """Apple's calendars send If-Modified-Since only."""
    an_event()
    with time_machine.travel(NOON, tick=False):
        website = the_website()
    with time_machine.travel(NOON + timedelta(hours=1), tick=False):
        before = client.get("/sv/evenemang.ics")["Last-Modified"]
    with time_machine.travel(NOON + timedelta(hours=2), tick=False):
        staff_client = Client()
        staff_client.force_login(coordinator)
        path = f"/admin/events/website/{website.pk}/change/"
        typed = {"name_sv": "ATMP-centrum Skåne", "first_language": "sv", "hue": "165"}
        assert staff_client.post(path, typed | formset_data("organiser_links")).status_code == 302
    with time_machine.travel(NOON + timedelta(hours=3), tick=False):
        since = {"If-Modified-Since": before}
        response = client.get("/sv/evenemang.ics", headers=since)
    assert response.status_code == 200
    assert "NAME;LANGUAGE=sv:ATMP-centrum Skåne: evenemang" in response.content.decode()


def test_organiser_of_the_website_is_merged_but_not_deleted(staff_client: Client) -> None:
    website, wrong = the_website(), an_organiser(name_sv="Regionen")
    right = an_organiser(name_sv="Region Norr")
    WebsiteOrganiser.objects.create(website=website, organiser=wrong)
    page = get_page(staff_client, f"/admin/events/organiser/{wrong.pk}/delete/")
    assert [it["href"] for it in page.select("#deleted-objects a")] == [
        "/admin/events/website/1/change/"
    ]
    merge_page = staff_client.get(merge_path(right, wrong)).content.decode()
    assert "ATMP-centrum Uppsala" in merge_page
    merge(staff_client, right, wrong)
    assert [it.organiser for it in Website.objects.get().organiser_links.all()] == [right]


def test_website_form_cannot_add_another(staff_client: Client) -> None:
    page = staff_client.get("/admin/events/website/add/").content.decode()
    assert "_continue" in page
    assert "_addanother" not in page
