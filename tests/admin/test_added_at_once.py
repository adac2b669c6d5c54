"""New rows that are sent at the same moment, on PostgreSQL."""

from concurrent.futures import ThreadPoolExecutor
from itertools import count
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from atmp_events.admin.bilingual_admin import BilingualAdmin
from atmp_events.models import Event, Person

from .event_form import ADD_PATH, FORMSET_PREFIXES, form_data, formset_data
from .test_duplicates import NO_AFFILIATION

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite has one writer at a time."
    ),
]
FORM = form_data(state="draft") | {
    name: value for prefix in FORMSET_PREFIXES for name, value in formset_data(prefix).items()
}


@pytest.fixture
def two_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the first two forms be saved only after both have been checked."""
    both_checked, number = Barrier(2), count()
    save = BilingualAdmin.save_model

    def save_together(*args: Any, **kwargs: Any) -> None:
        if next(number) < both_checked.parties:
            both_checked.wait(timeout=20)
        save(*args, **kwargs)

    monkeypatch.setattr(BilingualAdmin, "save_model", save_together)


def send_both(client: Client, path: str, *forms: dict[str, Any]) -> list[Any]:
    """Send two forms, each in a thread; return the responses, sorted by status."""

    def send(form: dict[str, Any]) -> Any:
        own = Client()
        own.cookies = client.cookies
        try:
            return own.post(path, form)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as together:
        return sorted(together.map(send, forms), key=lambda it: it.status_code)


@pytest.mark.usefixtures("two_at_once")
def test_new_event_sent_twice_at_once_is_saved_once(staff_client: Client) -> None:
    sent = FORM | {"csrfmiddlewaretoken": "a" * 64}
    responses = send_both(staff_client, ADD_PATH, sent, sent)
    assert [it.status_code for it in responses] == [302, 302]
    form = f"/admin/events/event/{Event.objects.get().pk}/change/"
    assert form in {it["Location"] for it in responses}


@pytest.mark.usefixtures("two_at_once")
def test_two_new_events_with_one_title_sent_at_once_are_both_saved(staff_client: Client) -> None:
    forms = [FORM | {"csrfmiddlewaretoken": letter * 64} for letter in "ab"]
    responses = send_both(staff_client, ADD_PATH, *forms)
    assert [it.status_code for it in responses] == [302, 302]
    slugs = Event.objects.order_by("slug_sv").values_list("slug_sv", flat=True)
    assert list(slugs) == ["om-celler", "om-celler-2"]


@pytest.mark.usefixtures("two_at_once")
def test_second_of_two_equal_people_sent_at_once_is_refused_as_a_duplicate(
    staff_client: Client,
) -> None:
    form = NO_AFFILIATION | {"name": "Bo Ek"}
    first, second = send_both(staff_client, "/admin/events/person/add/", form, form)
    assert (first.status_code, second.status_code) == (200, 302)
    assert "Bo Ek finns redan." in first.content.decode()
    assert Person.objects.count() == 1
