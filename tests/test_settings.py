"""The settings refuse unsafe variables, and say which variable to set."""

import os
import re
import runpy
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.test import Client

from atmp_events.models import User

ROOT = Path(__file__).resolve().parent.parent
SETTINGS, GUNICORN = str(ROOT / "atmp_events" / "settings.py"), str(ROOT / "gunicorn.conf.py")
SAFE = {"SECRET_KEY": "k" * 50, "ALLOWED_HOSTS": "events.example.org"}
SIGN_IN = ("SESSION_COOKIE_PATH", "CSRF_COOKIE_PATH", "SESSION_COOKIE_AGE", "REQUIRE_TWO_FACTOR")


def settings_of(variables: dict[str, str]) -> dict[str, Any]:
    """The settings with only these environment variables."""
    with patch.dict(os.environ, variables, clear=True):
        return runpy.run_path(SETTINGS)


@pytest.mark.parametrize(
    ("variables", "advice"),
    [
        ({"SECRET_KEY": "short"}, "at least 50 random characters"),
        ({"ALLOWED_HOSTS": ""}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "*"}, "“*” is not accepted"),
        ({"ALLOWED_HOSTS": "https://events.example.org"}, "Set ALLOWED_HOSTS"),
        ({"ALLOWED_HOSTS": "events.example.org:443"}, "Set ALLOWED_HOSTS"),
        ({"DEBUG": "true"}, "for this machine only"),
        ({"TLS": "false"}, "for this machine only"),
        ({"ADMIN_PATH": "sv/desk"}, "Set ADMIN_PATH"),
        ({"ADMIN_PATH": "/"}, "Set ADMIN_PATH"),
        ({"ADMIN_PATH": "icons"}, "Set ADMIN_PATH"),
        ({"SITE_URL": "events.example.org"}, "Set SITE_URL to an origin"),
        ({"SITE_URL": "https://"}, "Set SITE_URL to an origin"),
        ({"SITE_URL": "https://events.example.org?a=b"}, "Set SITE_URL to an origin"),
        ({"DATA_DIR": "/not/there"}, "Set DATA_DIR to a folder that exists"),
        ({"DATABASE_URL": "foo://user@host/name"}, "Set DATABASE_URL"),
        ({"DATABASE_URL": "mysql://user@host/name"}, "Set DATABASE_URL"),
        ({"CACHE_URL": "host:6379"}, "Set CACHE_URL"),
        ({"CACHE_URL": "http://host:6379"}, "Set CACHE_URL"),
        ({"DATABASE_URL": "postgres://user:a/b@host/name"}, "Set DATABASE_URL"),
        ({"EMAIL_URL": "smtp+tls://name:a/b@host:587"}, "%2F for /"),
        ({"LOG_LEVEL": "loud"}, "Set LOG_LEVEL"),
        ({"LOG_FORMAT": "text"}, "Set LOG_FORMAT"),
        ({"SESSION_IDLE": "abc"}, "Set SESSION_IDLE"),
        ({"TRUST_PROXY": "true", "PROXY_COUNT": "two"}, "Set PROXY_COUNT"),
        ({"TRUST_PROXY": "true", "PROXY_COUNT": "0"}, "Set PROXY_COUNT to a whole number from 1"),
        ({"CALENDAR_PAST_DAYS": ""}, "Set CALENDAR_PAST_DAYS"),
        ({"CALENDAR_PAST_DAYS": "-1"}, "Set CALENDAR_PAST_DAYS to a whole number from 0"),
        ({"CALENDAR_PAST_DAYS": "999999"}, "Set CALENDAR_PAST_DAYS"),
        ({"REQUIRE_TWO_FACTOR": "ture"}, "Set REQUIRE_TWO_FACTOR to one of: true, false"),
        ({"TRUST_PROXY": '"true"'}, "Set TRUST_PROXY"),
        ({"TLS": ""}, "Set TLS"),
        ({"EMAIL_FROM": "The centre"}, "Set EMAIL_FROM"),
        ({"EMBED_ANCESTORS": "www.example.org"}, "Set EMBED_ANCESTORS"),
        ({"EMBED_ANCESTORS": "https://a.example;script-src *"}, "Set EMBED_ANCESTORS"),
        ({"OIDC_ISSUER": "http://login.example.org"}, "begins with https://"),
        ({"OIDC_ISSUER": "https://login.example.org"}, "Set OIDC_CLIENT_ID"),
    ],
)
def test_an_unsafe_or_unreadable_configuration_is_refused(
    variables: dict[str, str], advice: str
) -> None:
    with pytest.raises(ImproperlyConfigured, match=re.escape(advice)):
        settings_of(SAFE | variables)


@pytest.mark.parametrize(
    "variables", [{"THREADS": "two"}, {"THREADS": "0"}, {"WEB_CONCURRENCY": "0"}]
)
def test_gunicorn_says_in_one_line_which_variable_is_wrong(variables: dict[str, str]) -> None:
    command = [sys.executable, "-m", "gunicorn", "--check-config", "-c", GUNICORN, "no.site"]
    done = subprocess.run(  # noqa: S603
        command, env=variables, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr == f"Set {next(iter(variables))} to a whole number from 1 to 9999.\n"


def test_secret_key_has_no_default() -> None:
    with pytest.raises(ImproperlyConfigured, match="Set SECRET_KEY"):
        settings_of({})


def test_lists_may_have_spaces() -> None:
    keys = {"SECRET_KEY_FALLBACKS": "former, older,"}
    found = settings_of(SAFE | keys | {"ALLOWED_HOSTS": "events.example.org, .example.com"})
    assert found["ALLOWED_HOSTS"] == ["events.example.org", ".example.com"]
    assert found["SECRET_KEY_FALLBACKS"] == ["former", "older"]


@pytest.mark.parametrize("value", ["true", "True", "true ", "1", "yes", "on"])
def test_a_switch_may_be_written_in_several_ways(value: str) -> None:
    assert settings_of(SAFE | {"REQUIRE_TWO_FACTOR": value})["REQUIRE_TWO_FACTOR"] is True
    assert settings_of(SAFE | {"REQUIRE_TWO_FACTOR": "0"})["REQUIRE_TWO_FACTOR"] is False


def test_log_level_may_be_lowercase_and_data_dir_empty() -> None:
    found = settings_of(SAFE | {"LOG_LEVEL": "info", "DATA_DIR": ""})
    assert found["LOGGING"]["root"]["level"] == "INFO"
    assert found["DATA_DIR"] == found["BASE_DIR"] / "var"


def test_two_variables_give_strict_settings() -> None:
    found = settings_of(SAFE)
    assert found["SITE_URL"] == "https://events.example.org"
    assert found["SECURE_SSL_REDIRECT"]
    assert found["SESSION_COOKIE_SECURE"]
    assert found["SECURE_HSTS_SECONDS"] == 31536000
    assert [found[it] for it in SIGN_IN] == ["/admin/", "/admin/", 14400, False]


def test_variables_set_admin_path_session_age_and_two_factor() -> None:
    chosen = {"ADMIN_PATH": "/the/desk", "SESSION_IDLE": "30", "REQUIRE_TWO_FACTOR": "true"}
    found = settings_of(SAFE | chosen)
    assert [found[it] for it in SIGN_IN] == ["/the/desk/", "/the/desk/", 1800, True]


@pytest.mark.parametrize(("chosen", "expected"), [("true", True), ("false", False)])
def test_hsts_may_exclude_subdomains(chosen: str, expected: bool) -> None:
    found = settings_of(SAFE | {"HSTS_SUBDOMAINS": chosen})
    assert found["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is expected
    assert found["SECURE_HSTS_PRELOAD"] is expected
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
    assert settings_of(SAFE | variables)["ALLAUTH_TRUSTED_PROXY_COUNT"] == count


@pytest.mark.django_db
def test_site_without_an_oidc_issuer_has_no_provider_sign_in(client: Client) -> None:
    assert b'class="provider"' not in client.get("/admin/login/").content
    client.force_login(User.objects.create_superuser("anna"))
    assert client.post("/admin/login/provider/").status_code == 404
    assert client.get("/admin/login/provider/back/").status_code == 404
    assert not apps.is_installed("allauth.socialaccount")
