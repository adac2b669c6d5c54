"""Files that machines look for at fixed addresses: robots.txt, security.txt."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ..error_pages import only_read

TEXT: Final = "text/plain; charset=utf-8"
VALID: Final = timedelta(days=364)  # "less than a year", RFC 9116, 2.5.5


@only_read
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Let robots read everything but the admin, and show them the site map (RFC 9309).

    An admin that was put elsewhere is not named: its own pages say that they are not for robots.
    """
    usual = settings.ADMIN_PATH == "admin/"
    lines = (
        "User-agent: *",
        "Disallow: /admin/" if usual else "Disallow:",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    )
    return _text(request, *lines)


@only_read
def security_txt(request: HttpRequest) -> HttpResponse:
    """Say whom to tell of a weakness (RFC 9116); Http404 while no contact is set."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # By the day: the same bytes until midnight (UTC).
    expires = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        request,
        f"Contact: {contact_uri(settings.SECURITY_CONTACT)}",
        f"Expires: {_rfc3339(expires + VALID)}",
        "Preferred-Languages: sv, en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    )


def contact_uri(contact: str) -> str:
    """Return a contact as the URI that RFC 9116 (2.5.3) wants; a bare e-mail address is one too."""
    return contact if ":" in contact else f"mailto:{contact}"


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _text(request: HttpRequest, *lines: str) -> HttpResponse:
    response = HttpResponse("".join(f"{line}\n" for line in lines), content_type=TEXT)
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response
