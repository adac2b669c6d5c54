"""Sign-in by a password and a second step, or by a passkey alone."""

import math
import re
import time
from typing import Any, Final, cast

from allauth.account.utils import perform_login
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.views import AuthenticateView
from allauth.mfa.models import Authenticator
from allauth.mfa.stages import AuthenticateStage
from allauth.mfa.webauthn.views import LoginWebAuthnView
from axes.handlers.proxy import AxesProxyHandler
from django.contrib import auth
from django.contrib.auth.signals import user_login_failed
from django.contrib.auth.views import LoginView
from django.core.exceptions import SuspiciousOperation
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from ..error_pages import error_page
from .resubmission import FIELD, sign_in_page
from .site import lost_password_advice, site
from .throttling import seconds_to_wait

# Seconds. MFA_TOTP_TOLERANCE also accepts the previous and the next code.
CODE_LIFETIME: Final = 90
WAIT: Final = ngettext_lazy(
    "The password or the code was wrong too many times. Try again in %(minutes)d minute.",
    "The password or the code was wrong too many times. Try again in %(minutes)d minutes.",
    "minutes",
)


class SignInView(LoginView):
    """Asks for the user name and the password."""

    template_name = "admin/login.html"
    authentication_form = site.login_form

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form. A user who is already signed in goes to the admin."""
        if site.has_permission(request):
            return redirect("admin:index")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign the user in, or redirect to the second step."""
        user, goal = form.get_user(), self.get_success_url()
        return cast(HttpResponse, perform_login(self.request, user, redirect_url=goal))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the admin's header, and the form that was sent after the session had ended."""
        own = {"title": _("Log in"), FIELD: self.request.POST.get(FIELD, "")}
        return site.each_context(self.request) | super().get_context_data(**kwargs) | own


class PasskeyReading:
    """A mixin for views that read JSON from a passkey. An attacker can nest it very deeply."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Raise SuspiciousOperation, which is a 400, for JSON that is nested too deeply."""
        try:
            return cast(HttpResponse, super().post(request, *args, **kwargs))  # type: ignore[misc]
        except RecursionError:
            raise SuspiciousOperation from None


class PasskeySignInView(PasskeyReading, LoginWebAuthnView):  # type: ignore[misc]
    """Signs in by a passkey. It is two factors: the device, and the owner's fingerprint or PIN."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the sign-in page again, with the form that it contains."""
        return sign_in_page(site, self.request, error=_("The passkey was not accepted. Try again."))


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """Accepts each code of an app only once (RFC 6238, 5.2), in all server processes together."""

    @transaction.atomic
    def clean_code(self) -> str:
        """Return the code. Raises ValidationError if it is wrong or was used before."""
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            digits, now = re.sub(r"\D", "", code), time.time()
            app = Authenticator.objects.select_for_update().get(pk=self.authenticator.pk)
            used = {
                it: at for it, at in app.data.get("used", {}).items() if now - at < CODE_LIFETIME
            }
            if digits in used:
                raise get_adapter().validation_error("incorrect_code")
            app.data["used"] = used | {digits: now}
            app.save(update_fields=["data"])
        return code


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """The step after the password. A provider asks for its own second factor."""

    def handle(self) -> Any:
        """Ask for the second factor, unless the provider has identified the user."""
        if "sociallogin" in (self.login.signal_kwargs or {}):
            return None, True
        return super().handle()


class SecondStepView(PasskeyReading, AuthenticateView):  # type: ignore[misc]
    """Asks for a code or a passkey after the password. Failures count as wrong passwords."""

    template_name = "admin/second_step.html"
    form_class = CodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the admin's header, and the types of factors that the account has."""
        factors = Authenticator.objects.filter(user=self.stage.login.user)
        types = set(factors.values_list("type", flat=True))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"title": _("The second step")}
        context |= {"has_app": "totp" in types, "has_passkey": "webauthn" in types}
        return site.each_context(self.request) | context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the code or the passkey, unless the account or source is locked out."""
        if not AxesProxyHandler.is_allowed(request, self._credentials()):
            return locked_out(request, None, self._credentials())
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count the failure, and ask again. AxesMiddleware responds if it was one too many."""
        credentials = self._credentials()
        user_login_failed.send(auth.__name__, credentials=credentials, request=self.request)
        return cast(HttpResponse, super().form_invalid(form))

    def _credentials(self) -> dict[str, str]:
        """Return the account whose password was correct, as django-axes expects it."""
        return {"username": self.stage.login.user.get_username()}


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any]
) -> HttpResponse:
    """Return a 429 response with the time to wait (RFC 6585, 4), for django-axes.

    It is the sign-in page if that contains a form, otherwise an error page.
    """
    seconds = max(1, seconds_to_wait(request, credentials["username"]))
    advice = WAIT % {"minutes": math.ceil(seconds / 60)}
    if request.POST.get(FIELD):
        refused = sign_in_page(site, request, status=429, error=advice)
    else:
        refused = error_page(
            request, 429, advice=format_lazy("{} {}", advice, lost_password_advice())
        )
    refused.headers["Retry-After"] = str(seconds)
    return refused
