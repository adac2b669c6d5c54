"""Errors reported to a Sentry, where `SENTRY_DSN` names one."""

from django.conf import settings


def report_errors() -> None:
    """Start reporting, if there is somebody to report to. Nothing personal goes along."""
    if settings.SENTRY_DSN:
        import sentry_sdk  # It takes its time to load, and most sites have no Sentry.

        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            release=settings.VERSION,
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
        )
