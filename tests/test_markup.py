"""The HTML of every kind of page, judged by the W3C's checker."""

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
from tests.clients.programs import lacking
from tests.conftest import Undefined

pytestmark = pytest.mark.django_db

VNU = settings.BASE_DIR / "build/markup/node_modules/vnu-jar/build/dist/vnu.jar"


@pytest.fixture(scope="module")
def pages(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A folder with every kind of page, an event in every state, and every refusal."""
    folder = tmp_path_factory.mktemp("pages")
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    # A name that a template was not given fails it; Django's admin relies on showing nothing.
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
        lacking("The checker is missing. Debian: apt-get install npm default-jre-headless")
    if not VNU.exists():
        pytest.skip("The checker could not be fetched: npm reached no registry.")
    # It runs too short for its code to be worth compiling well, which takes larger frames.
    java = ("java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss8m", "-jar", str(VNU))
    told = subprocess.run(  # noqa: S603
        [*java, "--format", "json", "--stdout", "--skip-non-html", str(pages)],
        capture_output=True,
        text=True,
        check=False,
    )
    found: list[dict[str, Any]] = json.loads(told.stdout)["messages"]
    faults = [
        f"{Path(it['url']).name}: {it['message']} {it.get('extract', '')}"
        for it in found
        if it["type"] == "error" or it.get("subType") == "warning"
    ]
    assert not faults, "\n".join(sorted(set(faults)))


def test_no_page_needs_a_script(pages: Path) -> None:
    for file in pages.iterdir():
        page = BeautifulSoup(file.read_bytes(), "html.parser")
        assert {script["type"] for script in page.find_all("script")} <= {"application/ld+json"}
