"""The command load_samples on a public site."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings
from django.utils.translation import override

from atmp_events.models import Event

pytestmark = pytest.mark.django_db


def run_command(*options: str) -> str:
    out = StringIO()
    with override("en"):
        call_command("load_samples", *options, stdout=out)
    return out.getvalue()


@override_settings(TLS=True)
def test_samples_are_refused_on_a_public_site_without_force() -> None:
    with pytest.raises(CommandError, match="--force"):
        run_command()
    assert not Event.objects.exists()
    assert run_command("--force") == "Sample events: 28 created, 0 renewed.\n"
    with override_settings(TLS=False):
        assert run_command() == "Sample events: 0 created, 28 renewed.\n"
    assert Event.objects.count() == 28
