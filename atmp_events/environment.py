"""The environment variables of the site: types, defaults, and functions that check values."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import environ
from django.core.exceptions import ImproperlyConfigured

BOOLEANS: Final = ("true", "false", "yes", "no", "on", "off", "1", "0")
MAX_NUMBER: Final = 700_000  # as days before today, this is still after the year 1
HOST: Final = re.compile(r"[\w.-]+|\[[\da-f:.]+\]", re.ASCII | re.IGNORECASE)
LOOPBACK: Final = {"localhost", "127.0.0.1", "[::1]", "testserver"}
BACKENDS: Final = ("django.core.", "django.db.backends.postgresql", "django.db.backends.sqlite3")


def comma_separated(value: str) -> list[str]:
    """Return the parts between commas, without spaces around them; no empty ones."""
    return [it.strip() for it in value.split(",") if it.strip()]


env = environ.Env(
    SECRET_KEY=(str, ""),  # At least 50 random characters
    SECRET_KEY_FALLBACKS=(comma_separated, []),  # Former keys: what they signed stays valid
    ALLOWED_HOSTS=(comma_separated, []),  # Host names the site answers to, the public one first
    SITE_URL=(str, ""),  # Public origin for absolute links; default https://<first host>
    DATABASE_URL=(str, ""),  # Default: SQLite in DATA_DIR
    CACHE_URL=(str, ""),  # redis://host:6379/0: one cache for all processes
    DATA_DIR=(str, ""),  # Default: var/ beside the code. Database, pictures and backups
    TLS=(bool, True),  # False only on this machine: no redirect to https, no secure cookies
    HSTS_SUBDOMAINS=(bool, True),  # Browsers use https only for all names below the host, too
    TRUST_PROXY=(bool, False),  # A proxy sets X-Forwarded-*, and nobody can bypass the proxy
    PROXY_COUNT=(int, 1),  # With TRUST_PROXY: how many proxies add to X-Forwarded-For
    DEBUG=(bool, False),  # Only on this machine
    ADMIN_PATH=(str, "admin"),  # Where the coordinator signs in
    REQUIRE_TWO_FACTOR=(bool, False),  # The admin requires a second factor
    OIDC_ISSUER=(str, ""),  # An OpenID Connect provider whose accounts sign in to the admin
    OIDC_CLIENT_ID=(str, ""),
    OIDC_CLIENT_SECRET=(str, ""),
    OIDC_NAME=(str, ""),  # Its name on the sign-in page; default its host
    OIDC_EMAIL_DOMAINS=(comma_separated, []),  # Addresses of these domains count as verified
    SESSION_IDLE=(int, 240),  # Minutes without a request until sign-out
    LOG_LEVEL=(str, "INFO"),
    LOG_FORMAT=(str, "json"),  # “json” or “line”
    SENTRY_DSN=(str, ""),  # Errors are reported there, besides the log
    DATA_LICENCE=(str, ""),  # Address of the licence of the events' data, named in the feeds
    CALENDAR_PAST_DAYS=(int, 730),  # How long past events stay in subscribed calendars
    CHECK_LINKS=(bool, True),  # Check the links of an event when it is saved
    EMAIL_URL=(str, ""),  # smtp+tls://name:password@host:587. Without it no mail is sent
    EMAIL_FROM=(str, ""),  # The sender of mail; default no-reply@<first host>
    EMBED_ANCESTORS=(comma_separated, ["*"]),  # Sites that may show the embedded pages in a frame
    SECURITY_CONTACT=(str, ""),  # Email or web address for security.txt
)


def refuse_to_start_insecure(secret_key: str, hosts: list[str], *, is_local: bool) -> None:
    """Raise ImproperlyConfigured for an insecure configuration; the message says what to set.

    `is_local` says that the configuration is for this machine only.
    """
    if len(secret_key) < 50:
        raise ImproperlyConfigured(
            "Set SECRET_KEY to at least 50 random characters. Make one with: "
            'python -c "import secrets; print(secrets.token_urlsafe(50))"'
        )
    if not hosts or not all(HOST.fullmatch(it) for it in hosts):
        raise ImproperlyConfigured(
            "Set ALLOWED_HOSTS to the site's host names, for example events.example.org "
            "(“*” is not accepted)."
        )
    if is_local and not LOOPBACK.issuperset(hosts):
        raise ImproperlyConfigured(
            "DEBUG=true and TLS=false are for this machine only: "
            "ALLOWED_HOSTS may then name only localhost, 127.0.0.1 and [::1]."
        )


def boolean(name: str) -> bool:
    """Return a variable; raise ImproperlyConfigured, with its name, if it is no boolean."""
    value = str(env(name, cast=str)).strip().lower()
    return one_of(name, value, BOOLEANS) in environ.Env.BOOLEAN_TRUE_STRINGS


def folder(name: str, default: Path) -> Path:
    """Return a variable or the default; raise ImproperlyConfigured if it names no folder."""
    if not (path := env(name)):
        return default
    if not Path(path).is_dir():
        raise ImproperlyConfigured(f"Set {name} to a folder that exists.")
    return Path(path)


def whole_number(name: str, *, least: int) -> int:
    """Return a variable; raise ImproperlyConfigured, with its name, if it is no such number."""
    try:
        number: int = env(name)
    except ValueError:
        number = least - 1
    if not least <= number <= MAX_NUMBER:
        raise ImproperlyConfigured(f"Set {name} to a whole number from {least} to {MAX_NUMBER}.")
    return number


def one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    """Return the value of a variable; raise ImproperlyConfigured, with its name, if unknown."""
    if value not in known:
        raise ImproperlyConfigured(f"Set {name} to one of: {', '.join(known)}.")
    return value


def read_address(name: str, read: Callable[[str], dict[str, Any]], address: str) -> dict[str, Any]:
    """Return what `read` finds in an address, of a database, a cache or a mail server.

    Raises ImproperlyConfigured, with the name of the variable, if it cannot be read.
    """
    try:
        found = read(address)
    except (ValueError, ImproperlyConfigured):
        found = {}
    backend = found.get("ENGINE") or found.get("BACKEND") or found.get("EMAIL_BACKEND") or ""
    if not backend.startswith(BACKENDS):
        raise ImproperlyConfigured(
            f"Set {name} to an address as in docs/settings.md. In its password, write characters "
            "other than letters and digits as %XX, for example %2F for /."
        )
    return found
