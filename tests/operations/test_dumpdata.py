"""Django's dumpdata and loaddata move all public data to another database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client

from atmp_events.models import Event, FormerSlug, GoneAddress, State, User
from tests.builders import NOON, a_person, a_series, a_talk, a_venue, an_event, an_organiser, save

pytestmark = pytest.mark.django_db(transaction=True)

DUMPDATA = ("dumpdata", "events", "--natural-foreign", "--output")  # as docs/operations.md says
HOUR = timedelta(hours=1)
PATHS = [
    "/sv/evenemang/2027/ny-adress.ics",
    "/en/events/2027/on-cells.ics",
    "/sv/evenemang/2027/borta.ics",
    "/sv/evenemang.ics?all=1",
    "/en/events.ics?all=1",
    "/sv/personer/ada-lund.ics?all=1",
]


def a_full_site() -> Event:
    """Create a moved event with everything, a withdrawn one, and a gone address."""
    venue = a_venue(slug="rudbeck")
    save(venue, slug="rudbecklaboratoriet")
    event = an_event(
        organisers=(an_organiser(),), venue=venue, series=a_series(), contact=a_person(name="Bo Ek")
    )
    a_talk(event, speakers=(a_person(),), position=1)
    event = Event.objects.get(pk=event.pk)
    save(event, starts_at=NOON + HOUR, ends_at=NOON + 2 * HOUR, slug_sv="ny-adress")
    withdrawn = an_event(title_sv="Borta")
    save(withdrawn, state=State.DRAFT)
    GoneAddress.objects.create(language="sv", year=2020, slug="x", gone_at=datetime.now(UTC))
    return event


def test_loaded_dump_gives_the_same_calendars_byte_for_byte_and_their_versions(
    client: Client, tmp_path: Path
) -> None:
    event = a_full_site()
    call_command("load_network_meeting", verbosity=0)
    versions = list(Event.objects.order_by("uid").values_list("uid", "code", "version__sequence"))
    texts = list(Event.objects.order_by("uid").values_list("title_sv", "body_sv", "body_en"))
    before = [client.get(path).content for path in PATHS]
    assert any(sequence for _uid, _code, sequence in versions)
    assert FormerSlug.objects.exists()
    User.objects.create_user("anna", password="a long password")
    file = str(tmp_path / "events.json")
    call_command(*DUMPDATA, file, verbosity=0)
    call_command("flush", interactive=False, verbosity=0)
    assert not Event.objects.exists()

    call_command("loaddata", file, verbosity=0)

    cache.clear()
    assert [client.get(path).content for path in PATHS] == before
    assert versions == list(
        Event.objects.order_by("uid").values_list("uid", "code", "version__sequence")
    )
    assert texts == list(
        Event.objects.order_by("uid").values_list("title_sv", "body_sv", "body_en")
    )
    assert User.objects.get(username="anna").check_password("a long password")
    assert client.get("/sv/evenemang/2027/om-celler/").status_code == 301
    assert client.get("/sv/platser/rudbeck/").status_code == 301
    assert client.get("/sv/evenemang/2020/x/").status_code == 410
    assert b"ny-adress" in client.get("/sv/evenemang/?q=föredrag").content
    # Only a new place raises the SEQUENCE, as before.
    sequence = Event.objects.get(pk=event.pk).version.sequence
    for change, raised in (({"title_sv": "Om andra celler"}, 0), ({"room_sv": "Sal 9"}, 1)):
        save(Event.objects.get(pk=event.pk), **change)
        assert Event.objects.get(pk=event.pk).version.sequence == sequence + raised
