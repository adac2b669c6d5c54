"""Security log: sign-ins, failed sign-ins, and changes of accounts, factors and rights.

People are logged by primary key, without name or address. Each line has the id of its request
(operations/logs.py). Changes by management commands are not logged: the terminal shows them.
"""

import logging
from typing import Any, Final

from allauth.core import context
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib import auth
from django.contrib.auth.models import Group
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.db.models import Model
from django.db.models.signals import m2m_changed, post_delete, post_save, pre_save
from django.dispatch import Signal

from ..models import User

# Log filters use this name (docs/operations.md), so it is not `__name__`.
logger = logging.getLogger("atmp_events.operations.sign_ins")

RIGHTS: Final = ("is_active", "is_staff", "is_superuser")
VERBS: Final = {"post_add": "given", "post_remove": "taken", "pre_clear": "taken"}
SIGN_INS: Final[dict[Signal, tuple[int, str]]] = {
    user_logged_in: (logging.INFO, "signed in"),
    user_logged_out: (logging.INFO, "signed out"),
    user_login_failed: (logging.WARNING, "sign-in failed"),
    user_locked_out: (logging.WARNING, "locked out"),
}


def listen() -> None:
    """Connect the receivers. Called once, at start-up."""
    senders = (User, User, auth.__name__, "axes")  # the last two are strings in their packages
    for signal, sender in zip(SIGN_INS, senders, strict=True):
        signal.connect(_signed_in_or_out, sender=sender, dispatch_uid="log")
    for signal in (post_save, post_delete):
        signal.connect(_second_factor, sender=Authenticator, dispatch_uid="log")
    pre_save.connect(_account_changes, sender=User, dispatch_uid="log")
    post_save.connect(_account_made, sender=User, dispatch_uid="log")
    for joins in (User.groups, User.user_permissions, Group.permissions):
        m2m_changed.connect(_rights_changed, sender=joins.through, dispatch_uid="log")


def _signed_in_or_out(
    signal: Signal,
    user: User | None = None,
    username: str = "",
    credentials: dict[str, Any] | None = None,
    **kwargs: Any,
) -> None:
    level, words = SIGN_INS[signal]
    name = username or (credentials or {}).get("username", "")
    if user is None and name:
        user = User.objects.filter(username=name[:150]).first()
    _log(words, level, user=user and user.pk)


def _second_factor(
    signal: Signal, instance: Authenticator, created: bool = True, raw: bool = False, **kwargs: Any
) -> None:
    verb = "added" if signal is post_save else "removed"
    if created and not raw:
        _log(f"second factor {verb}", user=instance.user_id, what=instance.type)


def _account_changes(
    instance: User, raw: bool, update_fields: frozenset[str] | None, **kwargs: Any
) -> None:
    watched = {"password", *RIGHTS}
    if raw or not instance.pk or not watched.intersection(update_fields or watched):
        return
    before = User.objects.filter(pk=instance.pk).values(*watched).first() or {}
    for name, was in before.items():
        now = getattr(instance, name)
        if was != now and name == "password":
            _log("password changed", user=instance.pk)
        elif was != now:
            _log("right given" if now else "right taken", user=instance.pk, what=name)


def _account_made(instance: User, created: bool, raw: bool, **kwargs: Any) -> None:
    if created and not raw:
        rights = ", ".join(right for right in RIGHTS if getattr(instance, right))
        _log("account made", user=instance.pk, what=rights)


def _rights_changed(
    instance: Model, action: str, model: type[Model], pk_set: set[int] | None, **kwargs: Any
) -> None:
    """Log the groups or permissions (by primary key) given to or taken from a user or group."""
    if action not in VERBS or (pk_set is not None and not pk_set):
        return
    many = "all" if pk_set is None else ", ".join(map(str, sorted(pk_set)))
    whose = "user" if isinstance(instance, User) else "group"
    what = f"{model._meta.model_name} {many}"
    _log(f"right {VERBS[action]}", what=what, **{whose: instance.pk})


def _log(event: str, level: int = logging.INFO, **about: Any) -> None:
    """Log an event with its details and the signed-in user, only during a request."""
    if (request := context.request) is None:
        return
    who = getattr(request, "user", None)
    about["by"] = who.pk if who and who.is_authenticated else None
    line = " ".join([event, *(f"{name}={it}" for name, it in about.items() if it)])
    logger.log(level, "%s", line, extra=about)
