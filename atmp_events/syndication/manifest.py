"""The view of the web app manifest (https://www.w3.org/TR/appmanifest/)."""

from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from ..error_pages import only_read
from ..facts.centre import the_centre
from ..headers import public_for
from ..images.looks import icon_url, looks_of
from ..languages import current

CONTENT_TYPE: Final = "application/manifest+json"
ICONS: Final = (
    ("icon-192.png", "192x192", "image/png", "any"),
    ("icon-512.png", "512x512", "image/png", "any"),
    ("icon-maskable-512.png", "512x512", "image/png", "maskable"),
)


@only_read
def site_manifest(request: HttpRequest) -> HttpResponse:
    """Answer with the site's name, colours and icons, in the language of the address."""
    home, centre = reverse("home"), the_centre(current())
    looks = looks_of(centre)
    document = {
        "id": home,
        "name": centre.all_events,
        "short_name": centre.short_name,
        "description": centre.description,
        "lang": centre.language,
        "start_url": home,
        "scope": "/",
        "display": "minimal-ui",
        "theme_color": looks.light.plate,
        "background_color": looks.light.paper,
        "icons": [
            {"src": looks.favicon, "sizes": "any", "type": looks.favicon_type, "purpose": "any"},
            *(
                {"src": icon_url(name, centre), "sizes": sizes, "type": form, "purpose": purpose}
                for name, sizes, form, purpose in ICONS
            ),
        ],
    }
    response = JsonResponse(document, content_type=CONTENT_TYPE)
    response.headers["Cache-Control"] = public_for(3600)
    return response
