"""Those who watch over the site are told how it is, and strangers nothing."""

from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from atmp_events.actions.admitting import admit_first_coordinator
from atmp_events.actions.seeding import load_network_meeting
from tests.builders import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("roles")]


def test_a_probe_needs_no_host_name_and_no_tls(client: Client, settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    for path in ("/healthz", "/readyz"):
        assert client.get(path, headers={"host": "10.0.0.7:8000"}).status_code == 200


def test_a_lost_database_is_not_ready_but_alive(
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


def test_a_folder_that_cannot_be_written_is_not_ready(client: Client, settings: Any) -> None:
    settings.DATA_DIR = Path("/proc")
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["disk"]) == (503, "failing")


def doctor() -> tuple[int, str]:
    out, code = StringIO(), 0
    try:
        call_command("doctor", stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return code, out.getvalue()


def test_the_doctor_names_what_is_missing_and_the_command_that_mends_it(settings: Any) -> None:
    code, told = doctor()
    assert code == 1
    assert "manage.py createsuperuser" in told
    assert "manage.py load_network_meeting" in told
    assert "Set SECURITY_CONTACT" in told
    assert "SECURE_HSTS_SECONDS" in told  # TLS=false: for this machine only


def test_the_doctor_is_content_with_a_site_in_order(settings: Any, tmp_path: Path) -> None:
    load_network_meeting(now=NOON)
    admit_first_coordinator()
    settings.SECURITY_CONTACT = "https://example.org/security"
    settings.DATA_DIR = tmp_path
    with patch("atmp_events.operations.doctor.checks.run_checks", return_value=[]):
        assert doctor() == (
            1,
            "- There is no backup in DATA_DIR. Run daily: manage.py backup\n",
        )
        (tmp_path / "backups").mkdir()
        (tmp_path / "backups" / "atmp-events-29991231T000000000000Z.zip").touch()
        assert doctor() == (0, "All is well.\n")
