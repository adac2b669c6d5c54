"""The card: the picture of an event beside a shared link. Tests look at pixels, not bytes."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.test import Client
from PIL import Image

from atmp_events.facts.centre import get_centre
from atmp_events.facts.event import facts_of
from atmp_events.facts.status import past_words, status_words
from atmp_events.images.card import Card, card_in_words, card_of, draw_card, readable
from atmp_events.models import Event, Status
from tests.builders import NOON, a_person, a_talk, a_venue, an_event, an_organiser
from tests.pages.parsing import get_page
from tests.syndication.parsing import SITE

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("named_site")]

GREEN, GREY = (0xC3, 0xDC, 0xCF), (0xEB, 0xF1, 0xEE)
INK, ALARM = (0x0A, 0x2A, 0x22), (0x86, 0x17, 0x0F)
Box = tuple[int, int, int, int]
KNOT: Box = (750, 40, 1140, 430)
TITLE: Box = (64, 440, 1136, 630)
EDGES: tuple[Box, ...] = ((0, 0, 30, 630), (1170, 0, 1200, 630), (0, 610, 1200, 630))


def card(event: Event, *, took_place: bool = False) -> Card:
    facts = facts_of(Event.objects.with_facts().get(pk=event.pk), "sv")
    news = past_words(facts) if took_place else status_words(facts)
    return card_of(facts, get_centre("sv"), news, took_place=took_place)


def picture(event: Event, *, took_place: bool = False) -> Image.Image:
    return Image.open(BytesIO(draw_card(card(event, took_place=took_place)))).convert("RGB")


def dark_share(image: Image.Image, box: Box) -> float:
    """The share of a box that is darker than any background, from 0 to 1."""
    grey = image.crop(box).convert("L")
    return sum(grey.histogram()[:140]) / (grey.width * grey.height)


def test_card_has_its_size_and_is_a_small_file() -> None:
    data = draw_card(card(an_event()))
    image = Image.open(BytesIO(data))
    assert (image.format, image.size) == ("PNG", (1200, 630))
    assert len(data) < 100_000


def test_card_is_green_and_grey_when_cancelled_or_postponed() -> None:
    cards = {
        status: picture(an_event(status=status))
        for status in (Status.SCHEDULED, Status.CANCELLED, Status.POSTPONED)
    }
    assert {status: image.getpixel((5, 600)) for status, image in cards.items()} == {
        Status.SCHEDULED: GREEN,
        Status.CANCELLED: GREY,
        Status.POSTPONED: GREY,
    }
    assert cards[Status.CANCELLED].getpixel((5, 5)) == ALARM


def test_card_of_a_past_event_is_grey_and_says_so() -> None:
    event = an_event(status=Status.RESCHEDULED, previous_starts_at=NOON.replace(year=2026))
    past = card(event, took_place=True)
    assert (past.news, past.news_more) == (
        "Genomfört",
        "Evenemanget ägde rum tisdagen den 13 april 2027.",
    )
    assert past.version != card(event).version
    image = picture(event, took_place=True)
    assert image.getpixel((5, 600)) == image.getpixel((5, 5)) == GREY


def test_page_shows_another_card_after_the_event(client: Client) -> None:
    an_event()
    pictures = []
    for days in (-1, 1):
        with time_machine.travel(NOON + timedelta(days=days), tick=False):
            address = get_page(client, "/sv/evenemang/2027/om-celler/").select_one(
                "meta[property='og:image']"
            )["content"]
            image = Image.open(BytesIO(client.get(address.removeprefix(SITE)).content))
        pictures.append((address, image.convert("RGB").getpixel((5, 600))))
    (before, green), (after, grey) = pictures
    assert (green, grey) == (GREEN, GREY)
    assert before != after


@pytest.mark.parametrize("status", [Status.SCHEDULED, Status.CANCELLED])
def test_long_title_keeps_a_readable_size(status: Status) -> None:
    """The card is shown at a third of its size, so a line needs at least 46 pixels."""
    image = picture(an_event(title_sv="Hl " * 66, status=status)).convert("L")
    top = 370 if status == Status.SCHEDULED else 420
    rows = [image.crop((64, y, 400, y + 1)).getextrema()[0] < 100 for y in range(top, 625)]
    heights = [len(run) for run in "".join("#" if row else " " for row in rows).split()]
    assert len(heights) >= 3
    assert min(heights) >= 30


def test_knot_changes_with_the_programme() -> None:
    event = an_event(organisers=(an_organiser(), an_organiser(name_sv="Region Uppsala")))
    before = picture(event).crop(KNOT)
    assert 0.1 < dark_share(picture(event), KNOT) < 0.6
    a_talk(event, speakers=(a_person(),))
    a_talk(event)
    assert picture(event).crop(KNOT).tobytes() != before.tobytes()


@pytest.mark.parametrize(
    "fields",
    [
        {"title_sv": "Å" * 200},
        {"title_sv": "samverkansavtal " * 12},
        {"starts_at": NOON.replace(month=4, day=30), "minutes": 2 * 24 * 60},
        {"attendance_mode": "hybrid", "room_sv": "Stora hörsalen bakom det gamla biblioteket"},
        {"status": Status.RESCHEDULED, "previous_starts_at": NOON.replace(year=2026)},
    ],
)
def test_nothing_is_cut_at_the_edges(fields: dict[str, object]) -> None:
    image = picture(an_event(**fields))
    background = image.getpixel((3, 625))
    top = 100 if "status" in fields else 0
    for left, upper, right, lower in EDGES:
        strip = image.crop((left, max(upper, top), right, lower))
        assert strip.getcolors() == [(strip.width * strip.height, background)]


def test_swedish_letters_are_drawn() -> None:
    rows = {}
    for letters in ("AAO", "ÅÄÖ"):
        image = picture(an_event(title_sv=letters * 3))
        rows[letters] = dark_share(image, TITLE)
    assert rows["ÅÄÖ"] > rows["AAO"] > 0


@pytest.mark.parametrize(
    ("written", "drawn"),
    [
        ("TGF-β i vården", "TGF-β i vården"),
        ("Łukasz och Шевченко", "Łukasz och Шевченко"),
        ("CO₂ i ﬁlter", "CO2 i filter"),
        ("Dos ≥ 10, ≤ 20, ≠ 15, √∞ → ja", "Dos ≥ 10, ≤ 20, ≠ 15, √∞ → ja"),
        ("Nguyễn Thị Ánh", "Nguyễn Thị Ánh"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("Ṩ och ǟ", "S och a"),
        ("Celler 🧬 växer", "Celler växer"),
        ("stam\u00adceller", "stamceller"),
    ],
)
def test_characters_without_a_glyph_are_replaced_or_removed(written: str, drawn: str) -> None:
    assert readable(written) == drawn


@pytest.mark.parametrize("title", ["🧬🧬", "细胞治疗：从 A 到 Z", "細胞 – 2", "خلايا"])
def test_title_that_the_font_lacks_becomes_the_kind_of_event(title: str) -> None:
    assert card(an_event(title_sv=title)).title == "Seminarium"


def test_card_has_an_alternative_text() -> None:
    event = an_event(
        venue=a_venue(entrance_sv="12", entrance_en="12"),
        status=Status.CANCELLED,
    )
    assert card_in_words(card(event), facts_of(event, "sv"), get_centre("sv")) == (
        "Inställt – Om celler – tisdag 13 april 2027 – Ingång 12 – Rudbecklaboratoriet"
        " – ATMP-centrum Uppsala"
    )


def test_card_shows_entrance_room_and_building() -> None:
    event = an_event(venue=a_venue(entrance_sv="12", entrance_en="12"), room_sv="Sal 3")
    assert card(event).signs == ("Ingång 12", "Sal 3")
    assert card(event).building == "Rudbecklaboratoriet"


def test_card_is_drawn_again_only_after_a_change(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[Card] = []

    def draw(card: Card) -> bytes:
        drawn.append(card)
        return draw_card(card)

    monkeypatch.setattr("atmp_events.pages.pictures.draw_card", draw)
    event = an_event(title_sv="Ritas en gång", slug_sv="en-gang")
    first = client.get("/sv/evenemang/2027/en-gang/kort.png")
    again = client.get("/sv/evenemang/2027/en-gang/kort.png")
    assert first.content == again.content
    assert len(drawn) == 1
    event.title_sv = "Ritas en gång till"
    event.save()
    changed = client.get("/sv/evenemang/2027/en-gang/kort.png")
    assert changed.content != first.content
    assert changed["ETag"] != first["ETag"]


def test_card_is_cached_and_not_sent_twice(client: Client) -> None:
    an_event()
    first = client.get("/en/events/2027/on-cells/card.png")
    assert (first.status_code, first["Content-Type"]) == (200, "image/png")
    assert first["Cache-Control"] == "public, max-age=86400, s-maxage=1"
    assert first["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = client.get(
        "/en/events/2027/on-cells/card.png", headers={"If-None-Match": first["ETag"]}
    )
    assert (again.status_code, again.content) == (304, b"")


def test_version_in_the_address_changes_only_with_the_drawing() -> None:
    event = an_event()
    before = card(event).version
    event.summary_sv = "Ny ingress."
    event.save()
    assert card(event).version == before
    event.status = Status.CANCELLED
    event.save()
    assert card(event).version != before


def test_draft_has_no_card(client: Client) -> None:
    an_event(state="draft", slug_en="draft")
    assert client.get("/en/events/2027/draft/card.png").status_code == 404
