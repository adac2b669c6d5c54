"""Where a button leads that may be pressed anywhere in the admin."""

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def back_to(request: HttpRequest, here: str) -> HttpResponseRedirect:
    """Return a redirect to `here`, a path or an address of this site, or to the start page."""
    own = url_has_allowed_host_and_scheme(
        here, {request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(here if own else resolve_url("admin:index"))
