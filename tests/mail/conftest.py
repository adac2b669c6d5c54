"""Fixtures: a site that sends letters to a real mail server."""

from collections.abc import Iterator
from pathlib import Path

import django
import pytest
from django.conf import LazySettings

from .mail_server import MailServer, mail_server


@pytest.fixture(autouse=True)
def _mail_is_set_up(settings: LazySettings, tmp_path: Path) -> None:
    settings.EMAIL_URL = "smtp://127.0.0.1"
    settings.DEFAULT_FROM_EMAIL = "no-reply@events.example.org"
    settings.DATA_DIR = tmp_path


@pytest.fixture
def server(settings: LazySettings, tmp_path: Path) -> Iterator[MailServer]:
    """A running mail server that the settings point to."""
    with mail_server(tmp_path) as server:
        set_mail_server(settings, server.port)
        yield server


def set_mail_server(settings: LazySettings, port: int, encryption: str = "") -> None:
    """Set the mail server to a port of this machine (`encryption` as in `mail_server`)."""
    backend = "atmp_events.mail.sending.EmailBackend"
    options = {
        "host": "127.0.0.1",
        "port": port,
        "use_ssl": encryption == "smtps",
        "use_tls": encryption == "starttls",
    }
    if django.VERSION < (6, 1):
        settings.EMAIL_BACKEND = backend
        for name, value in options.items():
            setattr(settings, f"EMAIL_{name.upper()}", value)
    else:
        settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": options}}
