"""Error pages: their status, headers, language and text."""

import errno
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.db import OperationalError
from django.test import Client

from atmp_events.models import User
from tests.pages.parsing import text_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("undefined_names_fail")]


@pytest.mark.parametrize(
    ("path", "header", "language", "heading"),
    [
        ("/sv/finns-inte/", "en", "sv", "Sidan finns inte"),
        ("/en/not-here/", "sv", "en", "Page not found"),
        ("/nowhere", "en", "en", "Page not found"),
        ("/nowhere", "", "sv", "Sidan finns inte"),
        ("/sv/evenemang/2024/%00/", "", "sv", "Sidan finns inte"),
        ("/media/../atmp_events/settings.py", "", "sv", "Sidan finns inte"),
    ],
)
def test_not_found_page_is_in_the_readers_language(
    client: Client, path: str, header: str, language: str, heading: str
) -> None:
    response = client.get(path, headers={"Accept-Language": header})
    page = BeautifulSoup(response.content, "html.parser")
    assert (response.status_code, response["Content-Language"]) == (404, language)
    assert (page.html["lang"], text_of(page.h1)) == (language, heading)


@pytest.mark.parametrize(
    ("path", "other_language"),
    [
        ("/sv/finns-inte/", "/en/finns-inte/"),
        ("/en/events/2027/none/", "/sv/events/2027/none/"),
        ("/nowhere", "/en/"),
    ],
)
def test_not_found_page_links_to_home_list_search_and_other_language(
    client: Client, path: str, other_language: str
) -> None:
    response = client.get(path)
    page = BeautifulSoup(response.content, "html.parser")
    language = "en" if path.startswith("/en") else "sv"
    home, listing, _about, search = (str(a["href"]) for a in page.select(".top nav a"))
    assert response.status_code == 404
    assert home == f"/{language}/"
    assert client.get(listing).status_code == 200
    assert page.select_one("a.tongue")["href"] == other_language
    assert page.select_one("form[role=search]")["action"] == f"{listing}#hits"
    assert search == f"{listing}#q"
    about = {"sv": "/sv/om/", "en": "/en/about/"}[language]
    assert about in {str(a["href"]) for a in page.select("main a")}
    assert [it["content"] for it in page.select("meta[name=robots]")] == ["noindex"]
    assert page.select("[rel=canonical], [hreflang][rel=alternate]") == []


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "a b", "{}"])
def test_unknown_or_malformed_host_gets_an_error_page(client: Client, host: str) -> None:
    response = client.get("/en/", SERVER_NAME=host, HTTP_HOST=host)
    assert response.status_code == 400
    assert "The request could not be understood." in response.content.decode()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "PROPFIND"])
def test_page_allows_only_get_head_and_options(method: str) -> None:
    browser = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    response = browser.generic(method, "/sv/")
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert "Den här sidan går bara att läsa." in response.content.decode()


def test_caldav_discovery_gets_method_not_allowed() -> None:
    """With 403, Thunderbird says that signing in failed."""
    program = Client(SERVER_NAME="localhost", enforce_csrf_checks=True)
    for path in ("/", "/en/", "/en/events.ics", "/en/events.atom", "/sv/mina/", "/robots.txt"):
        assert program.generic("PROPFIND", path).status_code == 405, path
        response = program.options(path)
        assert (response.status_code, response["Allow"]) == (204, "GET, HEAD, OPTIONS"), path


def test_head_is_answered_like_get_without_a_body(client: Client) -> None:
    head, get = client.head("/en/"), client.get("/en/")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == get["ETag"]
    assert b"</html>" in get.content


@pytest.mark.parametrize(
    ("path", "text"),
    [("/sv/", "Något gick fel hos oss."), ("/en/", "Something went wrong here.")],
)
@pytest.mark.parametrize("broken", ["pages.home.Event", "error_pages.render_to_string"])
def test_server_error_page_is_shown_even_when_templates_fail(
    client: Client, path: str, text: str, broken: str
) -> None:
    client.raise_request_exception = False
    with patch("atmp_events.pages.home.Event", None), patch(f"atmp_events.{broken}", None):
        response = client.get(path)
    assert response.status_code == 500
    assert text in response.content.decode()
    assert ("<nav" in response.content.decode()) == (broken == "pages.home.Event")


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("/sv/", "Webbplatsen kan inte svara just nu."),
        ("/en/", "The site cannot answer right now."),
    ],
)
def test_lost_database_gives_503_with_retry_after(client: Client, path: str, text: str) -> None:
    client.raise_request_exception = False
    lost = OperationalError("connection refused")
    with patch("django.db.backends.utils.CursorWrapper.execute", side_effect=lost):
        response = client.get(path)
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    assert response["Cache-Control"] == "private, no-store"
    assert text in response.content.decode()


@pytest.mark.parametrize(
    "full", [OSError(errno.ENOSPC, "No space left"), OperationalError("readonly database")]
)
def test_failed_save_in_the_admin_says_that_the_text_is_kept(
    client: Client, full: Exception
) -> None:
    client.force_login(User.objects.create_superuser("coordinator"))
    client.raise_request_exception = False
    with patch("atmp_events.admin.site.User.save", side_effect=full):
        response = client.post("/admin/language/", {"language": "en"})
    assert response.status_code == 503
    assert "Ingenting har sparats, men det du skrev finns kvar" in response.content.decode()


def test_failed_save_names_the_picture_to_choose_again(
    client: Client,
) -> None:
    client.force_login(User.objects.create_superuser("coordinator"))
    client.raise_request_exception = False
    form = {"name_sv": "SciLifeLab", "logo": ContentFile(b"x", "logo.png")}
    full = OSError(errno.ENOSPC, "No space left")
    with patch("atmp_events.admin.bilingual_admin.is_switched", side_effect=full):
        response = client.post("/admin/events/organiser/add/", form)
    assert response.status_code == 503
    assert 'name="logo-chosen" value="logo.png"' in response.content.decode()
