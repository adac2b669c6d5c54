"""Error reports to Sentry, if `SENTRY_DSN` is set."""

from typing import Any

from django.conf import settings

from .logs import without_secrets


def report_errors() -> None:
    """Start Sentry, if it is configured, without personal data."""
    if settings.SENTRY_DSN:
        import sentry_sdk  # slow to import, and optional

        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            release=settings.VERSION,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            before_send=_without_secrets,
        )


def _without_secrets(part: Any, hint: Any = None) -> Any:
    """Return a report, or a part of it, without secret addresses."""
    if isinstance(part, dict):
        return {name: _without_secrets(it) for name, it in part.items()}
    if isinstance(part, list | tuple):
        return [_without_secrets(it) for it in part]
    return without_secrets(part) if isinstance(part, str) else part
