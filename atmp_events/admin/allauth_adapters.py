"""Adapters of django-allauth: who may sign in, and how second factors are stored."""

import base64
import secrets
import time
from hashlib import sha256
from logging import getLogger
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ..images.qr import qr_svg
from ..middleware import LANGUAGE_KEY
from ..models import LANGUAGES, User
from . import resubmission
from .resubmission import BY_PROVIDER
from .throttling import set_known_account

logger = getLogger(__name__)

SIGNED_IN_AT: Final = "signed_in_at"  # in the session; seconds since 1970
# Seconds after signing in without asking for the password again.
REAUTHENTICATION_TIMEOUT: Final = 15 * 60


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Lets users of the admin sign in. It sends no mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": _("The password is not right."),
        "too_many_login_attempts": _("Too many wrong codes. Wait five minutes and try again."),
        "rate_limited": _("Too many wrong codes. Wait five minutes and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's address, or the proxy's if there are fewer proxies than expected."""
        try:
            return str(super().get_client_ip(request))
        except ImproperlyConfigured:
            return str(request.META.get("REMOTE_ADDR", ""))

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Refuse an account that may not use the admin, after its password or passkey was correct.

        For other accounts, the form in the sign-in page goes into the session.
        """
        if not (user.is_active and user.is_staff):
            messages.error(request, _("This account cannot sign in here."))
            return redirect("admin:login")
        resubmission.move_to_session(request, user)
        if request.GET.get(LANGUAGE_KEY) in LANGUAGES:  # The second step needs it.
            request.session[LANGUAGE_KEY] = request.GET[LANGUAGE_KEY]
        return None

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Store the time and the language, and set the cookie that identifies the browser."""
        request.session[SIGNED_IN_AT] = time.time()
        if "sociallogin" in (kwargs.get("signal_kwargs") or {}):
            request.session[BY_PROVIDER] = True
        if language := request.session.pop(LANGUAGE_KEY, ""):
            user.language = language
            user.save(update_fields=["language"])
        response: HttpResponse = super().post_login(request, user, **kwargs)
        set_known_account(response, user)
        return response

    def get_login_stages(self) -> list[str]:
        """Return the only step after the password or the provider."""
        return [f"{__package__}.sign_in.SecondStep"]

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Offer only the password: the URLs of the library's pages for codes are not installed."""
        return [{"url": reverse("account_reauthenticate")}] if user.has_usable_password() else []

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Return whether the sign-in is so old that another person may be at the computer."""
        signed_in_at = self.request.session.get(SIGNED_IN_AT, 0)
        return bool(time.time() - signed_in_at > REAUTHENTICATION_TIMEOUT)


class MFAAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Encrypts secrets, and uses the user name as the name of an account."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That is not right. Try again, with a new code.")
    }

    def get_totp_label(self, user: User) -> str:
        """Return the name of the account in an authenticator app."""
        return user.get_username()

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, Any]:
        """Return the account for a passkey (WebAuthn, 5.4.3), without its email."""
        entity: dict[str, Any] = super().get_public_key_credential_user_entity(user)
        return entity | {"name": user.get_username()}

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Return the site for a passkey (WebAuthn, 5.4.2)."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.MFA_TOTP_ISSUER}

    def build_totp_svg(self, url: str) -> str:
        """Return the QR code of an otpauth URL as inline SVG."""
        return qr_svg(url, label=str(_("QR code for the authenticator app")))

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002
        """Return the default name of a new passkey."""
        return str(_("My passkey"))

    def encrypt(self, text: str) -> str:
        """Encrypt a secret for the database and its backups."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Decrypt a secret. If SECRET_KEY has changed, return a random one that no code matches."""
        try:
            return _fernet().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("A second factor cannot be read: SECRET_KEY has changed since")
            return base64.b32encode(secrets.token_bytes(20)).decode()


def _fernet() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (sha256(b"second factors " + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
