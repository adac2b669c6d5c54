"""Production refuses to start unsafely, and says what to set."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from atmp_events.models import User

SETTINGS = str(Path(__file__).resolve().parent.parent / "atmp_events" / "settings.py")
SAFE = {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "events.example.org"}


def start(**variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH",) if name in os.environ}
    code = (
        "from django.conf import settings as s;"
        "print(s.SITE_URL, s.SECURE_SSL_REDIRECT, s.SESSION_COOKIE_SECURE, s.SECURE_HSTS_SECONDS,"
        "s.SESSION_COOKIE_PATH, s.CSRF_COOKIE_PATH, s.SESSION_COOKIE_AGE, s.REQUIRE_TWO_FACTOR)"
    )
    return subprocess.run(  # noqa: S603
        [sys.executable, "-c", code],
        env=kept | {"DJANGO_SETTINGS_MODULE": "atmp_events.settings"} | variables,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variables", "advice"),
    [
        ({"SECRET_KEY": "short"}, "at least 50 random characters"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "“*” is not accepted"),
        ({"DEBUG": "true"}, "for this machine only"),
        ({"TLS": "false"}, "for this machine only"),
        ({"ADMIN_PATH": "sv/desk"}, "Set ADMIN_PATH"),
        ({"ADMIN_PATH": "/"}, "Set ADMIN_PATH"),
        ({"SITE_URL": "events.example.org"}, "Set SITE_URL to an origin"),
        ({"LOG_LEVEL": "loud"}, "Set LOG_LEVEL"),
        ({"LOG_FORMAT": "text"}, "Set LOG_FORMAT"),
        ({"SESSION_IDLE": "abc"}, "Set SESSION_IDLE"),
        ({"TRUST_PROXY": "true", "PROXY_COUNT": "two"}, "Set PROXY_COUNT"),
        ({"CALENDAR_PAST_DAYS": ""}, "Set CALENDAR_PAST_DAYS"),
        ({"EMBED_ANCESTORS": "www.example.org"}, "Set EMBED_ANCESTORS"),
        ({"EMBED_ANCESTORS": "https://a.example;script-src *"}, "Set EMBED_ANCESTORS"),
        ({"OIDC_ISSUER": "http://login.example.org"}, "begins with https://"),
        ({"OIDC_ISSUER": "https://login.example.org"}, "Set OIDC_CLIENT_ID"),
    ],
)
def test_an_unsafe_or_unreadable_configuration_is_refused(
    variables: dict[str, str], advice: str
) -> None:
    with (
        patch.dict(os.environ, SAFE | variables, clear=True),
        pytest.raises(ImproperlyConfigured, match=re.escape(advice)),
    ):
        runpy.run_path(SETTINGS)


def test_log_level_may_be_lowercase_and_data_dir_empty() -> None:
    with patch.dict(os.environ, SAFE | {"LOG_LEVEL": "info", "DATA_DIR": ""}, clear=True):
        found = runpy.run_path(SETTINGS)
    assert found["LOGGING"]["root"]["level"] == "INFO"
    assert found["DATA_DIR"] == found["BASE_DIR"] / "var"


def test_without_a_variable_nothing_starts() -> None:
    refused = start()
    assert refused.returncode != 0
    assert "Set SECRET_KEY" in refused.stderr


def test_two_variables_give_strict_settings() -> None:
    origin, *strict = start(**SAFE).stdout.split()
    assert origin == "https://events.example.org"
    assert strict == ["True", "True", "31536000", "/admin/", "/admin/", "14400", "False"]


def test_variables_set_admin_path_session_age_and_two_factor() -> None:
    chosen = {"ADMIN_PATH": "/the/desk", "SESSION_IDLE": "30", "REQUIRE_TWO_FACTOR": "true"}
    told = start(**SAFE | chosen).stdout.split()
    assert told[4:] == ["/the/desk/", "/the/desk/", "1800", "True"]


def test_hsts_may_exclude_subdomains() -> None:
    for chosen, expected in (("true", True), ("false", False)):
        variables = SAFE | {"HSTS_SUBDOMAINS": chosen}
        with patch.dict(os.environ, variables, clear=True):
            found = runpy.run_path(SETTINGS)
        named = found["SECURE_HSTS_INCLUDE_SUBDOMAINS"], found["SECURE_HSTS_PRELOAD"]
        assert named == (expected, expected)
        assert found["SECURE_HSTS_SECONDS"] == 31536000


@pytest.mark.parametrize(
    ("variables", "count"),
    [
        ({}, 0),
        ({"PROXY_COUNT": "2"}, 0),
        ({"TRUST_PROXY": "true"}, 1),
        ({"TRUST_PROXY": "true", "PROXY_COUNT": "2"}, 2),
    ],
)
def test_trusted_proxy_count_follows_the_variables(variables: dict[str, str], count: int) -> None:
    with patch.dict(os.environ, SAFE | variables, clear=True):
        assert runpy.run_path(SETTINGS)["ALLAUTH_TRUSTED_PROXY_COUNT"] == count


@pytest.mark.django_db
def test_site_without_an_oidc_issuer_has_no_provider_sign_in(client: Client) -> None:
    assert b'class="provider"' not in client.get("/admin/login/").content
    client.force_login(User.objects.create_superuser("anna"))
    assert client.post("/admin/login/provider/").status_code == 404
    assert client.get("/admin/login/provider/back/").status_code == 404
    assert not apps.is_installed("allauth.socialaccount")
