"""The services of compose.yaml: their variables, proxy and replica."""

import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings

from .compose import environment_of, services
from .nginx import CONFIGURATION

REQUIRED = {"SECRET_KEY": "x" * 60, "ALLOWED_HOSTS": "events.example.org"}


def variables_in(pattern: str, file: str) -> set[str]:
    """The names of variables that a pattern finds in a file."""
    return set(re.findall(pattern, Path(settings.BASE_DIR, file).read_text(), re.M))


DOCUMENTED = variables_in(r"^\| `(\w+)` \|", "docs/settings.md")
# Variables that compose.yaml sets, whatever is in .env.
FIXED = {"TRUST_PROXY": "true"}
OF_SQLITE = FIXED | {"DATABASE_URL": "", "CACHE_URL": ""}


def test_every_variable_is_documented() -> None:
    read = variables_in(r"^    ([A-Z_]+)=\(", "atmp_events/environment.py")
    assert read | variables_in(r'environ\.get\("(\w+)"', "gunicorn.conf.py") == DOCUMENTED


SITES = ("site", "migrate", "letters", "single", "migrate-single", "letters-single")


@pytest.mark.parametrize("name", SITES)
def test_every_variable_reaches_the_site(name: str) -> None:
    file = {it: f"of {it}" for it in DOCUMENTED}
    wanted = file | (OF_SQLITE if "single" in name else FIXED)
    assert environment_of(name, file) == wanted


def test_site_gets_database_and_cache_urls_by_default() -> None:
    given = environment_of("site", REQUIRED | {"POSTGRES_PASSWORD": "word"})
    assert given["DATABASE_URL"] == "postgres://events:word@postgres/events"
    assert given["CACHE_URL"] == "redis://valkey:6379/0"


@pytest.mark.parametrize("missing", REQUIRED)
def test_compose_fails_without_a_required_variable(missing: str) -> None:
    file = {name: value for name, value in REQUIRED.items() if name != missing}
    with pytest.raises(subprocess.CalledProcessError):
        environment_of("site", file)


def test_the_site_is_reached_through_nginx_only() -> None:
    ports = {name: it["ports"] for name, it in services().items() if "ports" in it}
    assert ports == {name: ["127.0.0.1:8080:80"] for name in ("proxy", "proxy-single")}
    mounted = f"./{CONFIGURATION.relative_to(settings.BASE_DIR)}:/etc/nginx/conf.d/default.conf:ro"
    assert all(services()[name]["volumes"] == [mounted] for name in ports)


def test_nginx_buffers_are_in_limited_memory() -> None:
    wanted = {f"/var/cache/nginx/{it}:size=256m" for it in ("client_temp", "proxy_temp", "events")}
    assert all(set(services()[it]["tmpfs"]) == wanted for it in ("proxy", "proxy-single"))


@pytest.mark.parametrize(
    ("url", "is_elsewhere"),
    [
        ("", False),
        ("file:///data/copy", False),
        ("/data/copy", False),
        ("s3://", False),
        ("s3://bucket/events", True),
        ("sftp://user@host/events", True),
    ],
)
def test_replica_on_the_same_machine_is_refused(url: str, is_elsewhere: bool) -> None:
    wanted = services()["litestream"]["depends_on"]
    assert wanted["replica-is-elsewhere"]["condition"] == "service_completed_successfully"
    command = [it.replace("$$", "$") for it in services()["replica-is-elsewhere"]["command"]]
    variables = environment_of("replica-is-elsewhere", REQUIRED | {"REPLICA_URL": url})
    done = subprocess.run(  # noqa: S603
        command, env=variables, check=False, text=True, stdout=subprocess.PIPE
    )
    assert (done.returncode == 0, "another machine" in done.stdout) == (
        is_elsewhere,
        not is_elsewhere,
    )
