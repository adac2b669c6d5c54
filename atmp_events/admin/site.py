"""The admin site: sign-in form, start page, additional pages, and the order of the models."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Final, cast

from allauth.core import context
from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.forms import AdminAuthenticationForm, AdminPasswordChangeForm
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth import authenticate
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import SuspiciousOperation, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from ..actions.revising import revisions
from ..facts.centre import get_centre
from ..images.branding import branding_of
from ..languages import current_language
from ..models import Event, User, Website, WebsiteOrganiser, get_website
from ..models.identifiers import parse_number
from .admin_page import website_path
from .autocomplete import AutocompleteView
from .erasing import erase_address_page
from .guide import guide_page, guide_picture
from .language_switch import choose_language
from .outbox import outbox_page, outbox_tasks
from .resubmission import page_after_refused_token, page_before
from .script_catalog import ScriptCatalog
from .start_page import sections_of, site_tasks, start_page_rows

# Sorted by how often coordinators use them.
MODELS: Final = ("Event", "Series", "Person", "Venue", "Organiser", "Page", "Website", "User")
WRONG_CREDENTIALS: Final = _("The name or the password is not right.")


class SignInForm(AdminAuthenticationForm):
    """Accepts the email of an account instead of the user name."""

    error_messages = AdminAuthenticationForm.error_messages | {
        "invalid_login": WRONG_CREDENTIALS,
        "inactive": WRONG_CREDENTIALS,
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = _("Email or user name")

    def clean_username(self) -> str:
        """Return the user name. Failures are counted by user name too."""
        typed = str(self.cleaned_data["username"])
        if "@" not in typed or User.objects.filter(username=typed).exists():
            return typed
        names = list(User.objects.filter(email__iexact=typed).values_list("username", flat=True))
        return names[0] if len(names) == 1 else typed


class OwnPasswordForm(AdminPasswordChangeForm):
    """Django's form to change a password. A wrong old password counts as a failed sign-in."""

    def clean_old_password(self) -> str:
        """Return the old password. Raises ValidationError if it is wrong or the user locked out."""
        old = str(self.cleaned_data["old_password"])
        username = self.user.get_username()
        if authenticate(context.request, username=username, password=old) is None:
            raise ValidationError(self.error_messages["password_incorrect"])
        return old


class CoordinatorSite(AdminSite):
    """Django's admin site with additional pages and a start page of our own."""

    site_header = _("ATMP Events")
    site_title = _("ATMP Events")
    index_title = _("Overview")
    login_form = SignInForm
    enable_nav_sidebar = False  # Two languages beside each other need the full width.

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Require sign-in. Run each POST in a transaction that revises the changed events."""
        guarded = super().admin_view(_with_revisions(view), cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            return page_before(self, request) or guarded(request, *args, **kwargs)

        return inner

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Add the choice of language, the outbox, the erasing of addresses, and the guide."""
        guide, picture = self.admin_view(partial(guide_page, self)), self.admin_view(guide_picture)
        return [
            path("language/", self.admin_view(require_POST(choose_language)), name="language"),
            path("outbox/", self.admin_view(partial(outbox_page, self)), name="outbox"),
            path(
                "erase-address/",
                self.admin_view(partial(erase_address_page, self)),
                name="erase_address",
            ),
            path("guide/<slug:language>/", guide, name="guide"),
            path("guide/pictures/<slug:name>.png", picture, name="guide_picture"),
            *super().get_urls(),
        ]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Add the link to the site, the centre, and advice for a lost password."""
        own = {"site_url": reverse("home"), "by_mail": bool(settings.EMAIL_URL)}
        own["provider"] = settings.OIDC_ISSUER and settings.OIDC_NAME
        centre = get_centre(current_language())
        own |= {"whom_to_ask": whom_to_ask, "centre": centre, "branding": branding_of(centre)}
        return super().each_context(request) | own

    def password_change(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Let the user change the password, with the old one as confirmation."""
        view = PasswordChangeView.as_view(
            form_class=OwnPasswordForm,
            success_url=reverse("admin:password_change_done"),
            extra_context=self.each_context(request) | (extra_context or {}),
        )
        return cast(TemplateResponse, view(request))

    def index(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> TemplateResponse:
        """Show the start page: the menu, tasks, coming events and drafts."""
        now = timezone.now()
        rows = start_page_rows(now) if request.user.has_perm("events.view_event") else None
        tasks, steps = [], []
        if rows is not None and request.user.has_perm("events.change_website"):
            today = timezone.localdate(now)
            website = get_website()
            tasks = [*site_tasks(website, current_language(), today), *outbox_tasks(now)]
            has_event = bool(rows) or Event.objects.exists()
            steps = _first_steps(website, has_event=has_event)
        own = {
            "event_rows": rows,
            "first_steps": steps,
            "sections": sections_of(rows or [], tasks),
            "coming": [row for row in rows or () if not row.was_held],
        }
        return super().index(request, (extra_context or {}) | own)

    def get_app_list(
        self, request: HttpRequest, app_label: str | None = None
    ) -> list[dict[str, Any]]:
        """Return the models in the order of `MODELS`."""
        apps: list[dict[str, Any]] = super().get_app_list(request, app_label)
        for app in apps:
            app["models"].sort(key=lambda model: MODELS.index(model["object_name"]))
        return apps

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Send the rows for a search field, with different labels for rows of the same name."""
        return cast(HttpResponse, AutocompleteView.as_view(admin_site=self)(request))

    def i18n_javascript(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Add the texts of the text editor and of our own scripts."""
        view = ScriptCatalog.as_view(packages=["django.contrib.admin"])
        return cast(HttpResponse, view(request))


def _with_revisions(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def revised(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        _refuse_malformed(request)
        if request.method != "POST":
            return view(request, *args, **kwargs)
        try:
            with revisions(timezone.now):
                return view(request, *args, **kwargs)
        except IntegrityError:
            # Another request has saved the same at this moment. The view sees it the second time.
            with revisions(timezone.now):
                return view(request, *args, **kwargs)

    return revised


def _refuse_malformed(request: HttpRequest) -> None:
    """Raise SuspiciousOperation, which is a 400, for parameters that crash Django's admin."""
    keys = request.POST.getlist(ACTION_CHECKBOX_NAME) if request.method == "POST" else []
    if request.GET.get(TO_FIELD_VAR) == "" or None in map(parse_number, keys):
        raise SuspiciousOperation


def _first_steps(website: Website, *, has_event: bool) -> list[tuple[str, str, bool]]:
    """Return the steps to set up a new site: words, path, and whether the step is done.

    A step about a field with a default value is done after the website was saved. When all steps
    are done, the list is empty.
    """
    form, was_saved = website_path(website), bool(website.name)
    has_organiser = WebsiteOrganiser.objects.exists()
    steps = [
        (gettext("Give the site its name"), f"{form}#id_name_sv", was_saved),
        (gettext("Choose which language comes first"), f"{form}#id_first_language", was_saved),
        (gettext("Choose the colour"), f"{form}#id_hue", was_saved),
        (gettext("Name the organisers"), f"{form}#organiser_links-group", has_organiser),
        (gettext("Write the first event"), reverse("admin:events_event_add"), has_event),
    ]
    return [] if all(is_done for _words, _path, is_done in steps) else steps


def advice_with_email(without_email: str, with_email: str) -> str:
    """Return `with_email` with the site's email; `without_email` if the site has none."""
    email = get_website().email
    return with_email % {"email": email} if email else without_email


def whom_to_ask() -> str:
    """Return the advice for a lost password on a site that sends no mail."""
    return advice_with_email(
        gettext("Ask another administrator for a new link."),
        gettext("Ask another administrator for a new link, or write to %(email)s."),
    )


def _lost_password_advice() -> str:
    if settings.EMAIL_URL:
        return gettext("Or let the sign-in page send you a link to a new password.")
    return f"{gettext('Forgotten your password?')} {whom_to_ask()}"


lost_password_advice = lazy(_lost_password_advice, str)


site = CoordinatorSite(name="admin")
refuse_token = partial(page_after_refused_token, site)
