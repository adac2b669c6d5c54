"""What a new site asks of its coordinator, at the head of the start page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext

from ..models import Both, Event, Website


@dataclass(frozen=True, slots=True)
class FirstStep:
    """One step, with the place in the admin where it is done."""

    words: str
    path: str
    is_done: bool


def first_steps(website: Website, organisers: list[Both]) -> list[FirstStep]:
    """Return the steps of a new site in their order; none once all are done."""
    steps = [*_of_the_website(website, organisers)]
    words = gettext("Write the first event")
    steps.append(FirstStep(words, reverse("admin:events_event_add"), Event.objects.exists()))
    return [] if all(step.is_done for step in steps) else steps


def _of_the_website(website: Website, organisers: list[Both]) -> Iterator[FirstStep]:
    """Yield what is filled in on one form. What has a usual value is done once it was saved."""
    is_there, was_saved = website.pk is not None, bool(website.name)
    name = f"admin:events_website_{'change' if is_there else 'add'}"
    form = reverse(name, args=[website.pk] if is_there else [])
    yield FirstStep(gettext("Give the site its name"), f"{form}#id_name_sv", bool(website.name))
    words = gettext("Choose which language comes first")
    yield FirstStep(words, f"{form}#id_first_language", was_saved)
    yield FirstStep(gettext("Choose the colour"), f"{form}#id_hue", was_saved)
    words = gettext("Name the organisers")
    yield FirstStep(words, f"{form}#organiser_links-group", bool(organisers))
