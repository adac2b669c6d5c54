"""An event as readers will see it, at a secret address, for as long as the link lasts."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from ..error_pages import only_read
from ..facts.when import moment_in_words
from ..headers import forbid_storing
from ..languages import current
from ..lookups import find_preview
from ..models import Language, Preview
from ..models.bilingual import other
from .event import show as show_event
from .poster import show as show_poster


@only_read
def preview_page(request: HttpRequest, token: str) -> HttpResponse:
    """Show the page, with a word on top that it is none yet."""
    now = timezone.now()
    preview = find_preview(token, now)
    ways = _ways(token, current())
    response = show_event(
        request,
        preview.event,
        now,
        twin=ways["page_twin"],
        calendar_path=ways["calendar"] if preview.event.starts_at else "",
        preview=_about(preview, ways),
    )
    return forbid_storing(response)


@only_read
def preview_poster(request: HttpRequest, token: str, *, both: bool = False) -> HttpResponse:
    """Show the poster, in one language or both."""
    preview, language = find_preview(token, timezone.now()), current()
    languages = (language, other(language)) if both else (language,)
    name = "poster_both" if both else "poster"
    ways = _ways(token, language)
    response = show_poster(
        request,
        preview.event,
        languages,
        name=name,
        ways=ways,
        back=ways["page"],
        preview=_about(preview, ways),
    )
    return forbid_storing(response)


def _about(preview: Preview, ways: dict[str, str]) -> dict[str, Any]:
    ends_at = preview.event.local(preview.ends_at)
    return {"until": moment_in_words(ends_at, current()), "ways": ways}


def _ways(token: str, language: Language) -> dict[str, str]:
    """Return the paths of all that a link leads to, the page's language first."""
    ways = {
        name: reverse(f"preview_{name}", args=(token,))
        for name in ("page", "poster", "poster_both", "calendar")
    }
    with override(other(language)):
        ways["twin"] = reverse("preview_poster", args=(token,))
        ways["page_twin"] = reverse("preview_page", args=(token,))
    return ways
