"""The page that writes the code to show events on another website."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.test import Client

from tests.builders import an_event
from tests.pages.parsing import get_page, text_of

pytestmark = pytest.mark.usefixtures("clock", "named_site")

SITE = "https://events.example.org"
PAGE = "/en/show-on-your-website/"


def test_page_writes_a_frame_of_the_selected_events(client: Client) -> None:
    an_event(kind="seminar")
    page = get_page(client, f"{PAGE}?kind=seminar&limit=5&past=1")
    code = BeautifulSoup(page.select_one("#code").text, "html.parser")
    (frame,) = code.find_all(recursive=False)
    address = "/en/embed/?kind=seminar&limit=5&past=1"
    assert (frame.name, frame["src"]) == ("iframe", SITE + address)
    assert frame["title"] == "Seminars, ATMP-centrum Uppsala"
    assert frame["lang"] == "en"
    shown = page.iframe
    assert (shown["src"], shown["title"]) == (address, frame["title"])
    assert text_of(get_page(client, address).h1) == "Seminars"


def test_page_writes_the_address_of_a_fragment_and_a_script(client: Client) -> None:
    an_event(kind="seminar")
    page = get_page(client, f"{PAGE}?kind=seminar&limit=5")
    assert page.select_one("#fragment")["value"] == f"{SITE}/en/embed.html?kind=seminar&limit=5"
    script = page.select_one("#script").text
    assert f'fetch("{SITE}/en/events.json?kind=seminar&coming=1")' in script
    assert "items.slice(0, 5)" in script
    assert script.count("\n") <= 15


def test_guide_has_the_same_script(client: Client) -> None:
    script = get_page(client, PAGE).select_one("#script").text.strip()
    assert script in (settings.BASE_DIR / "docs" / "embedding.md").read_text(encoding="utf-8")


def test_query_is_escaped_in_the_code(client: Client) -> None:
    an_event(title_en="</script><b>x")
    hostile = '"</script><script>alert(1)'
    page = get_page(client, f"{PAGE}?q=%22%3C/script%3E%3Cscript%3Ealert(1)")
    assert not page.find_all("script", string=lambda text: "alert" in (text or ""))
    frame = BeautifulSoup(page.select_one("#code").text, "html.parser")
    assert [tag.name for tag in frame.find_all(True)] == ["iframe"]
    script = page.select_one("#script").text
    assert hostile not in script
    assert script.count("</script>") == 1


def test_selection_is_kept_in_the_other_language(client: Client) -> None:
    an_event(kind="seminar")
    page = get_page(client, f"{PAGE}?kind=seminar&limit=20")
    chosen = {field["name"]: field.select_one("[selected]") for field in page("select")}
    assert {name: it["value"] for name, it in chosen.items() if it} == {
        "kind": "seminar",
        "limit": "20",
    }
    twin = "/sv/visa-pa-er-webbplats/?kind=seminar&limit=20"
    assert page.select_one(".tongue")["href"] == twin
    assert "Visa på er webbplats" in text_of(get_page(client, twin))


def test_subscription_page_links_to_this_page(client: Client) -> None:
    an_event(kind="seminar")
    page = get_page(client, "/en/subscribe/?kind=seminar")
    assert page.find("a", string="Show on your website")["href"] == f"{PAGE}?kind=seminar"


def test_page_frames_only_this_site_and_cannot_be_framed(client: Client) -> None:
    response = client.get(PAGE)
    policy = response["Content-Security-Policy"].split("; ")
    assert {"frame-src 'self'", "frame-ancestors 'none'", "script-src 'none'"} <= set(policy)
    assert response["X-Frame-Options"] == "DENY"
