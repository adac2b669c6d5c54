"""Every form of the admin, with generated values: it is saved, or shown again with the values."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import perf_counter
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import transaction
from django.test import Client
from django.urls import resolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from atmp_events.facts.paths import event_path, page_path, related_event_path
from atmp_events.models import LANGUAGES, Event, User
from tests.builders import a_person, a_series, a_talk, a_venue, an_event, an_organiser

from .hostile import FACTOR, SLOW, WORDS, HostileRequest, error_of, is_harmless, send

pytestmark = pytest.mark.django_db

EXCLUDED = ("/logout/", "/two-steps/", "/jsi18n/", "/password_change/")
PASSWORD_FORM = "admin:auth_user_password_change"
FIELDS = "input[name], textarea[name], select[name]"
TYPED = "input[type=text], input[type=url], input[type=email], input[type=number], textarea"

Values = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the admin: its action, its current values, and the options of its fields."""

    action: str
    values: tuple[tuple[str, str], ...]
    choices: dict[str, list[str]]

    @property
    def name(self) -> str:
        """The name of the view that receives the form."""
        return resolve(urlsplit(self.action).path).view_name


@pytest.fixture
def coordinator(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("coordinator"))
    person = a_person()
    event = an_event(venue=a_venue(), series=a_series(), organisers=(an_organiser(),))
    a_talk(event, speakers=(person,))
    a_person(name="Ada Lundh")
    return client


@pytest.fixture
def forms(coordinator: Client) -> list[Form]:
    """Every form that is found by following the links of the admin, one for each view."""
    found: dict[str, Form] = {}
    seen, ahead = {"/admin/"}, ["/admin/"]
    while ahead:
        path = ahead.pop(0)
        answer = coordinator.get(path)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        page = BeautifulSoup(answer.content, "html.parser")
        for form in page.select("#content form, #container form[method=post]"):
            whole = form_of(form, path)
            if not any(it in whole.action for it in EXCLUDED):
                found.setdefault(f"{whole.name} {form.get('method')} {form.get('class')}", whole)
        for link in page.select("#container a[href]"):
            address = urljoin(path, link["href"]).partition("#")[0]
            plain = address.partition("?")[0]
            if plain.startswith("/admin/") and plain not in seen:
                seen.add(plain)
                if not any(it in plain for it in EXCLUDED):
                    ahead.append(address)
    return list(found.values())


def form_of(form: Tag, path: str) -> Form:
    values, choices = [], {}
    for it in form.select(FIELDS):
        name = str(it["name"])
        if it.name == "select":
            options = [str(one.get("value", "")) for one in it.select("option")]
            choices[name] = options
            values += [(name, str(one["value"])) for one in it.select("option[selected]")]
        elif it.name == "textarea":
            values.append((name, it.get_text().removeprefix("\n")))
        elif it.get("type") in {"checkbox", "radio"}:
            choices.setdefault(name, [""]).append(str(it.get("value", "on")))
            if it.has_attr("checked"):
                values.append((name, str(it.get("value", "on"))))
        elif it.get("type") != "file":
            values.append((name, str(it.get("value", ""))))
    return Form(urljoin(path, str(form.get("action", ""))), tuple(values), choices)


# Numbers of rows of a formset: a large one gives a page of a thousand rows, which takes seconds.
ROW_COUNTS = ("", "x", "-1", "0", "7")
TEXTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=60), st.integers().map(str), st.just(""))


@st.composite
def filled_in(draw: st.DrawFn, form: Form) -> Values:
    """Return the values of a form with up to four fields changed."""
    names = sorted({name for name, _ in form.values} | form.choices.keys())
    changed = draw(st.sets(st.sampled_from(names), max_size=4)) if names else set()
    sent = [(name, value) for name, value in form.values if name not in changed]
    for name in sorted(changed):
        options = form.choices.get(name)
        values = st.one_of(st.sampled_from(options), TEXTS) if options else TEXTS
        if name.endswith("-TOTAL_FORMS") and not FACTOR:
            values = st.sampled_from(ROW_COUNTS)
        sent.append((name, draw(values)))
    return sent


def check_public_pages(client: Client) -> None:
    """Check that every published event has its pages, and a calendar that can be parsed."""
    for event in Event.objects.filter(state="published"):
        for language in LANGUAGES:
            page = page_path(event, language)
            for path in (page, related_event_path(page, "poster", language)):
                assert not path or client.get(path).status_code in {200, 404, 410}, path
            if calendar := event_path("event_calendar", event, language):
                answer = client.get(calendar)
                if answer.status_code == 200:
                    assert Calendar.from_ical(answer.content).events


def typed_in(page: BeautifulSoup) -> dict[str, str]:
    return {
        str(it["name"]): it.get_text().removeprefix("\n") if it.name == "textarea" else it["value"]
        for it in page.select(TYPED)
        if it.has_attr("name") and (it.name == "textarea" or it.has_attr("value"))
    }


def changed_values(sent: Values, body: bytes) -> Iterator[tuple[str, str, str]]:
    """Yield each printable value that is shown changed: its name, as sent, as shown."""
    shown = typed_in(BeautifulSoup(body, "html.parser"))
    for name, value in dict(sent).items():
        plain = " ".join(value.split())
        if "__prefix__" in name:  # a field of the empty row, which only scripts copy
            continue
        if name in shown and plain.isprintable() and " ".join(shown[name].split()) != plain:
            yield name, value, shown[name]


def test_admin_form_saves_or_redisplays_what_was_typed(
    coordinator: Client, forms: list[Form]
) -> None:
    assert len(forms) > 30
    visitor = Client(SERVER_NAME="localhost")

    @settings(
        max_examples=max(60, 150 * FACTOR),
        deadline=None,
        derandomize=not FACTOR,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(st.data())
    def check_form(data: Any) -> None:
        form = data.draw(st.sampled_from(forms))
        sent = data.draw(filled_in(form))
        encoding = "application/x-www-form-urlencoded"
        body = urlencode(sent, errors="replace").encode()
        request = HostileRequest(
            *form.action.partition("?")[::2], "POST", body=body, content_type=encoding
        )
        with transaction.atomic():
            began = perf_counter()
            answer = send(coordinator, request, undo=False)
            slow = FACTOR and perf_counter() - began > SLOW
            assert is_harmless(answer), (form.name, error_of(answer), str(request))
            assert not slow, (form.name, str(request))
            if answer.status_code == 302:
                check_public_pages(visitor)
            transaction.set_rollback(True)
        if b"errornote" in answer.whole_body and form.name != PASSWORD_FORM:
            assert not list(changed_values(sent, answer.whole_body)), (form.name, str(request))

    check_form()
