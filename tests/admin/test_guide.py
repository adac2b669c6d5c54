"""The guide, read inside the admin: whole, with its pictures, and in both languages."""

import re

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from atmp_events.admin.guide import to_html

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["sv", "en"])
def test_the_guide_is_whole(desk: Client, language: str) -> None:
    soup = BeautifulSoup(desk.get(f"/admin/guide/{language}/").content, "html.parser")
    text = soup.select_one(".guide")
    assert text
    assert text["lang"] == language
    assert not re.search(r"\*\*|\]\(|^#|`", text.text, re.M)
    for link in text.select("a"):
        target = str(link["href"])
        assert soup.select(f'[id="{target[1:]}"]') if target[0] == "#" else desk.get(target)
    pictures = text.select("img")
    assert pictures
    for picture in pictures:
        assert picture["alt"]
        response = desk.get(str(picture["src"]))
        assert response["Content-Type"] == "image/png"


def test_every_page_of_the_admin_leads_to_it(desk: Client) -> None:
    page = BeautifulSoup(desk.get("/admin/events/person/").content, "html.parser")
    assert page.select('#user-tools a[href="/admin/guide/sv/"]')


def test_what_is_not_the_guide_is_not_found(desk: Client, client: Client) -> None:
    assert desk.get("/admin/guide/da/").status_code == 404
    assert desk.get("/admin/guide/pictures/none.png").status_code == 404


def test_what_is_written_is_text_and_not_markup() -> None:
    assert to_html('A <b> & "c"') == "<p>A &lt;b&gt; &amp; &quot;c&quot;</p>"
    assert to_html("1. One\n   more\n2. **Two**") == (
        "<ol><li>One more</li><li><strong>Two</strong></li></ol>"
    )
