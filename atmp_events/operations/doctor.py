"""What is wrong with an installation, each in one line that says what to do about it."""

import os
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.conf import settings
from django.core import checks
from django.db import Error, connection
from django.db.models import Q

from ..models import Page, User
from .backup import backups
from .health import ROOM_FOR_WORK, migrations_done

OLD: Final = timedelta(days=2)


def complaints(*, now: datetime) -> Iterator[str]:
    """Yield what is wrong, the most fundamental first. `now` is aware."""
    yield from _settings()
    yield from _disk()
    try:
        if not migrations_done():
            yield "The database is not up to date. Run: manage.py migrate"
            return
        yield from _integrity()
        yield from _content()
    except Error as error:
        what = str(error).strip().replace("\n", " ")
        yield f"The database cannot be used ({what}). Check DATABASE_URL, and that it runs."
        return
    yield from _backups(now)


def _settings() -> Iterator[str]:
    for message in checks.run_checks(include_deployment_checks=True):
        if message.level >= checks.WARNING and not message.is_silenced():
            yield " ".join(f"{message.msg} {message.hint or ''}".split())
    if not Path(settings.STATIC_ROOT, "staticfiles.json").exists() and not settings.DEBUG:
        yield "The static files were not collected. Run: manage.py collectstatic --noinput"
    if not settings.SECURITY_CONTACT:
        yield "Nobody can report a weakness. Set SECURITY_CONTACT to an e-mail or web address."


def _disk() -> Iterator[str]:
    folder = settings.DATA_DIR
    if not os.access(folder, os.W_OK):
        yield f"{folder} cannot be written. Give it to the user that the site runs as (DATA_DIR)."
    elif shutil.disk_usage(folder).free < 10 * ROOM_FOR_WORK:
        yield f"There is little room left on the disk of {folder}. Free some, or move DATA_DIR."


def _integrity() -> Iterator[str]:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check")
            found = cursor.fetchone()[0]
        if found != "ok":
            yield f"The database file is damaged ({found}). Restore a backup: manage.py restore"


def _content() -> Iterator[str]:
    admits = Q(is_superuser=True) | Q(groups__permissions__codename="change_user")
    if not User.objects.filter(admits, is_active=True, is_staff=True).exists():
        yield "Nobody can administer the site. Run: manage.py createsuperuser"
    if missing := set(Page.Key.values) - set(Page.objects.values_list("key", flat=True)):
        names = ", ".join(sorted(missing))
        yield f"Information pages are missing ({names}). Run: manage.py load_network_meeting"


def _backups(now: datetime) -> Iterator[str]:
    made = backups(settings.DATA_DIR / "backups").values()
    if not made:
        yield "There is no backup in DATA_DIR. Run daily: manage.py backup"
    elif now - max(made) > OLD:
        yield f"The last backup is of {max(made):%Y-%m-%d}. Run daily: manage.py backup"
