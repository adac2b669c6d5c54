"""Views of robots.txt (RFC 9309) and security.txt (RFC 9116)."""

from datetime import UTC, datetime, timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from ..error_pages import only_read
from ..headers import public_for

TEXT: Final = "text/plain; charset=utf-8"
VALID: Final = timedelta(days=364)  # "less than a year", RFC 9116, 2.5.5


@only_read
def robots_txt(request: HttpRequest) -> HttpResponse:
    """Answer with rules for robots (all but the admin is allowed) and the site map's address.

    An admin at another address than the default is not named here; its pages are `noindex`.
    """
    is_default = settings.ADMIN_PATH == "admin/"
    lines = (
        "User-agent: *",
        "Disallow: /admin/" if is_default else "Disallow:",
        "",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    )
    return _text(request, *lines)


@only_read
def security_txt(request: HttpRequest) -> HttpResponse:
    """Answer with the contact for security reports, or 404 without SECURITY_CONTACT."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    # Counted from midnight (UTC), so that the file is the same all day.
    expires = timezone.now().astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return _text(
        request,
        f"Contact: {contact_uri(settings.SECURITY_CONTACT)}",
        f"Expires: {_rfc3339(expires + VALID)}",
        "Preferred-Languages: sv, en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    )


def contact_uri(contact: str) -> str:
    """Return a contact (a URI, or an email address) as a URI (RFC 9116, 2.5.3)."""
    return contact if ":" in contact else f"mailto:{contact}"


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _text(request: HttpRequest, *lines: str) -> HttpResponse:
    response = HttpResponse("".join(f"{line}\n" for line in lines), content_type=TEXT)
    response.headers["Cache-Control"] = public_for(3600)
    return response
