"""Error reports to Sentry, if `SENTRY_DSN` is set."""

from django.conf import settings


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
        )
