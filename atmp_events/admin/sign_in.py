"""Signing in: a password and then a second step, or a passkey alone."""

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

from ..error_pages import refuse
from .resubmission import FIELD
from .site import lost_password_advice, site
from .throttling import seconds_to_wait

CODES_LAST: Final = 90  # seconds: MFA_TOTP_TOLERANCE accepts the code before and after, too
WAIT: Final = ngettext_lazy(
    "The password or the code was wrong too many times. Try again in %(minutes)d minute.",
    "The password or the code was wrong too many times. Try again in %(minutes)d minutes.",
    "minutes",
)


class SignInView(LoginView):
    """Asks for name and password."""

    template_name = "admin/login.html"
    authentication_form = site.login_form

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or the admin to somebody who is signed in."""
        if site.has_permission(request):
            return redirect("admin:index")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, or lead to the second step."""
        user, goal = form.get_user(), self.get_success_url()
        return cast(HttpResponse, perform_login(self.request, user, redirect_url=goal))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the admin's header, and what was typed when the sign-in had run out."""
        own = {"title": _("Log in"), FIELD: self.request.POST.get(FIELD, "")}
        return site.each_context(self.request) | super().get_context_data(**kwargs) | own


class PasskeyReading:
    """Part of a view that reads JSON from a passkey, which a stranger may nest without end."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer 400 to what is nested too deeply to be read."""
        try:
            return cast(HttpResponse, super().post(request, *args, **kwargs))  # type: ignore[misc]
        except RecursionError:
            raise SuspiciousOperation from None


class PasskeySignInView(PasskeyReading, LoginWebAuthnView):  # type: ignore[misc]
    """Takes a passkey, which is two factors in one: the device, and its owner's finger or PIN."""

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the sign-in page again, with what was typed still in it."""
        return site.sign_in_page(self.request, error=_("The passkey was not accepted. Try again."))


class CodeForm(AuthenticateForm):  # type: ignore[misc]
    """Accepts each code of an app once (RFC 6238, 5.2), whichever process is asked."""

    @transaction.atomic
    def clean_code(self) -> str:
        """Return the code; raise ValidationError if it is wrong or was used before."""
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            digits, now = re.sub(r"\D", "", code), time.time()
            app = Authenticator.objects.select_for_update().get(pk=self.authenticator.pk)
            used = {it: at for it, at in app.data.get("used", {}).items() if now - at < CODES_LAST}
            if digits in used:
                raise get_adapter().validation_error("incorrect_code")
            app.data["used"] = used | {digits: now}
            app.save(update_fields=["data"])
        return code


class SecondStep(AuthenticateStage):  # type: ignore[misc]
    """The step after the password. After the provider there is none: it asks for its own."""

    def handle(self) -> Any:
        """Ask for the second factor, unless the provider has said who it is."""
        if "sociallogin" in (self.login.signal_kwargs or {}):
            return None, True
        return super().handle()


class SecondStepView(PasskeyReading, AuthenticateView):  # type: ignore[misc]
    """Asks for a code or a passkey after the password. Failures count like wrong passwords."""

    template_name = "admin/second_step.html"
    form_class = CodeForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the admin's header, and which factors the account has."""
        factors = Authenticator.objects.filter(user=self.stage.login.user)
        types = set(factors.values_list("type", flat=True))
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context |= {"title": _("The second step")}
        context |= {"has_app": "totp" in types, "has_passkey": "webauthn" in types}
        return site.each_context(self.request) | context

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the code or the passkey, unless one must wait."""
        if not AxesProxyHandler.is_allowed(request, self._credentials()):
            return locked_out(request, None, self._credentials())
        return super().post(request, *args, **kwargs)

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count the failure, and ask again; AxesMiddleware answers if it was one too many."""
        credentials = self._credentials()
        user_login_failed.send(auth.__name__, credentials=credentials, request=self.request)
        return cast(HttpResponse, super().form_invalid(form))

    def _credentials(self) -> dict[str, str]:
        """Return the account whose password was right, as django-axes counts it."""
        return {"username": self.stage.login.user.get_username()}


def locked_out(
    request: HttpRequest, response: HttpResponse | None, credentials: dict[str, Any]
) -> HttpResponse:
    """Return 429 with the time to wait (RFC 6585, 4), for django-axes.

    It is an error page, or the sign-in page if that carries what was typed.
    """
    seconds = max(1, seconds_to_wait(request, credentials["username"]))
    advice = WAIT % {"minutes": math.ceil(seconds / 60)}
    if request.POST.get(FIELD):
        refused = site.sign_in_page(request, status=429, error=advice)
    else:
        refused = refuse(request, 429, advice=format_lazy("{} {}", advice, lost_password_advice()))
    refused.headers["Retry-After"] = str(seconds)
    return refused
