"""The addresses of the site, Swedish and English side by side, and those of the admin."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.http import HttpResponseBase
from django.urls import URLPattern, URLResolver, include, path, re_path

from . import error_pages
from .admin import second_factors
from .admin.passwords import SetPasswordView, forgotten_password
from .admin.sign_in import PasskeySignInView, SecondStepView, SignInView
from .admin.site import site
from .calendars.views import (
    all_events_calendar,
    chosen_calendar,
    entity_calendar,
    event_calendar,
    preview_calendar,
)
from .languages import translated_route
from .models import Page
from .pages.embed import embed, embed_fragment, event_embed, snippet
from .pages.entities import entity_page, index_page
from .pages.event import event_page, short_address
from .pages.home import home, redirect_to_home
from .pages.information import accessibility, information, privacy
from .pages.listing import events, events_of_year, my_events
from .pages.months import month_page
from .pages.pictures import (
    colours,
    event_card,
    picture,
    site_favicon,
    site_icon,
    site_picture,
    slides,
)
from .pages.poster import poster
from .pages.preview import preview_page, preview_poster
from .pages.screen import screen
from .pages.subscribe import subscribe
from .participation.follow_views import (
    follow_all,
    follow_confirm,
    follow_event,
    follow_leave,
    follow_series,
)
from .participation.registration_views import (
    own_data,
    own_registration,
    register_page,
    thanks_page,
)
from .syndication.feeds import entity_feed, events_feed
from .syndication.oembed import oembed
from .syndication.sitemap import sitemap
from .syndication.wellknown import robots_txt, security_txt, site_manifest

Addresses = list[URLPattern | URLResolver]
View = Callable[..., HttpResponseBase]
Arguments = dict[str, Any] | None  # of a view, besides those in the address

# Pages of the admin, before Django's own. Other pages of django-allauth have no address.
SIGN_IN_PAGES: Addresses = [
    path("login/", SignInView.as_view(), name="account_login"),  # names that django-allauth uses
    path("login/second-step/", SecondStepView.as_view(), name="mfa_authenticate"),
    path("login/passkey/", PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("password/forgotten/", forgotten_password, name="forgotten_password"),
    path("password/<uidb64>/<token>/", SetPasswordView.as_view(), name="set_password"),
]
if settings.OIDC_ISSUER:
    from .admin.provider_sign_in import PROVIDER, from_provider, to_provider

    more = {"provider_id": PROVIDER}
    SIGN_IN_PAGES += [
        path("login/provider/", to_provider, name="sign_in_at_provider"),
        path("login/provider/back/", from_provider, more, name="openid_connect_callback"),
    ]
SECOND_FACTORS: Addresses = [
    path("", second_factors.overview, name="mfa_index"),
    path("app/add/", second_factors.add_app, name="mfa_activate_totp"),
    path("app/remove/", second_factors.remove_app, name="mfa_deactivate_totp"),
    path("passkeys/add/", second_factors.add_passkey, name="mfa_add_webauthn"),
    path("passkeys/<int:pk>/remove/", second_factors.remove_passkey, name="mfa_remove_webauthn"),
    path("recovery-codes/", second_factors.recovery_codes, name="mfa_view_recovery_codes"),
    path(
        "recovery-codes/new/", second_factors.new_recovery_codes, name="mfa_generate_recovery_codes"
    ),
    path(
        "recovery-codes/download/",
        second_factors.download_recovery_codes,
        name="mfa_download_recovery_codes",
    ),
    path("password/", second_factors.password_again, name="account_reauthenticate"),
]


def route(sv: str, en: str, view: View, name: str, more: Arguments = None) -> URLPattern:
    """Return the route of a Swedish and an English address. `more` are arguments of its view."""
    return path(translated_route(sv=sv, en=en), view, more or {}, name=name)


def event_route(sv: str, en: str, view: View, name: str, more: Arguments = None) -> URLPattern:
    """Return a route of an event. `sv` and `en` come after the address of the event."""
    at = "<int:year>/<slug:slug>"
    return route(f"evenemang/{at}{sv}", f"events/{at}{en}", view, name, more)


def preview_route(sv: str, en: str, view: View, name: str, more: Arguments = None) -> URLPattern:
    """Return a route of a preview. `sv` and `en` come after the address of the preview."""
    return route(f"forhandsvisning/<str:token>/{sv}", f"preview/<str:token>/{en}", view, name, more)


def entity_routes(name: str, sv: str, en: str) -> Iterator[URLPattern]:
    """Yield the routes of a kind of entity: its index; page, calendar and feeds of each entity.

    `name` is a key of `ENTITIES`.
    """
    yield route(f"{sv}/", f"{en}/", index_page, f"{name}_all", {"name": name})
    for ending, view, form, more in (
        ("/", entity_page, "", {}),
        (".ics", entity_calendar, "_calendar", {}),
        (".json", entity_feed, "_json", {"form": "json"}),
        (".atom", entity_feed, "_atom", {"form": "atom"}),
    ):
        at = f"<slug:slug>{ending}"
        yield route(f"{sv}/{at}", f"{en}/{at}", view, f"{name}{form}", {"name": name} | more)


# Addresses with a <token> are secret: they are in the letters of one reader, or show a draft.
PAGES: Addresses = [
    path("", home, name="home"),
    path("share.png", site_picture, name="site_picture"),
    path("site.webmanifest", site_manifest, name="site_manifest"),
    route("evenemang/", "events/", events, "events"),
    route("evenemang.atom", "events.atom", events_feed, "events_atom", {"form": "atom"}),
    route("evenemang.json", "events.json", events_feed, "events_json", {"form": "json"}),
    route("evenemang.ics", "events.ics", all_events_calendar, "all_events_calendar"),
    route("evenemang/<int:year>/", "events/<int:year>/", events_of_year, "events_of_year"),
    route("evenemang/<month:month>/", "events/<month:month>/", month_page, "month"),
    event_route("/", "/", event_page, "event"),
    event_route(".ics", ".ics", event_calendar, "event_calendar"),
    event_route("/affisch/", "/poster/", poster, "poster", {"name": "poster"}),
    event_route("/affisch/bada/", "/poster/both/", poster, "poster_both", {"name": "poster_both"}),
    event_route("/kort.png", "/card.png", event_card, "card"),
    event_route("/inbaddat/", "/embed/", event_embed, "event_embed"),
    event_route("/folj/", "/follow/", follow_event, "follow_event"),
    event_route("/anmalan/", "/register/", register_page, "register"),
    event_route("/anmalan/tack/", "/register/thanks/", thanks_page, "register_thanks"),
    route("inbaddat/", "embed/", embed, "embed"),
    route("inbaddat.html", "embed.html", embed_fragment, "fragment"),
    route("visa-pa-er-webbplats/", "show-on-your-website/", snippet, "snippet"),
    route("skarm/", "screen/", screen, "screen"),
    route("mina/", "mine/", my_events, "chosen"),
    route("mina.ics", "mine.ics", chosen_calendar, "chosen_calendar"),
    *entity_routes("series", "serier", "series"),
    *entity_routes("person", "personer", "people"),
    *entity_routes("venue", "platser", "venues"),
    *entity_routes("organiser", "arrangorer", "organisers"),
    route("serier/<slug:slug>/folj/", "series/<slug:slug>/follow/", follow_series, "follow_series"),
    route("folj/", "follow/", follow_all, "follow_all"),
    route("folj/<str:token>/", "follow/<str:token>/", follow_confirm, "follow_confirm"),
    route("folj/<str:token>/sluta/", "follow/<str:token>/stop/", follow_leave, "follow_leave"),
    preview_route("", "", preview_page, "preview_page"),
    preview_route("affisch/", "poster/", preview_poster, "preview_poster", {"name": "poster"}),
    preview_route(
        "affisch/bada/",
        "poster/both/",
        preview_poster,
        "preview_poster_both",
        {"name": "poster_both"},
    ),
    preview_route("kalender.ics", "calendar.ics", preview_calendar, "preview_calendar"),
    route(
        "anmalan/<str:token>/", "registration/<str:token>/", own_registration, "own_registration"
    ),
    route(
        "anmalan/<str:token>/uppgifter.json",
        "registration/<str:token>/data.json",
        own_data,
        "own_data",
    ),
    route("prenumerera/", "subscribe/", subscribe, "subscribe"),
    route("om/", "about/", information, "about", {"key": Page.Key.ABOUT}),
    route("tillganglighet/", "accessibility/", accessibility, "accessibility"),
    route("integritet/", "privacy/", privacy, "privacy"),
]

urlpatterns: Addresses = [
    *i18n_patterns(*PAGES),
    path(settings.ADMIN_PATH, include(SIGN_IN_PAGES)),
    path(f"{settings.ADMIN_PATH}two-steps/", include(SECOND_FACTORS)),
    path(settings.ADMIN_PATH, site.urls),
    path("", redirect_to_home, name="root"),
    path("e/<slug:code>/", short_address, name="short_address"),
    path("e/<slug:code>", short_address, name="short_address"),  # how it is printed
    path("media/slides/<str:name>", slides, name="slides"),
    re_path(r"^media/(?P<path>.+)$", picture, name="picture"),
    path("colours.css", colours, name="colours"),
    path("icons/favicon.svg", site_favicon, name="site_favicon"),
    path("icons/<str:file>", site_icon, name="site_icon"),
    path("oembed", oembed, name="oembed"),
    path("robots.txt", robots_txt, name="robots_txt"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
]

handler400 = error_pages.bad_request
handler403 = error_pages.forbidden
handler404 = error_pages.not_found
handler429 = error_pages.too_many_requests  # for django-allauth
handler500 = error_pages.server_error
