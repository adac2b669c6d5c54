"""Pages about the site itself."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from ..delivery.languages import current
from ..delivery.refusals import only_read
from ..models import Language, Page, Text
from .shell import page, twin_of


def about_atmp(language: Language) -> Text | None:
    """Return the standing text about ATMP, which is stored once and shown by each event."""
    about = Page.objects.filter(key=Page.Key.ABOUT).first()
    return about.body.read(language) if about else None


@only_read
def information(request: HttpRequest, key: str) -> HttpResponse:
    """Show an information page, in the other language where it is written only there."""
    information = get_object_or_404(Page, key=key)
    language = current()
    context = {
        "title": information.title.read(language),
        "body": information.body.read(language),
    }
    return page(request, "pages/information.html", context, twin=twin_of(key))
