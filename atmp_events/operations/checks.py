"""Django system checks of an installation; each has a hint on what to do.

`manage.py check --deploy` checks the settings. With `--database default` it also checks the
installation: disk, static files, tables, backups and required content.
"""

import os
import shutil
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.db import Error as DatabaseError
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from ..models import Page, User
from .backup import REPLACED, backups
from .database import migrations_done
from .health import MIN_FREE_DISK
from .restore import unfinished

OTHERS: Final = 0o077  # permissions of everybody but the owner
BACKUP_AGE_LIMIT: Final = timedelta(days=2)


@register(Tags.security, deploy=True)
def security_contact(**kwargs: Any) -> list[CheckMessage]:
    """Check that SECURITY_CONTACT is set."""
    if settings.SECURITY_CONTACT:
        return []
    hint = "Set SECURITY_CONTACT to an email or web address."
    words = "SECURITY_CONTACT is not set: nobody can report a security problem."
    return [Warning(words, hint, id="events.W001")]


@register(Tags.files, deploy=True)
def data_dir(**kwargs: Any) -> list[CheckMessage]:
    """Check that DATA_DIR is a folder that can be written."""
    if os.access(settings.DATA_DIR, os.W_OK):
        return []
    hint = "Make the folder, or give it to the user that the site runs as (DATA_DIR)."
    return [Error(f"{settings.DATA_DIR} cannot be written.", hint, id="events.E003")]


@register(Tags.database, deploy=True)
def installation(databases: Sequence[str] | None = None, **kwargs: Any) -> list[CheckMessage]:
    """Check disk, static files, backups, database and required content."""
    if not databases:
        return []
    found = [*_files(), *_readable_by_others(), *_unfinished(), *_backups()]
    try:
        if migrations_done():
            return [*found, *_damage(), *_content()]
        hint = "Run: manage.py migrate"
        return [*found, Error("The database is not up to date.", hint, id="events.E001")]
    except DatabaseError as error:
        hint = "Check DATABASE_URL, and that the database server is running."
        return [*found, Error(f"The database cannot be used ({error}).", hint, id="events.E002")]


def _files() -> Iterator[CheckMessage]:
    folder = settings.DATA_DIR
    if folder.is_dir() and shutil.disk_usage(folder).free < 10 * MIN_FREE_DISK:
        hint = "Free some space, or move DATA_DIR."
        words = f"There is little free space on the disk of {folder}."
        yield Warning(words, hint, id="events.W002")
    if not settings.DEBUG and not Path(settings.STATIC_ROOT, "staticfiles.json").exists():
        hint = "Run: manage.py collectstatic --noinput"
        yield Error("The static files were not collected.", hint, id="events.E004")


def _readable_by_others() -> Iterator[CheckMessage]:
    folder = settings.DATA_DIR
    if not folder.is_dir() or not folder.stat().st_mode & OTHERS:
        return
    open_to = [it.name for it in sorted(folder.iterdir()) if it.stat().st_mode & OTHERS]
    if open_to:
        hint = f"Run: chmod -R go= {folder}"
        words = f"Others on this machine may read {', '.join(open_to)} in {folder}."
        yield Warning(words, hint, id="events.W006")


def _unfinished() -> Iterator[CheckMessage]:
    for folder in unfinished():
        hint = (
            f"Restore the newest {REPLACED}… in {settings.DATA_DIR / 'backups'}, and then the "
            f"backup that was meant. If none is running or wanted: rm -r {folder}"
        )
        yield Warning("A restore was interrupted.", hint, id="events.W007")


def _backups() -> Iterator[CheckMessage]:
    newest = max(backups(settings.DATA_DIR / "backups").values(), default=None)
    if newest is None or timezone.now() - newest > BACKUP_AGE_LIMIT:
        words = f"The last backup is from {newest:%Y-%m-%d}." if newest else "There is no backup."
        yield Warning(words, "Run daily: manage.py backup", id="events.W003")


def _damage() -> Iterator[CheckMessage]:
    if connection.vendor != "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA quick_check")
        found = cursor.fetchone()[0]
    if found != "ok":
        hint = "Restore a backup: manage.py restore"
        yield Error(f"The database file is damaged ({found}).", hint, id="events.E005")


def _content() -> Iterator[CheckMessage]:
    admits = Q(is_superuser=True) | Q(groups__permissions__codename="change_user")
    if not User.objects.filter(admits, is_active=True, is_staff=True).exists():
        hint = "Run: manage.py createsuperuser"
        yield Warning("Nobody can administer the site.", hint, id="events.W004")
    if missing := set(Page.Key.values) - set(Page.objects.values_list("key", flat=True)):
        names, hint = ", ".join(sorted(missing)), "Run: manage.py load_network_meeting"
        yield Warning(f"Information pages are missing ({names}).", hint, id="events.W005")
