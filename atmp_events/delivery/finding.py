"""Which event an address means: the one that has it now, or the one that has left it."""

from datetime import datetime

from django.http import Http404

from ..models import Event, FormerAddress, Language


def find_event(language: Language, year: int, slug: str, now: datetime) -> Event | FormerAddress:
    """Return the public event at an address, ready for `facts_of`.

    Where an event has left the address, return that former address: its event is elsewhere now.
    Raise Http404 when no public event has or had it.
    """
    public = Event.objects.public(now)
    event: Event | None = (
        public.with_facts().filter(year=year, **{f"slug_{language}": slug}).first()
    )
    if event is not None:
        return event
    former = FormerAddress.objects.filter(
        language=language, year=year, slug=slug, event__in=public
    ).select_related("event")
    if address := former.first():
        return address
    raise Http404
