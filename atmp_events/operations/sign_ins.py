"""Who signed in, who failed, and who may do what from now on: a line each in the log.

People are numbers here, as in the database; no name, no address. Each line carries the request's
own name (operations/logs.py), so that it is found beside the line of the answer.
"""

import logging
from typing import Any, Final

from allauth.core import context
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save

from ..models import User

logger = logging.getLogger(__name__)

RIGHTS: Final = ("is_active", "is_staff", "is_superuser")
VERBS: Final = {"post_add": "given", "post_remove": "taken", "pre_clear": "taken"}


def listen() -> None:
    """Write what happens from now on; called once, at the start."""
    user_logged_in.connect(_signed_in, dispatch_uid="log")
    user_logged_out.connect(_signed_out, dispatch_uid="log")
    user_login_failed.connect(_failed, dispatch_uid="log")
    user_locked_out.connect(_locked_out, dispatch_uid="log")
    post_save.connect(_factor_added, sender=Authenticator, dispatch_uid="log")
    post_delete.connect(_factor_removed, sender=Authenticator, dispatch_uid="log")
    pre_save.connect(_account_changes, sender=User, dispatch_uid="log")
    post_save.connect(_account_made, sender=User, dispatch_uid="log")
    post_delete.connect(_account_deleted, sender=User, dispatch_uid="log")
    for joins in (User.groups, User.user_permissions, Group.permissions):
        m2m_changed.connect(_rights_changed, sender=joins.through, dispatch_uid="log")


def _signed_in(user: User, **kwargs: Any) -> None:
    _note("signed in", user=user.pk)


def _signed_out(user: User | None, **kwargs: Any) -> None:
    if user:
        _note("signed out", user=user.pk)


def _failed(credentials: dict[str, Any], **kwargs: Any) -> None:
    _warn("sign-in failed", user=_number_of(credentials.get("username", "")))


def _locked_out(username: str, **kwargs: Any) -> None:
    _warn("locked out", user=_number_of(username))


def _factor_added(instance: Authenticator, created: bool, raw: bool, **kwargs: Any) -> None:
    if created and not raw:
        _note("second factor added", user=instance.user_id, what=instance.type)


def _factor_removed(instance: Authenticator, **kwargs: Any) -> None:
    _note("second factor removed", user=instance.user_id, what=instance.type)


def _account_changes(
    instance: User, raw: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    watched = {"password", *RIGHTS}
    if raw or not instance.pk or not watched.intersection(update_fields or watched):
        return
    before = User.objects.filter(pk=instance.pk).values(*watched).first() or {}
    for right in RIGHTS:
        now = getattr(instance, right)
        if before and before[right] != now:
            _note("right given" if now else "right taken", user=instance.pk, what=right)
    if before and before["password"] != instance.password:
        _note("password changed", user=instance.pk)


def _account_made(instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    if created and not raw:
        rights = ", ".join(right for right in RIGHTS if getattr(instance, right))
        _note("account made", user=instance.pk, what=rights)


def _account_deleted(instance: User, **kwargs: Any) -> None:
    _note("account deleted", user=instance.pk)


def _rights_changed(
    instance: Model,
    action: str,
    reverse: bool,
    model: type[Model],
    pk_set: set[int] | None,
    **kwargs: Any,
) -> None:
    """Say which groups or permissions (by number) an account or a group has, or no longer."""
    if action not in VERBS or (pk_set is not None and not pk_set):
        return
    many = "all" if pk_set is None else ", ".join(map(str, sorted(pk_set)))
    whose = {"user": instance.pk} if isinstance(instance, User) else {"group": instance.pk}
    _note(f"right {VERBS[action]}", what=f"{model._meta.model_name} {many}", **whose)


def _number_of(username: str) -> int | None:
    """Return the number of an account; None where there is none of that name."""
    return User.objects.filter(username=username[:150]).values_list("pk", flat=True).first()


def _note(event: str, **about: Any) -> None:
    logger.info(*_line(event, about), extra=about)


def _warn(event: str, **about: Any) -> None:
    logger.warning(*_line(event, about), extra=about)


def _line(event: str, about: dict[str, Any]) -> tuple[str, str]:
    """Return the words; and add to what it is about who did it, where somebody was signed in."""
    request = context.request
    who = getattr(request, "user", None)
    about["by"] = who.pk if who and who.is_authenticated else None
    return "%s", " ".join([event, *(f"{name}={it}" for name, it in about.items() if it)])
