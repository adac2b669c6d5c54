"""Structured data of series, venues, organisers and people."""

import pytest
from django.test import Client

from atmp_events.models import Affiliation
from atmp_events.syndication.schema import entity_schema
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser
from tests.syndication.parsing import SITE, event_of, graph_of

pytestmark = pytest.mark.django_db


def test_entity_page_repeats_the_node_of_its_events_with_more(client: Client) -> None:
    series = a_series(description_sv="<p>Fyra gånger om året.</p>")
    venue = a_venue(step_free=False, directions_sv="Genom porten.", web_page="https://www.igp.se/")
    organiser = an_organiser(web_page="https://www.uu.se/", logo="organisers/uu.png")
    event = an_event(series=series, venue=venue, organisers=(organiser,))
    a_talk(event, speakers=(a_person(),))
    found = event_of(client, "/sv/evenemang/2027/om-celler/")
    (place,), (organizer,), (speaker,) = found["location"], found["organizer"], found["performer"]
    logo = f"{SITE}/media/organisers/uu.png"
    speaker = {name: it for name, it in speaker.items() if name not in {"jobTitle", "affiliation"}}
    for path, index, node, more in (
        (
            "serier/natverkstraffar",
            "Serier",
            found["superEvent"],
            {"description": "Fyra gånger om året."},
        ),
        (
            "platser/rudbecklaboratoriet",
            "Platser",
            place,
            {"@id": place["url"], "sameAs": "https://www.igp.se/"},
        ),
        ("arrangorer/uppsala-universitet", "Arrangörer", organizer, {"logo": logo}),
        ("personer/ada-lund", "Personer", speaker, {}),
    ):
        graph = graph_of(client, f"/sv/{path}/")
        assert graph[node["@type"]] == node | more
        steps = graph["BreadcrumbList"]["itemListElement"]
        assert [it["name"] for it in steps] == ["Kommande", index, node["name"]]
        assert steps[1]["item"] == f"{SITE}/sv/{path.partition('/')[0]}/"
        assert steps[-1]["item"] == graph[node["@type"]]["@id"] == f"{SITE}/sv/{path}/"


def test_person_node_has_every_role_of_today() -> None:
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
