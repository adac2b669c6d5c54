"""Permissions: each role sends a forged form to each URL and action of the admin.

A new URL or action fails here until its roles are listed.
"""

import time
from collections.abc import Iterator
from functools import cache
from http.cookies import SimpleCookie
from itertools import chain
from pathlib import Path
from typing import Any, Final

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from reversion.models import Version

from atmp_events.actions.versions import delete_restorably, restorable, save_version
from atmp_events.admin.site import site
from atmp_events.models import Event, Page, User, Website
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser

from .authentication import PASSWORD, a_user
from .event_form import FORMSET_PREFIXES, form_data, formset_data

pytestmark = pytest.mark.usefixtures("roles", "mail")

ROLES: Final = {"E": "Editor", "C": "Coordinator", "A": "Administrator", "S": "superuser"}
VIEW: Final = dict.fromkeys(("changelist", "history"), "ECAS")
WRITE: Final = ("add", "change", "delete", "version", "deleted")
SHARED: Final = VIEW | dict.fromkeys((*WRITE, "merge"), "CS")
NEVER_DELETED: Final = dict.fromkeys(("delete", "deleted"), "")
STATUS_CHANGES: Final = ("reschedule", "move-online", "postpone", "cancel", "reinstate")
# The roles that may use each page, by model. Two groups: for a draft, and for a public event.
PAGES: Final[dict[str, dict[str, str]]] = {
    "event": VIEW
    | dict.fromkeys(("check", "usual", "table", "programme", "figures", "slides"), "ECAS")
    | dict.fromkeys(("add", "copy", "repeat", "import", "template"), "ECS")
    | dict.fromkeys(("change", "delete", "preview", "checked", "version", "deleted"), "ECS CS")
    | {"letter": "CAS"}
    | dict.fromkeys(STATUS_CHANGES, " CS")  # The status of a draft is not changed.
    | dict.fromkeys(("publish", "unpublish"), "CS")
    # Editors do not see attendees.
    | dict.fromkeys(("attendees", "add-attendee", "cancel-attendee", "give-place", "door"), "CAS")
    | dict.fromkeys(("attendee-table", "attendee-list", "badges", "change-attendee"), "CAS"),
    "series": SHARED,
    "person": SHARED | {"add": "ECS", "data": "CS", "erase": "CS", "erase_name": "CS"},
    "venue": SHARED | {"add": "ECS"},
    "organiser": SHARED | {"add": "ECS"},
    # Information pages are never deleted. There is one website: none is added or deleted.
    "page": VIEW | dict.fromkeys(("add", "change", "version"), "CS") | NEVER_DELETED,
    "website": VIEW | dict.fromkeys(("change", "version"), "CAS") | {"add": ""} | NEVER_DELETED,
    "user": dict.fromkeys((*VIEW, "add", "change", "delete", "access", "link"), "AS")
    | {"lost_second_factor": "AS"},
}
OTHER_URLS: Final = {
    **dict.fromkeys(("account_login", "login", "mfa_login_webauthn", "logout"), "anybody"),
    "mfa_authenticate": "anybody",  # Without a password before, it redirects to the sign-in page.
    **dict.fromkeys(
        ("index", "language", "password_change", "password_change_done", "jsi18n", "app_list"),
        "ECAS",
    ),
    **dict.fromkeys(("guide", "guide_picture"), "ECAS"),
    **dict.fromkeys(("forgotten_password", "set_password"), "anybody"),  # A token is required.
    "autocomplete": "ECAS",
    **dict.fromkeys(("outbox", "erase_address"), "CAS"),
    "view_on_site": "",  # Users have no public page.
    **dict.fromkeys(
        ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "account_reauthenticate"), "ECAS"
    ),
    **dict.fromkeys(("mfa_view_recovery_codes", "mfa_generate_recovery_codes"), "ECAS"),
    # No user here has a second factor.
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_remove_webauthn"), ""),
    "mfa_download_recovery_codes": "",
}
ACTIONS: Final = {
    "event": {
        "delete_selected": "ECS CS",
        "publish_events": "CS",  # Only drafts among the selected events are published.
    },
    **{it: {"merge_ticked": "CS", "delete_selected": "CS"} for it in ("series", "person")},
    **{it: {"merge_ticked": "CS", "delete_selected": "CS"} for it in ("venue", "organiser")},
    "page": {"delete_selected": ""},
    "website": {"delete_selected": ""},
    "user": {},
}
SLIDES: Final = "abc.pdf"
QUERIES: Final = {
    "autocomplete": "?app_label=events&model_name=event&field_name=series&term=",
    "events_event_usual": "?series={series.pk}",
}
Objects = dict[str, list[Any]]


def roles_by_url() -> dict[str, str]:
    """Return the roles that may use each admin URL, by URL name."""
    ours = {
        f"events_{model}_{page}": who
        for model, pages in PAGES.items()
        for page, who in pages.items()
    }
    return ours | OTHER_URLS


def named_patterns(patterns: Any) -> Iterator[URLPattern]:
    for it in patterns:
        if isinstance(it, URLResolver):
            yield from named_patterns(it.url_patterns)
        elif it.name:
            yield it


@cache
def admin_urls() -> dict[str, URLPattern]:
    """Return the URL patterns of the admin, by name."""
    under = [it for it in get_resolver().url_patterns if str(it.pattern).startswith("admin/")]
    return {it.name or "": it for it in named_patterns(under)}


@pytest.fixture
def objects(coordinator: User, settings: Any, tmp_path: Path) -> Objects:
    """Two rows of each model, each with a version. One event is a draft, one is public."""
    draft, public = an_event(state="draft"), an_event()
    settings.MEDIA_ROOT = tmp_path
    a_talk(draft, slides_file=ContentFile(b"%PDF-1.7", name=SLIDES))
    found = {
        "event": [draft, public],
        "series": [a_series(slug_sv=it, slug_en=it) for it in "ab"],
        "person": [a_person(), a_person(name="Bo Ek")],
        "venue": [a_venue(slug=it) for it in "ab"],
        "organiser": [an_organiser(name_sv=it) for it in "ab"],
        "page": [
            Page.objects.create(key=it, title_sv=it, title_en=it) for it in Page.Key.values[:2]
        ],
        "website": [Website.objects.create()] * 2,
        "user": [User.objects.create_user(it) for it in ("one", "two")],
    }
    for row in chain.from_iterable(found.values()):
        if not isinstance(row, User):
            save_version(row, by=coordinator, now=timezone.now())
    return found


def path_of(name: str, objects: Objects, which: int) -> str:
    """Return the path of an admin URL, with one or two stored rows as its arguments."""
    model = next((it for it in objects if f"_{it}_" in name), "user")
    row, other = objects[model][which], objects[model][1 - which]
    version = Version.objects.filter(content_type__model=model, object_id=str(row.pk)).first()
    given = {"pk": row.pk, "object_id": row.pk, "id": row.pk, "other": other.pk}
    given |= {"version": version and version.pk, "app_label": "events"}
    given |= {"language": "sv", "name": "start-sv", "uidb64": "MQ", "token": "wrong"}
    given |= {"file": SLIDES, "content_type_id": ContentType.objects.get_for_model(row).pk}
    pattern: Any = admin_urls()[name].pattern
    wanted = {it: given[it] for it in [*pattern.converters, *pattern.regex.groupindex]}
    is_site = name.startswith(("mfa_", "account_", "forgotten_", "set_"))
    return reverse(name if is_site else f"admin:{name}", kwargs=wanted)


def client_with(role: str) -> Client:
    """Return a client that is signed in with a role; anonymous if the role is empty."""
    client = Client(SERVER_NAME="localhost")
    if role:
        if role == "S":
            user = User.objects.create_superuser("kim", password=PASSWORD)
        else:
            user = a_user(ROLES[role])
        client.force_login(user)
        session = client.session
        session["signed_in_at"] = time.time()
        session.save()
    return client


def is_refused(response: Any) -> bool:
    to_sign_in = str(response.headers.get("Location", "")).startswith("/admin/login/")
    return to_sign_in or response.status_code in {401, 403, 404}


def forged_form() -> dict[str, Any]:
    """Return a form that would publish, confirm and delete on any admin page."""
    typed = form_data(state="published", when="now", post="yes", deleted_at="", _end="1")
    return typed | {
        key: value for name in FORMSET_PREFIXES for key, value in formset_data(name).items()
    }


def public() -> set[int]:
    return set(
        Event.objects.filter(state="published", deleted_at=None).values_list("pk", flat=True)
    )


def test_every_admin_url_and_action_is_listed_here() -> None:
    assert set(admin_urls()) == set(roles_by_url())
    everywhere = {name for name, _action in site.actions}
    there = {
        str(admin.opts.model_name): set()
        if admin.actions is None
        else everywhere | {it.__name__ for it in admin.actions}
        for admin in site._registry.values()
    }
    assert there == {model: set(actions) for model, actions in ACTIONS.items()}


@pytest.mark.parametrize("role", ["", *ROLES])
def test_role_can_use_the_listed_urls_only(objects: Objects, role: str) -> None:
    client, wrong, before = client_with(role), [], public()
    cookies = dict(client.cookies)
    for name, who in roles_by_url().items():
        for which, allowed in enumerate(who.split(" ")):
            path = path_of(name, objects, which)
            with transaction.atomic():
                sent = forged_form()
                if name.endswith("_reinstate"):
                    Event.objects.filter(pk__in=before).update(status="cancelled")
                if name == "events_event_deleted":
                    sent["key"] = str(objects["event"][which].pk)
                    Event.objects.filter(pk=sent["key"]).update(deleted_at=timezone.now())
                elif name.endswith("_deleted"):
                    row = objects[name.split("_")[1]][which]
                    key = row.pk
                    delete_restorably(row, by=None, now=timezone.now())
                    row.pk = key
                    sent["key"] = restorable(type(row), now=timezone.now()).get().pk
                if name in QUERIES:
                    query = QUERIES[name].format(series=objects["series"][0])
                    response: Any = client.get(path + query)
                else:
                    response = client.post(path, sent)
                if response.streaming:
                    response.getvalue()  # Reading to the end closes the file.
                may = who == "anybody" or (role != "" and role in allowed)
                if is_refused(response) == may and who != "anybody":
                    wrong.append((name, which, response.status_code))
                if role not in {"C", "S"} and not public() <= before:
                    wrong.append((name, which, "what is public"))
                transaction.set_rollback(True)
            client.cookies = SimpleCookie(cookies)
    assert wrong == []


@pytest.mark.parametrize("role", ["", *ROLES])
def test_role_can_use_the_listed_actions_only(objects: Objects, role: str) -> None:
    client, wrong = client_with(role), []
    for model, actions in ACTIONS.items():
        for name, who in actions.items():
            for which, allowed in enumerate(who.split(" ")):
                ticked = [it.pk for it in objects[model]]
                ticked = [ticked[which]] if model == "event" else ticked
                rows = type(objects[model][0])._default_manager.filter(pk__in=ticked)
                path = reverse(f"admin:{rows.model._meta.label_lower.replace('.', '_')}_changelist")
                with transaction.atomic():
                    before = list(rows.values_list())
                    sent = {"action": name, "_selected_action": ticked, "post": "yes", "_do": "1"}
                    response = client.post(path, sent)
                    is_done = list(rows.values_list()) != before
                    is_done |= "/merge/" in response.headers.get("Location", "")
                    if is_done != (role != "" and role in allowed):
                        wrong.append((model, name, which, response.status_code))
                    transaction.set_rollback(True)
    assert wrong == []
