"""The page “Outbox”: how many letters wait and how many failed, without addresses."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, ngettext

from ..mail.outbox import requeue_failed_letters, sends_letters, state_of_outbox
from .start_page import Task


def outbox_page(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Show the outbox. A POST queues the failed letters again."""
    if not sends_letters():
        raise Http404
    if not request.user.has_perm("events.change_website"):
        raise PermissionDenied
    now = timezone.now()
    if request.method == "POST":
        number = requeue_failed_letters(now)
        words = ngettext(
            "%(number)d email waits to be sent again.",
            "%(number)d emails wait to be sent again.",
            number,
        )
        messages.success(request, words % {"number": number})
        return HttpResponseRedirect(reverse("admin:outbox"))
    state = state_of_outbox()
    own = {
        "title": gettext("Outbox"),
        "state": state,
        "is_due": state.due_since is not None and state.due_since <= now,
        "is_stuck": state.is_stuck(now),
    }
    return TemplateResponse(request, "admin/outbox.html", site.each_context(request) | own)


def outbox_tasks(now: datetime) -> Iterator[Task]:
    """Yield the problems with letters, if the site sends any."""
    if not sends_letters():
        return
    state, path = state_of_outbox(), reverse("admin:outbox")
    if state.is_stuck(now):
        yield Task(gettext("Emails have waited for more than an hour to be sent."), path)
    if state.failed:
        yield Task(gettext("Emails could not be sent."), path)
