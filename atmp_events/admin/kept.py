"""What was typed when the sign-in had run out: it waits until one has signed in again.

It is carried by the sign-in form itself, and, once the password was right, by the session, through
the second step as well: so nobody without a password can leave anything here.
"""

import json
import time
from typing import Any, Final, cast

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth.views import LoginView
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from ..error_pages import SECRETS
from ..models.identity import as_key
from .second_factor import must_set_up
from .throttling import seconds_to_wait, words_to_wait

FIELD: Final = "typed"  # in the sign-in form
KEPT: Final = "typed"  # in the session
SEEN_AT: Final = "seen_at"  # in the session; seconds since 1970
NOT_KEPT: Final = {"csrfmiddlewaretoken", *SECRETS}
# Here nothing is typed that should wait, and one may come without a second factor.
ABOUT_SIGNING_IN: Final = {
    "admin:login",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:language",
    "admin:jsi18n",
}


class SignIn(LoginView):
    """Takes name and password, and hands over to whoever asks for the second factor."""

    template_name = "admin/login.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, or lead to the second step."""
        user, goal = form.get_user(), self.get_success_url()
        return cast(HttpResponse, perform_login(self.request, user, redirect_url=goal))


class KeepingSite(AdminSite):
    """An admin that asks who one is without forgetting what one has sent."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return a view that asks to sign in where that is needed, with what was typed at hand."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if not self.has_permission(request):
                asked = self._ask_who(request) if request.method == "POST" else None
                return asked or guarded(request, *args, **kwargs)
            if not _is_of_our_making(request):
                raise SuspiciousOperation
            _stay(request)
            if not _is_about_signing_in(request) and must_set_up(request):
                return self._lead_to_second_factor(request)
            kept = request.method == "GET" and request.session.get(KEPT)
            if kept and kept["path"] == request.get_full_path():
                del request.session[KEPT]
                return self._give_back(request, kept)
            return guarded(request, *args, **kwargs)

        return inner

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Ask who one is; put what was typed aside as soon as the password is right.

        Whoever has a second factor is asked for it next; until then nobody is signed in.
        """
        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        typed = request.POST.get(FIELD, "") if request.method == "POST" else ""
        response = self._sign_in_page(request, (extra_context or {}) | {"typed": typed})
        if request.method == "POST" and response.status_code == 302:
            keep_what_was_typed(request)
        if typed and getattr(request, "axes_locked_out", False):
            return self._ask_later(request)
        return response

    def ask_again(self, request: HttpRequest, error: Any) -> HttpResponse:
        """Return the sign-in page with an error, and with what was typed still in it."""
        typed, goal = request.POST.get(FIELD, ""), request.POST.get("next", "")
        request.method, request.POST = "GET", QueryDict()
        own = url_has_allowed_host_and_scheme(goal, {request.get_host()})
        context = {"typed": typed, "error": error} | ({"next": goal} if own else {})
        return self._sign_in_page(request, context | {"app_path": reverse("admin:login")})

    def _sign_in_page(self, request: HttpRequest, extra_context: dict[str, Any]) -> HttpResponse:
        context = self.each_context(request) | {
            "title": _("Log in"),
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
        }
        if "next" not in request.GET and "next" not in request.POST:
            context["next"] = reverse("admin:index")
        request.current_app = self.name
        context |= {name: value for name, value in extra_context.items() if value}
        page = SignIn.as_view(extra_context=context, authentication_form=AdminAuthenticationForm)
        response = page(request)
        rendered = response.render() if isinstance(response, TemplateResponse) else response
        return cast(HttpResponse, rendered)

    def _ask_later(self, request: HttpRequest) -> HttpResponse:
        """Return the sign-in page to whoever must wait: the plain one would lose what was typed."""
        seconds = seconds_to_wait(request)
        response = self.ask_again(request, words_to_wait(seconds))
        response.status_code = 429
        response.headers["Retry-After"] = str(seconds)
        return response

    def _ask_who(self, request: HttpRequest) -> HttpResponse | None:
        """Return the sign-in page with what was typed in it; None if there is nothing to keep."""
        match = request.resolver_match
        if _is_about_signing_in(request) or (match and match.view_name == "admin:logout"):
            return None
        kept = _typed_in(request)
        request.method, request.POST = "GET", QueryDict()
        context = {
            "typed": json.dumps(kept),
            "next": kept["path"],
            "app_path": reverse("admin:login"),
        }
        response = self._sign_in_page(request, context)
        response.status_code = 401
        response.headers["WWW-Authenticate"] = 'Form realm="admin"'
        return response

    def _lead_to_second_factor(self, request: HttpRequest) -> HttpResponse:
        """Let nobody work without a second factor where it is required; what was sent waits."""
        if request.method == "POST":
            request.session[KEPT] = _typed_in(request)
        return redirect("mfa_index")

    def _give_back(self, request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:
        context = self.each_context(request) | {
            "title": _("What you had typed is still here"),
            "kept": kept,
        }
        return TemplateResponse(request, "admin/kept.html", context)


def keep_what_was_typed(request: HttpRequest) -> None:
    """Put aside what the sign-in form carries, for when its page is opened again."""
    if kept := _read(request.POST.get(FIELD, "")):
        request.session[KEPT] = kept


def _stay(request: HttpRequest) -> None:
    """Let the session end so long after this request; it is written now and then, not each time."""
    now = time.time()
    if now - request.session.get(SEEN_AT, 0) > settings.SESSION_COOKIE_AGE / 20:
        request.session[SEEN_AT] = now


def _is_of_our_making(request: HttpRequest) -> bool:
    """Tell whether a request can come from a page: Django's admin would fail at others with 500."""
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME) if request.method == "POST" else []
    return request.GET.get(TO_FIELD_VAR) != "" and None not in map(as_key, chosen)


def _typed_in(request: HttpRequest) -> dict[str, Any]:
    return {
        "path": request.get_full_path(),
        "fields": [
            [name, value]
            for name, values in request.POST.lists()
            if name not in NOT_KEPT
            for value in values
        ],
        "files": len(request.FILES),
    }


def _is_about_signing_in(request: HttpRequest) -> bool:
    name = request.resolver_match.view_name if request.resolver_match else ""
    return name in ABOUT_SIGNING_IN or name.startswith(("mfa_", "account_"))


def _read(typed: str) -> dict[str, Any] | None:
    """Return what a sign-in form carries, None for what our own page has not written."""
    try:
        kept = json.loads(typed)
        path, fields = kept["path"], [(str(name), str(value)) for name, value in kept["fields"]]
        files = int(kept["files"])
    except (ValueError, TypeError, KeyError):
        return None
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//"):
        return None
    return {"path": path, "fields": fields, "files": files}
