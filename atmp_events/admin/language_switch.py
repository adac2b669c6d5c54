"""The choice of the admin's language, in its header.

If the user has changed a form, the same unsaved form is shown in the other language.
"""

from typing import Any, Final

from django.http import HttpRequest, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import activate

from ..models import LANGUAGES, User

BUTTON: Final = "_language"  # the name of the button by which a script sends the changed form


def choose_language(request: HttpRequest) -> HttpResponseRedirect:
    """Store the language that the user has chosen in the header."""
    _store_language(request, request.POST.get("language", ""))
    return back_to(request, request.POST.get("next", ""))


def back_to(request: HttpRequest, here: str) -> HttpResponseRedirect:
    """Redirect to `here` if it is an address on this site, otherwise to the start page."""
    is_own = url_has_allowed_host_and_scheme(
        here, {request.get_host()}, require_https=request.is_secure()
    )
    return HttpResponseRedirect(here if is_own else resolve_url("admin:index"))


def _store_language(request: HttpRequest, language: str) -> None:
    if isinstance(request.user, User) and language in LANGUAGES:
        request.user.language = language
        request.user.save(update_fields=["language"])


class UnvalidatedForm:
    """A mixin for a form that is shown again with the typed values, without validation."""

    def full_clean(self) -> None:
        """Find no errors, and write nothing into the row."""
        self.is_bound = False
        super().full_clean()  # type: ignore[misc]  # the form's method
        self.is_bound = True
        self.cleaned_data: dict[str, Any] = {}

    def is_valid(self) -> bool:
        """Return False, so that the form is not saved."""
        return False


def is_switched(request: HttpRequest) -> bool:
    """Return whether a form was sent in order to show it in another language."""
    return request.method == "POST" and request.POST.get(BUTTON) in LANGUAGES


def switch(request: HttpRequest) -> None:
    """Store the requested language, and use it for this page."""
    _store_language(request, request.POST[BUTTON])
    activate(request.POST[BUTTON])


def forget_errors(context: dict[str, Any]) -> None:
    """Remove the errors of the inlines: the user has not asked to save them."""
    context["errors"] = None
    for inline in context["inline_admin_formsets"]:
        inline.formset.non_form_errors().clear()
        for form in inline.formset.forms:
            form.errors.clear()
