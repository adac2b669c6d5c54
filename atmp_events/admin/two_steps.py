"""Signing in with two steps, and the pages on which one sets them up.

The library's views in the clothes of the admin.
"""

from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, LoginWebAuthnView, RemoveWebAuthnView
from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from .kept import KEPT, keep_what_was_typed
from .site import site
from .throttling import locked_out


class OfTheAdmin:
    """Gives a view of the library what every page of the admin shows."""

    request: HttpRequest
    title: Any

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the library's context, the header's, and the page's own title."""
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return site.each_context(self.request) | context | {"title": self.title}


class Overview(OfTheAdmin, IndexView):  # type: ignore[misc]
    """What somebody has besides a password, and what waits until there is something."""

    title = _("Sign-in in two steps")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether it is required, and where one wanted to go."""
        kept = self.request.session.get(KEPT)
        context = super().get_context_data(**kwargs)
        types = set(context["authenticators"]) - {Authenticator.Type.RECOVERY_CODES}
        context |= {"required": settings.REQUIRE_TWO_FACTOR, "is_on": bool(types), "kept": kept}
        return dict(context)


class AddApp(OfTheAdmin, ActivateTOTPView):  # type: ignore[misc]
    """A QR code for the app, and a first code from it."""

    title = _("Add an authenticator app")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the secret in groups of four, as it is typed by hand."""
        context = super().get_context_data(**kwargs)
        secret = str(context["form"].secret)
        groups = [secret[at : at + 4] for at in range(0, len(secret), 4)]
        return {**context, "secret": " ".join(groups)}


class RemoveApp(OfTheAdmin, DeactivateTOTPView):  # type: ignore[misc]
    """Signing in without the app from now on."""

    title = _("Remove the authenticator app")


class AddPasskey(OfTheAdmin, AddWebAuthnView):  # type: ignore[misc]
    """A key that a device or a stick keeps, and gives for a finger, a face or a PIN."""

    title = _("Add a passkey")

    def get_initial(self) -> dict[str, Any]:
        """Propose a key that replaces the password as well."""
        return {**super().get_initial(), "passwordless": True}


class RemovePasskey(OfTheAdmin, RemoveWebAuthnView):  # type: ignore[misc]
    """A key that is lost, or no longer used."""

    title = _("Remove a passkey")
    success_url = reverse_lazy("mfa_index")


class ShowRecoveryCodes(OfTheAdmin, ViewRecoveryCodesView):  # type: ignore[misc]
    """The codes for the day when phone and key are away."""

    title = _("Recovery codes")


class NewRecoveryCodes(OfTheAdmin, GenerateRecoveryCodesView):  # type: ignore[misc]
    """New codes, which end the old ones."""

    title = _("New recovery codes")


class DownloadRecoveryCodes(DownloadRecoveryCodesView):  # type: ignore[misc]
    """The codes as a text file."""


class AskPasswordAgain(OfTheAdmin, ReauthenticateView):  # type: ignore[misc]
    """The password once more, where the sign-in is a while ago."""

    title = _("Is it still you?")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Count failures as those of a sign-in."""
        request.signing_in = request.user.get_username()  # type: ignore[attr-defined]
        response: HttpResponse = super().dispatch(request, *args, **kwargs)
        return response


class SecondStepOfSigningIn(OfTheAdmin, AuthenticateView):  # type: ignore[misc]
    """The code or the key that is asked for once the password was right."""

    template_name = "admin/second_step.html"
    title = _("The second step")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take a code or a key, unless too many have been wrong."""
        name = self.stage.login.user.get_username()
        request.signing_in = name  # type: ignore[attr-defined]
        if not AxesProxyHandler.is_allowed(request, {"username": name}):
            return locked_out(request)
        response: HttpResponse = super().post(request, *args, **kwargs)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Count the failure like that of a password."""
        credentials = {"username": self.stage.login.user.get_username()}
        user_login_failed.send(type(self), credentials=credentials, request=self.request)
        response: HttpResponse = super().form_invalid(form)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what this person has."""
        owned = Authenticator.objects.filter(user=self.stage.login.user)
        types = set(owned.values_list("type", flat=True))
        has = {"has_app": "totp" in types, "has_passkey": "webauthn" in types}
        context: dict[str, Any] = super().get_context_data(**kwargs) | has
        return context


class PasskeySignIn(LoginWebAuthnView):  # type: ignore[misc]
    """Signing in with a passkey alone, which is two factors in one: the device, and its owner."""

    def _redirect_to_pending_stage(self, request: HttpRequest, stage: Any) -> None:
        """Let a passkey also take the place of a second step that was begun."""

    def form_valid(self, form: Any) -> HttpResponse:
        """Sign in, and put aside what was typed."""
        response: HttpResponse = super().form_valid(form)
        if self.request.user.is_authenticated:
            keep_what_was_typed(self.request)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the sign-in page again, with what was typed still in it."""
        return site.ask_again(self.request, _("The passkey was not accepted. Try again."))
