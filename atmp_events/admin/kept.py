"""What was typed when the sign-in had run out: it waits until one has signed in again.

It is carried by the sign-in form itself, and, once the password was right, by the session: so
nobody who has not signed in can leave anything here.
"""

import json
from typing import Any, Final

from django.contrib.admin import AdminSite
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

FIELD: Final = "typed"  # in the sign-in form
KEPT: Final = "typed"  # in the session
NOT_KEPT: Final = {"csrfmiddlewaretoken", "password", "password1", "password2", "old_password"}
NOTHING_TYPED: Final = ("admin:login", "admin:logout", "admin:password_change", "admin:language")


class KeepingSite(AdminSite):
    """An admin that asks who one is without forgetting what one has sent."""

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Return a view that asks to sign in where that is needed, with what was typed at hand."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method == "POST" and not self.has_permission(request):
                return self._ask_who(request) or guarded(request, *args, **kwargs)
            kept = request.method == "GET" and request.session.get(KEPT)
            if kept and kept["path"] == request.get_full_path() and self.has_permission(request):
                del request.session[KEPT]
                return self._give_back(request, kept)
            return guarded(request, *args, **kwargs)

        return inner

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Ask who one is; put what was typed aside as soon as the password is right."""
        typed = request.POST.get(FIELD, "") if request.method == "POST" else ""
        response = super().login(
            request, (extra_context or {}) | ({"typed": typed} if typed else {})
        )
        kept = _read(typed)
        if kept and request.user.is_authenticated:
            request.session[KEPT] = kept
        return response

    def _ask_who(self, request: HttpRequest) -> HttpResponse | None:
        """Return the sign-in page with what was typed in it; None if there is nothing to keep."""
        match = request.resolver_match
        if match and match.view_name in NOTHING_TYPED:
            return None
        kept = {
            "path": request.get_full_path(),
            "fields": [
                [name, value]
                for name, values in request.POST.lists()
                if name not in NOT_KEPT
                for value in values
            ],
            "files": len(request.FILES),
        }
        request.method, request.POST = "GET", QueryDict()
        context = {
            "typed": json.dumps(kept),
            "next": kept["path"],
            "app_path": reverse("admin:login"),
        }
        response = self.login(request, context)
        response.status_code = 401
        response.headers["WWW-Authenticate"] = 'Form realm="admin"'
        return response

    def _give_back(self, request: HttpRequest, kept: dict[str, Any]) -> HttpResponse:
        context = self.each_context(request) | {
            "title": _("What you had typed is still here"),
            "kept": kept,
        }
        return TemplateResponse(request, "admin/kept.html", context)


def _read(typed: str) -> dict[str, Any] | None:
    """Return what a sign-in form carries, None for what our own page has not written."""
    try:
        kept = json.loads(typed)
        path, fields = kept["path"], [(str(name), str(value)) for name, value in kept["fields"]]
        files = int(kept["files"])
    except (ValueError, TypeError, KeyError):
        return None
    if not isinstance(path, str) or not path.startswith("/") or path.startswith("//"):
        return None
    return {"path": path, "fields": fields, "files": files}
