"""The path of every page of the admin, with rows that fill these pages."""

from datetime import timedelta

from django.test import Client

from atmp_events.actions.versions import save_version, versions_of
from atmp_events.models import LANGUAGES, Event, Person, User
from tests.builders import NOON, a_person, a_series, a_talk, a_venue, an_event, an_organiser

PLANS = ("cancel", "postpone", "reschedule", "move-online")


def admin_pages() -> list[str]:
    """Create rows for every page of the admin; return the paths of the pages."""
    event, person = _a_moved_event(), a_person(name="Ada Lundh", phone="018-471 00 00")
    double = a_venue(slug="rudbeck", street="Dag Hammarskjölds v. 20")
    an_event(state="draft", title_en="", room_sv="Aulan")
    _delete(a_person(name="Bo Ek"))
    speaker = Person.objects.get(slug="ada-lund")
    version = versions_of(event).earliest("pk")
    steps = ("publish", "unpublish", "check", "preview", "copy", "repeat", "history", "delete")
    return [
        "",
        "events/event/",
        "events/event/add/",
        f"events/event/{event.pk}/change/",
        *(f"events/event/{event.pk}/{step}/" for step in steps),
        *(f"events/event/{event.pk}/plans/{plan}/" for plan in PLANS),
        f"events/event/{event.pk}/history/{version.pk}/",
        *(f"events/{kind}/" for kind in ("person", "venue", "organiser", "series", "page", "user")),
        *(f"events/{kind}/add/" for kind in ("venue", "organiser", "series", "page", "user")),
        f"events/person/{speaker.pk}/change/",
        f"events/person/{speaker.pk}/delete/",  # which events stand against
        f"events/person/{person.pk}/delete/",
        f"events/person/{speaker.pk}/merge/{person.pk}/",
        f"events/venue/{event.venue_id}/merge/{double.pk}/",
        f"events/person/{speaker.pk}/erase/",
        "events/person/deleted/",
        "events/event/import/",
        "events/event/programme/?period=dates&first_on=2045-01-01&last_on=2045-12-31",
        "events/event/figures/?year=2045",
        *(f"guide/{language}/" for language in LANGUAGES),
        "two-steps/",
        "password_change/",
    ]


def _a_moved_event() -> Event:
    """Create an event with a series and a speaker, whose room has changed twice."""
    anna = User.objects.get(username="anna")
    event = an_event(
        venue=a_venue(),
        organisers=(an_organiser(),),
        series=a_series(),
        starts_at=NOON.replace(year=2045),
    )
    a_talk(event, speakers=(a_person(),))
    for minutes, room in enumerate(("Sal A", "Sal B, plan 3")):
        event.room_sv, event.title_sv = room, event.title_sv + "!"
        event.save()
        save_version(event, by=anna, now=NOON + timedelta(minutes=minutes))
    return event


def _delete(person: Person) -> None:
    """Delete a person in the admin, so that this can be undone."""
    client = Client()
    client.force_login(User.objects.get(username="anna"))
    client.post(f"/admin/events/person/{person.pk}/delete/", {"post": "yes"})
