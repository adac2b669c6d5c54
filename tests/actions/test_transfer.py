"""Everything moves to another database and stays itself."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.test import Client
from PIL import Image

from atmp_events.actions.revising import revise
from atmp_events.models import (
    Appearance,
    Change,
    Event,
    FormerAddress,
    FormerSlug,
    GoneAddress,
    Organiser,
    Page,
    Person,
    Series,
    State,
    Talk,
    Venue,
)
from tests.builders import (
    NOON,
    a_person,
    a_series,
    a_talk,
    a_venue,
    an_event,
    an_organiser,
)

pytestmark = pytest.mark.django_db

ALL = (Event, Person, Venue, Organiser, Series, Talk, Appearance, FormerAddress, Change, Page)
HOUR = timedelta(hours=1)


def a_full_site() -> Event:
    """A moved event with all there can be, a withdrawn one, and an address that is gone."""
    venue = a_venue(slug="rudbeck")
    venue.slug = "rudbecklaboratoriet"
    venue.save()
    a_venue(slug="forst", name_sv="Först")  # So that keys differ when they are made anew.
    event = an_event(
        organisers=(an_organiser(),), venue=venue, series=a_series(), contact=a_person(name="Bo Ek")
    )
    a_talk(event, speakers=(a_person(),), position=0)
    a_talk(event, title_sv="Ett föredrag till", position=0)
    event = Event.objects.get(pk=event.pk)
    event.starts_at, event.ends_at, event.slug_sv = NOON + HOUR, NOON + 2 * HOUR, "ny-adress"
    event.save()
    withdrawn = an_event(title_sv="Borta")
    withdrawn.state = State.DRAFT
    withdrawn.save()
    GoneAddress.objects.create(language="sv", year=2020, slug="x", gone_at=datetime.now(UTC))
    return event


def calendars(client: Client) -> list[bytes]:
    paths = [
        "/sv/evenemang/2027/ny-adress.ics",
        "/en/events/2027/on-cells.ics",
        "/sv/evenemang/2027/borta.ics",
        "/sv/evenemang.ics?all=1",
        "/en/events.ics?all=1",
        "/sv/personer/ada-lund.ics?all=1",
    ]
    return [client.get(path).content for path in paths]


def empty() -> None:
    for model in (Event, Series, Person, Venue, Organiser, Page, GoneAddress, FormerSlug):
        model._default_manager.all().delete()


def test_calendars_are_the_same_to_the_byte_in_another_database(
    client: Client, tmp_path: Path
) -> None:
    a_full_site()
    call_command("load_network_meeting", verbosity=0)
    before, counts = calendars(client), [model._default_manager.count() for model in ALL]
    call_command("export_events", str(tmp_path / "all.json"), verbosity=0)
    empty()
    for _ in range(2):
        call_command("import_events", str(tmp_path / "all.json"), verbosity=0)
        assert [model._default_manager.count() for model in ALL] == counts
        assert calendars(client) == before
    assert client.get("/sv/evenemang/2027/om-celler/").status_code == 301
    assert client.get("/sv/platser/rudbeck/").status_code == 301
    assert client.get("/sv/evenemang/2020/x/").status_code == 410
    assert client.get("/sv/evenemang/?q=föredrag").content.count(b"ny-adress") > 0


def test_an_imported_event_has_not_moved_until_it_does(tmp_path: Path) -> None:
    sequence = Event.objects.get(pk=a_full_site().pk).version.sequence
    call_command("export_events", str(tmp_path / "all.json"), verbosity=0)
    empty()
    call_command("import_events", str(tmp_path / "all.json"), verbosity=0)
    event = Event.objects.get(title_sv="Om celler")
    event.title_sv = "Om andra celler"
    event.save()
    assert Event.objects.get(pk=event.pk).version.sequence == sequence
    Venue.objects.filter(pk=event.venue_id).update(street="Husargatan 3")
    revise(Event.objects.filter(pk=event.pk).with_facts(), now=datetime.now(UTC))
    assert Event.objects.get(pk=event.pk).version.sequence == sequence + 1


def test_what_the_file_does_not_know_is_left_alone(tmp_path: Path) -> None:
    a_full_site()
    call_command("export_events", str(tmp_path / "all.json"), verbosity=0)
    later = an_event(title_sv="Senare")
    call_command("import_events", str(tmp_path / "all.json"), verbosity=0)
    assert Event.objects.filter(pk=later.pk, state=State.PUBLISHED).exists()


@pytest.mark.parametrize("with_pictures", [True, False])
def test_pictures_come_along_if_they_are_wanted(
    tmp_path: Path, settings: object, with_pictures: bool
) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"  # type: ignore[attr-defined]
    picture = BytesIO()
    Image.new("RGB", (4, 4)).save(picture, "PNG")
    event = an_event(image_alt_sv="Celler", image_alt_en="Cells")
    event.image = ContentFile(picture.getvalue(), name="cells.png")
    event.save()
    file, leave_out = tmp_path / "all.json", [] if with_pictures else ["--no-pictures"]
    call_command("export_events", str(file), *leave_out, verbosity=0)
    default_storage.delete("events/cells.png")
    call_command("import_events", str(file), verbosity=0)
    assert default_storage.exists("events/cells.png") is with_pictures


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("nonsense", "not JSON"),
        ("[]", "not written by export_events"),
        ('{"format": "atmp-events", "version": 9}', "version 9"),
        (
            '{"format": "atmp-events", "version": 1, "pictures": {}, "rows":'
            ' [{"model": "events.person", "fields": {"slug": "a"}},'
            ' {"model": "events.x", "fields": {}}]}',
            "cannot be read",
        ),
    ],
)
def test_another_file_is_refused_in_words_and_changes_nothing(
    tmp_path: Path, content: str, words: str
) -> None:
    file = tmp_path / "other.json"
    file.write_text(content)
    with pytest.raises(CommandError, match=words):
        call_command("import_events", str(file))
    assert not Person.objects.exists()


def test_dumpdata_and_loaddata_keep_identity_too(client: Client, tmp_path: Path) -> None:
    event = a_full_site()
    event.talks.filter(title_sv="Ett föredrag till").update(position=1)
    before = client.get("/sv/evenemang/2027/ny-adress.ics").content
    file = str(tmp_path / "dump.json")
    natural = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    call_command("dumpdata", "events", exclude=["events.user"], output=file, **natural)
    empty()
    call_command("loaddata", file, verbosity=0)
    assert client.get("/sv/evenemang/2027/ny-adress.ics").content == before
