"""Sign-in through an OpenID Connect provider. The module is loaded only if one is configured.

The provider identifies the user. The user's permissions come from the account on this site, which
is found by its email address at each sign-in. No data of the provider are stored.
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
from .resubmission import sign_in_page
from .site import advice_with_email, site

PROVIDER: Final = "oidc"  # its id in the settings
NAME_PARAMS: Final = {"name": settings.OIDC_NAME}


class ProviderAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Finds the account of the user whom the provider has identified. It creates no account."""

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account by a verified email address. Refuse users without access."""
        given = sociallogin.email_addresses
        # Some providers write "true" and "false" as strings.
        addresses = [it.email for it in given if it.verified in (True, "true")]
        found = [user for it in addresses for user in User.objects.filter(email__iexact=it)]
        if len(found) != 1 or not (found[0].is_active and found[0].is_staff):
            _refuse(request, 403, _no_access_message(addresses))
        sociallogin.user = found[0]

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Return False: signing in creates no account."""
        return False

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Show the sign-in page again after a refusal, a timeout or a forged response."""
        _refuse(request, 403, _("%(name)s did not sign you in. Try again.") % NAME_PARAMS)


@require_POST
def to_provider(request: HttpRequest) -> HttpResponse:
    """Send the user to the provider, and store the page to open afterwards.

    This is a page with a Refresh header, not a redirect: `form-action` (CSP 3) forbids that a form
    is redirected to another origin, and the origins of a provider are not known in advance.
    """
    if request.GET.get(LANGUAGE_KEY) in LANGUAGES:
        request.session[LANGUAGE_KEY] = request.GET[LANGUAGE_KEY]
    provider = get_adapter().get_provider(request, PROVIDER)
    try:
        next_url = get_next_redirect_url(request)
        address = provider.redirect(request, process="login", next_url=next_url)["Location"]
    except (RequestException, ValueError):
        words = _("%(name)s does not answer. Sign in with your password, or try again later.")
        return sign_in_page(site, request, status=503, error=words % NAME_PARAMS)
    context = site.each_context(request) | NAME_PARAMS | {"title": _("Log in"), "address": address}
    response = render(request, "admin/to_provider.html", context)
    response.headers["Refresh"] = f"0; url={address}"
    return response


from_provider = require_GET(callback)


def _no_access_message(addresses: list[str]) -> str:
    reason = _("%(name)s gave no verified email address of yours.") % NAME_PARAMS
    if addresses:
        reason = _("Nobody with the email address %(email)s has access here.")
        reason %= {"email": ", ".join(addresses)}
    ask = advice_with_email(
        _("Ask an administrator to invite you."),
        _("Ask an administrator to invite you, or write to %(email)s."),
    )
    return f"{reason} {ask}"


def _refuse(request: HttpRequest, status: int, error: str) -> NoReturn:
    raise ImmediateHttpResponse(sign_in_page(site, request, status=status, error=error))
