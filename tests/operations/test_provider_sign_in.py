"""Sign-in with an OpenID Connect provider, which runs in a thread of the test."""

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest

from tests.pages.parsing import page_of, sent_fields

from .serving import SiteServer, serving

pytest.importorskip("jwt")
provider = pytest.importorskip("oidc_provider_mock")
requests = pytest.importorskip("requests")

# The provider uses deprecated functions of its libraries.
pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

ADMIN, BUTTON = "/admin/", "/admin/login/provider/"
SETUP = """
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.core.management import call_command
from atmp_events.models import User
call_command("migrate", verbosity=0)
role = Group.objects.get(name="Administrator")
for name, staff, active in (("karin", 1, 1), ("former", 1, 0), ("guest", 0, 1)):
    user = User.objects.create_user(
        name, f"{name}@example.org", "correct horse", is_staff=staff, is_active=active
    )
    user.groups.add(role)
for name in ("twin", "twin2"):  # two accounts with one email address
    User.objects.create_user(name, "twin@example.org", is_staff=True).groups.add(role)
User.objects.create_user("nils", "nils@house.example", is_staff=True).groups.add(role)
user = User.objects.get(username="karin")
Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
"""
PEOPLE = {
    "karin": {"email": "Karin@example.org", "email_verified": True},
    "former": {"email": "former@example.org", "email_verified": True},
    "guest": {"email": "guest@example.org", "email_verified": True},
    "stranger": {"email": "stranger@example.org", "email_verified": True},
    "twin": {"email": "twin@example.org", "email_verified": True},
    "unverified": {"email": "karin@example.org", "email_verified": False},
    "unverified as text": {"email": "karin@example.org", "email_verified": "false"},
    "no claim": {"email": "karin@example.org"},
    "own domain": {"email": "nils@house.example"},
}


@pytest.fixture(scope="module")
def provider_stack() -> Iterator[ExitStack]:
    """A stack that stops the provider when it is closed."""
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def site(provider_stack: ExitStack, tmp_path_factory: Any) -> Iterator[SiteServer]:
    people = [provider.User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    server = provider_stack.enter_context(provider.run_server_in_thread(user_claims=people))
    with serving(
        tmp_path_factory.mktemp("provider"),
        OIDC_ISSUER=f"http://localhost:{server.server_port}",
        OIDC_CLIENT_ID="a",
        OIDC_CLIENT_SECRET="b",
        OIDC_NAME="Sjukhuskontot",
        OIDC_EMAIL_DOMAINS="house.example",
        REQUIRE_TWO_FACTOR="true",
    ) as served:
        served.shell.run(SETUP)
        yield served


@pytest.fixture
def browser(site: SiteServer) -> Any:
    session = requests.Session()
    session.headers["Accept-Language"] = "sv"
    return session


def url_of(site: SiteServer, path: str) -> str:
    return f"http://localhost:{site.port}{path}"


def click_button(site: SiteServer, browser: Any, goal: str = "", language: str = "") -> Any:
    """Open the sign-in page and click the provider's button; return the answer to it."""
    query = urlencode({"next": goal} | ({"language": language} if language else {}))
    answer = browser.get(url_of(site, f"/admin/login/?{query}"))
    form = page_of(answer).select_one("form.provider")
    action = url_of(site, str(form["action"]))
    return browser.post(action, sent_fields(form), allow_redirects=False)


def sign_in(site: SiteServer, browser: Any, sub: str, goal: str = "", language: str = "") -> Any:
    """Click the button, and sign in as `sub` at the provider."""
    provider_url = (
        click_button(site, browser, goal, language).headers["Refresh"].removeprefix("0; url=")
    )
    return browser.post(provider_url, {"sub": sub}, allow_redirects=True)


def is_signed_in(site: SiteServer, browser: Any) -> bool:
    page = browser.get(url_of(site, "/admin/events/event/"), allow_redirects=False)
    return bool(page.status_code == 200)


def test_provider_sign_in_needs_no_second_step_of_ours(site: SiteServer, browser: Any) -> None:
    page = sign_in(site, browser, "karin", "/admin/events/venue/")
    assert urlsplit(page.url).path == "/admin/events/venue/"
    assert page.status_code == 200
    code = "from allauth.socialaccount.models import SocialAccount as A; from atmp_events.models "
    code += "import User; print(A.objects.count(), User.objects.get(username='karin')"
    assert site.shell.run(code + ".check_password('correct horse'))") == "0 True\n"
    form = page_of(page).select_one("#logout-form input")
    browser.post(url_of(site, "/admin/logout/"), {"csrfmiddlewaretoken": form["value"]})
    assert not is_signed_in(site, browser)


def test_password_sign_in_asks_for_the_second_step(site: SiteServer, browser: Any) -> None:
    page = browser.get(url_of(site, "/admin/login/"))
    token = page_of(page).select_one("#login-form input")
    sent = {"csrfmiddlewaretoken": token["value"], "username": "karin"}
    sign_in(site, browser, "guest")  # A refused sign-in leaves nothing in the session.
    second_step = browser.post(url_of(site, "/admin/login/"), sent | {"password": "correct horse"})
    assert urlsplit(second_step.url).path == "/admin/login/second-step/"


@pytest.mark.parametrize(
    ("sub", "language", "words"),
    [
        ("stranger", "sv", "Ingen med mejladressen stranger@example.org har tillgång här."),
        ("stranger", "en", "Nobody with the email address stranger@example.org has access here."),
        ("former", "sv", "Ingen med mejladressen former@example.org har tillgång här."),
        ("guest", "sv", "Ingen med mejladressen guest@example.org har tillgång här."),
        ("twin", "sv", "Ingen med mejladressen twin@example.org har tillgång här."),
        ("unverified", "sv", "Sjukhuskontot lämnade ingen bekräftad mejladress till dig."),
        ("unverified as text", "sv", "Sjukhuskontot lämnade ingen bekräftad mejladress till dig."),
        ("no claim", "sv", "Sjukhuskontot lämnade ingen bekräftad mejladress till dig."),
    ],
)
def test_user_without_permission_sees_whom_to_ask(
    site: SiteServer, browser: Any, sub: str, language: str, words: str
) -> None:
    page = sign_in(site, browser, sub, language=language)
    assert page.status_code == 403
    note = page_of(page).select_one(".errornote")
    assert words in note.text
    assert ("administratör" if language == "sv" else "administrator") in note.text
    assert not is_signed_in(site, browser)


def test_email_of_an_own_domain_needs_no_verified_claim(site: SiteServer, browser: Any) -> None:
    assert sign_in(site, browser, "own domain").url == url_of(site, ADMIN)
    assert is_signed_in(site, browser)


def test_sign_in_does_not_redirect_to_another_site(site: SiteServer, browser: Any) -> None:
    page = sign_in(site, browser, "karin", "https://elsewhere.example/")
    assert page.url == url_of(site, ADMIN)


def test_provider_sign_in_starts_only_on_our_own_page(site: SiteServer, browser: Any) -> None:
    assert browser.get(url_of(site, BUTTON)).status_code == 405
    assert browser.post(url_of(site, BUTTON)).status_code == 403
    redirect = click_button(site, browser)
    assert redirect.status_code == 200
    assert "form-action 'self';" in redirect.headers["Content-Security-Policy"] + ";"
    forged = browser.get(url_of(site, f"{BUTTON}back/?code=x&state=of-another-browser"))
    assert forged.status_code == 403
    assert "Sjukhuskontot loggade inte in dig." in forged.text


def test_user_who_denies_consent_returns_to_the_sign_in_page(
    site: SiteServer, browser: Any
) -> None:
    provider_url = click_button(site, browser).headers["Refresh"].removeprefix("0; url=")
    page = browser.post(provider_url, {"action": "deny"})
    assert page.status_code == 403
    assert "Sjukhuskontot loggade inte in dig. Försök igen." in page.text


def test_sign_in_page_asks_for_a_password_when_the_provider_is_down(
    site: SiteServer, browser: Any, provider_stack: ExitStack
) -> None:
    provider_stack.close()  # This test is the last: the others need the provider.
    page = click_button(site, browser)
    assert page.status_code == 503
    assert "Sjukhuskontot svarar inte." in page.text
    assert page_of(page).select_one("#login-form [name=password]")
