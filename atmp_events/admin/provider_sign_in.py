"""Signing in by the accounts of an OpenID Connect provider. Loaded only where one is set up.

The provider says who somebody is; the account here says what that person may do. Nothing of the
provider is stored: an account is found by its email address each time.
"""

from typing import Any, Final, NoReturn

from allauth.account.utils import get_next_redirect_url
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, get_adapter
from allauth.socialaccount.providers.openid_connect.views import callback
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from ..middleware import LANGUAGE_KEY
from ..models import LANGUAGES, User
from .site import ask_or_write, site

PROVIDER: Final = "oidc"  # its id in the settings
NAMED: Final = {"name": settings.OIDC_NAME}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Finds the colleague whom the provider names, and makes no account."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Match by an email address that is verified; refuse who has no access."""
        # Some providers write "true" and "false" as texts.
        theirs = sociallogin.email_addresses
        addresses = [it.email for it in theirs if it.verified in (True, "true")]
        found = [user for it in addresses for user in User.objects.filter(email__iexact=it)]
        if len(found) != 1 or not (found[0].is_active and found[0].is_staff):
            _refuse(request, 403, _no_access(addresses))
        sociallogin.user = found[0]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody makes an account by signing in."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Show the sign-in page again after a refusal, a timeout or a forged answer."""
        _refuse(request, 403, _("%(name)s did not sign you in. Try again.") % NAMED)


@require_POST
def to_provider(request: HttpRequest) -> HttpResponse:
    """Lead to the provider, and remember where to go afterwards.

    By a page, not a redirect: the policy forbids forms, and what they redirect to, other origins
    (CSP 3, form-action), and which origins a provider passes through is not known.
    """
    if request.GET.get(LANGUAGE_KEY) in LANGUAGES:
        request.session[LANGUAGE_KEY] = request.GET[LANGUAGE_KEY]
    provider = get_adapter().get_provider(request, PROVIDER)
    try:
        there = provider.redirect(request, process="login", next_url=get_next_redirect_url(request))
    except (RequestException, ValueError):
        words = _("%(name)s does not answer. Sign in with your password, or try again later.")
        return site.sign_in_page(request, status=503, error=words % NAMED)
    address = there["Location"]
    context = site.each_context(request) | NAMED | {"title": _("Log in"), "address": address}
    response = render(request, "admin/to_provider.html", context)
    response.headers["Refresh"] = f"0; url={address}"
    return response


from_provider = require_GET(callback)


def _no_access(addresses: list[str]) -> str:
    told = _("%(name)s gave no verified email address of yours.") % NAMED
    if addresses:
        told = _("Nobody with the email address %(email)s has access here.")
        told %= {"email": ", ".join(addresses)}
    ask = ask_or_write(
        _("Ask an administrator to invite you."),
        _("Ask an administrator to invite you, or write to %(email)s."),
    )
    return f"{told} {ask}"


def _refuse(request: HttpRequest, status: int, error: str) -> NoReturn:
    raise ImmediateHttpResponse(site.sign_in_page(request, status=status, error=error))
