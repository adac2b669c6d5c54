"""What templates say of texts and pictures: texts that know their language, knots, hyphens."""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from django.conf import settings
from django.template.defaultfilters import truncatechars
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ..facts.addresses import sibling
from ..facts.event import EventFacts, Picture
from ..models import Language, Text
from ..pictures.card import card_in_words, card_of
from ..pictures.knot import knot_svg
from ..pictures.renditions import rendition, widths_of
from .hyphens import softened

HEADING: Final = re.compile(r"(</?h)([34])>")
WHOLE: Final = re.compile(r"kl\. [\d.–]+|ATMP-centrum")


def tagged(text: Text, language: Language) -> SafeString:
    """Return a phrase, in a `<span lang>` when it is not in the page's language."""
    phrase = soft(text)
    if text.language == language:
        return phrase
    return format_html('<span lang="{}">{}</span>', text.language, phrase)


def lang(text: Text, language: Language) -> SafeString:
    """Return the `lang` attribute for the element round a text, or nothing: `<p{{ t|lang:l }}>`."""
    if text.language == language:
        return mark_safe("")
    return format_html(' lang="{}"', text.language)


def soft(text: Text) -> SafeString:
    """Return a text that breaks well: soft hyphens in long Swedish compounds, names whole."""
    return _soft(str(text), text.language)


@lru_cache(maxsize=1_000)
def _soft(text: str, language: Language) -> SafeString:
    return unbroken(softened(text) if language == "sv" else text)


def unbroken(text: str) -> SafeString:
    """Keep together what no line should part: "kl. 16.00–17.30", "ATMP-centrum"."""
    escaped = conditional_escape(text)
    return mark_safe(WHOLE.sub(r'<span class="nb">\g<0></span>', escaped))  # noqa: S308


def dialled(phone: str) -> str:
    """Return a telephone number as a link dials it (RFC 3966): "018-611 00 00" → "0186110000"."""
    return "".join(sign for sign in phone if sign.isdigit() or sign == "+")


def html(text: Text) -> SafeString:
    """Return rich text as it is: it was sanitised when it was saved (models/prose.py)."""
    return mark_safe(text)  # noqa: S308


def lifted(text: Text) -> SafeString:
    """Return rich text whose headings stand right under the page's own: h3 becomes h2."""
    return mark_safe(HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) - 1}>", text))  # noqa: S308


def paragraphs(text: Text) -> list[str]:
    """Return a plain text's paragraphs, parted by empty lines."""
    return [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]


@lru_cache(maxsize=64)
def shortened(text: str, most: int) -> str:
    """Return a text of at most so many characters, with a sign where it was cut."""
    return text if len(text) <= most else truncatechars(text, most)


@dataclass(frozen=True, slots=True)
class Sources:
    """What a `<picture>` offers: by media type, and a plain file for every browser there is."""

    others: tuple[tuple[str, str], ...]
    plain: str


def sources(picture: Picture) -> Sources:
    """Return the addresses of a picture of known width in the sizes browsers want."""
    name = picture.url.removeprefix(settings.MEDIA_URL)
    widths = list(widths_of(picture.width or 0))

    def address(width: int, form: str) -> str:
        return f"{settings.MEDIA_URL}{rendition(name, width, form)}"

    return Sources(
        tuple(
            (f"image/{form}", ", ".join(f"{address(it, form)} {it}w" for it in widths))
            for form in ("avif", "webp")
        ),
        address(widths[min(1, len(widths) - 1)], "jpg"),
    )


def card_address(facts: EventFacts) -> str:
    """Return the absolute address of the event's picture, a new one for each new picture."""
    path = sibling(facts.path, "card", facts.language)
    return f"{settings.SITE_URL}{path}?v={_version_of_card(facts)}"


@lru_cache(maxsize=64)
def _version_of_card(facts: EventFacts) -> str:
    return card_of(facts).version


def card_words(facts: EventFacts) -> str:
    """Return what the event's picture says, for those who do not see it."""
    return card_in_words(facts)


def poster_path(facts: EventFacts) -> str:
    """Return the path of the event's poster in the language of the facts."""
    return sibling(facts.path, "poster", facts.language)


def knot(facts: EventFacts) -> SafeString:
    """Draw the event's knot: one loop for each talk, one turn for each organiser."""
    # The generator writes numbers only, no text from anywhere.
    svg = knot_svg(facts.uid, talks=len(facts.talks), organisers=len(facts.organisers))
    return mark_safe(svg)  # noqa: S308
