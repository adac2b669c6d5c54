"""The language of the admin is chosen in its header, or above a form.

The buttons above a changed form show the same form, as typed, in the other language.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate

from ..models import LANGUAGES, User

BUTTON: Final = "_language"  # the name of the button with which a script sends the form


def choose_language(request: HttpRequest) -> HttpResponseRedirect:
    """Store the language that the user wants to work in."""
    _store(request, request.POST.get("language", ""))
    return back_to(request, request.POST.get("next", ""))


def back_to(request: HttpRequest, here: str) -> HttpResponseRedirect:
    """Redirect to `here` if it is a path or an address of this site, else to the start page."""
    own = url_has_allowed_host_and_scheme(
        here, {request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(here if own else resolve_url("admin:index"))


def _store(request: HttpRequest, language: str) -> None:
    if isinstance(request.user, User) and language in LANGUAGES:
        request.user.language = language
        request.user.save(update_fields=["language"])


class ShownForm:
    """Mixed into a form that is shown as it was typed, and neither checked nor saved."""

    def full_clean(self) -> None:
        """Find nothing wrong, and write nothing into the row."""
        self.is_bound = False
        super().full_clean()  # type: ignore[misc]  # the form that it is mixed into
        self.is_bound = True
        self.cleaned_data: dict[str, Any] = {}

    def is_valid(self) -> bool:
        """Refuse to be saved."""
        return False


def is_switched(request: HttpRequest) -> bool:
    """Return whether a form was sent to be shown in another language."""
    return request.method == "POST" and request.POST.get(BUTTON) in LANGUAGES


def switch(request: HttpRequest) -> None:
    """Store the language that was asked for, and use it for this page."""
    _store(request, request.POST[BUTTON])
    activate(request.POST[BUTTON])


def forget_errors(context: dict[str, Any]) -> None:
    """Remove what the rows of a form were found to lack: nobody has asked to save them."""
    context["errors"] = None
    for inline in context["inline_admin_formsets"]:
        inline.formset.non_form_errors().clear()
        for form in inline.formset.forms:
            form.errors.clear()
