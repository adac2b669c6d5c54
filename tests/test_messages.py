"""The words of the Swedish catalogue, and where lines may break."""

import re
from typing import Final

import pytest
from django.conf import settings

from atmp_events.models import Text
from atmp_events.templatetags.texts import hyphenate, keep_together

CATALOGUE: Final = settings.BASE_DIR / "atmp_events/locale/sv/LC_MESSAGES/django.po"
# In Swedish an email is "mejl", for visitors and coordinators.
OTHER_WORDS: Final = r"^.*\b(?:e-mail|e-post|brev(?:et|en|ens)?\b).*$"


def test_swedish_messages_use_one_word_for_email() -> None:
    text = CATALOGUE.read_text(encoding="utf-8").replace('"\n"', "")
    assert "mejl" in text
    assert re.findall(OTHER_WORDS, text, re.MULTILINE | re.IGNORECASE) == []


@pytest.mark.parametrize(
    ("text", "unbroken"),
    [
        ("Kan celler bota typ 1-diabetes?", "typ 1-diabetes"),
        ("Tillverkning av CAR-T i Uppsala", "CAR-T"),
        ("T-celler som läkemedel", "T-celler"),
        ("Mötet den 5 maj kl. 16.00–17.30", "kl. 16.00–17.30"),
        ("ATMP-centrum", "ATMP-centrum"),
    ],
)
def test_short_hyphenated_words_do_not_break_across_lines(text: str, unbroken: str) -> None:
    for html in (keep_together(text), hyphenate(Text(text, "en"))):
        assert f'<span class="nb">{unbroken}</span>' in html


def test_a_long_word_may_break_at_its_hyphen() -> None:
    assert "<span" not in keep_together("x-" + "läkemedelsprövningsverksamhet")


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Rudbecklaboratoriet", "Rudbeck-laboratoriet"),
        ("Universitetshuset", "Universitets-huset"),
        ("Föreläsningssalen", "Föreläsnings-salen"),
        ("Aula Magna", "Aula Magna"),
    ],
)
def test_a_long_name_of_a_place_breaks_between_its_parts(name: str, shown: str) -> None:
    assert hyphenate(Text(name, "sv")) == shown.replace("-", "\u00ad")
