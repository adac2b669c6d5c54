"""django-allauth's pages in the admin, on which users set up their own second factors."""

from collections.abc import Callable
from typing import Any

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import IndexView
from allauth.mfa.recovery_codes.views import (
    DownloadRecoveryCodesView,
    GenerateRecoveryCodesView,
    ViewRecoveryCodesView,
)
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from .resubmission import SESSION_KEY
from .sign_in import PasskeyReading
from .site import site

View = Callable[..., HttpResponse]


def _page(view: Any, title: Any, **options: Any) -> View:
    """Return one of the library's views as a page of the admin. `options` are for `as_view`."""

    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        own = {
            "title": title,
            "required": settings.REQUIRE_TWO_FACTOR,
            "kept_form": request.session.get(SESSION_KEY),
        }
        shown = view.as_view(extra_context=site.each_context(request) | own, **options)
        response: HttpResponse = shown(request, *args, **kwargs)
        return response

    guarded: View = site.admin_view(page)
    return guarded


class _AddAppView(ActivateTOTPView):  # type: ignore[misc]
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the secret in groups of four characters, which are easier to type."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        secret = str(context["form"].secret)
        context["secret"] = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
        return context


class _AddPasskeyView(PasskeyReading, AddWebAuthnView):  # type: ignore[misc]
    """Adds a passkey."""


overview = _page(IndexView, _("Sign-in in two steps"))
add_app = _page(_AddAppView, _("Add an authenticator app"))
remove_app = _page(DeactivateTOTPView, _("Remove the authenticator app"))
add_passkey = _page(_AddPasskeyView, _("Add a passkey"))
remove_passkey = _page(
    RemoveWebAuthnView, _("Remove a passkey"), success_url=reverse_lazy("mfa_index")
)
recovery_codes = _page(ViewRecoveryCodesView, _("Recovery codes"))
new_recovery_codes = _page(GenerateRecoveryCodesView, _("New recovery codes"))
download_recovery_codes = _page(DownloadRecoveryCodesView, _("Recovery codes"))
password_again = _page(ReauthenticateView, _("Is it still you?"))
