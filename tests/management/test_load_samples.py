"""Samples are shown on purpose, never by accident."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils.translation import override

from atmp_events.models import Event

pytestmark = pytest.mark.django_db


def told(*options: str) -> str:
    out = StringIO()
    with override("en"):
        call_command("load_samples", *options, stdout=out)
    return out.getvalue()


@override_settings(TLS=True)
def test_a_public_site_refuses_samples_unless_forced_and_is_told_what_was_done() -> None:
    with pytest.raises(CommandError, match="--force"):
        told()
    assert not Event.objects.exists()
    assert told("--force") == "Sample events: 28 created, 0 renewed.\n"
    with override_settings(TLS=False):
        assert told() == "Sample events: 0 created, 28 renewed.\n"
    assert Event.objects.count() == 28
