"""Slides and recordings in the admin: upload, reminder after the event, erasing."""

from datetime import date, timedelta
from os import utime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from atmp_events.actions.copying import copy_to
from atmp_events.actions.erasing import erase, personal_data_of
from atmp_events.actions.versions import save_version
from atmp_events.models import Event, Talk
from atmp_events.proofreading.rules import findings
from tests.builders import NOON, a_person, a_talk, a_venue, an_event
from tests.pages.parsing import get_page

from .authentication import clock_at
from .event_form import form_errors, send_form

pytestmark = pytest.mark.usefixtures("media")

DAY_AFTER = NOON + timedelta(hours=21)
QUESTION = "Bilder och inspelning: lägg till dem, eller svara att det inte blir några"


def slides(content: bytes = b"%PDF-1.7", name: str = "Ada.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/pdf")


def talk_row(**fields: Any) -> dict[str, Any]:
    return {"title_sv": "Ett föredrag", **fields}


def a_talk_with_materials(**fields: Any) -> Talk:
    event = an_event(venue=a_venue())
    return a_talk(
        event,
        speakers=(a_person(),),
        slides_file=ContentFile(b"%PDF-1.7", name="abc.pdf"),
        recording_url="https://video.example.org/1",
        **{"caption_languages": "sv", "consent_on": date(2027, 4, 1)} | fields,
    )


def materials_asked_for(staff_client: Client, now: Any = DAY_AFTER) -> dict[str, str]:
    with clock_at(now, staff_client):
        page = get_page(staff_client, "/admin/")
    return {it.text: str(it["href"]).rpartition("#")[2] for it in page.select(".tasks li a")}


def test_slides_are_stored_under_a_random_name(staff_client: Client) -> None:
    row = talk_row(slides_file=slides(), consent_on="2027-04-14", caption_languages=["sv", "en"])
    send_form(staff_client, talks=[row])
    talk = Talk.objects.get()
    name = talk.slides_file.name.removeprefix("slides/")
    assert (len(name), "Ada" in name) == (32 + len(".pdf"), False)
    assert (talk.consent_on, talk.caption_languages) == (date(2027, 4, 14), "sv,en")


@pytest.mark.parametrize(
    ("upload", "message"),
    [
        (slides(b"<script>"), "Bilderna måste vara en pdf-fil."),
        (slides(b"%PDF-" + bytes(2000)), "Filen är större än 20 MB. Spara den mindre."),
    ],
    ids=["another file", "too large"],
)
def test_slides_are_refused_when_not_a_pdf_or_too_large(
    staff_client: Client, monkeypatch: pytest.MonkeyPatch, upload: SimpleUploadedFile, message: str
) -> None:
    monkeypatch.setattr("atmp_events.admin.upload_fields.MAX_PDF_BYTES", 1000)
    errors = form_errors(send_form(staff_client, talks=[talk_row(slides_file=upload)]))
    assert errors["slides_file"] == [message]


def test_slides_of_a_refused_form_must_be_chosen_again(staff_client: Client) -> None:
    refused = send_form(staff_client, talks=[talk_row(slides_file=slides())], title_sv="x" * 999)
    message = (
        "Välj filen igen (Ada.pdf), eller kryssa i ”Spara utan den här filen”: "
        "webbläsaren behåller den inte."
    )
    assert form_errors(refused)["slides_file"] == [message]
    again = send_form(staff_client, talks=[talk_row(**{"slides_file-chosen": "Ada.pdf"})])
    assert form_errors(again)["slides_file"] == [message]
    assert Event.objects.count() == 0


def test_start_page_asks_for_slides_and_recording_the_day_after(staff_client: Client) -> None:
    event = an_event(venue=a_venue())
    a_talk(event, speakers=(a_person(),))
    assert materials_asked_for(staff_client, NOON + timedelta(hours=2)) == {}
    assert materials_asked_for(staff_client) == {QUESTION: "id_no_materials"}
    with time_machine.travel(DAY_AFTER, tick=False):
        coming = get_page(staff_client, "/admin/").select(".coming li")
    assert "Om celler" not in " ".join(it.text for it in coming)
    assert materials_asked_for(staff_client, NOON + timedelta(days=90)) == {}


@pytest.mark.parametrize(
    "fields",
    [
        {"no_materials": True},
        {"slides_url": "https://example.org/1"},
        {"status": "cancelled"},
        {"state": "draft"},
    ],
    ids=str,
)
def test_start_page_asks_nothing_of_answered_cancelled_and_draft_events(
    staff_client: Client, fields: dict[str, Any]
) -> None:
    an_event(venue=a_venue(), **fields)
    assert QUESTION not in materials_asked_for(staff_client)


@pytest.mark.parametrize(
    ("missing", "message", "field"),
    [
        (
            {"consent_on": None},
            "Bilder och inspelning av ”Ett föredrag” visas inte: "
            "det är inte antecknat att talaren samtycker.",
            "consent_on",
        ),
        (
            {"caption_languages": ""},
            "Det står inte på vilket språk inspelningen av ”Ett föredrag” är textad.",
            "caption_languages",
        ),
    ],
    ids=["consent", "captions"],
)
def test_start_page_and_check_say_what_keeps_materials_hidden(
    staff_client: Client, missing: dict[str, Any], message: str, field: str
) -> None:
    event = a_talk_with_materials(**missing).event
    assert materials_asked_for(staff_client) == {message: f"id_talks-0-{field}"}
    found = {it.words: it.field for it in findings(event, "sv", DAY_AFTER)}
    assert found[message] == f"talks-0-{field}"


def test_replaced_slides_are_kept_for_thirty_days_and_in_the_history(
    staff_client: Client, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    send_form(staff_client, talks=[talk_row(slides_file=slides())])
    event, talk = Event.objects.get(), Talk.objects.get()
    old, path = talk.slides_file.name, f"/admin/events/event/{event.pk}/"
    utime(media / old, (0, 0))
    with django_capture_on_commit_callbacks(execute=True):
        send_form(
            staff_client, f"{path}change/", talks=[talk_row(id=talk.pk, slides_file=slides())]
        )
    talk.refresh_from_db()
    assert talk.slides_file.name != old
    call_command("tidy")
    assert (media / old).exists()
    assert staff_client.get(f"{path}history/").status_code == 200


def test_hidden_slides_are_downloaded_in_the_admin_only(staff_client: Client) -> None:
    talk = a_talk_with_materials(consent_on=None)
    form = get_page(staff_client, f"/admin/events/event/{talk.event_id}/change/")
    (link,) = form.select("p.file-upload a[href*=slides]")
    # Browsers send the session cookie to paths under the admin only.
    assert str(link["href"]).startswith(staff_client.cookies["sessionid"]["path"])
    response = staff_client.get(str(link["href"]))
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert Client().get(str(link["href"])).status_code == 302


def test_copy_of_an_event_has_no_materials(staff_client: Client) -> None:
    (copy,) = copy_to(a_talk_with_materials().event, now=NOON)
    talk = copy.talks.get()
    assert (talk.has_materials, talk.consent_on) == (False, None)


def test_erasing_a_speaker_erases_the_recording_and_present_and_replaced_slides(
    media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    talk = a_talk_with_materials()
    save_version(talk.event, by=None, now=NOON)
    talk.slides_file.save("def.pdf", ContentFile(b"%PDF-1.7"))
    assert len(list(media.rglob("*.pdf"))) == 2
    person = talk.appearances.get().person
    assert "https://video.example.org/1" in str(personal_data_of(person))
    with django_capture_on_commit_callbacks(execute=True):
        erase(person, now=NOON)
    talk.refresh_from_db()
    assert (talk.has_materials, talk.consent_on) == (False, None)
    assert list(media.rglob("*.pdf")) == []


def test_tidy_deletes_unused_slides_only(media: Path) -> None:
    a_talk_with_materials()
    (media / "slides" / "old.pdf").write_bytes(b"%PDF-")
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        call_command("tidy")
    assert [it.name for it in media.rglob("*.pdf")] == ["abc.pdf"]
