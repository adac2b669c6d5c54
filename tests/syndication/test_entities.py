"""What a search engine reads of those whom events belong to."""

import pytest
from django.test import Client

from atmp_events.facts.where import map_url
from atmp_events.models import Affiliation
from atmp_events.syndication.schema import entity_schema
from tests.builders import a_person, a_series, a_venue, an_event, an_organiser
from tests.syndication.reading import SITE, event_of, graph_of

pytestmark = pytest.mark.django_db


def test_a_series_says_what_it_is() -> None:
    series = a_series(description_en="<p>Four times a year.</p>")
    assert entity_schema(series, "en") == {
        "@type": "EventSeries",
        "@id": f"{SITE}/en/series/network-meetings/",
        "url": f"{SITE}/en/series/network-meetings/",
        "name": "Network meetings",
        "description": "Four times a year.",
    }


def test_a_person_is_what_she_is_today_everywhere_she_is() -> None:
    ada = a_person(bio_sv="<p>Forskar om celler.</p>", web_page="https://www.uu.se/ada")
    for position, (role, house) in enumerate([("professor", "UU"), ("överläkare", "UU")]):
        Affiliation.objects.create(
            person=ada, position=position, role_sv=role, organisation_sv=house
        )
    assert entity_schema(ada, "sv") == {
        "@type": "Person",
        "@id": f"{SITE}/sv/personer/ada-lund/",
        "url": f"{SITE}/sv/personer/ada-lund/",
        "name": "Ada Lund",
        "description": "Forskar om celler.",
        "jobTitle": ["professor", "överläkare"],
        "affiliation": [{"@type": "Organization", "name": "UU"}],
        "sameAs": "https://www.uu.se/ada",
    }


def test_a_venue_has_its_address_and_only_what_is_known_of_access() -> None:
    venue = a_venue(step_free=False, directions_sv="Genom porten.")
    venue_map = map_url(venue)
    assert entity_schema(venue, "sv") == {
        "@type": "Place",
        "@id": f"{SITE}/sv/platser/rudbecklaboratoriet/",
        "url": f"{SITE}/sv/platser/rudbecklaboratoriet/",
        "name": "Rudbecklaboratoriet",
        "description": "Genom porten.",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Dag Hammarskjölds väg 20",
            "postalCode": "751 85",
            "addressLocality": "Uppsala",
            "addressCountry": "SE",
        },
        "hasMap": venue_map,
        "amenityFeature": [
            {
                "@type": "LocationFeatureSpecification",
                "name": "tillgängligt utan trappsteg",
                "value": False,
            }
        ],
    }


def test_an_organiser_has_a_web_page_of_its_own_and_a_logotype() -> None:
    organiser = an_organiser(web_page="https://www.uu.se/", logo="organisers/uu.png")
    node = entity_schema(organiser, "en")
    assert (node["@type"], node["sameAs"]) == ("Organization", "https://www.uu.se/")
    assert node["logo"] == f"{SITE}/media/organisers/uu.png"


def test_its_page_tells_who_it_is_about_and_the_way_there(client: Client) -> None:
    an_event(series=a_series(), venue=a_venue())
    graph = graph_of(client, "/sv/serier/natverkstraffar/")
    assert graph["EventSeries"]["name"] == "Nätverksträffar"
    steps = graph["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Kommande", "Alla evenemang", "Nätverksträffar"]
    assert steps[-1]["item"] == graph["EventSeries"]["@id"]
    assert (
        event_of(client, "/sv/evenemang/2027/om-celler/")["superEvent"]["@id"]
        == (graph["EventSeries"]["@id"])
    )
