"""The addresses of the site, Swedish and English side by side, and the admin's."""

from collections.abc import Iterator

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path

from . import error_pages
from .admin import second_factors
from .admin.passwords import ForgottenPasswordView, SetPasswordView
from .admin.sign_in import PasskeySignInView, SecondStepView, SignInView
from .admin.site import site
from .calendars.views import (
    all_events_calendar,
    chosen_calendar,
    entity_calendar,
    event_calendar,
    preview_calendar,
)
from .languages import in_language
from .models import Page
from .pages.card import event_card
from .pages.embed import embed, embed_fragment, event_embed
from .pages.entities import entity_page
from .pages.event import event_page, short_address
from .pages.home import home, redirect_to_home
from .pages.indexes import index_page
from .pages.information import accessibility, information, privacy
from .pages.listing import events, events_of_year
from .pages.looks import colours, site_favicon, site_icon, site_picture
from .pages.media import picture, slides
from .pages.months import month_page
from .pages.my_events import my_events
from .pages.poster import poster, poster_in_both
from .pages.preview import preview_page, preview_poster
from .pages.screen import screen
from .pages.snippet import snippet
from .pages.subscribe import subscribe
from .participation.follow_views import (
    follow_all,
    follow_confirm,
    follow_event,
    follow_leave,
    follow_series,
)
from .participation.own_registration import own_data, own_registration
from .participation.registration_views import register_page, thanks_page
from .syndication.feeds import entity_atom, entity_json, events_atom, events_json
from .syndication.manifest import site_manifest
from .syndication.oembed import oembed
from .syndication.sitemap import sitemap, sitemap_part
from .syndication.wellknown import robots_txt, security_txt

Addresses = list[URLPattern | URLResolver]

# Of the admin, before Django's own. What is not here of django-allauth does not exist.
SIGNING_IN: Addresses = [
    path("login/", SignInView.as_view(), name="account_login"),  # names that the library knows
    path("login/second-step/", SecondStepView.as_view(), name="mfa_authenticate"),
    path("login/passkey/", PasskeySignInView.as_view(), name="mfa_login_webauthn"),
    path("password/forgotten/", ForgottenPasswordView.as_view(), name="forgotten_password"),
    path("password/<uidb64>/<token>/", SetPasswordView.as_view(), name="set_password"),
]
if settings.OIDC_ISSUER:
    from .admin.provider_sign_in import PROVIDER, from_provider, to_provider

    more = {"provider_id": PROVIDER}
    SIGNING_IN += [
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

# /evenemang/<year>/<slug>…, /events/<year>/<slug>…
EVENT: Addresses = [
    path(
        in_language(
            sv=f"evenemang/<int:year>/<slug:slug>{sv}", en=f"events/<int:year>/<slug:slug>{en}"
        ),
        view,
        name=name,
    )
    for sv, en, view, name in (
        ("/", "/", event_page, "event"),
        (".ics", ".ics", event_calendar, "event_calendar"),
        ("/affisch/", "/poster/", poster, "poster"),
        ("/affisch/bada/", "/poster/both/", poster_in_both, "poster_both"),
        ("/kort.png", "/card.png", event_card, "card"),
        ("/inbaddat/", "/embed/", event_embed, "event_embed"),
        ("/folj/", "/follow/", follow_event, "follow_event"),
        ("/anmalan/", "/register/", register_page, "register"),
        ("/anmalan/tack/", "/register/thanks/", thanks_page, "register_thanks"),
    )
]

# Secret: /forhandsvisning/<token>/…, /preview/<token>/…
PREVIEW: Addresses = [
    path(
        in_language(sv=f"forhandsvisning/<str:token>/{sv}", en=f"preview/<str:token>/{en}"),
        view,
        more,
        name=name,
    )
    for sv, en, view, more, name in (
        ("", "", preview_page, {}, "preview_page"),
        ("affisch/", "poster/", preview_poster, {}, "preview_poster"),
        ("affisch/bada/", "poster/both/", preview_poster, {"both": True}, "preview_poster_both"),
        ("kalender.ics", "calendar.ics", preview_calendar, {}, "preview_calendar"),
    )
]

# Secret: /anmalan/<token>/…, /registration/<token>/…
OWN_REGISTRATION: Addresses = [
    path(
        in_language(sv="anmalan/<str:token>/", en="registration/<str:token>/"),
        own_registration,
        name="own_registration",
    ),
    path(
        in_language(
            sv="anmalan/<str:token>/uppgifter.json", en="registration/<str:token>/data.json"
        ),
        own_data,
        name="own_data",
    ),
]


def addresses_of(name: str, *, sv: str, en: str) -> Iterator[URLPattern]:
    """Yield the page of those whom events belong to, and its events in three other forms.

    Above them is the page that names them all.
    """
    index = in_language(sv=f"{sv}/", en=f"{en}/")
    yield path(index, index_page, {"name": name}, name=f"{name}_all")
    for ending, view, form in (
        ("/", entity_page, ""),
        (".ics", entity_calendar, "_calendar"),
        (".json", entity_json, "_json"),
        (".atom", entity_atom, "_atom"),
    ):
        route = in_language(sv=f"{sv}/<slug:slug>{ending}", en=f"{en}/<slug:slug>{ending}")
        yield path(route, view, {"name": name}, name=f"{name}{form}")


urlpatterns: Addresses = [
    path(settings.ADMIN_PATH, include([*SIGNING_IN, path("two-steps/", include(SECOND_FACTORS))])),
    path(settings.ADMIN_PATH, site.urls),
    path("", redirect_to_home, name="front_door"),
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
    path("sitemap-<int:number>.xml", sitemap_part, name="sitemap_part"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    *i18n_patterns(
        path("", home, name="home"),
        path("share.png", site_picture, name="site_picture"),
        path("site.webmanifest", site_manifest, name="site_manifest"),
        path(in_language(sv="evenemang/", en="events/"), events, name="events"),
        path(in_language(sv="evenemang.atom", en="events.atom"), events_atom, name="events_atom"),
        path(in_language(sv="evenemang.json", en="events.json"), events_json, name="events_json"),
        path(
            in_language(sv="evenemang.ics", en="events.ics"),
            all_events_calendar,
            name="all_events_calendar",
        ),
        path(
            in_language(sv="evenemang/<int:year>/", en="events/<int:year>/"),
            events_of_year,
            name="events_of_year",
        ),
        path(
            in_language(sv="evenemang/<month:month>/", en="events/<month:month>/"),
            month_page,
            name="month",
        ),
        *EVENT,
        path(in_language(sv="inbaddat/", en="embed/"), embed, name="embed"),
        path(
            in_language(sv="visa-pa-er-webbplats/", en="show-on-your-website/"),
            snippet,
            name="snippet",
        ),
        path(in_language(sv="inbaddat.html", en="embed.html"), embed_fragment, name="fragment"),
        path(in_language(sv="skarm/", en="screen/"), screen, name="screen"),
        path(in_language(sv="mina/", en="mine/"), my_events, name="chosen"),
        path(in_language(sv="mina.ics", en="mine.ics"), chosen_calendar, name="chosen_calendar"),
        *addresses_of("series", sv="serier", en="series"),
        *addresses_of("person", sv="personer", en="people"),
        *addresses_of("venue", sv="platser", en="venues"),
        *addresses_of("organiser", sv="arrangorer", en="organisers"),
        path(
            in_language(sv="serier/<slug:slug>/folj/", en="series/<slug:slug>/follow/"),
            follow_series,
            name="follow_series",
        ),
        path(in_language(sv="folj/", en="follow/"), follow_all, name="follow_all"),
        # Secret: in the letters of one reader
        path(
            in_language(sv="folj/<str:token>/", en="follow/<str:token>/"),
            follow_confirm,
            name="follow_confirm",
        ),
        path(
            in_language(sv="folj/<str:token>/sluta/", en="follow/<str:token>/stop/"),
            follow_leave,
            name="follow_leave",
        ),
        *PREVIEW,
        *OWN_REGISTRATION,
        path(in_language(sv="prenumerera/", en="subscribe/"), subscribe, name="subscribe"),
        path(
            in_language(sv="om/", en="about/"), information, {"key": Page.Key.ABOUT}, name="about"
        ),
        path(
            in_language(sv="tillganglighet/", en="accessibility/"),
            accessibility,
            name="accessibility",
        ),
        path(in_language(sv="integritet/", en="privacy/"), privacy, name="privacy"),
    ),
]

handler400 = error_pages.bad_request
handler403 = error_pages.permission_denied
handler404 = error_pages.not_found
handler429 = error_pages.too_many_requests  # for django-allauth
handler500 = error_pages.server_error
