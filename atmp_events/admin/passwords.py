"""Passwords that are set by a link: of those who are invited, and of those who have forgotten."""

from contextlib import suppress
from typing import Any, Final, cast

from allauth.core import ratelimit
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetConfirmView
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.html import format_html
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView

from ..mail.letters import Letter
from ..mail.sending import send_at_once, send_meanwhile
from ..models import User
from .site import site

A_DAY: Final = 24 * 3600  # seconds
VALID: Final = ngettext_lazy(
    "The link is valid for %(days)d day, and once.",
    "The link is valid for %(days)d days, and once.",
    "days",
)


def password_link(user: User) -> str:
    """Return the address at which somebody sets a password, valid PASSWORD_RESET_TIMEOUT."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_URL + reverse("set_password", args=[key, token])


def give_link(request: HttpRequest, user: User, *, is_invitation: bool) -> None:
    """Send somebody a link to set a password by; where there is no mail, show it once."""
    letter = password_letter(user, is_invitation=is_invitation)
    if settings.EMAIL_URL and user.email and send_at_once(letter):
        said = _("A link to set a password has been sent to %(email)s.") % {"email": user.email}
        messages.success(request, said)
        return
    words = _("Hand this link on to %(name)s, who sets a password there. It is shown only now.")
    messages.warning(
        request,
        format_html(
            '{} {}<br><input class="vURLField" readonly aria-label="{}" value="{}">',
            words % {"name": user},
            _valid(),
            _("Link"),
            password_link(user),
        ),
    )


def password_letter(user: User, *, is_invitation: bool) -> Letter:
    """Return the letter with the link, in the language of its reader.

    It does not wait in the outbox: who asks for it waits, and it is a secret that would be stored.
    """
    context = {"user": user, "link": password_link(user), "is_invitation": is_invitation}
    with translation.override(user.reads()):
        subject = gettext("Welcome to ATMP Events") if is_invitation else gettext("A new password")
        context["valid"] = str(_valid())
    return Letter(user.email, user.reads(), subject, "letters/password.html", context)


def _valid() -> Any:
    return VALID % {"days": settings.PASSWORD_RESET_TIMEOUT // A_DAY}


class ForgottenPasswordView(FormView[PasswordResetForm]):
    """Sends a link to whoever has an account with this address; the page says no more."""

    template_name = "admin/forgotten_password.html"
    form_class = PasswordResetForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """Answer 404 where no mail is sent."""
        if not settings.EMAIL_URL:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: PasswordResetForm) -> HttpResponse:
        """Send the link, unless it is asked for too often; the answer is the same, and as fast."""
        email = form.cleaned_data["email"]
        if ratelimit.consume(self.request, action="reset_password", key=email.casefold()):
            for user in User.objects.filter(email__iexact=email, is_active=True, is_staff=True):
                with suppress(ValidationError):  # of an address to which no letter goes
                    send_meanwhile(password_letter(user, is_invitation=False))
        return self.render_to_response(self.get_context_data(is_sent=True))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the admin's header."""
        own = {"title": _("Forgotten password")}
        return site.each_context(self.request) | super().get_context_data(**kwargs) | own


class SetPasswordView(PasswordResetConfirmView):
    """Sets a password by a link: it shows by GET and does by POST."""

    template_name = "admin/set_password.html"
    success_url = reverse_lazy("admin:login")
    title = _("Choose a password")

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page in the language of the person whose link it is."""
        user = self.get_user(kwargs["uidb64"])
        if isinstance(user, User):
            translation.activate(user.reads())  # Until the end of the request: middleware.py.
        return cast(HttpResponse, super().dispatch(*args, **kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        """Set it, and forget the failures of those who tried to remember the old one."""
        response = super().form_valid(form)
        AccessAttempt.objects.filter(username=form.user.get_username()).delete()
        messages.success(self.request, _("The password is set. Sign in with it."))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the admin's header, and the name to sign in with."""
        context = super().get_context_data(**kwargs)
        account = context["form"].user.get_username() if context.get("form") else ""
        return site.each_context(self.request) | context | {"account": account}
