"""Mistyped, cut and half translated addresses redirect to the page that was meant."""

import pytest
from django.test import Client

from atmp_events.actions.revising import revisions
from atmp_events.models import Event, State
from tests.builders import (
    MORNING_BEFORE,
    NOON,
    a_person,
    a_series,
    a_talk,
    an_event,
    an_organiser,
    revise_once,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def event() -> Event:
    uppsala = an_organiser(slug_en="uppsala-university")
    with revise_once():
        event = an_event(series=a_series(), organisers=(uppsala,), code="zpke3kt5")
        a_talk(event, speakers=(a_person(),))
    return event


@pytest.mark.parametrize(
    "typed", ["/e/ZPKE3KT5", "/e/zpke3kt5/", "/e/Zpke3kt5/", "/E/ZPKE3KT5", "/e/zpke3kt5%20"]
)
def test_short_address_redirects_in_any_case_and_without_slash(
    client: Client, event: Event, typed: str
) -> None:
    response = client.get(typed, headers={"Accept-Language": "en"}, follow=True)
    assert response.request["PATH_INFO"] == "/en/events/2027/on-cells/"
    assert response.status_code == 200


REDIRECTS = {
    # in another case, or with the punctuation that followed it in a text
    "/SV/": "/sv/",
    "/en/events/2027/On-Cells/": "/en/events/2027/on-cells/",
    "/EN/Events/2027/On-Cells/Poster/": "/en/events/2027/on-cells/poster/",
    "/en/events/2027/on-cells).": "/en/events/2027/on-cells/",
    "/en/events/2027/on-cells%20": "/en/events/2027/on-cells/",
    "/sv/Personer/Ada-Lund/": "/sv/personer/ada-lund/",
    # with a slash too many
    "/en//events/2027/on-cells/": "/en/events/2027/on-cells/",
    "/en/events/2027/on-cells//": "/en/events/2027/on-cells/",
    "/en/events//2027/on-cells.ics": "/en/events/2027/on-cells.ics",
    "/e//zpke3kt5": "/e/zpke3kt5",
    "/sv//": "/sv/",
    # cut
    "/en/events/2027/": "/en/events/?year=2027",
    "/sv/evenemang/2027": "/sv/evenemang/2027/",
    "/sv/evenemang/2027/": "/sv/evenemang/?year=2027",
    "/sv/people/": "/sv/personer/",
    "/sv/serier": "/sv/serier/",
    "/events/2027/on-cells/": "/en/events/2027/on-cells/",
    "/evenemang/": "/sv/evenemang/",
    # half in the other language
    "/sv/events/": "/sv/evenemang/",
    "/sv/events": "/sv/evenemang/",
    "/en/om/": "/en/about/",
    "/sv/events/?kind=lecture": "/sv/evenemang/?kind=lecture",
    "/en/events/2027/om-celler/": "/en/events/2027/on-cells/",
    "/sv/events/2027/on-cells/": "/sv/evenemang/2027/om-celler/",
    "/en/evenemang/2027/om-celler/affisch/": "/en/events/2027/on-cells/poster/",
    "/en/evenemang/2027/om-celler.ics": "/en/events/2027/on-cells.ics",
    "/en/series/natverkstraffar/": "/en/series/network-meetings/",
    "/sv/series/network-meetings.atom": "/sv/serier/natverkstraffar.atom",
    "/sv/people/ada-lund/": "/sv/personer/ada-lund/",
    "/sv/arrangorer/uppsala-university/": "/sv/arrangorer/uppsala-universitet/",
    "/en/events/2027/on-cells/affisch/": "/en/events/2027/on-cells/poster/",
    "/en/events/2027/on-cells/affisch/bada": "/en/events/2027/on-cells/poster/both/",
    "/sv/evenemang/2027/om-celler/poster/": "/sv/evenemang/2027/om-celler/affisch/",
    "/sv/evenemang/2027/om-celler/card.png": "/sv/evenemang/2027/om-celler/kort.png",
}


@pytest.mark.usefixtures("event")
def test_mistyped_address_redirects_to_the_page_that_was_meant(client: Client) -> None:
    answers = {typed: client.get(typed) for typed in REDIRECTS}
    assert {typed: it.headers.get("Location") for typed, it in answers.items()} == REDIRECTS
    assert {it.status_code // 100 for it in answers.values()} == {3}
    temporary = [it for it in answers.values() if it.status_code == 302]
    assert {it["Cache-Control"] for it in temporary} == {"private, no-store"}


@pytest.mark.parametrize(
    "path",
    [
        "/sv/finns-inte/",
        "/en/events/2027/no-such-event/",
        "/en/preview/ABC/",
        "/sv/preview/abc/",
        "/media/Events/x.jpg",
        "/nowhere",
        "/e/nothing/",
        "/E/",
        f"/en/organisers/{'A' * 20_000}.json",
        f"/SV/evenemang/?q={'a' * 20_000}",
    ],
    ids=lambda path: path[:30],
)
@pytest.mark.usefixtures("event")
def test_unknown_address_is_not_found(client: Client, path: str) -> None:
    response = client.get(path)
    assert (response.status_code, response["Cache-Control"]) == (404, "private, no-store")
    assert client.post(path).status_code in {404, 405}


PAGES_OF_AN_EVENT = {
    "/en/events/2027/{}": (
        *("/", "/?from=a-letter", ".ics", ".ics?alarm=1h", "/poster/", "/poster/both/"),
        *("/card.png", "/embed/", "/follow/", "/register/", "/register/thanks/"),
    ),
    "/sv/evenemang/2027/{}": ("/", ".ics", "/affisch/", "/affisch/bada/", "/kort.png", "/folj/"),
}


@pytest.mark.parametrize("prefix", PAGES_OF_AN_EVENT)
def test_former_address_of_an_event_redirects_permanently_to_the_same_page(
    client: Client, prefix: str
) -> None:
    event = an_event(slug_sv="before", slug_en="before")
    event.slug_sv = event.slug_en = "now"
    event.save()
    for page in PAGES_OF_AN_EVENT[prefix]:
        moved = client.get(prefix.format("before") + page)
        assert (moved.status_code, moved["Location"]) == (301, prefix.format("now") + page)
        assert client.get(prefix.format("nothing") + page).status_code == 404


def test_draft_is_not_found_at_its_address_in_the_other_language(client: Client) -> None:
    an_event(title_sv="Hemligt", title_en="Secret", state=State.DRAFT)
    assert client.get("/en/events/2027/hemligt/").status_code == 404


def test_a_withdrawn_event_is_gone_at_its_address_in_either_language(client: Client) -> None:
    with revisions(lambda: MORNING_BEFORE):
        event = an_event()
    with revisions(lambda: NOON):
        event.state = State.DRAFT
        event.save()
    for path in (
        "/en/events/2027/on-cells/",
        "/en/events/2027/om-celler/",
        "/sv/events/2027/on-cells/",
    ):
        assert client.get(path).status_code == 410
