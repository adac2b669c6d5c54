"""Numbers given to commands that cannot be meant."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seconds", ["-5", "0", "86401", "99999999999999999999"])
def test_letters_are_not_sent_at_an_impossible_interval(seconds: str) -> None:
    with pytest.raises(CommandError, match="from 1 to 86400 seconds"):
        call_command("send_letters", "--every", seconds)


def test_backup_does_not_keep_a_negative_number(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="0 or a larger number"):
        call_command("backup", "--to", str(tmp_path), "--keep", "-1")
    assert not [*tmp_path.iterdir()]
