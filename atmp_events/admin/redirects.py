"""The redirect after a button that stands on several pages of the admin."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back_to(request: HttpRequest, here: str) -> HttpResponseRedirect:
    """Redirect to `here` if it is a path or an address of this site, else to the start page."""
    own = url_has_allowed_host_and_scheme(
        here, {request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(here if own else resolve_url("admin:index"))
