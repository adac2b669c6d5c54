"""Views of robots.txt (RFC 9309), security.txt (RFC 9116) and the web app manifest.

https://www.w3.org/TR/appmanifest/
"""

from datetime import UTC, timedelta
from typing import Final

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone

from ..error_pages import read_only
from ..facts.centre import get_centre
from ..headers import public_for
from ..images.branding import ICONS, branding_of, icon_url
from ..languages import current_language

TEXT: Final = "text/plain; charset=utf-8"
VALID: Final = timedelta(days=364)  # "less than a year", RFC 9116, 2.5.5


@read_only
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
    return _text(*lines)


@read_only
def security_txt(request: HttpRequest) -> HttpResponse:
    """Answer with the contact for security reports, or 404 without SECURITY_CONTACT."""
    if not settings.SECURITY_CONTACT:
        raise Http404
    expires = timezone.now().astimezone(UTC) + VALID
    return _text(
        f"Contact: {_contact_uri(settings.SECURITY_CONTACT)}",
        f"Expires: {expires:%Y-%m-%dT00:00:00Z}",  # at midnight: the file is the same all day
        "Preferred-Languages: sv, en",
        f"Canonical: {settings.SITE_URL}{reverse('security_txt')}",
    )


def _contact_uri(contact: str) -> str:
    """Return a contact (a URI, or an email address) as a URI (RFC 9116, 2.5.3)."""
    return contact if ":" in contact else f"mailto:{contact}"


def _text(*lines: str) -> HttpResponse:
    response = HttpResponse("".join(f"{line}\n" for line in lines), content_type=TEXT)
    response.headers["Cache-Control"] = public_for(3600)
    return response


@read_only
def site_manifest(request: HttpRequest) -> HttpResponse:
    """Answer with the site's name, colours and icons, in the language of the address."""
    home, centre = reverse("home"), get_centre(current_language())
    branding = branding_of(centre)
    document = {
        "id": home,
        "name": centre.all_events,
        "short_name": centre.short_name,
        "description": centre.description,
        "lang": centre.language,
        "start_url": home,
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": branding.light.plate,
        "background_color": branding.light.paper,
        "icons": [
            {
                "src": branding.favicon,
                "sizes": "any",
                "type": branding.favicon_type,
                "purpose": "any",
            },
            *(
                {
                    "src": icon_url(name, centre),
                    "sizes": f"{side}x{side}",
                    "type": "image/png",
                    "purpose": "maskable" if "maskable" in name else "any",
                }
                for name, side in ICONS.items()
            ),
        ],
    }
    response = JsonResponse(document, content_type="application/manifest+json")
    response.headers["Cache-Control"] = public_for(3600)
    return response
