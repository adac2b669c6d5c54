"""The addresses of the public site, Swedish and English side by side."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, path, re_path

from .calendars.doors import (
    all_events_calendar,
    chosen_calendar,
    event_calendar,
    holder_calendar,
    preview_calendar,
)
from .delivery.languages import in_language
from .models import Page
from .pages.card import event_card
from .pages.chosen import chosen
from .pages.doors import poster, poster_in_both, preview_page, preview_poster, subscribe
from .pages.event import event_page, short_address
from .pages.holders import holder_page
from .pages.home import front_door, home
from .pages.information import accessibility, information, privacy
from .pages.listing import events
from .pages.media import picture
from .syndication.doors import (
    events_atom,
    events_json,
    holder_atom,
    holder_json,
    sitemap,
    sitemap_part,
)
from .syndication.manifest import site_manifest
from .syndication.wellknown import robots_txt, security_txt

urlpatterns: list[URLPattern | URLResolver] = [
    path("", front_door, name="front_door"),
    path("e/<slug:code>", short_address, name="short_address"),
    re_path(r"^media/(?P<path>.+)$", picture, name="picture"),
    path("robots.txt", robots_txt, name="robots_txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemap_part, name="sitemap_part"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
]

urlpatterns += i18n_patterns(
    path("", home, name="home"),
    path("site.webmanifest", site_manifest, name="site_manifest"),
    path(in_language(sv="evenemang.atom", en="events.atom"), events_atom, name="events_atom"),
    path(in_language(sv="evenemang.json", en="events.json"), events_json, name="events_json"),
    path(
        in_language(sv="evenemang.ics", en="events.ics"),
        all_events_calendar,
        name="all_events_calendar",
    ),
    path(in_language(sv="evenemang/", en="events/"), events, name="events"),
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
    path(
        in_language(
            sv="evenemang/<int:year>/<slug:slug>/affisch/",
            en="events/<int:year>/<slug:slug>/poster/",
        ),
        poster,
        name="poster",
    ),
    path(
        in_language(
            sv="evenemang/<int:year>/<slug:slug>/affisch/bada/",
            en="events/<int:year>/<slug:slug>/poster/both/",
        ),
        poster_in_both,
        name="poster_both",
    ),
    path(
        in_language(
            sv="evenemang/<int:year>/<slug:slug>/kort.png",
            en="events/<int:year>/<slug:slug>/card.png",
        ),
        event_card,
        name="card",
    ),
    path(in_language(sv="mina.ics", en="mine.ics"), chosen_calendar, name="chosen_calendar"),
    path(in_language(sv="mina/", en="mine/"), chosen, name="chosen"),
    path(
        in_language(sv="serier/<slug:slug>/", en="series/<slug:slug>/"),
        holder_page,
        {"name": "series"},
        name="series",
    ),
    path(
        in_language(sv="serier/<slug:slug>.ics", en="series/<slug:slug>.ics"),
        holder_calendar,
        {"name": "series"},
        name="series_calendar",
    ),
    path(
        in_language(sv="serier/<slug:slug>.json", en="series/<slug:slug>.json"),
        holder_json,
        {"name": "series"},
        name="series_json",
    ),
    path(
        in_language(sv="serier/<slug:slug>.atom", en="series/<slug:slug>.atom"),
        holder_atom,
        {"name": "series"},
        name="series_atom",
    ),
    path(
        in_language(sv="personer/<slug:slug>/", en="people/<slug:slug>/"),
        holder_page,
        {"name": "person"},
        name="person",
    ),
    path(
        in_language(sv="personer/<slug:slug>.ics", en="people/<slug:slug>.ics"),
        holder_calendar,
        {"name": "person"},
        name="person_calendar",
    ),
    path(
        in_language(sv="personer/<slug:slug>.json", en="people/<slug:slug>.json"),
        holder_json,
        {"name": "person"},
        name="person_json",
    ),
    path(
        in_language(sv="personer/<slug:slug>.atom", en="people/<slug:slug>.atom"),
        holder_atom,
        {"name": "person"},
        name="person_atom",
    ),
    path(
        in_language(sv="platser/<slug:slug>/", en="venues/<slug:slug>/"),
        holder_page,
        {"name": "venue"},
        name="venue",
    ),
    path(
        in_language(sv="platser/<slug:slug>.ics", en="venues/<slug:slug>.ics"),
        holder_calendar,
        {"name": "venue"},
        name="venue_calendar",
    ),
    path(
        in_language(sv="platser/<slug:slug>.json", en="venues/<slug:slug>.json"),
        holder_json,
        {"name": "venue"},
        name="venue_json",
    ),
    path(
        in_language(sv="platser/<slug:slug>.atom", en="venues/<slug:slug>.atom"),
        holder_atom,
        {"name": "venue"},
        name="venue_atom",
    ),
    path(
        in_language(sv="arrangorer/<slug:slug>/", en="organisers/<slug:slug>/"),
        holder_page,
        {"name": "organiser"},
        name="organiser",
    ),
    path(
        in_language(sv="arrangorer/<slug:slug>.ics", en="organisers/<slug:slug>.ics"),
        holder_calendar,
        {"name": "organiser"},
        name="organiser_calendar",
    ),
    path(
        in_language(sv="arrangorer/<slug:slug>.json", en="organisers/<slug:slug>.json"),
        holder_json,
        {"name": "organiser"},
        name="organiser_json",
    ),
    path(
        in_language(sv="arrangorer/<slug:slug>.atom", en="organisers/<slug:slug>.atom"),
        holder_atom,
        {"name": "organiser"},
        name="organiser_atom",
    ),
    path(
        in_language(sv="forhandsvisning/<str:token>/", en="preview/<str:token>/"),
        preview_page,
        name="preview_page",
    ),
    path(
        in_language(sv="forhandsvisning/<str:token>/affisch/", en="preview/<str:token>/poster/"),
        preview_poster,
        name="preview_poster",
    ),
    path(
        in_language(
            sv="forhandsvisning/<str:token>/affisch/bada/", en="preview/<str:token>/poster/both/"
        ),
        preview_poster,
        {"both": True},
        name="preview_poster_both",
    ),
    path(
        in_language(
            sv="forhandsvisning/<str:token>/kalender.ics", en="preview/<str:token>/calendar.ics"
        ),
        preview_calendar,
        name="preview_calendar",
    ),
    path(in_language(sv="prenumerera/", en="subscribe/"), subscribe, name="subscribe"),
    path(in_language(sv="om/", en="about/"), information, {"key": Page.Key.ABOUT}, name="about"),
    path(
        in_language(sv="tillganglighet/", en="accessibility/"),
        accessibility,
        name="accessibility",
    ),
    path(in_language(sv="integritet/", en="privacy/"), privacy, name="privacy"),
)

handler400 = "atmp_events.delivery.refusals.bad_request"
handler403 = "atmp_events.delivery.refusals.permission_denied"
handler404 = "atmp_events.delivery.refusals.not_found"
handler429 = "atmp_events.delivery.refusals.too_many_requests"
handler500 = "atmp_events.delivery.refusals.server_error"
