"""Each field that readers should see changes a public page, beside those of `facts_of`."""

from typing import Any

import pytest
from django.apps import apps
from django.core.cache import caches
from django.db import models, transaction
from django.test import Client

from atmp_events.models import (
    Affiliation,
    EventOrganiser,
    Organiser,
    Page,
    Person,
    RegistrationSettings,
    Series,
    Venue,
    Website,
    WebsiteOrganiser,
)
from tests.builders import a_person, a_series, a_talk, a_venue, an_organiser, the_website
from tests.facts.test_details import NOT_SHOWN as FACTS_NOT_SHOWN
from tests.facts.test_details import another
from tests.participation.registration import an_event_with_registration, register_attendee

pytestmark = pytest.mark.usefixtures("mail", "a_month_before")

PAGES = (
    *("/", "/sv/", "/en/", "/en/about/", "/sv/om/", "/colours.css", "/en/site.webmanifest"),
    "/sitemap.xml",
    *("/sv/tillganglighet/", "/en/accessibility/", "/sv/integritet/", "/en/privacy/"),
    *("/sv/evenemang/2027/om-celler/anmalan/", "/en/events/2027/on-cells/register/"),
    *("/sv/evenemang/2027/om-celler/", "/en/events/2027/on-cells/"),
    *("/sv/personer/ada-lund/", "/en/people/ada-lund/", "/en/people/"),
    *("/sv/serier/natverkstraffar/", "/en/series/network-meetings/", "/en/series/"),
    *("/sv/platser/rudbecklaboratoriet/", "/en/venues/rudbecklaboratoriet/"),
    *("/sv/arrangorer/cellerna/", "/en/organisers/cellerna/"),
)
# Fields that change none of these pages, and why.
NOT_SHOWN: dict[Any, dict[str, str]] = {
    Website: {"updated_at": "the Last-Modified of calendars"},
    WebsiteOrganiser: {},
    Page: {},
    Person: {},
    Affiliation: {},
    Organiser: {},
    EventOrganiser: {},
    Series: {"usual_length": "a default of the next event"},
    Venue: {},
    RegistrationSettings: {},
}
# Models that no page shows, and what they are for.
NOT_FOR_READERS = {
    **dict.fromkeys(("FormerAddress", "GoneAddress", "FormerSlug"), "redirects"),
    **dict.fromkeys(("EventVersion", "Change", "Departure", "KnownFeed"), "calendars and feeds"),
    **dict.fromkeys(("SearchDocument", "SiteVersion"), "made from the other rows"),
    **dict.fromkeys(("Attendee", "Follower"), "personal data: shown to that person only"),
    **dict.fromkeys(("LinkCheck", "AgreedTexts", "User"), "for coordinators"),
    "Preview": "the address of a preview, for those who have it",
}


def rows_of_all_models() -> dict[Any, models.Model]:
    """Create a website that shows a row of each model, with a value in most of the fields."""
    website = the_website(
        conformity="partial", faults_sv="<p>Få.</p>", faults_en="<p>Few.</p>", icon="website/a.png"
    )
    organisers = [an_organiser(name_sv=it, logo="organisers/a.png") for it in ("Cellerna", "Bo")]
    for organiser in organisers:
        WebsiteOrganiser.objects.create(website=website, organiser=organiser)
    for key in Page.Key.values:
        page = Page.objects.create(key=key, title_sv=key, title_en=key, body_sv="<p>.</p>")
    ada = a_person(portrait="people/a.png")
    Affiliation.objects.create(person=ada, role_sv="läkare", position=1)
    affiliation = Affiliation.objects.create(person=ada, role_sv="forskare", position=0)
    series = a_series(contact=ada)
    event = an_event_with_registration(
        capacity=1,
        organisers=tuple(organisers),
        registration_settings={"asks_food": True},
        venue=a_venue(latitude="59.8", longitude="17.6"),
        series=series,
        number=1,
        contact=ada,
    )
    a_talk(event, speakers=(ada,))
    register_attendee(event)
    rows = [
        website,
        website.organiser_links.first(),
        page,
        ada,
        affiliation,
        organisers[0],
        series,
        event.venue,
    ]
    rows += [event.organiser_links.first(), event.registration_settings]
    return {type(row): row for row in rows}


def test_each_model_is_tested_or_listed_as_not_for_readers() -> None:
    tested = {model.__name__ for model in NOT_SHOWN | FACTS_NOT_SHOWN}
    known = {model.__name__ for model in apps.get_app_config("events").get_models()}
    assert known - tested == set(NOT_FOR_READERS)


@pytest.mark.parametrize("model", NOT_SHOWN, ids=lambda model: model.__name__)
def test_each_field_changes_a_page_or_is_listed_as_not_shown(client: Client, model: Any) -> None:
    row, not_shown = rows_of_all_models()[model], set()
    before = {path: client.get(path).content for path in PAGES}
    for field in model._meta.concrete_fields:
        if field.primary_key or field.name == "key":
            continue
        changed = another(field, getattr(row, field.attname))
        with transaction.atomic():
            model.objects.filter(pk=row.pk).update(**{field.attname: changed})
            caches["pages"].clear()
            if all(client.get(path).content == before[path] for path in PAGES):
                not_shown.add(field.name)
            transaction.set_rollback(True)
    assert not_shown == set(NOT_SHOWN[model]), "Show the field, or add it with the reason."
