"""Every address of the site, Swedish and English side by side."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path, re_path

from .admin.site import site
from .calendars.views import all_events_calendar, event_calendar
from .delivery.languages import in_language
from .models import Page
from .pages.event import event_page, short_address
from .pages.home import front_door, home
from .pages.information import information
from .pages.media import picture
from .pages.subscribe import subscribe

urlpatterns = [
    path("", front_door, name="front_door"),
    path("e/<slug:code>", short_address, name="short_address"),
    path("admin/", site.urls),
    re_path(r"^media/(?P<path>.+)$", picture, name="picture"),
]

urlpatterns += i18n_patterns(
    path("", home, name="home"),
    path(
        in_language(sv="evenemang.ics", en="events.ics"),
        all_events_calendar,
        name="all_events_calendar",
    ),
    path(
        in_language(sv="evenemang/<int:year>/<slug:slug>/", en="events/<int:year>/<slug:slug>/"),
        event_page,
        name="event",
    ),
    path(
        in_language(
            sv="evenemang/<int:year>/<slug:slug>.ics", en="events/<int:year>/<slug:slug>.ics"
        ),
        event_calendar,
        name="event_calendar",
    ),
    path(in_language(sv="prenumerera/", en="subscribe/"), subscribe, name="subscribe"),
    path(in_language(sv="om/", en="about/"), information, {"key": Page.Key.ABOUT}, name="about"),
    path(
        in_language(sv="tillganglighet/", en="accessibility/"),
        information,
        {"key": Page.Key.ACCESSIBILITY},
        name="accessibility",
    ),
    path(
        in_language(sv="integritet/", en="privacy/"),
        information,
        {"key": Page.Key.PRIVACY},
        name="privacy",
    ),
)

handler400 = "atmp_events.delivery.refusals.bad_request"
handler403 = "atmp_events.delivery.refusals.permission_denied"
handler404 = "atmp_events.delivery.refusals.not_found"
handler500 = "atmp_events.delivery.refusals.server_error"
