"""Only the embedded pages may be framed by other sites: a page of every view is requested."""

from contextlib import suppress

import pytest
import time_machine
from django.test import Client
from django.urls import Resolver404, resolve
from django.utils import translation

from benchmarks.generator import generate
from tests.builders import MORNING_BEFORE
from tests.test_query_counts import admin_paths, public_paths

pytestmark = pytest.mark.django_db

FRAMED = {"embed", "event_embed"}


@time_machine.travel(MORNING_BEFORE, tick=False)
def test_only_the_embedded_pages_may_be_framed(client: Client) -> None:
    generate(4, now=MORNING_BEFORE)
    with translation.override("sv"):
        paths = [*public_paths(), *admin_paths(), "/admin/login/", "/sv/nej/", "/"]
    for path in paths:
        response, view = client.get(path), ""
        with translation.override("sv"), suppress(Resolver404):
            view = resolve(path.partition("?")[0]).view_name
        is_framed = "frame-ancestors 'self' *" in response["Content-Security-Policy"]
        assert is_framed is (view in FRAMED), path
        assert is_framed or "frame-ancestors 'none'" in response["Content-Security-Policy"], path
        assert response.get("X-Frame-Options") == (None if is_framed else "DENY"), path
