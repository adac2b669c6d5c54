"""Headers that keep a browser from doing what the site never asks of it."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db

PATHS = ["/", "/sv/", "/en/subscribe/", "/sv/finns-inte/", "/admin/login/"]


@pytest.mark.parametrize("path", PATHS)
def test_every_answer_has_a_strict_policy(client: Client, path: str) -> None:
    response = client.get(path)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response["Permissions-Policy"]


@pytest.mark.parametrize("path", PATHS)
def test_scripts_run_in_the_admin_alone(client: Client, path: str) -> None:
    policy = client.get(path)["Content-Security-Policy"].split("; ")
    if path.startswith("/admin/"):
        assert any(it.startswith("script-src 'self'") for it in policy)
    else:
        assert {"script-src 'none'", "trusted-types 'none'"} <= set(policy)
        assert "require-trusted-types-for 'script'" in policy


def test_an_unchanged_page_is_not_sent_twice(client: Client) -> None:
    first = client.get("/sv/")
    again = client.get("/sv/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
