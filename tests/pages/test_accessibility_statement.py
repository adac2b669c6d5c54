"""The accessibility statement and the privacy page name who is responsible for the site."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from atmp_events.actions.seeding import load_network_meeting
from atmp_events.models import Website
from tests.builders import NOON
from tests.pages.parsing import get_page, text_of

FACTS: dict[str, Any] = {
    "public_body_sv": "Region Uppsala",
    "public_body_en": "Region Uppsala",
    "email": "tillganglighet@example.org",
    "phone": "018-611 00 00",
    "data_protection_email": "dataskydd@example.org",
    "conformity": "partial",
    "faults_sv": "<p>Äldre inspelningar saknar textning.</p>",
    "faults_en": "<p>Older recordings have no captions.</p>",
    "method": "own",
    "assessed_on": date(2026, 11, 2),
    "stated_on": date(2026, 11, 20),
}


@pytest.mark.parametrize(
    ("missing", "text"),
    [
        (("public_body_sv", "public_body_en"), "vilken offentlig aktör"),
        (("email", "phone"), "hur du påtalar en brist"),
        (("conformity",), "om webbplatsen är helt, delvis eller inte förenlig"),
        (("method",), "hur och vilken dag webbplatsen har bedömts"),
        (("assessed_on",), "hur och vilken dag webbplatsen har bedömts"),
        (("stated_on",), "vilken dag redogörelsen senast gicks igenom"),
    ],
)
def test_statement_that_lacks_a_fact_is_a_draft_and_names_the_fact(
    client: Client, missing: tuple[str, ...], text: str
) -> None:
    nothing = {name: None if name.endswith("_on") else "" for name in missing}
    Website.objects.create(**FACTS | nothing)
    page = text_of(get_page(client, "/sv/tillganglighet/").main)
    assert "Redogörelsen är ett utkast." in page
    assert text in page


def test_statement_of_a_new_site_claims_no_conformity(client: Client) -> None:
    load_network_meeting(now=NOON)
    for path, draft in (
        ("/sv/tillganglighet/", "Redogörelsen är ett utkast."),
        ("/en/accessibility/", "This statement is a draft."),
    ):
        page = get_page(client, path)
        assert draft in text_of(page.main)
        assert "2018:1937" not in text_of(page.main)
        assert page.select_one('a[href="https://www.digg.se/tdosanmalan"]')


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (
            "/sv/tillganglighet/",
            [
                "Region Uppsala står bakom den här webbplatsen.",
                "delvis förenlig med lagen (2018:1937)",
                "Äldre inspelningar saknar textning.",
                "bedömts genom aktörens egen bedömning",
                "den 2 november 2026",
                "den 20 november 2026",
                "tillganglighet@example.org",
                "018-611 00 00",
            ],
        ),
        (
            "/en/accessibility/",
            [
                "Region Uppsala is responsible for this website.",
                "partially compliant with the Act",
                "Older recordings have no captions.",
                "a self-assessment by the public body",
                "on 2 November 2026",
                "on 20 November 2026",
                "tillganglighet@example.org",
                "018-611 00 00",
            ],
        ),
    ],
)
def test_complete_statement_has_all_that_the_law_requires(
    client: Client, path: str, text: list[str]
) -> None:
    Website.objects.create(**FACTS)
    page = text_of(get_page(client, path).main)
    assert [item for item in text if item not in page] == []
    assert "utkast" not in page
    assert "draft" not in page


def test_partial_conformity_requires_a_description_of_faults() -> None:
    with pytest.raises(ValidationError, match="vari bristerna består"):
        Website(**FACTS | {"faults_en": ""}, pk=1).full_clean()


def test_privacy_page_names_the_data_controller(client: Client) -> None:
    load_network_meeting(now=NOON)
    assert "Den här sidan är ett utkast" in text_of(get_page(client, "/sv/integritet/").main)
    Website.objects.update_or_create(pk=1, defaults=FACTS)
    page = text_of(get_page(client, "/sv/integritet/").main)
    assert "Region Uppsala är personuppgiftsansvarig" in page
    assert "dataskydd@example.org" in page
    assert "utkast" not in page


def test_each_heading_of_a_page_labels_a_section(client: Client) -> None:
    load_network_meeting(now=NOON)
    page = get_page(client, "/sv/integritet/")
    headings = [text_of(it) for it in page.main.select("section.row > h2")]
    assert headings[:2] == ["När du besöker webbplatsen", "Länkar till andra webbplatser"]
    assert not page.main.select(".prose h2")
    for section in page.main.select("section.row"):
        assert section["aria-labelledby"] == section.h2["id"]
