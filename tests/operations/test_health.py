"""Health probes, and the system checks of a deployment."""

from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from django.db import OperationalError
from django.test import Client

from atmp_events.actions.seeding import load_network_meeting
from tests.builders import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def test_a_probe_needs_no_host_name_and_no_tls(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_site_without_its_database_is_alive_but_not_ready(
    client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    lost = OperationalError("could not connect to db.internal as events")
    with patch("django.db.connection.cursor", side_effect=lost):
        alive, ready = client.get("/healthz"), client.get("/readyz")
    assert alive.status_code == 200
    assert ready.status_code == 503
    assert ready.json()["database"] == "failing"
    assert "db.internal" not in ready.content.decode()
    assert "db.internal" in caplog.text


def test_site_with_an_unwritable_folder_is_not_ready(client: Client, settings: Any) -> None:
    settings.DATA_DIR = Path("/proc")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["disk"]) == (503, "failing")


def check_output(*options: str) -> str:
    """Return the output of `manage.py check --deploy`."""
    out = StringIO()
    try:
        call_command("check", *options, deploy=True, databases=["default"], stderr=out)
    except SystemCheckError as error:
        return str(error)
    return out.getvalue()


def test_checks_name_what_is_missing_and_the_command_to_run(settings: Any, tmp_path: Path) -> None:
    settings.STATIC_ROOT = settings.DATA_DIR = tmp_path
    output = check_output()
    for hint in (
        "manage.py createsuperuser",
        "manage.py load_network_meeting",
        "manage.py collectstatic",
        "manage.py backup",
        "Set SECURITY_CONTACT",
        "SECURE_HSTS_SECONDS",  # The tests run with TLS=false.
    ):
        assert hint in output
    settings.DATA_DIR = tmp_path / "not-there"
    assert "(DATA_DIR)" in check_output("--tag", "files")
    with patch("atmp_events.operations.checks.migrations_done", return_value=False):
        assert "manage.py migrate" in check_output("--tag", "database")
    with patch("django.db.connection.cursor", side_effect=OperationalError("no route")):
        assert "Check DATABASE_URL" in check_output("--tag", "database")


def test_checks_pass_on_a_complete_site(settings: Any, tmp_path: Path) -> None:
    load_network_meeting(now=NOON)
    call_command("create_demo_coordinator", stdout=StringIO())
    settings.SECURITY_CONTACT = "https://example.org/security"
    settings.STATIC_ROOT = settings.DATA_DIR = tmp_path
    (tmp_path / "staticfiles.json").touch()
    (tmp_path / "backups").mkdir()
    (tmp_path / "backups" / "atmp-events-29991231T000000Z.tar.gz").touch()
    assert "events." not in check_output()


def test_checks_report_readable_files_and_an_unfinished_restore(
    settings: Any, tmp_path: Path
) -> None:
    settings.DATA_DIR, settings.MEDIA_ROOT = tmp_path, tmp_path / "media"
    tmp_path.chmod(0o755)
    secret, own = tmp_path / "db.sqlite3", tmp_path / "secret-key"
    for path, mode in ((secret, 0o644), (own, 0o600)):
        path.touch()
        path.chmod(mode)
    output = check_output("--tag", "database")
    assert "may read db.sqlite3 in" in output
    assert f"chmod -R go= {tmp_path}" in output
    tmp_path.chmod(0o700)
    assert "may read" not in check_output("--tag", "database")
    Path(tmp_path, ".restoring-x").mkdir()
    output = check_output("--tag", "database")
    assert "A restore was interrupted" in output
    assert "before-restore-" in output
