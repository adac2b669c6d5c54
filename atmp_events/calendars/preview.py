"""The view of a draft's calendar file at its secret address."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from ..error_pages import only_read
from ..facts.centre import the_centre
from ..facts.event import facts_of
from ..headers import forbid_storing
from ..languages import current
from ..lookups import find_preview
from .vcalendar import calendar_of_one
from .vevent import versions_of, vevent
from .views import calendar_answer


@only_read
def preview_calendar(request: HttpRequest, token: str) -> HttpResponse:
    """Answer with the calendar file of a draft. Raises Http404 while the event has no date."""
    event, language = find_preview(token, timezone.now()).event, current()
    facts = facts_of(event, language)
    if facts.when is None:
        raise Http404
    entry = vevent(facts, versions_of(event, language), site_url=settings.SITE_URL)
    content = calendar_of_one(entry, the_centre(language))
    return forbid_storing(calendar_answer(content, name=f"{event.code}.ics"))
