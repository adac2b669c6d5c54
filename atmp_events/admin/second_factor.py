"""How the library that knows second factors (django-allauth) fits into our admin."""

import base64
import secrets
import time
from hashlib import sha256
from logging import getLogger
from typing import TYPE_CHECKING, Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ..images.qr import qr_svg
from ..models import User
from .throttling import address_of, know_browser

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

logger = getLogger(__name__)

SIGNED_IN_AT: Final = "signed_in_at"  # in the session; seconds since 1970
RECENTLY: Final = 15 * 60  # seconds in which nobody is asked for the password again
CODES_LAST: Final = 90  # seconds: a code is right in its own half-minute, and in those beside it


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Signs in those who may work in the admin, and nobody else; sends no mail."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "incorrect_password": _("The password is not right."),
        "too_many_login_attempts": _("Too many wrong codes. Wait five minutes and try again."),
        "rate_limited": _("Too many wrong codes. Wait five minutes and try again."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address as the rest of the site knows it."""
        return address_of(request)

    def get_login_stages(self) -> list[str]:
        """Ask for the second factor after the password, and for nothing else."""
        return ["allauth.mfa.stages.AuthenticateStage"]

    def pre_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse | None:
        """Send away whoever may not work in the admin, whatever key was shown."""
        if not (user.is_active and user.is_staff):
            return self.respond_user_inactive(request, user)
        return None

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Lead back to where one signs in, and say why."""
        messages.error(request, _("This account cannot sign in here."))
        return redirect("admin:login")

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and remember when."""
        super().login(request, user)
        request.session[SIGNED_IN_AT] = time.time()

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Lead on, in a browser that is known from now on."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        know_browser(response, user.get_username())
        return response

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        """Ask for the password, which everybody has."""
        every = super().get_reauthentication_methods(user)
        return [method for method in every if method["id"] == "reauthenticate"]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Tell whether the sign-in is so old that somebody else may sit at the desk."""
        signed_in_at = self.request.session.get(SIGNED_IN_AT, 0)
        return bool(time.time() - signed_in_at > RECENTLY)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Keeps secrets encrypted, and draws its code with our own pen: inline, without a request."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("That is not right. Try again, with a new code.")
    }

    def get_totp_issuer(self) -> str:
        """Return what the app shows above the code."""
        return "ATMP Events"

    def _get_user_identifier(self, user: User) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return "ATMP Events"

    def build_totp_svg(self, url: str) -> str:
        """Return the address that the app reads as inline SVG."""
        return qr_svg(url, label=str(_("QR code for the authenticator app")))

    def generate_authenticator_name(self, user: User, type: Any) -> str:  # noqa: A002
        """Return what a key is called until its owner gives it a name."""
        return str(_("My passkey"))

    def encrypt(self, text: str) -> str:
        """Return a secret as the database, and a backup, may hold it."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Return a secret; where SECRET_KEY is another one by now, a secret that nobody knows."""
        from cryptography.fernet import InvalidToken

        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("A second factor cannot be read: SECRET_KEY is not that of its making")
            return base64.b32encode(secrets.token_bytes(20)).decode()


class SecondStep(AuthenticateForm):  # type: ignore[misc]
    """Takes each code of an app once only (RFC 6238, 5.2), in whatever process it comes."""

    def clean_code(self) -> str:
        """Return the code; raise ValidationError where it is wrong, or spent."""
        code: str = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP and not spend(
            self.authenticator.pk, code, at=time.time()
        ):
            raise SecondFactors().validation_error("incorrect_code")
        return code


@transaction.atomic
def spend(pk: int, code: str, *, at: float) -> bool:
    """Note that a code has been used; tell whether it was for the first time."""
    app = Authenticator.objects.select_for_update().get(pk=pk)
    mark = salted_hmac("spent", code.replace(" ", ""), algorithm="sha256").hexdigest()
    spent = {it: when for it, when in app.data.get("spent", {}).items() if at - when < CODES_LAST}
    if mark in spent:
        return False
    app.data["spent"] = spent | {mark: at}
    app.save(update_fields=["data"])
    return True


def must_set_up(request: HttpRequest) -> bool:
    """Tell whether a second factor is required of whoever has signed in, and not there yet."""
    return bool(settings.REQUIRE_TWO_FACTOR) and not has_second_factor(request.user.pk)


def has_second_factor(user: int | None) -> bool:
    """Tell whether somebody has more than a password. Recovery codes alone do not count."""
    types = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=user, type__in=types).exists())


def _box() -> "MultiFernet":
    from cryptography.fernet import Fernet, MultiFernet  # Visitors' processes need it not.

    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    made = (sha256(b"second factors " + key.encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
