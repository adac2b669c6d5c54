"""A picture is stored as the site may show it, and never without words for who cannot see it."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from PIL import Image

from atmp_events.models import Event, Organiser
from atmp_events.proofreading.rules import findings
from tests.builders import a_person, a_talk, an_event, an_organiser
from tests.pages.reading import page_of

from .desk import refusals, rows, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def a_photograph(name: str = "Ada hemma.jpg", *, width: int = 240) -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (width, width // 2), "green").save(out, "JPEG")
    return SimpleUploadedFile(name, out.getvalue())


def test_a_picture_of_an_event_is_stored_small_and_without_its_name(
    desk: Client, media: Path
) -> None:
    send(desk, image=a_photograph(width=2400), image_alt_sv="En cell", image_alt_en="A cell")
    event = Event.objects.get()
    assert (event.image_width, event.image_height) == (2000, 1000)
    assert [path.suffix for path in media.rglob("*.*")] == [".webp"]
    assert "hemma" not in event.image.name


@pytest.mark.parametrize(("written", "lacking"), [("sv", "en"), ("en", "sv")])
def test_a_picture_is_published_with_words_in_both_languages_only(
    desk: Client, media: Path, written: str, lacking: str
) -> None:
    typed = {f"image_alt_{written}": "Cell"}
    told = refusals(send(desk, image=a_photograph(), **typed))
    assert told[f"image_alt_{lacking}"] == ["Beskriv på båda språken vad bilden visar."]
    assert told.keys() == {f"image_alt_{lacking}", "image"}
    assert list(media.rglob("*.*")) == []


@pytest.mark.parametrize(("written", "lacking"), [("sv", "en"), ("en", "sv")])
def test_a_draft_has_a_picture_that_the_check_asks_words_for(
    desk: Client, written: str, lacking: str
) -> None:
    send(desk, image=a_photograph(), state="draft", **{f"image_alt_{written}": "Cell"})
    draft = Event.objects.get()
    found = findings(draft, "en", timezone.now())
    about = [(it.field, it.stops) for it in found if it.field.startswith("image_alt")]
    assert about == [(f"image_alt_{lacking}", True)]
    page = desk.post(f"/admin/events/event/{draft.pk}/publish/", {"when": "now"})
    assert "Beskriv på båda språken vad bilden visar." in page.content.decode()
    assert Event.objects.get().state == "draft"


def test_what_is_no_picture_is_refused_at_its_field(desk: Client) -> None:
    told = refusals(send(desk, image=SimpleUploadedFile("cell.jpg", b"%PDF-1.7")))
    assert told == {"image": ["Bilden måste vara en JPEG-, PNG- eller WebP-fil."]}


def sent_again(answer: Any, **fields: Any) -> dict[str, Any]:
    """What a browser sends of a refused form: the file is gone, what was hidden is not."""
    page = BeautifulSoup(answer.content, "html.parser")
    hidden = {it["name"]: it.get("value", "") for it in page.select("#event_form [type=hidden]")}
    return hidden | {"image_alt_sv": "En cell", "image_alt_en": "A cell"} | fields


def test_a_chosen_picture_is_asked_for_until_it_is_chosen_again(desk: Client) -> None:
    refused = send(desk, image=a_photograph("cell.jpg"), title_sv="x" * 999)
    said = (
        "Välj bilden igen (cell.jpg), eller kryssa i ”Spara utan den här bilden”: "
        "webbläsaren behåller den inte."
    )
    assert refusals(refused)["image"] == [said]
    page = BeautifulSoup(refused.content, "html.parser")
    assert page.select_one("#id_image").find_parent("details") is None
    assert (
        page.select_one(".errornote").text.strip() == "Var god rätta felen nedan."
    )  # There are 2.
    again = send(desk, **sent_again(refused))  # The title is mended, the picture not chosen.
    assert refusals(again) == {"image": [said]}
    assert Event.objects.count() == 0
    send(desk, **sent_again(again, image=a_photograph("cell.jpg")))
    assert Event.objects.get().image


def test_a_chosen_picture_can_be_done_without(desk: Client) -> None:
    refused = send(desk, image=a_photograph(), title_sv="x" * 999)
    send(desk, **sent_again(refused, **{"image-dropped": "on"}))
    assert not Event.objects.get().image


def test_a_picture_that_is_refused_is_not_forgotten(desk: Client) -> None:
    refused = send(desk, image=SimpleUploadedFile("cell.heic", b"ftypheic"))
    assert refusals(send(desk, **sent_again(refused))).keys() == {"image"}


def test_a_portrait_is_asked_for_again_too(desk: Client) -> None:
    path = f"/admin/events/person/{a_person().pk}/change/"
    lists = rows("affiliations") | rows("appearances")
    refused = desk.post(path, lists | {"name": "", "portrait": a_photograph("ada.jpg")})
    assert "ada.jpg" in refusals(refused)["portrait"][0]


def test_a_logotype_stays_when_the_form_is_saved_again(desk: Client) -> None:
    organiser = an_organiser()
    address = f"/admin/events/organiser/{organiser.pk}/change/"
    same = {name: getattr(organiser, name) for name in ("name_sv", "name_en", "slug_sv", "slug_en")}
    desk.post(address, same | {"logo": a_photograph()})
    stored = Organiser.objects.get().logo.name
    assert stored.endswith(".webp")
    desk.post(address, same | {"web_page": "https://example.org/"})
    again = Organiser.objects.get()
    assert (again.logo.name, again.web_page) == (stored, "https://example.org/")


def test_a_picture_that_was_replaced_is_kept_for_thirty_days_and_then_tidied_away(
    desk: Client, media: Path, django_capture_on_commit_callbacks: Any
) -> None:
    organiser = an_organiser()
    address = f"/admin/events/organiser/{organiser.pk}/change/"
    same = {name: getattr(organiser, name) for name in ("name_sv", "name_en", "slug_sv", "slug_en")}
    for name in ("one.jpg", "two.jpg"):
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(address, same | {"logo": a_photograph(name)})
    call_command("tidy")
    assert len(list(media.rglob("*.webp"))) == 2
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        call_command("tidy")
    assert [path.name for path in media.rglob("*.webp")] == [Organiser.objects.get().logo.name[11:]]


def test_a_portrait_comes_in_the_sizes_and_forms_browsers_want(desk: Client, media: Path) -> None:
    person = a_person()
    a_talk(an_event(), speakers=(person,))
    address = f"/admin/events/person/{person.pk}/change/"
    form = {"name": person.name, "slug": person.slug, "portrait": a_photograph(width=2400)}
    words = {"portrait_alt_sv": "Ada i labbet", "portrait_alt_en": "Ada in the lab"}
    desk.post(address, {**form, **words, **rows("affiliations"), **rows("appearances")})
    picture = page_of(Client(), "/en/people/ada-lund/").select_one("picture")
    assert picture is not None
    assert [source["type"] for source in picture.select("source")] == ["image/avif", "image/webp"]
    plain = picture.select_one("img")
    assert plain is not None
    told = [plain[name] for name in ("width", "height", "alt", "class")]
    assert told == ["2000", "1000", "Ada in the lab", ["portrait"]]
    smallest = str(picture.select("source")[0]["srcset"]).split()[0]
    for source in (smallest, str(plain["src"])):
        answer = Client().get(source)
        answer.close()
        assert answer.status_code == 200
