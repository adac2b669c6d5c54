"""The environment variables of the site: types, defaults, and functions that check values."""

from collections.abc import Callable
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

env = environ.Env(
    SECRET_KEY=(str, ""),  # At least 50 random characters
    SECRET_KEY_FALLBACKS=(list, []),  # Former keys, still valid for what they signed or encrypted
    ALLOWED_HOSTS=(list, []),  # Host names the site answers to, the public one first
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
    OIDC_EMAIL_DOMAINS=(list, []),  # Addresses of these domains count as verified
    SESSION_IDLE=(int, 240),  # Minutes without a request until sign-out
    LOG_LEVEL=(str, "INFO"),
    LOG_FORMAT=(str, "json"),  # “json” or “line”
    SENTRY_DSN=(str, ""),  # Errors are reported there, besides the log
    DATA_LICENCE=(str, ""),  # Address of the licence of the events' data, named in the feeds
    CALENDAR_PAST_DAYS=(int, 730),  # How long past events stay in subscribed calendars
    CHECK_LINKS=(bool, True),  # Check the links of an event when it is saved
    EMAIL_URL=(str, ""),  # smtp+tls://name:password@host:587. Without it no mail is sent
    EMAIL_FROM=(str, ""),  # The sender of mail; default no-reply@<first host>
    EMBED_ANCESTORS=(list, ["*"]),  # Sites that may show the embedded pages in a frame
    SECURITY_CONTACT=(str, ""),  # Email or web address for security.txt
)


def whole_number(name: str) -> int:
    """Return a variable; raise ImproperlyConfigured, with its name, if it is no whole number."""
    try:
        number: int = env(name)
    except ValueError:
        raise ImproperlyConfigured(f"Set {name} to a whole number, or do not set it.") from None
    return number


def one_of(name: str, value: str, known: tuple[str, ...]) -> str:
    """Return the value of a variable; raise ImproperlyConfigured, with its name, if unknown."""
    if value not in known:
        raise ImproperlyConfigured(f"Set {name} to one of: {', '.join(known)}.")
    return value


def read_address(name: str, read: Callable[[str], dict[str, Any]], address: str) -> dict[str, Any]:
    """Return what `read` finds in an address, of a database or a mail server.

    Raises ImproperlyConfigured, with the name of the variable, if it cannot be read.
    """
    try:
        found = read(address)
    except (ValueError, ImproperlyConfigured):
        found = {}
    if not {"ENGINE", "EMAIL_BACKEND"} & {key for key, it in found.items() if it}:
        raise ImproperlyConfigured(
            f"Set {name} to an address as in docs/settings.md. In its password, write characters "
            "other than letters and digits as %XX, for example %2F for /."
        )
    return found
