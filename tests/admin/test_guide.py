"""The guide inside the admin, in both languages, with its pictures."""

import re

import pytest
from django.test import Client

from atmp_events.admin.guide import to_html
from tests.pages.parsing import get_page


@pytest.mark.parametrize("language", ["sv", "en"])
def test_guide_renders_with_working_links_and_pictures(staff_client: Client, language: str) -> None:
    soup = get_page(staff_client, f"/admin/guide/{language}/")
    text = soup.select_one(".guide")
    assert text["lang"] == language
    assert not re.search(r"\*\*|\]\(|^#|`", text.text, re.M)
    for link in text.select("a"):
        target = str(link["href"])
        if target.startswith("#"):
            assert soup.select(f'[id="{target[1:]}"]'), target
        else:
            assert staff_client.get(target).status_code == 200, target
    pictures = text.select("img")
    assert pictures
    for picture in pictures:
        assert picture["alt"]
        response = staff_client.get(str(picture["src"]))
        assert response["Content-Type"] == "image/png"


def test_admin_pages_link_to_the_guide(staff_client: Client) -> None:
    page = get_page(staff_client, "/admin/events/person/")
    assert page.select('#user-tools a[href="/admin/guide/sv/"]')


def test_other_languages_and_files_are_not_found(staff_client: Client) -> None:
    assert staff_client.get("/admin/guide/da/").status_code == 404
    assert staff_client.get("/admin/guide/pictures/none.png").status_code == 404


def test_markdown_is_rendered_and_html_is_escaped() -> None:
    assert to_html('A <b> & "c"') == "<p>A &lt;b&gt; &amp; &quot;c&quot;</p>"
    assert to_html("1. One\n   more\n2. **Two**") == (
        "<ol><li>One more</li><li><strong>Two</strong></li></ol>"
    )
