"""Requests cannot forge lines of the log, and secret addresses are not in it."""

import json
import logging
import logging.config
import os
import runpy
from collections.abc import Callable, Iterator
from copy import deepcopy
from io import StringIO
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver

from atmp_events.operations.logs import report_errors, report_without_personal_data, without_secrets

pytestmark = pytest.mark.django_db

TOKEN = "hKx2_9Qw-7LmZr4TnYb8VcPd3FgJs6Ae"


@pytest.fixture(params=["line", "json"])
def log(request: pytest.FixtureRequest) -> Iterator[Callable[[], str]]:
    """A function that returns the site's log, in each of its two formats."""
    written, root = StringIO(), logging.getLogger()
    configured: Any = logging.config.DictConfigurator(deepcopy(settings.LOGGING))  # type: ignore[attr-defined]
    handler = logging.StreamHandler(written)
    formatters, filters = (configured.config[it] for it in ("formatters", "filters"))
    handler.setFormatter(configured.configure_formatter(formatters[request.param]))
    handler.addFilter(configured.configure_filter(filters["request"]))
    root.addHandler(handler)
    yield written.getvalue
    root.removeHandler(handler)


def test_unknown_host_logs_one_line_without_traceback(
    client: Client, log: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert client.get("/sv/", headers={"host": "a.evil"}).status_code == 400
    assert "Traceback" not in log() + capsys.readouterr().err
    assert len(log().splitlines()) == 1
    # Outside pytest, Python prints errors of a logger without a handler.
    logger = logging.getLogger("django.security.DisallowedHost")
    assert logger.propagate or not logger.isEnabledFor(logging.ERROR)


def test_request_cannot_forge_a_log_line(client: Client, log: Callable[[], str]) -> None:
    for path in ("/e/%0d%0a2027 INFO%20signed-in", "/e/%1b[2J%e2%80%a8x/", "/sv/%c2%9b1m/"):
        client.get(path)
    assert len(log().splitlines()) == 3
    assert log().replace("\n", "").isprintable()
    try:
        raise ValueError("x\n2027-04-13 INFO signed in")
    except ValueError:
        logging.getLogger("atmp_events").exception("It failed")
    assert not any(it.startswith("2027") for it in log().splitlines())


def addresses(patterns: Any, before: str = "") -> Iterator[str]:
    for it in patterns:
        route = before + str(it.pattern)
        if isinstance(it, URLResolver):
            yield from addresses(it.url_patterns, route)
        elif isinstance(it, URLPattern):
            yield route


def test_no_secret_address_is_in_the_log(client: Client, log: Callable[[], str]) -> None:
    secret = [it for it in addresses(get_resolver().url_patterns) if "token>" in it]
    for route in secret:
        path = "/" + route.replace("<str:token>", TOKEN).replace("<token>", TOKEN)
        path = path.replace("<uidb64>", "NQ")
        assert TOKEN not in without_secrets(path), path
    for path in (f"/sv/forhandsvisning/{TOKEN}/", f"/en/preview/{TOKEN}/poster/not-there"):
        assert client.get(path).status_code == 404
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", path, extra={"request": client.request().wsgi_request}
    )
    strict = Client(enforce_csrf_checks=True, SERVER_NAME="localhost")
    strict.post(f"/{settings.ADMIN_PATH}password/NQ/{TOKEN}/")
    assert log().count("forhandsvisning/…") + log().count("forhandsvisning/\\u2026") == 1
    assert TOKEN not in log()
    if log().startswith("{"):
        assert all(json.loads(line) for line in log().splitlines())


def test_a_report_to_sentry_has_no_secret_address_search_or_header() -> None:
    report = {
        "request": {
            "method": "GET",
            "url": f"https://x/en/preview/{TOKEN}/",
            "query_string": "q=Ann+Reader",
            "headers": {"Referer": "https://x/sv/evenemang/?q=Ann+Reader"},
        },
        "breadcrumbs": [f"/preview/{TOKEN}/"],
    }
    assert report_without_personal_data(report) == {
        "request": {"method": "GET", "url": "https://x/en/preview/…/"},
        "breadcrumbs": ["/preview/…/"],
    }
    assert report_without_personal_data({"message": "x"}) == {"message": "x", "request": {}}


def test_an_unreadable_address_of_sentry_is_refused() -> None:
    with (
        override_settings(SENTRY_DSN="sentry.example.org"),
        pytest.raises(ImproperlyConfigured, match="Set SENTRY_DSN"),
    ):
        report_errors()


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("Error handling request %s", "Error handling request"),
        (
            "Invalid request from ip=192.0.2.1: Invalid header: 'x'",
            "Invalid request: Invalid header: …",
        ),
        ("Worker %s exits", f"Worker {TOKEN} exits"),
    ],
)
def test_log_of_gunicorn_has_no_address_of_a_failed_request(
    monkeypatch: pytest.MonkeyPatch, message: str, written: str
) -> None:
    monkeypatch.setattr(os, "umask", int)
    own = runpy.run_path(str(settings.BASE_DIR / "gunicorn.conf.py"))["WithoutAddress"]()
    record = logging.makeLogRecord({"msg": message, "args": (TOKEN,) if "%s" in message else ()})
    assert own.filter(record)
    assert record.getMessage() == written
