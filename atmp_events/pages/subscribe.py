"""How to let new events come into one's calendar by themselves."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from ..delivery.languages import current
from ..delivery.refusals import only_read
from ..facts.subscribing import subscribe_links
from .shell import page, twin_of


@only_read
def subscribe(request: HttpRequest) -> HttpResponse:
    """Explain the feed of all events and lead to it."""
    feed = f"{settings.SITE_URL}{reverse('all_events_calendar')}"
    name = gettext("ATMP-centrum Uppsala: events")
    context = {"feed": feed, "links": subscribe_links(feed, name, current())}
    return page(request, "pages/subscribe.html", context, twin=twin_of("subscribe"))
