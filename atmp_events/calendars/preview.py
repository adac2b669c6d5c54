"""The calendar entry of a draft, for whoever has its secret link."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from ..error_pages import only_read
from ..facts.event import facts_of
from ..headers import keep_secret
from ..languages import current
from ..lookups import find_preview
from .vcalendar import calendar_of_one
from .vevent import versions_of
from .views import calendar_answer


@only_read
def preview_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Give the entry as it will be. Raise Http404 while the event has no date."""
    event = find_preview(token, timezone.now()).event
    facts = facts_of(event, current())
    if facts.when is None:
        raise Http404
    content = calendar_of_one(facts, versions_of(event), site_url=settings.SITE_URL, alarm=None)
    return keep_secret(calendar_answer(content, name=f"{event.code}.ics"))
