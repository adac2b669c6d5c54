"""Restores a form that was sent after the session had ended, when the user has signed in again.

This holds also if the user has signed in again in another tab, which gave a new CSRF token.

The sign-in page contains the form in a signed hidden input. After the correct password or passkey
the form is in the session until its page is opened. So only users with an account can store data.
"""

import time
from typing import Any, Final

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext_lazy as _

from ..error_pages import SECRETS, forbidden, sent_fields
from ..models import User
from .throttling import known_account

FIELD: Final = "typed"  # in the sign-in form
SALT: Final = "atmp_events.resubmission"
SESSION_KEY: Final = "resubmission"
BY_PROVIDER: Final = "by_provider"  # in the session of a user whom OIDC_ISSUER has signed in
SEEN_AT: Final = "seen_at"  # in the session; seconds since 1970
LEFT_OUT: Final = {"csrfmiddlewaretoken", *SECRETS}
# These pages have no text that must be saved, and need no second factor.
ACCOUNT_PAGES: Final = {"logout", "password_change", "password_change_done", "language", "jsi18n"}


def page_before(site: AdminSite, request: HttpRequest) -> HttpResponse | None:
    """Return the page to show before the requested one, if any.

    It asks for the password, and then for a second factor if the settings require it.
    """
    is_sent, is_signed_in = request.method == "POST", site.has_permission(request)
    if is_signed_in:
        _extend_session(request)
    if _is_account_page(request):
        return None
    if not is_signed_in:
        return _ask_to_sign_in(site, request) if is_sent else None
    if settings.REQUIRE_TWO_FACTOR and not _has_second_factor(request):
        if is_sent:
            request.session[SESSION_KEY] = form_data(request, str(request.user.pk))
            request.session.save()  # If this fails, the error page says that nothing is saved.
        return redirect("mfa_index")
    form = _take_from_session(request) if request.method == "GET" else None
    return _show_kept_form(site, request, form) if form else None


def sign_in_page(
    site: AdminSite, request: HttpRequest, *, status: int = 200, **context: Any
) -> HttpResponse:
    """Return an empty sign-in form with the hidden inputs of the sent one.

    `context` replaces them (`typed`, `next`) or adds an `error`.
    """
    carried = {name: request.POST.get(name, "") for name in (FIELD, "next")}
    form = site.login_form or AdminAuthenticationForm
    own = {"title": _("Log in"), "form": form(request)}
    context = site.each_context(request) | own | carried | context
    return render(request, "admin/login.html", context, status=status)


def page_after_refused_token(
    site: AdminSite, request: HttpRequest, reason: str = ""
) -> HttpResponse:
    """Show a form again whose CSRF token is old: its user has signed in anew in another tab.

    A form of another site has another reason: it fails the check of its origin.
    """
    match: Any = request.resolver_match
    is_old = reason.startswith("CSRF token") and site.has_permission(request)
    if is_old and match.view_name == "account_login":
        return redirect("admin:index")  # The user has signed in already.
    if not is_old or match.app_name != "admin" or _is_account_page(request):
        return forbidden(request, reason=reason)
    return _show_kept_form(site, request, form_data(request, str(request.user.pk)))


def _ask_to_sign_in(site: AdminSite, request: HttpRequest) -> HttpResponse:
    form = form_data(request, known_account(request))
    typed = signing.dumps(form, salt=SALT, compress=True)
    response = sign_in_page(site, request, status=401, typed=typed, next=form["path"])
    response.headers["WWW-Authenticate"] = 'Form realm="admin"'
    return response


def _show_kept_form(site: AdminSite, request: HttpRequest, form: dict[str, Any]) -> HttpResponse:
    own = {"title": _("What you had typed is still here"), "kept_form": form}
    response = render(request, "admin/resubmission.html", site.each_context(request) | own)
    add_never_cache_headers(response)
    return response


def _extend_session(request: HttpRequest) -> None:
    """Make the session end SESSION_COOKIE_AGE after this request.

    It may end up to a twentieth earlier, so that not every request writes to the database.
    SESSION_SAVE_EVERY_REQUEST would fail every page while the database is read-only.
    """
    now = time.time()
    if now - request.session.get(SEEN_AT, 0) > settings.SESSION_COOKIE_AGE / 20:
        request.session[SEEN_AT] = now


def move_to_session(request: HttpRequest, user: User) -> None:
    """Store the form of the sign-in page, unless the browser's last user was another account."""
    try:
        form = signing.loads(request.POST.get(FIELD, ""), salt=SALT)
    except signing.BadSignature:
        return
    if form["account"] in ("", str(user.pk)):
        request.session[SESSION_KEY] = form | {"account": str(user.pk)}


def form_data(request: HttpRequest, account: str) -> dict[str, Any]:
    """Return the sent form as data for JSON, without passwords and files."""
    return {
        "account": account,
        "path": request.get_full_path(),
        "fields": sent_fields(request, without=LEFT_OUT),
        "files": bool(request.FILES),
    }


def _take_from_session(request: HttpRequest) -> dict[str, Any] | None:
    """Return the form of this page and account, and remove it from the session."""
    form: dict[str, Any] = request.session.get(SESSION_KEY, {})
    wanted = {"account": str(request.user.pk), "path": request.get_full_path()}
    if not form or form | wanted != form:
        return None
    del request.session[SESSION_KEY]
    return form


def _has_second_factor(request: HttpRequest) -> bool:
    if request.session.get(BY_PROVIDER):  # The provider asks for a second factor itself.
        return True
    # Recovery codes alone are not a second factor.
    types = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
    return bool(is_mfa_enabled(request.user, types))


def _is_account_page(request: HttpRequest) -> bool:
    name = request.resolver_match.url_name or "" if request.resolver_match else ""
    return name in ACCOUNT_PAGES or name.startswith(("mfa_", "account_"))
