"""Links to set a password, for invited users and for a forgotten password."""

from contextlib import suppress
from datetime import timedelta
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
from django.shortcuts import render
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.encoding import force_bytes
from django.utils.html import format_html
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from ..mail.letters import Letter
from ..mail.sending import send_at_once, send_in_thread
from ..models import User
from .site import site

VALID: Final = ngettext_lazy(
    "The link is valid for %(days)d day, and once.",
    "The link is valid for %(days)d days, and once.",
    "days",
)


def password_link(user: User) -> str:
    """Return the address to set a user's password, valid for PASSWORD_RESET_TIMEOUT."""
    key = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return settings.SITE_URL + reverse("set_password", args=[key, token])


def give_link(request: HttpRequest, user: User, *, is_invitation: bool) -> None:
    """Send a user a link to set a password. If the site sends no mail, show the link once."""
    letter = password_letter(user, is_invitation=is_invitation)
    if settings.EMAIL_URL and user.email and send_at_once(letter):
        message = _("A link to set a password has been sent to %(email)s.")
        messages.success(request, message % {"email": user.email})
        return
    words = _("Hand this link on to %(name)s, who sets a password there. It is shown only now.")
    messages.warning(
        request,
        format_html(
            '{} {}<br><input class="vURLField" readonly aria-label="{}" value="{}">',
            words % {"name": user},
            _validity(),
            _("Link"),
            password_link(user),
        ),
    )


def password_letter(user: User, *, is_invitation: bool) -> Letter:
    """Return the letter with the link, in the language of the user.

    It is not queued in the outbox: the user is waiting, and the outbox would store the secret link.
    """
    context = {"user": user, "link": password_link(user), "is_invitation": is_invitation}
    with translation.override(user.get_language()):
        subject = gettext("Welcome to ATMP Events") if is_invitation else gettext("A new password")
        context["valid"] = str(_validity())
    return Letter(user.email, user.get_language(), subject, "letters/password.html", context)


def _validity() -> Any:
    return VALID % {"days": timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT).days}


def forgotten_password(request: HttpRequest) -> HttpResponse:
    """Send a link to the account with an email address, if the site sends mail.

    Text and speed of the page do not depend on the account. The number of links is limited.
    """
    if not settings.EMAIL_URL:
        raise Http404
    form = PasswordResetForm(request.POST if request.method == "POST" else None)
    if is_sent := form.is_valid():
        email = form.cleaned_data["email"]
        if ratelimit.consume(request, action="reset_password", key=email.casefold()):
            for user in User.objects.filter(email__iexact=email, is_active=True, is_staff=True):
                with suppress(ValidationError):  # The address cannot receive mail.
                    send_in_thread(password_letter(user, is_invitation=False))
    own = {"title": _("Forgotten password"), "form": form, "is_sent": is_sent}
    return render(request, "admin/forgotten_password.html", site.each_context(request) | own)


class SetPasswordView(PasswordResetConfirmView):
    """Shows the form of a link by GET, and sets the password by POST."""

    template_name = "admin/set_password.html"
    success_url = reverse_lazy("admin:login")
    title = _("Choose a password")

    def dispatch(self, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the page in the language of the user whom the link belongs to."""
        user = self.get_user(kwargs["uidb64"])
        if isinstance(user, User):
            translation.activate(user.get_language())  # middleware.py resets it after the request.
        return cast(HttpResponse, super().dispatch(*args, **kwargs))

    def form_valid(self, form: Any) -> HttpResponse:
        """Set the password, and delete the failed attempts with the old one."""
        response = super().form_valid(form)
        AccessAttempt.objects.filter(username=form.user.get_username()).delete()
        messages.success(self.request, _("The password is set. Sign in with it."))
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the admin's header, and the user name for signing in."""
        context = super().get_context_data(**kwargs)
        account = context["form"].user.get_username() if context.get("form") else ""
        return site.each_context(self.request) | context | {"account": account}
