"""oEmbed cards of event links, read by an oEmbed client."""

import json
import subprocess
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from atmp_events.models import State, Status
from tests.builders import an_event
from tests.clients.calendar_programs import node_command

pytestmark = pytest.mark.django_db(transaction=True)


def read_card(link: str) -> "subprocess.CompletedProcess[str]":
    """Read a link with oembed-extractor, which many editors on Node.js use."""
    return subprocess.run(  # noqa: S603
        [*node_command("read_card.js", "@extractus/oembed-extractor"), link, "400"],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("form", "title", "end"),
    [
        ("/sv/evenemang/{0.year}/om-celler/", "Inställt: Om celler", "inbaddat/"),
        ("/en/events/{0.year}/on-cells/", "Cancelled: On cells", "embed/"),
        ("/en/events/{0.year}/on-cells", "Cancelled: On cells", "embed/"),
        ("/e/{0.code}", "Inställt: Om celler", "inbaddat/"),
    ],
)
def test_oembed_extractor_finds_the_card_of_an_event_link(
    live_server: LiveServer, settings: Any, client: Client, form: str, title: str, end: str
) -> None:
    settings.SITE_URL = live_server.url
    event = an_event(status=Status.CANCELLED)
    done = read_card(live_server.url + form.format(event))
    assert done.returncode == 0, done.stderr
    card = json.loads(done.stdout)
    assert (card["type"], card["title"], card["width"]) == ("rich", title, 400)
    frame = BeautifulSoup(card["html"], "html.parser").iframe
    assert frame["src"].startswith(live_server.url)
    assert frame["src"].endswith(f"/{end}")
    shown = client.get(frame["src"].removeprefix(live_server.url))
    assert shown.status_code == 200
    assert title.partition(": ")[2] in shown.text


def test_draft_has_no_card(live_server: LiveServer, settings: Any) -> None:
    settings.SITE_URL = live_server.url
    event = an_event()
    link = f"{live_server.url}/en/events/{event.year}/on-cells/"
    assert read_card(link).returncode == 0
    event.state = State.DRAFT
    event.save()
    for it in (link, f"{live_server.url}/e/{event.code}"):
        assert read_card(it).returncode != 0
