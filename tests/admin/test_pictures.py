"""Pictures in the admin: storage format, alt text, and pictures of refused forms."""

import os
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from atmp_events.actions.versions import versions_of
from atmp_events.models import Event, Organiser
from atmp_events.proofreading.rules import findings
from tests.builders import a_person, a_talk, an_event, an_organiser
from tests.pages.parsing import get_page, sent_fields

from .event_form import form_errors, formset_data, parsed, send_change_form, send_form

pytestmark = pytest.mark.usefixtures("media")


def a_photograph(name: str = "Ada hemma.jpg", *, width: int = 240) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (width, width // 2), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def test_picture_is_stored_as_small_webp_without_its_file_name(
    staff_client: Client, media: Path
) -> None:
    send_form(
        staff_client, image=a_photograph(width=2400), image_alt_sv="En cell", image_alt_en="A cell"
    )
    event = Event.objects.get()
    assert (event.image_width, event.image_height) == (2000, 1000)
    assert [path.suffix for path in media.rglob("*.*")] == [".webp"]
    assert "hemma" not in event.image.name


@pytest.mark.parametrize(("filled", "missing"), [("sv", "en"), ("en", "sv")])
def test_published_picture_requires_alt_text_in_both_languages(
    staff_client: Client, media: Path, filled: str, missing: str
) -> None:
    typed = {f"image_alt_{filled}": "Cell"}
    errors = form_errors(send_form(staff_client, image=a_photograph(), **typed))
    assert errors[f"image_alt_{missing}"] == ["Beskriv på båda språken vad bilden visar."]
    assert errors.keys() == {f"image_alt_{missing}", "image"}
    assert list(media.rglob("*.*")) == []


@pytest.mark.parametrize(("filled", "missing"), [("sv", "en"), ("en", "sv")])
def test_draft_with_a_picture_is_not_published_without_alt_text(
    staff_client: Client, filled: str, missing: str
) -> None:
    send_form(staff_client, image=a_photograph(), state="draft", **{f"image_alt_{filled}": "Cell"})
    draft = Event.objects.get()
    found = findings(draft, "en", timezone.now())
    about = [(it.field, it.blocks_publishing) for it in found if it.field.startswith("image_alt")]
    assert about == [(f"image_alt_{missing}", True)]
    page = staff_client.post(f"/admin/events/event/{draft.pk}/publish/", {"when": "now"})
    assert "Beskriv på båda språken vad bilden visar." in page.content.decode()
    assert Event.objects.get().state == "draft"


def test_the_input_of_a_file_has_a_label(staff_client: Client) -> None:
    page = parsed(staff_client.get("/admin/events/event/add/"))
    assert page.select("label[for=id_image]")
    assert page.select("label[for=id_talks-0-slides_file]")


def resubmitted_data(response: Any, **fields: Any) -> dict[str, Any]:
    """Return what a browser sends again of a refused form: hidden fields, but no file."""
    page = parsed(response)
    hidden = {it["name"]: it.get("value", "") for it in page.select("#event_form [type=hidden]")}
    return hidden | {"image_alt_sv": "En cell", "image_alt_en": "A cell"} | fields


def test_picture_of_a_refused_form_must_be_chosen_again(staff_client: Client) -> None:
    refused = send_form(staff_client, image=a_photograph("cell.jpg"), title_sv="x" * 999)
    message = (
        "Välj bilden igen (cell.jpg), eller kryssa i ”Spara utan den här bilden”: "
        "webbläsaren behåller den inte."
    )
    assert form_errors(refused)["image"] == [message]
    page = parsed(refused)
    assert page.select_one("#id_image").find_parent("details") is None
    note = page.select_one(".errornote").text.strip()
    assert note == "Var god rätta felen nedan."  # The plural: there are two errors.
    again = send_form(
        staff_client, **resubmitted_data(refused)
    )  # The title is corrected, the picture not chosen.
    assert form_errors(again) == {"image": [message]}
    assert Event.objects.count() == 0
    send_form(staff_client, **resubmitted_data(again, image=a_photograph("cell.jpg")))
    assert Event.objects.get().image


def test_picture_of_a_refused_form_can_be_dropped(staff_client: Client) -> None:
    refused = send_form(staff_client, image=a_photograph(), title_sv="x" * 999)
    send_form(staff_client, **resubmitted_data(refused, **{"image-dropped": "on"}))
    assert not Event.objects.get().image


def test_refused_picture_must_be_chosen_again(staff_client: Client) -> None:
    refused = send_form(staff_client, image=SimpleUploadedFile("cell.heic", b"ftypheic"))
    message = "Bilden måste vara en JPEG-, PNG- eller WebP-fil."
    assert form_errors(refused) == {"image": [message]}
    assert form_errors(send_form(staff_client, **resubmitted_data(refused))).keys() == {"image"}


def save_organiser(staff_client: Client, organiser: Organiser, **typed: Any) -> None:
    """Save the form of an organiser with its names, its slugs and `typed`."""
    names = ("name_sv", "name_en", "slug_sv", "slug_en")
    same = {name: getattr(organiser, name) for name in names}
    staff_client.post(f"/admin/events/organiser/{organiser.pk}/change/", same | typed)


def test_event_is_saved_though_the_file_of_its_picture_is_gone(
    staff_client: Client, media: Path
) -> None:
    alt = {"image_alt_sv": "En cell", "image_alt_en": "A cell"}
    send_form(staff_client, image=a_photograph(), **alt)
    event = Event.objects.get()
    (media / event.image.name).unlink()
    assert send_change_form(staff_client, event, room_sv="Sal 9", **alt).status_code == 302
    after = Event.objects.get()
    assert (after.image, after.image_width, after.room_sv) == (event.image, 240, "Sal 9")


def test_logo_is_kept_when_the_form_is_saved_again(staff_client: Client) -> None:
    organiser = an_organiser()
    save_organiser(staff_client, organiser, logo=a_photograph())
    stored = Organiser.objects.get().logo.name
    assert stored.endswith(".webp")
    save_organiser(staff_client, organiser, web_page="https://example.org/")
    again = Organiser.objects.get()
    assert (again.logo.name, again.web_page) == (stored, "https://example.org/")


def test_tidy_deletes_a_replaced_picture_after_thirty_days(
    staff_client: Client, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    organiser = an_organiser()
    for name in ("one.jpg", "two.jpg"):
        with django_capture_on_commit_callbacks(execute=True):
            save_organiser(staff_client, organiser, logo=a_photograph(name))
    call_command("tidy")
    assert len(list(media.rglob("*.webp"))) == 2
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        call_command("tidy")
    assert [path.name for path in media.rglob("*.webp")] == [Organiser.objects.get().logo.name[11:]]


def test_tidy_keeps_a_picture_that_a_merged_record_has_replaced(
    staff_client: Client, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    kept, other = an_organiser(), an_organiser(name_sv="UU", slug_sv="uu", slug_en="uu")
    for organiser in (kept, other):
        save_organiser(staff_client, organiser, logo=a_photograph())
        organiser.refresh_from_db()
    for file in media.rglob("*.webp"):
        os.utime(file, (0, 0))
    path = f"/admin/events/organiser/{kept.pk}/merge/{other.pk}/"
    form = get_page(staff_client, path).select_one("form:has([name=logo])")
    with django_capture_on_commit_callbacks(execute=True):
        staff_client.post(path, sent_fields(form) | {"logo": "other"})
    call_command("tidy")
    assert Organiser.objects.get().logo == other.logo
    assert (media / kept.logo.name).exists()  # An earlier version of the record has it.


def test_tidy_keeps_a_picture_that_an_earlier_version_has_replaced(
    staff_client: Client, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    organiser = an_organiser()
    for name in ("one.jpg", "two.jpg"):
        save_organiser(staff_client, organiser, logo=a_photograph(name))
    organiser.refresh_from_db()
    for file in media.rglob("*.webp"):
        os.utime(file, (0, 0))
    latest, earlier = versions_of(organiser)[:2]
    for version in (earlier, latest):
        with django_capture_on_commit_callbacks(execute=True):
            staff_client.post(f"/admin/events/organiser/{organiser.pk}/history/{version.pk}/")
        call_command("tidy")
    assert Organiser.objects.get().logo == organiser.logo
    assert (media / organiser.logo.name).exists()


def test_portrait_is_served_in_several_sizes_and_formats(staff_client: Client, media: Path) -> None:
    person = a_person()
    a_talk(an_event(), speakers=(person,))
    address = f"/admin/events/person/{person.pk}/change/"
    form = {"name": person.name, "slug": person.slug, "portrait": a_photograph(width=600)}
    words = {"portrait_alt_sv": "Ada i labbet", "portrait_alt_en": "Ada in the lab"}
    staff_client.post(
        address, {**form, **words, **formset_data("affiliations"), **formset_data("appearances")}
    )
    picture = get_page(Client(), "/en/people/ada-lund/").select_one("picture")
    assert [source["type"] for source in picture.select("source")] == ["image/avif", "image/webp"]
    img = picture.select_one("img")
    attributes = [img[name] for name in ("width", "height", "alt", "class")]
    assert attributes == ["600", "300", "Ada in the lab", ["portrait"]]
    smallest = str(picture.select("source")[0]["srcset"]).split()[0]
    for source in (smallest, str(img["src"])):
        response = Client().get(source)
        response.close()
        assert response.status_code == 200
