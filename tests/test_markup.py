"""The HTML of every kind of page, checked by the W3C's validator."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import transaction
from django.template import engines
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from tests.browser.public_pages import MISSING, event_pages_in_every_state, one_page_of_each_kind
from tests.conftest import Undefined
from tests.missing_programs import skip_missing

pytestmark = pytest.mark.django_db

VNU = settings.BASE_DIR / "build/markup/node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture(scope="module")
def pages(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder with every kind of page, an event in every state, and every error page."""
    folder = tmp_path_factory.mktemp("pages")
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    # Undefined template variables fail. None of the pages is of the admin, which relies on them.
    engine = engines["django"].engine
    with (
        patch.object(engine, "string_if_invalid", Undefined("%s")),
        django_db_blocker.unblock(),
        transaction.atomic(),
    ):
        for number, path in enumerate(
            [*one_page_of_each_kind(), *event_pages_in_every_state(timezone.now()), *MISSING]
        ):
            name = path.strip("/").replace("/", "-").replace("?", "-") or "front"
            file = folder / f"{number:03}-{name[:80]}.html"
            file.write_bytes(client.get(path).content)
        (folder / "400.html").write_bytes(client.get("/sv/", headers={"host": "a b"}).content)
        (folder / "405.html").write_bytes(client.post("/en/").content)
        transaction.set_rollback(True)
    return folder


def test_the_w3c_checker_finds_no_error(pages: Path) -> None:
    if not (shutil.which("npm") and shutil.which("java")):
        skip_missing("The checker is missing. Debian: apt-get install npm default-jre-headless")
    if not VNU.exists():
        pytest.skip("The checker could not be fetched: npm reached no registry.")
    # The run is too short for the optimising compiler; code compiled less needs a larger stack.
    java = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m", "-jar", str(VNU))
    done = subprocess.run(  # noqa: S603
        [*java, "--format", "json", "--stdout", "--skip-non-html", str(pages)],
        capture_output=True,
        text=True,
        check=False,
    )
    messages: list[dict[str, Any]] = json.loads(done.stdout)["messages"]
    errors = [
        f"{Path(it['url']).name}: {it['message']} {it.get('extract', '')}"
        for it in messages
        if it["type"] == "error" or it.get("subType") == "warning"
    ]
    assert not errors, "\n".join(sorted(set(errors)))


def test_no_page_needs_a_script(pages: Path) -> None:
    for file in pages.iterdir():
        page = BeautifulSoup(file.read_bytes(), "html.parser")
        assert {script["type"] for script in page.find_all("script")} <= {"application/ld+json"}
